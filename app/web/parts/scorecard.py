"""A kept bound added up again, when somebody asks for it."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd
import streamlit as st

from app.services.roster.proof import VerifiedBound, verify_bound
from app.web import session
from app.web.parts.palette import ACCENT, SHORT
from app.web.parts.run_panel import gap_curve
from app.web.parts.wording import number, percent, told
from app.web.reads import Judged
from data.model.result import Result
from data.model.rule import EARLIER_NAMES, OVERSTAFFING, UNDERSTAFFING, Violation
from rostering.evaluation.scorecard import Scorecard
from rostering.rules import RULES
from rostering.rules.history import unknown_history
from rostering.solver.explain.relaxed import gap_beside, relaxed_rules


def bound_again(roster_id: str, result: Result, key: str) -> None:
    """A button that adds the bound of a kept roster up again, and the verdict.

    Parameters
    ----------
    key
        Tells this place from others on the page that show the same roster.
    """
    if result.bound is None:
        return
    found: dict[str, VerifiedBound] = st.session_state.setdefault("bounds_again", {})
    asked = st.button(
        "Add the bound up again",
        key=f"verify_{key}_{roster_id}",
        icon=":material/fact_check:",
        help="From the prices kept with the roster: cover, breaks, everybody's best tour and the "
        "sum are reckoned anew by code of its own. Which shifts there are for whom, and how each "
        "rule moves along a tour, is taken as the search states it. Nothing is solved.",
    )
    if asked:
        with told(), st.spinner("Adding the bound up again"):
            found[roster_id] = verify_bound(session.context(), roster_id)
    if verdict := found.get(roster_id):
        show = st.success if verdict.holds else st.warning
        show(f"{verdict.sentence}.", icon=":material/fact_check:")


def relaxed_view(sentences: Sequence[str], points: int) -> None:
    """Say it plainly, with its share of the bill."""
    if not sentences:
        return
    lines = "\n".join(f"- {sentence}" for sentence in sentences)
    st.warning(
        f"**Hard rules collided, so these gave way**, as little as was found "
        f"({points:,} points of the bill are their price, which the gap leaves out):\n{lines}",
        icon=":material/call_split:",
    )


COVER = (UNDERSTAFFING, OVERSTAFFING)
MOST_ROWS = 500


def scorecard_view(judged: Judged) -> None:
    """Draw the scorecard; its headline stands above."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown("**The bill** (points by rule)")
        st.altair_chart(_bill(judged), width="stretch")
    with right:
        st.markdown("**How the solve went**")
        result = judged.saved.result
        st.caption(
            f"{result.status}, {result.engine}, {result.seconds:.0f} s, seed {result.seed}. "
            f"Bound by {result.bound_by or 'nobody'}."
        )
        if result.engine_why:
            st.caption(f"{result.engine}, for {result.engine_why}.")
        if len(result.trace) > 1:
            st.altair_chart(gap_curve(result.trace), width="stretch")
        bound_again(judged.saved.roster_id, result, "score")
    _violations(judged.card.violations)


def headline(judged: Judged) -> None:
    """Points, bound, gap, broken rules and hours; what gave way, and what history lacks."""
    card, result = judged.card, judged.saved.result
    given = relaxed_rules(judged.problem, judged.roster)
    points = sum(one.points for one in given)
    gap = gap_beside(card.objective, result.bound, points)
    cells = (
        ("Hard rules broken", str(card.hard_violations), "By the check that knows no solver."),
        ("Points", number(card.objective), "The whole bill; lower is better."),
        ("No roster below", number(result.bound), "Proven bound."),
        ("Gap", percent(gap), "At most so much of the bill could be saved."),
        ("Hours understaffed", number(sum(card.shortfall_hours.values())), "Missing head-hours."),
        ("Hours overstaffed", number(card.surplus_hours), "Head-hours that no queue needs."),
    )
    for column, (label, value, says) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(label, value, help=says)
    relaxed_view([one.sentence for one in given], points)
    if unknown := unknown_history(judged.problem):
        st.info(unknown, icon=":material/history:")


def title_of(rule: str) -> str:
    """Title of a rule, also as earlier versions called it."""
    name = EARLIER_NAMES.get(rule, rule)
    return RULES[name].title if name in RULES else rule


def _bill(judged: Judged) -> alt.Chart:
    bill = judged.card.by_rule()
    frame = pd.DataFrame(
        [(title_of(rule), points, rule in COVER) for rule, points in bill.items() if points],
        columns=["rule", "points", "cover"],
    )
    colour = alt.condition("datum.cover", alt.value(SHORT), alt.value(ACCENT))
    chart: alt.Chart = (
        alt.Chart(frame, height=alt.Step(28))
        .mark_bar()
        .encode(
            x=alt.X("points:Q", title="points"),
            y=alt.Y(
                "rule:N", sort="-x", title=None, axis=alt.Axis(labelLimit=220, labelOverlap=False)
            ),
            color=colour,
            tooltip=["rule:N", alt.Tooltip("points:Q", format=",.0f")],
        )
    )
    return chart


def _violations(violations: tuple[Violation, ...]) -> None:
    st.markdown(f"**What was found** ({len(violations)} findings, hard rules first)")
    if not violations:
        st.success("No rule is broken and every wish is granted.")
        return
    rules = list(dict.fromkeys(v.rule for v in violations))
    wanted = st.multiselect("Rules", rules, format_func=title_of, placeholder="all rules")
    rows = [
        {
            "": "hard" if v.hard else "priced",
            "Rule": title_of(v.rule),
            "Day": v.day,
            "Units": v.amount,
            "What": v.sentence,
        }
        for v in violations
        if not wanted or v.rule in wanted
    ]
    st.dataframe(pd.DataFrame(rows[:MOST_ROWS]), hide_index=True)
    if len(rows) > MOST_ROWS:
        st.caption(f"The first {MOST_ROWS} of {len(rows)}; choose a rule to see fewer.")


def cost_table(cards: Mapping[str, Scorecard], change_points: int) -> None:
    """Draw points by rule, a column for each roster.

    Parameters
    ----------
    cards
        Scorecards by what their columns are called.
    change_points
        What the changes of the last one cost [points].
    """
    bills = [card.by_rule() for card in cards.values()]
    rules = dict.fromkeys(rule for bill in bills for rule in bill)
    points = [[bill.get(rule, 0) for bill in bills] for rule in rules]
    points.append([*[0] * (len(bills) - 1), change_points])
    points.append([sum(column) for column in zip(*points, strict=True)])
    names = [*map(title_of, rules), "Changes", "All"]
    rows = [[name, *line] for name, line in zip(names, points, strict=True) if any(line)]
    st.markdown("**What it costs** (points)")
    st.dataframe(pd.DataFrame(rows, columns=["For", *cards]), hide_index=True)
