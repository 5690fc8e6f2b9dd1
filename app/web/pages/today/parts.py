"""The five steps from history to published roster, each with its newest state and date."""

from datetime import date, timedelta

import streamlit as st

from app.services.context import local_time
from app.services.overview import Standing, Step
from app.services.people.swaps import swaps_of
from app.services.roster.state import RosterState
from app.web import session
from app.web.parts import allowed
from app.web.parts.wording import DASH, day_long, days_of, go, local, percent, short_basis
from data.model.language import phrase, tr, trn

STEPS: dict[Step, tuple[str, str, str]] = {
    "history": (phrase("Read in history"), phrase("how many contacts came until now"), "data"),
    "staff": (
        phrase("Read in people"),
        phrase("who works under which contract, with which skills"),
        "people",
    ),
    "forecast": (
        phrase("Forecast the coming weeks"),
        phrase("what will come, with its uncertainty"),
        "forecast",
    ),
    "requirement": (
        phrase("Work out the staffing need"),
        phrase("agents required in every slot"),
        "staffing",
    ),
    "roster": (phrase("Build a roster"), phrase("who works when, with its proof"), "roster"),
    "publish": (phrase("Publish it"), phrase("a numbered version for everybody"), "publish"),
}
"""What each step says on the page, and the page that does it."""

Card = tuple[str, str, str]


def past_steps(standing: Standing, today: date) -> set[Step]:
    """Steps whose newest outcome ended before today: it helps nobody any more."""
    ends: dict[Step, date] = {}
    if standing.forecasts:
        ends["forecast"] = max(_last(f.first, f.days) for f in standing.forecasts)
    if standing.requirement:
        ends["requirement"] = _last(standing.requirement.first, standing.requirement.days)
    roster, published = standing.roster, standing.publication
    if roster and roster.first and roster.days:
        ends["roster"] = _last(roster.first, roster.days)
    if published:
        ends["publish"] = _last(published.first, published.days)
    return {step for step, last in ends.items() if last < today}


def _last(first: date, days: int) -> date:
    return first + timedelta(days=days - 1)


def standing_figures(standing: Standing, zone: str) -> None:
    """One card a step."""
    cards = (
        _history(standing),
        _forecast(standing, zone),
        _requirement(standing),
        _roster(standing, zone),
        _published(standing, zone),
    )
    for column, (label, value, below) in zip(st.columns(5), cards, strict=True):
        with column.container(border=True, height="stretch", gap="xsmall"):
            st.caption(label)
            st.markdown(f"**{value}**")
            st.caption(below)


def _history(standing: Standing) -> Card:
    day = standing.history_day
    return (
        tr("History until"),
        day_long(day) if day else DASH,
        tr("{agents} people on file", agents=standing.agents),
    )


def _forecast(standing: Standing, zone: str) -> Card:
    if not standing.forecasts:
        return tr("Newest forecast"), DASH, tr("none yet")
    newest = standing.forecasts[0]
    made = local(max(f.made_at for f in standing.forecasts), zone)
    queues = tr("{forecasts} queues, made {made}", forecasts=len(standing.forecasts), made=made)
    return tr("Newest forecast"), days_of(newest.first, newest.days), queues


def _requirement(standing: Standing) -> Card:
    found = standing.requirement
    if found is None:
        return tr("Staffing need"), DASH, tr("none yet")
    return (
        tr("Staffing need"),
        days_of(found.first, found.days),
        tr("basis: {partition}", partition=short_basis(found.basis).partition(",")[0]),
    )


def _roster(standing: Standing, zone: str) -> Card:
    found = standing.roster
    if found is None or found.first is None or found.days is None:
        return tr("Newest roster"), DASH, tr("none yet")
    state = standing.roster_state
    made = tr(", ").join((local(found.made_at, zone), found.made_by))
    below = tr(
        "{coloured}, gap {percent}{hours}, {made}",
        coloured=_coloured(state),
        percent=percent(found.gap),
        hours=standing.roster_far.aside if standing.roster_far else "",
        made=made,
    )
    return tr("Newest roster"), days_of(found.first, found.days), below


def _published(standing: Standing, zone: str) -> Card:
    found = standing.publication
    if found is None:
        return tr("Published"), DASH, tr("nothing yet")
    state = standing.published_state
    below = tr(
        "{coloured}, version {version}, {local}, {who}",
        coloured=_coloured(state),
        version=found.version,
        local=local(found.at, zone),
        who=found.who,
    )
    return tr("Published"), days_of(found.first, found.days), below


def _coloured(state: RosterState | None) -> str:
    """The word of a state in the colour of its tone."""
    colours = {"good": "green", "weak": "orange", "bad": "red"}
    return f":{colours[state.tone]}[{state.word}]" if state else ""


def swaps_waiting() -> None:
    """Say how many swaps wait for whoever may approve them."""
    if allowed.refusal("approve_swap"):
        return
    now, every = local_time(session.context()), swaps_of(session.context())
    waiting = sum(one.state == "agreed" and one.is_open(now) for one in every)
    if waiting:
        with st.container(horizontal=True, vertical_alignment="center"):
            said = trn("{n} swap waits for you", "{n} swaps wait for you", waiting)
            st.markdown(f":material/swap_horiz: {said}")
            go("swaps", tr("Go there"))
