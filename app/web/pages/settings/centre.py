"""The centre's name, clock and holiday calendar, and the hours that its history shows."""

from zoneinfo import available_timezones

import numpy as np
import streamlit as st

from app.services.centre import set_centre
from app.services.context import history_of, queues_of
from app.web import session
from app.web.parts import allowed
from app.web.parts.cached import cached
from app.web.parts.forms import given, held, reason, saved
from app.web.parts.wording import plain, shown_errors
from data.model.centre import SLOT_LENGTHS, Centre
from data.model.checks.opening import Spans, hours_in_words
from data.model.errors import NotFound
from data.model.language import phrase, tr
from data.model.series import ContactSeries
from data.model.shift import DAY_MIN

KEY = "centre_form"
COUNTRIES = (
    "CN", "HK", "TW", "SG", "MY", "JP", "KR", "IN", "AU", "DE", "AT", "CH", "FR", "GB", "US",
)  # fmt: skip
"""Offered first; any other ISO 3166 code may be typed."""


def centre_panel() -> None:
    """Draw the form, and the opening hours."""
    context = session.context()
    seen, prefix = held(KEY, session.centre())
    left, right = st.columns([3, 2], gap="large")
    with left, st.form(KEY, enter_to_submit=False):
        wanted = _boxes(seen, prefix)
        why = reason(prefix)
        asked = allowed.submit(
            tr("Save the centre"), "set_centre", type="primary", icon=":material/save:"
        )
    if asked and given(why):
        with shown_errors():
            set_centre(context, wanted, why, seen=seen)
            saved(KEY, tr("The centre is saved."))
    with right:
        st.markdown(f"**{tr('Open, as the history shows')}**")
        for line in _opening():
            st.markdown(f"- {plain(line)}")
        st.caption(
            tr(
                "Forecasts learn the opening hours from the history: slots in which a queue never "
                "has a row of its own are closed. Other hours are set in Queues and targets."
            )
        )


def _boxes(seen: Centre, prefix: str) -> Centre:
    name = st.text_input(tr("Name (stands on every page)"), seen.name, key=f"{prefix}:name")
    zones = sorted(available_timezones() | {seen.zone})
    zone = st.selectbox(
        tr("Clock of the centre"),
        zones,
        zones.index(seen.zone),
        key=f"{prefix}:zone",
        help=tr("All days and times are read on this clock."),
    )
    countries = list(dict.fromkeys((seen.country, *COUNTRIES)))
    country = st.selectbox(
        tr("Country of the holiday calendar"),
        countries,
        key=f"{prefix}:country",
        accept_new_options=True,
        help=tr("Two letters, ISO 3166; type one that is not in the list."),
    )
    lengths = sorted({seen.slot_min, *SLOT_LENGTHS})
    slot_min = st.selectbox(
        tr("Length of a slot [min]"),
        lengths,
        lengths.index(seen.slot_min),
        key=f"{prefix}:slot",
        help=tr("Of forecasts, staffing needs and rosters; fixed once history is stored."),
    )
    return Centre(name or "", zone, (country or "").upper(), slot_min)


def _opening() -> list[str]:
    newest, centre = session.context().store.newest_import(), session.centre()
    return _opening_after(session.url(), newest, centre.zone, centre.slot_min)


@cached(phrase("Reading the history"), 4)
def _opening_after(url: str, import_id: int, zone: str, slot_min: int) -> list[str]:
    """As it was after an import, on this clock: they are the key, for years of slots are read."""
    context = session.shared_context(url)
    try:
        queues = queues_of(context)
        history = history_of(context, queues)
    except NotFound:
        return [tr("No history is stored yet.")]
    return [
        tr("{queue}: {hours}", queue=queue.name, hours=hours_said(history[queue.queue_id]))
        for queue in queues
        if queue.queue_id in history
    ]


def hours_said(series: ContactSeries) -> str:
    """`round the clock`, or `Mon-Fri 08:00-20:00`, by the slots that ever had a row."""
    grid, known = series.grid, np.isfinite(series.offered)
    spans = [_span(known & (grid.weekday == day), grid.minute_of_day, grid.slot_min)
             for day in range(7)]  # fmt: skip
    if set(spans) == {((0, DAY_MIN),)}:
        return tr("round the clock")
    return hours_in_words(tuple(spans)) or tr("always closed")


def _span(open_: np.ndarray, minute: np.ndarray, slot_min: int) -> Spans:
    at = minute[open_]
    return ((int(at.min()), int(at.max()) + slot_min),) if at.size else ()
