"""A shift design: the curve of cost against codes, the codes of a size, what restrictions cost."""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from app.services.shift_design.design import adopt_design, missed_by
from app.web import session
from app.web.pages.shift_design.check import design_check
from app.web.parts import allowed
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import ACCENT, QUIET
from app.web.parts.wording import number
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.shift import clock
from rostering.shift_design import ShiftDesign, TemplateOption

ROW_PX = 36
MOST_ROWS = 9


def design_view(problem: RosterProblem, design: ShiftDesign) -> None:
    """Draw a design; a size can be adopted."""
    st.caption(
        tr(
            "Chosen among {candidates} codes for a typical week, skills pooled: "
            "the cost ranks designs. All codes: {number}; today's {today_codes} "
            "codes: {number2}.",
            candidates=design.candidates,
            number=number(design.free_points),
            today_codes=design.today_codes,
            number2=number(design.today_points),
        )
    )
    left, right = st.columns([3, 2], gap="large")
    with right:
        _restrictions(design)
    if not design.options:
        left.warning(
            tr(
                "No design of these sizes within your restrictions gives every "
                "contract its hours. Allow more codes or lengths, or restrict it "
                "less."
            )
        )
        return
    with left:
        st.markdown(tr("**What few codes cost**"))
        draw(_curve(design))
        st.caption(tr("Dashed: lower bound, proven for that many codes."))
    sizes = {o.most: o for o in design.options}
    chosen = st.pills(tr("Codes"), list(sizes), default=_knee(design), required=True)
    size = int(chosen or _knee(design))
    _option(problem, sizes[size])
    design_check(design, size)


def _restrictions(design: ShiftDesign) -> None:
    st.markdown(tr("**What single restrictions cost**"))
    rows = [
        (
            r.words,
            "yours" if r.own else "",
            tr("no roster") if r.points is None else f"+{number(r.points)}",
        )
        for r in design.restrictions
    ]
    columns = [tr("With"), tr("Whose"), tr("Added cost")]
    tall = ROW_PX * (min(len(rows), MOST_ROWS) + 1) + 2
    st.dataframe(pd.DataFrame(rows, columns=columns), hide_index=True, height=tall)
    st.caption(tr("Against all codes free. The designs on this page hold yours."))


def _knee(design: ShiftDesign) -> int:
    """The smallest design within a fifth of the best one designed."""
    best = min(option.points for option in design.options)
    return next(o.most for o in design.options if o.points <= 1.2 * best + 1)


def _option(problem: RosterProblem, option: TemplateOption) -> None:
    missed = dict(_missed(problem, option))
    rows = [
        {
            tr("Code"): t.code,
            tr("Name"): t.name,
            tr("From"): clock(t.earliest_start_min),
            tr("To"): clock(t.earliest_start_min + t.length_min),
            tr("Length h"): t.length_min / 60,
            tr("Paid h"): t.paid_min / 60,
            tr("Cost without it"): tr("no roster without")
            if missed.get(t.code) is None
            else f"+{number(missed[t.code])}",
        }
        for t in option.templates
    ]
    tall = ROW_PX * (len(rows) + 1) + 2
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="content", height=tall)
    st.caption(
        tr(
            "Cost {number}; the proven lower bound of {most} codes is {number2}.",
            number=number(option.points),
            most=option.most,
            number2=number(option.bound),
        )
    )
    with st.form(f"adopt_{option.most}", border=False):
        why = st.text_input(tr("Reason (stays in the audit trail)"))
        asked = allowed.submit(
            tr("Use these {templates} shift templates", templates=len(option.templates)),
            "adopt_design",
            icon=":material/check:",
        )
    if asked and not why.strip():
        st.warning(
            tr("Give a reason: this changes what everybody can work from the next build on.")
        )
    elif asked:
        adopt_design(session.context(), problem, option.templates, why)
        st.success(
            tr(
                "These are the shift templates now. Saved rosters stay as they are; "
                "build a new one."
            )
        )


def _missed(problem: RosterProblem, option: TemplateOption) -> tuple[tuple[str, float | None], ...]:
    """What each code saves, worked out once for each design shown."""
    known = st.session_state.setdefault("codes_missed", {})
    key = (problem.first, problem.requirement.requirement_id, option.templates)
    if key not in known:
        with st.spinner(tr("Working out what each code saves")):
            known[key] = missed_by(problem, option)
    found: tuple[tuple[str, float | None], ...] = known[key]
    return found


def _curve(design: ShiftDesign) -> Any:
    frame = pd.DataFrame(
        [(o.most, o.points, o.bound) for o in design.options],
        columns=["codes", "cost", "low"],
    )
    x = alt.X("codes:Q", title=tr("number of codes"), axis=alt.Axis(tickMinStep=1))
    scale = alt.Scale(type="symlog", zero=False)
    tips = [
        alt.Tooltip("codes:Q", title=tr("number of codes")),
        alt.Tooltip("cost:Q", format=",.0f"),
        alt.Tooltip("low:Q", title=tr("at least"), format=",.0f"),
    ]
    base = alt.Chart(frame, height=260).encode(x=x, tooltip=tips)
    line = base.mark_line(color=ACCENT, point=alt.OverlayMarkDef(size=70, color=ACCENT)).encode(
        y=alt.Y("cost:Q", title=tr("cost"), scale=scale)
    )
    text = base.mark_text(dy=-14).encode(y=alt.Y("cost:Q"), text=alt.Text("cost:Q", format=",.0f"))
    bound = base.mark_line(color=QUIET, strokeDash=[4, 4]).encode(y=alt.Y("low:Q"))
    return alt.layer(line, text, bound)
