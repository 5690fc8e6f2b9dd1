"""Queues: what they are called and how they behave, and what they are held to."""

from dataclasses import replace
from typing import Any, get_args

import pandas as pd
import streamlit as st

from app.services.centre import set_queue
from app.web import session
from app.web.parts import allowed
from app.web.parts.assumptions import promise_of
from app.web.parts.forms import from_address, given, held, reason, saved, stays_chosen, to_address
from app.web.parts.history import reads as history
from app.web.parts.wording import DASH, nothing_yet, number, percent, plain, shown_errors
from data.model.checks.opening import opening_in_words
from data.model.errors import InvalidValue
from data.model.language import phrase, tr
from data.model.queue import Definition, Queue, ServiceTarget
from data.store import documents

DEFINITIONS = {
    "virtual": lambda: tr("all, as if nobody hung up"),
    "answered": lambda: tr("of those answered"),
    "offered": lambda: tr("of all, who hangs up is a miss"),
    "waited": lambda: tr("of those who waited"),
}


CHANNELS = {
    "voice": phrase("calls"),
    "chat": phrase("chats"),
    "email": phrase("e-mails"),
    "work_order": phrase("work orders"),
}
USUAL_HOURS = ("Mon-Sun 00:00-24:00", "Mon-Fri 08:00-20:00", "Mon-Sun 08:00-20:00")


def queues_panel() -> None:
    """Draw every queue in a row, and the form of one."""
    context = session.context()
    queues = context.store.load(documents.QUEUES)
    if not queues:
        nothing_yet(
            tr("No queue yet"),
            tr("Queues come with the history: read a file in, and they stand here."),
            page="data",
            label=tr("Read in history"),
        )
        return
    handling = {one.queue_id: one.handle_s for one in history.facts(session.url())}
    st.dataframe(
        pd.DataFrame([_row(queue, handling.get(queue.queue_id)) for queue in queues]),
        hide_index=True,
    )
    by_id = {queue.queue_id: queue for queue in queues}
    from_address("queue", by_id)
    stays_chosen("queue")
    chosen = st.selectbox(
        tr("Queue to change"),
        list(by_id),
        format_func=lambda queue_id: by_id[queue_id].name or queue_id,
        key="queue",
    )
    if chosen is not None:
        to_address("queue", chosen)
        _form(by_id[chosen])


def _row(queue: Queue, handle_s: float | None) -> dict[str, object]:
    target = queue.target
    return {
        tr("Queue"): queue.name or queue.queue_id,
        tr("Channel"): tr(CHANNELS.get(queue.channel, queue.channel)),
        tr("Group"): queue.group or DASH,
        tr("Opening hours"): opening_said(queue.opening) or tr("as its history shows"),
        tr("Target"): promise_of(queue),
        tr("Occupancy at most"): percent(target.occupancy_cap_share, 0),
        tr("Handle time [s]"): number(handle_s),
        tr("Patience [s]"): number(queue.patience_s),
    }


def _form(queue: Queue) -> None:
    key = f"queue_form_{queue.queue_id}"
    seen, prefix = held(key, queue)
    with st.form(key, enter_to_submit=False):
        left, middle, right = st.columns(3, gap="medium")
        with left:
            changes = _what(seen, prefix)
        with middle:
            target = _target(seen.target, prefix)
        with right:
            changes |= _behaviour(seen, prefix)
        why = reason(prefix)
        asked = allowed.submit(
            tr("Save this queue"), "set_queue", type="primary", icon=":material/save:"
        )
    if asked and given(why):
        with shown_errors():
            wanted = replace(seen, **changes)
            changes = {name: getattr(wanted, name) for name in changes}
            set_queue(session.context(), queue.queue_id, changes, target, why, seen=seen)
            saved(key, tr("{queue} is saved.", queue=plain(wanted.name or queue.queue_id)))


def _what(seen: Queue, prefix: str) -> dict[str, Any]:
    st.markdown(f"**{tr('What it is')}**")
    return {
        "name": st.text_input(tr("Name"), seen.name, key=f"{prefix}:name"),
        "group": st.text_input(
            tr("Group"),
            seen.group,
            key=f"{prefix}:group",
            help=tr("Queues of one group are forecast and shown together, too."),
        ),
        "opening": _opening(seen.opening, f"{prefix}:opening"),
        "deferrable_due_min": _maybe(
            st.number_input(
                tr("Deferrable work: due within [min]"),
                0,
                100_000,
                seen.deferrable_due_min or 0,
                key=f"{prefix}:due",
                help=tr("E-mail, cases, back office. 0: contacts that are answered at once."),
            )
        ),
        "concurrency": int(
            st.number_input(
                tr("Contacts that an agent holds at once"),
                1,
                20,
                seen.concurrency,
                key=f"{prefix}:chats",
            )
        ),
        "concurrency_slowdown": _share(
            tr("Stretch of handle time for each further one [%]"),
            seen.concurrency_slowdown,
            f"{prefix}:slowdown",
            most=500.0,
        ),
    }


def _opening(seen: str, key: str) -> str:
    """Its hours; usual ones are offered, others may be typed."""
    offered = dict.fromkeys(("", seen, *USUAL_HOURS))
    found = st.selectbox(
        tr("Opening hours"),
        list(offered),
        list(offered).index(seen),
        format_func=lambda hours: opening_said(hours) or tr("as its history shows"),
        key=key,
        accept_new_options=True,
        help=tr(
            "Outside these hours no contacts are expected and nobody is required. Choose, or "
            "type like: Mon-Fri 08:00-20:00, Sat 09:00-13:00. Days not named are closed. "
            "Forecasts know only of hours that the history holds."
        ),
    )
    return found or ""


def opening_said(hours: str) -> str:
    """The hours as somebody reads them; what cannot be read stays as it was typed."""
    try:
        return opening_in_words(hours)
    except InvalidValue:
        return hours


def _target(seen: ServiceTarget, prefix: str) -> ServiceTarget | dict[str, Any]:
    st.markdown(f"**{tr('What it is held to')}**")
    return {
        "service_share": _share(
            tr("Answered in time [%]"), seen.service_share, f"{prefix}:share", least=1.0
        ),
        "threshold_s": float(
            st.number_input(
                tr("In time means within [s]"),
                0.0,
                86_400.0,
                float(seen.threshold_s),
                1.0,
                format="%g",
                key=f"{prefix}:threshold",
            )
        ),
        "definition": st.selectbox(
            tr("The share is"),
            list(get_args(Definition)),
            list(get_args(Definition)).index(seen.definition),
            format_func=lambda name: DEFINITIONS[name](),
            key=f"{prefix}:definition",
        ),
        "occupancy_cap_share": _share(
            tr("Occupancy at most [%]"),
            seen.occupancy_cap_share,
            f"{prefix}:occupancy",
            least=1.0,
            help_=tr("Share of time on contacts; above some 90 % people wear out."),
        ),
        "min_heads": int(
            st.number_input(
                tr("Fewest agents on the floor"), 0, 1000, seen.min_heads, key=f"{prefix}:min"
            )
        ),
        "asa_s": _maybe_s(
            tr("Average speed of answer at most [s]"),
            3600.0,
            seen.asa_s,
            f"{prefix}:asa",
            tr("0: not asked for."),
        ),
        "abandonment_share": _maybe(
            _share(
                tr("Abandons at most [%]"),
                seen.abandonment_share or 0.0,
                f"{prefix}:abandons",
                help_=tr("0: not asked for."),
            )
        ),
    }


def _behaviour(seen: Queue, prefix: str) -> dict[str, Any]:
    st.markdown(f"**{tr('How its contacts behave')}**")
    found = {
        "patience_s": _maybe_s(
            tr("Mean patience before hanging up [s]"),
            36_000.0,
            seen.patience_s,
            f"{prefix}:patience",
            tr("0: not known."),
        ),
        "retry_share": _share(
            tr("Of those who hang up, call again [%]"), seen.retry_share, f"{prefix}:retry"
        ),
        "ivr_contained_share": _share(
            tr("Settled by the IVR [%]"),
            seen.ivr_contained_share,
            f"{prefix}:ivr",
            most=99.0,
            help_=tr("0 where the history was counted behind the IVR."),
        ),
    }
    st.caption(
        tr("Handle times are learnt from the history; the page Staffing need says from which days.")
    )
    return found


def _share(
    label: str,
    share: float,
    key: str,
    *,
    least: float = 0.0,
    most: float = 100.0,
    help_: str | None = None,
) -> float:
    shown = round(100 * share, 6)
    found = st.number_input(label, least, most, shown, 1.0, format="%g", key=key, help=help_)
    return share if found == shown else round(found / 100, 8)  # untouched: to the last digit


def _maybe_s(label: str, most: float, seen: float | None, key: str, help_: str) -> float | None:
    found = st.number_input(label, 0.0, most, float(seen or 0), format="%g", key=key, help=help_)
    return found or None


def _maybe(value: float) -> Any:
    return value or None
