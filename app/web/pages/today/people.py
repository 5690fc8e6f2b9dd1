"""Who is not where the plan has them, and how far the plan is followed today."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from app.services.day.people_now import AgentNow, PeopleNow
from app.web.parts.wording import percent, plain
from data.model.language import phrase, tr, trn

SAYS = {
    "missing": phrase("has not come"),
    "late": phrase("late"),
    "overdue": phrase("overdue from a break"),
    "off_plan": phrase("off plan"),
}
STATES = {
    "off": phrase("not signed in"),
    "on_queue": phrase("on queue"),
    "break": phrase("at a break"),
    "activity": phrase("off the phone"),
}
NAMED = 8
"""People who are named at once; the others stand in the table."""


def people_view(people: PeopleNow | None) -> None:
    """Draw who deviates, the figures of all, and everybody in a table that opens."""
    st.subheader(tr("People"), anchor=False)
    if people is None:
        st.caption(
            tr(
                "No states of agents are fed, so who is late, off plan or overdue from a break "
                "cannot be seen here, and nobody counts as missing."
            )
        )
        return
    _named(people.who("missing", "late", "overdue", "off_plan"))
    st.caption(
        tr(
            "Adherence of everybody so far {adherence}, conformance {conformance}",
            adherence=percent(_known(people.adherence)),
            conformance=percent(_known(people.conformance)),
        )
    )
    with st.expander(tr("Everybody, with adherence and conformance")):
        st.markdown(
            tr(
                "Adherence: 1 - time in another state than planned / time scheduled, never below "
                "0. Conformance: time on queue / time scheduled on queue; above 100 % where "
                "somebody worked more. Both of today until now, by second."
            )
        )
        st.dataframe(pd.DataFrame([_row(one) for one in people.agents]), hide_index=True)


def _named(found: Sequence[AgentNow]) -> None:
    if not found:
        st.success(tr("Everybody is where the plan has them."), icon=":material/check_circle:")
        return
    for one in found[:NAMED]:
        colour = "red" if one.deviation == "missing" else "orange"
        said = trn("{n} minute", "{n} minutes", one.minutes)
        st.markdown(
            f":{colour}[**{plain(one.name)}** {tr(SAYS[one.deviation])}] · {said} · "
            + tr(
                "should be {should}, is {does}",
                should=tr(STATES[one.should]),
                does=tr(STATES[one.does]),
            )
        )
    if len(found) > NAMED:
        st.caption(trn("... and {n} more", "... and {n} more", len(found) - NAMED))


def _row(one: AgentNow) -> dict[str, object]:
    return {
        tr("Who"): one.name,
        tr("Should be"): tr(STATES[one.should]),
        tr("Is"): tr(STATES[one.does]),
        tr("Deviates"): tr(SAYS[one.deviation]) if one.deviation else "",
        tr("Minutes"): one.minutes or None,
        tr("Adherence"): percent(_known(one.adherence)),
        tr("Conformance"): _conformance(one.conformance),
    }


def _conformance(value: float) -> str:
    return tr("worked unplanned") if value == float("inf") else percent(_known(value))


def _known(value: float) -> float | None:
    return value if value == value and value != float("inf") else None
