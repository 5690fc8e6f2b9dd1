"""The running day: figures that refresh themselves, each with how it is worked out."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from app.services.day.floor import DayOnFloor
from app.services.day.now import DayNow
from app.services.day.rest.service_ahead import Ahead, ServiceAhead
from app.services.day.status import DayStatus, QueueStatus
from app.web import session
from app.web.pages.today import explain
from app.web.pages.today.charts import contacts_chart
from app.web.parts.charts.cover import ALL
from app.web.parts.charts.day_chart import day_chart
from app.web.parts.charts.drawing import draw
from app.web.parts.clock import now_here, wall
from app.web.parts.wording import DASH, in_words_of_pages, more_by, percent, plain
from data.model.checks.opening import opens_at
from data.model.day.live import QueueState
from data.model.language import phrase, tr, trn
from data.model.shift import DAY_MIN, clock
from data.store import documents

EVERY_S = 30
"""How often the figures are looked at again [s]."""
NONE_YET = phrase("no figures of today yet")
_LONG_S = 300  # longer waits are said in minutes
SHOWN = 6
"""Queues that have a card of their own; those in need come first, the others stand in a table."""


def freshness(now: DayNow) -> None:
    """Say how late it is, and how new the figures are; that the feed is silent says its alert."""
    _clock_line(now)
    if not now.feed.in_use:
        said = tr(
            "No figures of a running day come in here yet, so all of this is last night's "
            "forecast. They come from files in a folder that the server watches."
        )
        st.info(said, icon=":material/sensors_off:")
    elif now.feed.made_up:
        said = tr(
            "The figures of this day are the sample's own, made up: a sample centre has no "
            "telephone system. Your own come from files in a folder that the server watches."
        )
        st.caption(f":material/science: {said}")


def _clock_line(now: DayNow) -> None:
    status = now.status
    seen = status.seen_until
    said = tr("figures until {until}", until=f"{wall(seen):%H:%M}") if seen else tr(NONE_YET)
    if now.feed.in_use and now.feed.silent:
        silent_min = round(now.feed.silent_min)
        silent = trn("silent for {n} minute", "silent for {n} minutes", silent_min)
        said = f":orange[{said} · {silent}]"
    again = tr("looks again every {every} s", every=EVERY_S)
    st.caption(f"**{wall(status.at):%H:%M}** · {said} · {again}")


def figures(now: DayNow) -> None:
    """Draw figures of the whole centre in cards; those not known in one line, with why."""
    status, ahead = now.status, now.ahead
    cards: list[tuple[str, str, str, Callable[[], None]]] = [
        (*_so_far(status), lambda: explain.so_far(status)),
        (*_to_come(status), lambda: explain.to_come(status)),
        (*_service_so_far(status), lambda: explain.service_so_far(status)),
        (*_end_of(ahead, "day"), lambda: explain.end_of(ahead)),
        (*_end_of(ahead, "week"), lambda: explain.end_of(ahead)),
        (*_people(now), lambda: explain.people(now)),
    ]
    shown = [card for card in cards if card[1] != DASH]
    for column, (label, value, below, how) in zip(st.columns(len(shown) or 1), shown, strict=False):
        with column.container(border=True, height="stretch", gap="xsmall"):
            st.caption(label)
            st.markdown(f"#### {value}")
            st.caption(below)
            with st.popover(tr("How?"), width="stretch", type="tertiary", key=f"how_{label}"):
                how()
    unknown: dict[str, list[str]] = {}
    for label, _, why, _ in (card for card in cards if card[1] == DASH):
        unknown.setdefault(why, []).append(label)
    for why, labels in unknown.items():
        what = tr(", ").join(labels)
        st.caption(tr("Not known: {what} ({why}).", what=what, why=why))


def _so_far(status: DayStatus) -> tuple[str, str, str]:
    came = sum(q.today.so_far for q in status.queues)
    expected = sum(q.today.expected_so_far for q in status.queues)
    if not came and not expected:
        return tr("Came so far"), DASH, tr(NONE_YET)
    below = tr("{expected:,.0f} expected", expected=expected) + more_by(came, expected)
    return tr("Came so far"), f"{came:,.0f}", below


def _to_come(status: DayStatus) -> tuple[str, str, str]:
    rests = [q.today.rest for q in status.queues if q.today.rest is not None]
    if not rests:
        return tr("Still to come"), DASH, tr("no forecast of today")
    before = sum(float(rest.before.sum()) for rest in rests)
    total = sum(rest.total for rest in rests)
    change = more_by(total, before)
    below = tr("{before:,.0f} by last night's forecast{change}", before=before, change=change)
    return tr("Still to come"), f"{total:,.0f}", below


def _service_so_far(status: DayStatus) -> tuple[str, str, str]:
    known = [q for q in status.queues if np.isfinite(q.service_so_far)]
    counted = sum(q.counted for q in known)
    if not counted:
        return tr("Answered in time so far"), DASH, tr("the feed does not count it")
    level = sum(q.answered_in_time for q in known) / counted
    return tr("Answered in time so far"), percent(level, 0), _worst(status)


def _worst(status: DayStatus) -> str:
    known = [q for q in status.queues if np.isfinite(q.service_so_far)]
    worst = min(known, key=lambda q: q.service_so_far)
    share = percent(worst.service_so_far, 0)
    return tr("lowest: {name} {share}", name=plain(worst.name), share=share)


def _end_of(ahead: Ahead, span: str) -> tuple[str, str, str]:
    label = tr("The day will end at") if span == "day" else tr("The week will end at")
    if not ahead.queues:
        return label, DASH, in_words_of_pages(ahead.why_not)
    worst = min(ahead.queues, key=lambda q: getattr(q, span).mean - q.target_share)
    found = getattr(worst, span)
    colour = "red" if found.mean < worst.target_share else "green"
    value = f":{colour}[{explain.share_range(found.low, found.high)}]"
    below = tr(
        "{name}, the furthest from its {target} %",
        name=plain(worst.name),
        target=f"{100 * worst.target_share:.0f}",
    )
    return label, value, below


def _people(now: DayNow) -> tuple[str, str, str]:
    status, label = now.status, tr("On the floor now")
    if status.floor is None:
        return label, DASH, tr("no roster is published for today")
    needed = int(status.floor.needed[:, status.slot].sum())
    if now.people is None:
        below = tr("by the plan; {needed} needed now", needed=needed)
        return label, f"{len(status.on_floor)}", below
    planned = len(status.on_floor)
    below = tr("signed in; {planned} planned, {needed} needed", planned=planned, needed=needed)
    return label, f"{len(now.people.present)}", below


def queues(now: DayNow, queue_id: str) -> None:
    """Draw a card for each queue in need; folded away the others, and the contacts of the day."""
    status, ahead = now.status, now.ahead
    by_id = {one.queue_id: one for one in ahead.queues}
    order = sorted(status.queues, key=lambda q: _urgency(status, by_id.get(q.queue_id), q))
    if not status.floor and all(queue.today.rest is None for queue in order):
        for why in dict.fromkeys(queue.today.why_not for queue in order):
            st.caption(in_words_of_pages(why))
        return
    needy = [q for q in order if _urgency(status, by_id.get(q.queue_id), q) < 0][:SHOWN]
    _queue_cards(now, needy)
    with st.expander(tr("Each queue, and the contacts of the day"), icon=":material/view_column:"):
        _queue_cards(now, [q for q in order[:SHOWN] if q not in needy])
        if len(order) > SHOWN:
            st.dataframe(explain.queue_rows(now), hide_index=True)
        _contacts(now, queue_id)


def _queue_cards(now: DayNow, shown: list[QueueStatus]) -> None:
    if not shown:
        return
    status = now.status
    by_id = {one.queue_id: one for one in now.ahead.queues}
    opening = {one.queue_id: one.opening for one in session.context().store.load(documents.QUEUES)}
    for column, queue in zip(st.columns(len(shown)), shown, strict=True):
        with column.container(border=True, height="stretch", gap="xsmall"):
            closed = _closed(opening.get(queue.queue_id, ""), status)
            _queue(now, queue, by_id.get(queue.queue_id), closed)


def _urgency(status: DayStatus, ahead: ServiceAhead | None, queue: QueueStatus) -> float:
    now = status.now_of(queue.queue_id)
    short = max(0, now[0] - now[1]) if now else 0
    missed = max(0.0, ahead.target_share - ahead.day.mean) if ahead else 0.0
    return -(short + 100 * missed)


def _queue(now: DayNow, queue: QueueStatus, ahead: ServiceAhead | None, closed: str) -> None:
    st.markdown(f"**{plain(queue.name)}**")
    today = queue.today
    if today.rest is None:
        st.caption(in_words_of_pages(today.why_not))
    else:
        if today.so_far or today.expected_so_far:
            said = tr(
                "{came:,.0f} came, {expected:,.0f} expected{change}",
                came=today.so_far,
                expected=today.expected_so_far,
                change=more_by(today.so_far, today.expected_so_far),
            )
            st.markdown(said)
        st.markdown(
            tr(
                "{rest:,.0f} still to come ({low:,.0f}{dash}{high:,.0f})",
                rest=today.rest.total,
                low=today.rest.low,
                high=today.rest.high,
                dash=DASH,
            )
        )
    need = now.status.now_of(queue.queue_id)
    if closed:
        st.caption(closed)
    elif need:
        said = tr("{needed} needed now, {planned} planned", needed=need[0], planned=need[1])
        st.markdown(f":red[{said}]" if need[1] < need[0] else said)
    waits = next((one for one in now.waiting if one.queue_id == queue.queue_id), None)
    if waits is not None:
        _waiting(waits)
    if ahead:
        _service(queue, ahead)


def _closed(hours: str, status: DayStatus) -> str:
    """That a queue of these hours is closed now, and until when; empty where it is open."""
    at = opens_at(hours, status.day.weekday(), status.minute)
    if at is None:
        return ""
    return tr("closed for today") if at == DAY_MIN else tr("closed until {at}", at=clock(at))


def _waiting(state: QueueState) -> None:
    said = trn("{n} waits", "{n} wait", state.waiting) if state.waiting else tr("nobody waits")
    if state.waiting and np.isfinite(state.longest_wait_s):
        longest_s = state.longest_wait_s
        said += (
            tr(", the longest {seconds:,.0f} s", seconds=longest_s)
            if longest_s < _LONG_S
            else tr(", the longest {minutes:,.0f} min", minutes=longest_s / 60)
        )
    st.markdown(said)


def _service(queue: QueueStatus, ahead: ServiceAhead) -> None:
    day = explain.share_range(ahead.day.low, ahead.day.high)
    said = tr("day in time {day}", day=day)
    if np.isfinite(queue.service_so_far):
        so_far = percent(queue.service_so_far, 0)
        said = tr("in time {so_far}; day {day}", so_far=so_far, day=day)
    st.markdown(f":red[{said}]" if ahead.day.mean < ahead.target_share else said)


def _contacts(found: DayNow, queue_id: str) -> None:
    """Contacts of the day, slot by slot, of all queues or one."""
    draw(contacts_chart(found.status, queue_id, wall(found.status.at)))


def agents(found: DayNow | None, day: DayOnFloor, queue_id: str) -> None:
    """Agents required and on the floor, slot by slot, of all queues or one; of the plan alone where
    the day is not known yet."""
    if found is None:
        draw(day_chart(day, queue_id, now_here()))
        return
    people = found.people
    present = people.present_by_slot if people else None
    draw(day_chart(day, queue_id, wall(found.status.at), found.status.planned, present))
    said = tr("The line is the agents required by the newest forecast, dashed by last night's.")
    if queue_id == ALL:
        said += " " + tr("Grey above it are people nobody needs.")
        if people is not None:
            said += " " + tr("Orange: people signed in and on queue.")
    st.caption(said)
