"""The day on the floor: one sentence, need against agents with a now line, holes, seven cards."""

from datetime import date, datetime, timedelta

import streamlit as st

from app.services.day.floor import DayOnFloor, Floor, Hole
from app.services.day.now import day_now
from app.web import reads, session
from app.web.alerts import alerts_view
from app.web.pages.today.learning import learning_of, learning_view
from app.web.pages.today.live import (
    EVERY_S,
    agents,
    figures,
    freshness,
    queues,
)
from app.web.pages.today.people import people_view
from app.web.pages.today.proposals import proposals_view
from app.web.parts.charts.cover import ALL
from app.web.parts.charts.day_chart import hole_address, hole_text
from app.web.parts.clock import now_here
from app.web.parts.pickers import pick_queue
from app.web.parts.storms import storms_going
from app.web.parts.wording import day_short, go, plain
from data.model.language import tr, trn
from data.store.versions import RosterSummary

AHEAD = 8
"""Days shown: today and the next seven."""
MOST_HOLES = 6
COVERED = 0.98
"""Share of the agents required from which on a day counts as covered."""


def floor_view(today: date) -> None:
    """Draw today and the days after it, by the plan in force or else by the newest draft."""
    floor, draft = _floor_of(today)
    if today not in floor.days:
        _nothing_planned(today, floor)
    elif draft is not None:
        _only_a_draft(today, draft)
    _live(floor, today)
    proposals_view(today)
    _cards(floor, today)


@st.fragment(run_every=EVERY_S)
def _live(floor: Floor, today: date) -> None:
    """What changes while the day runs; it refreshes by itself."""
    learning = learning_of(today)
    if learning is not None:
        _at_first(floor.days.get(today), floor)
        learning_view(learning)
        return
    with st.spinner(tr("Looking at the day")):
        now = day_now(session.shared_context(session.url()), session.context().clock())
    # Agents required by the newest forecast where the plan is in force; a draft's own else.
    day = now.status.floor or floor.days.get(today)
    if day is not None:
        st.markdown(f"### {sentence(floor, day, now_here())}")
    storms_going()
    alerts_view()
    freshness(now)
    queue_id = pick_queue(tuple(queue.queue_id for queue in now.status.queues), every=True)
    if day is not None:
        left, right = st.columns([8, 5], gap="medium")
        with left:
            agents(now, day, queue_id)
        with right:
            _holes(day, now_here())
    figures(now)
    queues(now, queue_id)
    people_view(now.people)


def _at_first(day: DayOnFloor | None, floor: Floor) -> None:
    """The plan alone, which is there at once."""
    if day is None:
        return
    st.markdown(f"### {sentence(floor, day, now_here())}")
    storms_going()
    left, right = st.columns([8, 5], gap="medium")
    with left:
        agents(None, day, ALL)
    with right:
        _holes(day, now_here())


def _floor_of(today: date) -> tuple[Floor, RosterSummary | None]:
    """The plan in force; where it has no today, the newest draft that has."""
    floor = reads.floor(session.url(), today, AHEAD)
    if today in floor.days:
        return floor, None
    draft = next((r for r in session.context().store.list_rosters() if _has(r, today)), None)
    if draft is None:
        return floor, None
    return reads.floor(session.url(), today, AHEAD, draft.roster_id), draft


def _has(found: RosterSummary, day: date) -> bool:
    if found.first is None or found.days is None or found.label.archived:
        return False
    return found.first <= day < found.first + timedelta(days=found.days)


def sentence(floor: Floor, day: DayOnFloor, now: datetime) -> str:
    """`Tue 9 Dec: covered 97 %; short 10:00-10:30 complaints -3; version 2 in force until ...`."""
    share = int(100 * day.covered_share)  # never 100 % while somebody is missing
    parts = [tr("{day}: covered {share} %", day=day_short(day.day), share=share)]
    open_ = _to_come(day, now)
    if open_:
        worst = max(open_, key=lambda hole: hole.hours)
        parts.append(tr(":red[short {hole}]", hole=plain(hole_text(worst, session.queue_names()))))
        if len(open_) > 1:
            parts[-1] += trn(" and one more time", " and {n} more times", len(open_) - 1)
    else:
        parts.append(tr("nobody is missing from now on"))
    if day.version and floor.until:
        until = day_short(floor.until)
        parts.append(
            tr("version {version} in force until {until}", version=day.version, until=until)
        )
    if floor.sick_open:
        sick = trn("{n} sick not replaced", "{n} sick not replaced", floor.sick_open)
        parts.append(f":red[{sick}]")
    return tr("; ").join(parts)


def _to_come(day: DayOnFloor, now: datetime) -> tuple[Hole, ...]:
    minute = 0 if now.date() < day.day else 60 * now.hour + now.minute
    return tuple(hole for hole in day.holes if hole.until_min > minute)


def _holes(day: DayOnFloor, now: datetime) -> None:
    open_, names = _to_come(day, now), session.queue_names()
    over = len(day.holes) - len(open_)
    if not open_:
        st.success(tr("Nobody is missing for the rest of the day."), icon=":material/check_circle:")
    else:
        st.markdown(f"**{tr('Find people for')}**")
    for hole in sorted(open_, key=lambda hole: -hole.hours)[:MOST_HOLES]:
        said, hours = plain(hole_text(hole, names)), f"{hole.hours:g}"
        key, icon = f"find_{hole.queue_id}_{hole.from_min}", ":material/person_search:"
        label = tr("**{hole}** · {hours} h", hole=said, hours=hours)
        if st.button(label, key=key, icon=icon, width="stretch"):
            session.choose(session.DAY, day.day.isoformat())
            session.choose(session.HOLE, hole_address(hole))
            session.choose_roster(day.roster_id)
            st.switch_page(st.session_state["pages"]["sick_and_surge"])
    more = len(open_) - MOST_HOLES
    if more > 0:
        st.caption(trn("... and {n} shorter one", "... and {n} shorter ones", more))
    if over:
        st.caption(
            trn(
                "{n} time in which somebody was missing is over already today",
                "{n} times in which somebody was missing are over already today",
                over,
            )
        )


def _cards(floor: Floor, today: date) -> None:
    """The days ahead; folded away while all of them are planned and covered."""
    days = [today + timedelta(days=i) for i in range(1, AHEAD)]
    found = [floor.days.get(day) for day in days]
    calm = all(one and one.version and one.covered_share >= COVERED for one in found)
    said = tr("The next seven days: all published and covered")
    with st.expander(
        said if calm else tr("The next seven days"), not calm, icon=":material/date_range:"
    ):
        for day, column in zip(days, st.columns(len(days)), strict=True):
            with column.container(border=True, height="stretch", gap="xsmall"):
                _card(day, floor.days.get(day), sum(one.shift.day == day for one in floor.away))


def _card(day: date, found: DayOnFloor | None, away: int) -> None:
    st.markdown(f"**{day_short(day)}**")
    if found is None:
        st.markdown(tr(":red[not planned]"))
        return
    colour = "green" if found.covered_share >= COVERED else "orange"
    share = f"{int(100 * found.covered_share)} %"
    st.markdown(f":{colour}[**{share}**]")
    st.caption(tr("{hours} h short", hours=f"{found.short_hours:,.1f}"))
    if away:
        st.caption(trn(":red[{n} away]", ":red[{n} away]", away))
    if not found.version:
        st.caption(tr("draft"))
    if st.button(tr("Open"), key=f"open_{day}", type="tertiary"):
        session.choose(session.DAY, day.isoformat())
        session.choose_roster(found.roster_id)
        st.session_state["roster_view"] = "One day"  # in English, whatever is spoken
        st.switch_page(st.session_state["pages"]["roster"])


def _nothing_planned(today: date, floor: Floor) -> None:
    later = min(
        (one for one in floor.days.values() if one.version), key=lambda one: one.day, default=None
    )
    if later is not None:
        said = tr(
            "**Nothing is published for {day}**: version {version} begins on {first}.",
            day=day_short(today),
            version=later.version,
            first=day_short(later.day),
        )
        st.info(said, icon=":material/event_upcoming:")
        return
    said = tr("**Nothing is published for {day}**, and no roster has it.", day=day_short(today))
    st.warning(said, icon=":material/event_busy:")
    go("roster", tr("Build a roster for these days, then publish it"))


def _only_a_draft(today: date, draft: RosterSummary) -> None:
    said = tr(
        "**Nothing is published for {day}.** Shown is the newest draft that has it, {name} by "
        "{who}: look at it, then publish it.",
        day=day_short(today),
        name=plain(draft.label.name or draft.roster_id),
        who=plain(draft.made_by),
    )
    st.warning(said, icon=":material/event_busy:")
    if st.button(tr("Publish this draft"), icon=":material/campaign:"):
        session.choose_roster(draft.roster_id)
        st.switch_page(st.session_state["pages"]["publish"])
