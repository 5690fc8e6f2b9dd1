"""Scorecard of a saved roster: headline, cost breakdown, violations, lower bound checked again."""

import math
from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd
import streamlit as st

from app.services.context import today_of
from app.services.roster.evaluation.proof import VerifiedBound, verify_bound
from app.services.roster.state import RosterState, state_of
from app.web import session
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import ACCENT, SHORT
from app.web.parts.run_panel import gap_curve
from app.web.parts.wording import DASH, ended, number, percent, plain, shown_errors
from app.web.reads import Judged
from data.model.language import tr
from data.model.result import Distance, Result
from data.model.rule import EARLIER_NAMES, OVERSTAFFING, UNDERSTAFFING, Violation
from rostering.evaluation.distance import distance
from rostering.evaluation.nobody import nobody_can_serve
from rostering.evaluation.scorecard import Scorecard
from rostering.rules import RULES
from rostering.rules.history import unknown_history
from rostering.solver.explain.relaxed import gap_beside


def bound_again(roster_id: str, result: Result, key: str) -> None:
    """A button that adds the lower bound of a saved roster up again, and the verdict.

    Parameters
    ----------
    key
        Tells this place from others on the page that show the same roster.
    """
    if result.bound is None:
        return
    found: dict[str, VerifiedBound] = st.session_state.setdefault("bounds_again", {})
    asked = st.button(
        tr("Check the lower bound again"),
        key=f"verify_{key}_{roster_id}",
        icon=":material/fact_check:",
        help=tr(
            "Adds the lower bound up again from the prices saved with the "
            "roster, by code that shares nothing with the search but the list of "
            "possible shifts and the rules. Takes seconds; nothing is solved."
        ),
    )
    if asked:
        with shown_errors(), st.spinner(tr("Checking the lower bound")):
            found[roster_id] = verify_bound(session.context(), roster_id)
    if verdict := found.get(roster_id):
        show = st.success if verdict.holds else st.warning
        show(ended(verdict.sentence), icon=":material/fact_check:")


def relaxed_view(sentences: Sequence[str], points: int) -> None:
    """Name the relaxed rules, with what they add to the cost."""
    if not sentences:
        return
    lines = "\n".join(f"- {sentence}" for sentence in sentences)
    st.warning(
        tr(
            "**Hard rules conflict, so these were relaxed**, as little as was "
            "found possible (this adds {cost:,} to the cost, outside the "
            "optimality gap):\n{lines}",
            cost=points,
            lines=lines,
        ),
        icon=":material/call_split:",
    )


def nobody_view(sentences: Sequence[str]) -> None:
    """Name the queues whose hours nobody on the staff can work."""
    for sentence in sentences:
        st.warning(plain(sentence), icon=":material/person_off:")


COVER = (UNDERSTAFFING, OVERSTAFFING)
MOST_ROWS = 500


def scorecard_view(judged: Judged) -> None:
    """Draw the scorecard; its headline stands above."""
    st.markdown(tr("**Cost breakdown** by rule"))
    draw(_breakdown(judged))
    _violations(judged.card.violations)


def state_line(state: RosterState) -> None:
    """What is true of a roster, in the colour of its tone."""
    show, icon = TONES[state.tone]
    show(_state_said(state), icon=icon)


TONES = {
    "good": (st.success, ":material/check_circle:"),
    "weak": (st.warning, ":material/hourglass_bottom:"),
    "bad": (st.error, ":material/error:"),
}


def headline(judged: Judged) -> None:
    """In one line: rules, hours short and idle; then relaxed rules and what the history lacks."""
    card, result = judged.card, judged.saved.result
    given = judged.relaxed
    points = sum(one.points for one in given)
    gap = gap_beside(card.objective, result.bound, points)
    far = distance(judged.problem, judged.roster, card.objective, result.bound, points)
    short_h, idle_h = sum(card.shortfall_hours.values()), card.surplus_hours
    hours = tr("{short} h short, {idle} h idle", short=number(short_h), idle=number(idle_h))
    state = state_of(judged.saved, today_of(session.context()), gap, far)
    if state.tone == "good":
        rules = tr("It keeps every hard rule.")
        better = f" · {far.sentence}" if far else ""
        st.markdown(f":green[:material/check_circle:] {rules} **{hours}**{better}")
    elif state.tone == "weak":
        icon = ":orange[:material/hourglass_bottom:]"
        st.markdown(f"{icon} {_state_said(state)} **{hours}**")
    else:
        state_line(state)
        st.markdown(f"**{hours}**")
    relaxed_view([one.sentence for one in given], sum(one.points for one in given))
    nobody_view(nobody_can_serve(judged.problem))


def _state_said(state: RosterState) -> str:
    if state.word in state.sentence:
        return f"**{plain(state.sentence)}**"
    return tr(
        "**{word}.** {sentence}", word=state.word.capitalize(), sentence=plain(state.sentence)
    )


def proof(judged: Judged, key: str) -> None:
    """How the roster was found, and what proves how good it is.

    Parameters
    ----------
    key
        Tells this place from others on the page that show the same roster.
    """
    result = judged.saved.result
    with st.expander(tr("Proof"), icon=":material/verified:"):
        _figures(judged)
        st.caption(
            tr(
                "Roster {roster_id}, need {requirement_id}, digest {roster_digest}.",
                roster_id=judged.saved.roster_id,
                requirement_id=judged.saved.requirement_id,
                roster_digest=judged.digest[:12],
            )
        )
        if unknown := unknown_history(judged.problem):
            st.caption(tr(":material/history: {unknown}", unknown=unknown))
        st.markdown(
            tr(
                "Lower bound **{number}**: no roster for these weeks and rules can "
                "cost less. Proven by {bound_by}.",
                number=number(result.bound),
                bound_by=result.bound_by or tr("nobody"),
            )
        )
        why = tr(", for {engine_why}", engine_why=result.engine_why) if result.engine_why else ""
        st.caption(
            tr(
                "Search: {status} after {seconds:.0f} s, engine {engine}{why}, seed {seed}.",
                status=result.status,
                seconds=result.seconds,
                engine=result.engine,
                why=why,
                seed=result.seed,
            )
        )
        if len(result.trace) > 1:
            draw(gap_curve(result.trace))
        bound_again(judged.saved.roster_id, result, key)


def _figures(judged: Judged) -> None:
    result, card = judged.saved.result, judged.card
    points = sum(one.points for one in judged.relaxed)
    gap = gap_beside(card.objective, result.bound, points)
    far = distance(judged.problem, judged.roster, card.objective, result.bound, points)
    cells = (
        (tr("Cost"), number(card.objective), tr("Sum over all priced rules; lower is better.")),
        (
            tr("Optimality gap"),
            percent(gap),
            tr("At most this share of the cost could be saved."),
        ),
        hours_cell(far),
        (
            tr("Hard rules broken"),
            str(card.hard_violations),
            tr("By the check that knows no solver."),
        ),
    )
    for column, (label, value, says) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(label, value, help=says)


def hours_cell(far: Distance | None) -> tuple[str, str, str]:
    """Label, value and help of the gap in hours of people."""
    value = DASH
    if far:
        hours, of_hours = number(math.ceil(far.hours)), number(far.of_hours)
        value = tr("{hours} of {of_hours}", hours=hours, of_hours=of_hours)
    return (
        tr("Hours better at most"),
        value,
        tr(
            "The same gap in hours: no roster saves more missing or idle hours, each counted "
            "at the price of the cheapest, than this. Of all paid hours rostered."
        ),
    )


def title_of(rule: str) -> str:
    """Title of a rule, also as earlier versions called it."""
    name = EARLIER_NAMES.get(rule, rule)
    return RULES[name].title if name in RULES else rule


def _breakdown(judged: Judged) -> alt.Chart:
    costs = judged.card.by_rule()
    frame = pd.DataFrame(
        [(title_of(rule), cost, rule in COVER) for rule, cost in costs.items() if cost],
        columns=["rule", "cost", "cover"],
    )
    colour = alt.condition("datum.cover", alt.value(SHORT), alt.value(ACCENT))
    chart: alt.Chart = (
        alt.Chart(frame, height=alt.Step(28))
        .mark_bar()
        .encode(
            x=alt.X("cost:Q", title=tr("cost")),
            y=alt.Y(
                "rule:N", sort="-x", title=None, axis=alt.Axis(labelLimit=220, labelOverlap=False)
            ),
            color=colour,
            tooltip=[alt.Tooltip("rule:N"), alt.Tooltip("cost:Q", format=",.0f")],
        )
    )
    return chart


def _violations(violations: tuple[Violation, ...]) -> None:
    st.markdown(tr("**Violations** ({violations}, hard rules first)", violations=len(violations)))
    if not violations:
        st.success(tr("No rule is broken and every wish is granted."))
        return
    rules = list(dict.fromkeys(v.rule for v in violations))
    wanted = st.multiselect(tr("Rules"), rules, format_func=title_of, placeholder=tr("all rules"))
    rows = [
        {
            "": tr("hard") if v.hard else tr("priced"),
            tr("Rule"): title_of(v.rule),
            tr("Day"): v.day,
            tr("Units"): v.amount,
            tr("What"): v.sentence,
        }
        for v in violations
        if not wanted or v.rule in wanted
    ]
    st.dataframe(pd.DataFrame(rows[:MOST_ROWS]), hide_index=True)
    if len(rows) > MOST_ROWS:
        st.caption(
            tr(
                "The first {most_rows} of {rows}; choose a rule to see fewer.",
                most_rows=MOST_ROWS,
                rows=len(rows),
            )
        )


def cost_table(cards: Mapping[str, Scorecard], change_points: int) -> None:
    """Draw the cost by rule, a column for each roster.

    Parameters
    ----------
    cards
        Scorecards by what their columns are called.
    change_points
        What the changes of the last one cost [points].
    """
    costs = [card.by_rule() for card in cards.values()]
    rules = dict.fromkeys(rule for one in costs for rule in one)
    lines = [[one.get(rule, 0) for one in costs] for rule in rules]
    lines.append([*[0] * (len(costs) - 1), change_points])
    lines.append([sum(column) for column in zip(*lines, strict=True)])
    names = [*map(title_of, rules), tr("Changes"), tr("All")]
    rows = [[name, *line] for name, line in zip(names, lines, strict=True) if any(line)]
    st.markdown(tr("**What it costs**"))
    st.dataframe(pd.DataFrame(rows, columns=[tr("For"), *cards]), hide_index=True)
