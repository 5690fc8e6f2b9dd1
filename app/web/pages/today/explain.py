"""How each live figure is worked out: its formula in a sentence, and the inputs behind it."""

import pandas as pd
import streamlit as st

from app.services.day.now import DayNow
from app.services.day.rest.service_ahead import REPLICATIONS, Ahead
from app.services.day.status import DayStatus
from app.web.parts.wording import DASH, day_short, in_words_of_pages, percent, plain, said_of
from data.model.language import tr


def so_far(status: DayStatus) -> None:
    """Contacts that came beside those expected in the same slots."""
    st.markdown(
        tr(
            "Sum of the slots that are in, beside what last night's forecast expected in the same "
            "slots. A slot that is late counts on neither side."
        )
    )
    rows = [
        {
            tr("Queue"): q.name,
            tr("Came"): round(q.today.so_far),
            tr("Expected"): round(q.today.expected_so_far),
        }
        for q in status.queues
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)


def to_come(status: DayStatus) -> None:
    """The rest of the day, forecast again."""
    st.markdown(
        tr(
            "Last night's forecast of the slots that are left, moved by the share of the morning's "
            "departure that each queue's past days carried on to their afternoon. 0 % believes the "
            "night, 100 % the morning; eight of ten days end within the range."
        )
    )
    rows = [
        {
            tr("Queue"): q.name,
            tr("Last night"): round(float(rest.before.sum())),
            tr("Now"): round(rest.total),
            tr("From"): round(rest.low),
            tr("To"): round(rest.high),
            tr("Morning believed"): percent(rest.strength, 0),
        }
        for q in status.queues
        if (rest := q.today.rest) is not None
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)
    for queue in status.queues:
        for note in queue.today.rest.notes if queue.today.rest else ():
            st.caption(plain(said_of(queue.name, note)))


def service_so_far(status: DayStatus) -> None:
    """Share answered within the threshold so far."""
    st.markdown(
        tr(
            "Contacts answered within the threshold, over all contacts of the slots for which the "
            "feed counts them."
        )
    )
    rows = [
        {
            tr("Queue"): q.name,
            tr("In time"): _whole(q.answered_in_time),
            tr("Of"): _whole(q.counted),
            tr("Share"): percent(q.service_so_far, 0),
        }
        for q in status.queues
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)


def _whole(value: float) -> str:
    return f"{value:,.0f}" if value == value else ""


def end_of(ahead: Ahead) -> None:
    """Service to the end of day and week."""
    if not ahead.queues:
        st.markdown(in_words_of_pages(ahead.why_not))
        return
    st.markdown(
        tr(
            "What is counted so far, and the slots that are left played {n} times: contacts drawn "
            "around the newest forecast and its error, the people of the published plan without "
            "who is away, absence by the shrinkages in force. Eight of ten plays end within the "
            "range. The week is Monday to {until}; its days before today are those counted.",
            n=REPLICATIONS,
            until=day_short(ahead.until) if ahead.until else "",
        )
    )
    rows = [
        {
            tr("Queue"): q.name,
            tr("Target"): percent(q.target_share, 0),
            tr("Day"): percent(q.day.mean, 0),
            tr("Day, range"): share_range(q.day.low, q.day.high),
            tr("Plays below target"): percent(q.day.below_share, 0),
            tr("Week"): percent(q.week.mean, 0),
            tr("Week, range"): share_range(q.week.low, q.week.high),
        }
        for q in ahead.queues
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)


def share_range(low: float, high: float) -> str:
    """`81%–87%`, one figure where both read alike, empty where neither is known."""
    if low != low:
        return ""
    first, last = f"{low:.0%}", f"{high:.0%}"
    return first if first == last else f"{first}{DASH}{last}"


def people(now: DayNow) -> None:
    """Who is on the floor, and how many each queue needs."""
    status, signed_in = now.status, now.people.present if now.people else frozenset()
    st.markdown(
        tr(
            "People whose published shift has them on the floor this minute: not at a break, not "
            "at an activity, not away. Needed: the agents required in force, moved by as many as "
            "the staffing formula moves between last night's forecast and the newest one. Planned "
            "for a queue: people shared out among the queues they serve."
        )
    )
    rows = []
    for queue in status.queues:
        need = status.now_of(queue.queue_id)
        if need:
            can = sum(queue.queue_id in status.skills.get(a, ()) for a in status.on_floor)
            row: dict[str, object] = {
                tr("Queue"): queue.name,
                tr("Needed"): need[0],
                tr("Planned"): need[1],
                tr("Could serve it"): can,
            }
            if now.people:
                there = sum(queue.queue_id in status.skills.get(a, ()) for a in signed_in)
                row[tr("Of them signed in")] = there
            rows.append(row)
    st.dataframe(pd.DataFrame(rows), hide_index=True)


def queue_rows(now: DayNow) -> pd.DataFrame:
    """Every queue in one row."""
    status, ahead = now.status, now.ahead
    waits = {state.queue_id: state.waiting for state in now.waiting}
    by_id = {one.queue_id: one for one in ahead.queues}
    rows = []
    for queue in status.queues:
        rest, need = queue.today.rest, status.now_of(queue.queue_id)
        end = by_id.get(queue.queue_id)
        rows.append(
            {
                tr("Queue"): queue.name,
                tr("Came"): round(queue.today.so_far),
                tr("Expected"): round(queue.today.expected_so_far),
                tr("Still to come"): round(rest.total) if rest else None,
                tr("Needed"): need[0] if need else None,
                tr("Planned"): need[1] if need else None,
                tr("Waiting"): waits.get(queue.queue_id),
                tr("In time"): percent(queue.service_so_far, 0),
                tr("Day, range"): share_range(end.day.low, end.day.high) if end else "",
            }
        )
    return pd.DataFrame(rows)
