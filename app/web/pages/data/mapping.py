"""Which column of a file is which of ours; saved under a name, files like it are then known."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import pandas as pd
import streamlit as st

from app.services.exchange.layouts import file_layouts_of, preview_history, save_file_layout
from app.web import session
from app.web.pages.data.preview import said_by
from app.web.pages.data.waiting import WAITING, WaitingFile
from app.web.parts import allowed
from app.web.parts.wording import plain, shown_errors
from data.ingest.own_layout import FirstLook, guessed, looks_average
from data.model.errors import InvalidValue
from data.model.language import tr, trn
from data.model.series import MAPPABLE, DayOrder, FileLayout, HandleTime, TimeUnit

NONE = ""
OWN = "map its columns"
"""Choice of the layout box that maps the columns anew."""
LABELS = {
    "interval_start": lambda: tr("Start of the interval, or its day"),
    "time": lambda: tr("Time of day, where it stands apart"),
    "interval_minutes": lambda: tr("Length of the interval [min]"),
    "queue_id": lambda: tr("Queue"),
    "queue_name": lambda: tr("Name of the queue"),
    "channel": lambda: tr("Channel"),
    "offered": lambda: tr("Contacts that came"),
    "handled": lambda: tr("Contacts answered"),
    "abandoned": lambda: tr("Contacts that hung up"),
    "answered_in_threshold": lambda: tr("Answered in time"),
    "threshold_seconds": lambda: tr("What in time means [s]"),
    "handle_seconds_total": lambda: tr("Handle time"),
    "wait_seconds_total": lambda: tr("Waiting time"),
    "event_tag": lambda: tr("Event"),
    "quality_flag": lambda: tr("Remark on the quality"),
    "temperature_c": lambda: tr("Outdoor temperature [°C]"),
}
MUST = ("interval_start", "queue_id", "offered")
FIRST = (*MUST, "time", "handled", "abandoned", "handle_seconds_total", "wait_seconds_total",
         "queue_name")  # fmt: skip
"""Columns that most files have."""
TOTALS = {
    "total": lambda: tr("totals of the interval"),
    "average": lambda: tr("means of a contact"),
}
UNITS = {
    "s": lambda: tr("seconds"),
    "min": lambda: tr("minutes"),
    "clock": lambda: tr("clock, 0:04:10"),
}
ORDERS = {
    "ymd": lambda: tr("as written, year first"),
    "dmy": lambda: tr("day first, 31/12/2026"),
    "mdy": lambda: tr("month first, 12/31/2026"),
}
_COLUMNS = 3
_MINUTES = re.compile(r"\bmin|分", re.IGNORECASE)


def layout_said(name: str) -> str:
    """A layout as people call it."""
    said = {
        OWN: tr("a layout of our own: map its columns"),
        "canonical": tr("PeakShift's own layout"),
        "amazon_connect": tr("Amazon Connect"),
        "genesys_cloud": tr("Genesys Cloud"),
        "calabrio": tr("Calabrio"),
        "series": tr("one series a row (series_id, ts, y)"),
        "bank": tr("call centre of a bank (ts, queue, offered, answered)"),
    }
    return said.get(name, name)


def mapping_panel(waiting: WaitingFile, look: FirstLook) -> str:
    """Draw the boxes; returns the name of the layout once it is saved."""
    if look.rows:
        st.dataframe(pd.DataFrame(look.rows, columns=_unique(look.header)), hide_index=True)
    begun: dict[str, Any] = session.unsaved().setdefault(f"{WAITING}:{waiting.digest}", {})
    if "columns" not in begun:
        begun["columns"] = guessed(look.header)
    columns = _boxes(waiting, look, begun)
    more = _more(waiting, look, columns, begun)
    name = st.text_input(
        tr("Name of this layout"),
        begun.get("name", Path(waiting.name).stem.split(".")[0]),
        key=f"map_name_{waiting.digest}",
        help=tr("Files with these columns are then known by it: here, at night, on commands."),
    )
    begun["name"] = name
    with st.container(horizontal=True):
        tried = st.button(tr("Try it on this file"), icon=":material/visibility:")
        asked = allowed.button(
            tr("Save this layout and go on"),
            "save_file_layout",
            type="primary",
            icon=":material/arrow_forward:",
        )
    if tried:
        with shown_errors(), st.spinner(tr("Reading the file"), show_time=True):
            _tried(waiting, _layout(name or "", columns, more))
    if asked:
        with shown_errors():
            return _saved(_layout(name or "", columns, more))
    return ""


def _boxes(waiting: WaitingFile, look: FirstLook, begun: dict[str, Any]) -> dict[str, str]:
    found = _row_of_boxes(FIRST, waiting, look, begun)
    others = [ours for ours in MAPPABLE if ours not in FIRST]
    mapped = sum(ours in begun["columns"] for ours in others)
    label = tr("Further columns ({n} chosen)", n=mapped)
    with st.expander(label, icon=":material/view_column:"):
        found |= _row_of_boxes(others, waiting, look, begun)
    begun["columns"] = {ours: theirs for ours, theirs in found.items() if theirs}
    return dict(begun["columns"])


def _row_of_boxes(
    names: Sequence[str], waiting: WaitingFile, look: FirstLook, begun: dict[str, Any]
) -> dict[str, str]:
    options = [NONE, *(header for header in look.header if header)]
    rows = [st.columns(_COLUMNS) for _ in names[::_COLUMNS]]
    found = {}
    for place, ours in enumerate(names):
        was = begun["columns"].get(ours, NONE)
        found[ours] = rows[place // _COLUMNS][place % _COLUMNS].selectbox(
            f"**{LABELS[ours]()}**" if ours in MUST else LABELS[ours](),
            options,
            options.index(was) if was in options else 0,
            format_func=lambda header: header or tr("– none –"),
            key=f"map_{ours}_{waiting.digest}",
        )
    return found


def _more(
    waiting: WaitingFile, look: FirstLook, columns: dict[str, str], begun: dict[str, Any]
) -> dict[str, Any]:
    handle = columns.get("handle_seconds_total", "")
    at = look.header.index(handle) if handle in look.header else -1
    clock = handle and any(":" in row[at] for row in look.rows)
    usual = {
        "handle_time": "average" if handle and looks_average(handle) else "total",
        "time_unit": "clock" if clock else "min" if _MINUTES.search(handle) else "s",
    }
    was = {**usual, **begun.get("more", {})}

    def box(label: str, field: str, names: dict[str, Any], kind: Any) -> str:
        options = list(get_args(kind))
        at = options.index(was.get(field, options[0]))
        key = f"map_{field}_{waiting.digest}_{handle if field == 'handle_time' else ''}"
        found: str = place.selectbox(
            label, options, at, format_func=lambda name: names[name](), key=key
        )
        return found

    columns_drawn = st.columns(_COLUMNS)
    found: dict[str, Any] = {}
    place = columns_drawn[0]
    found["handle_time"] = box(
        tr("Handle and waiting times are"), "handle_time", TOTALS, HandleTime
    )
    place = columns_drawn[1]
    found["time_unit"] = box(tr("They are counted in"), "time_unit", UNITS, TimeUnit)
    place = columns_drawn[2]
    found["day_order"] = box(tr("Days are written"), "day_order", ORDERS, DayOrder)
    columns_drawn = st.columns(_COLUMNS, vertical_alignment="bottom")
    found["queue"] = columns_drawn[0].text_input(
        tr("Queue of every row, where no column names it"),
        was.get("queue", ""),
        key=f"map_queue_{waiting.digest}",
    )
    found["minutes"] = int(
        columns_drawn[1].number_input(
            tr("Every interval is [min] (0: read it from the file)"),
            0,
            1440,
            was.get("minutes", 0),
            key=f"map_minutes_{waiting.digest}",
        )
    )
    found["utc"] = columns_drawn[2].checkbox(
        tr("Times are UTC, not the centre's clock"),
        was.get("utc", False),
        key=f"map_utc_{waiting.digest}",
    )
    begun["more"] = found
    return found


def _layout(name: str, columns: dict[str, str], more: dict[str, Any]) -> FileLayout:
    lacking = [LABELS[ours]() for ours in MUST if not columns.get(ours)]
    if more["queue"].strip() and not columns.get("queue_id"):
        lacking = [label for label in lacking if label != LABELS["queue_id"]()]
    if lacking:
        raise InvalidValue(
            tr("Choose the column of the file for: {names}.", names=tr(", ").join(lacking))
        )
    if not name.strip():
        raise InvalidValue(tr("Give the layout a name."))
    queue = "" if columns.get("queue_id") else more["queue"].strip()
    return FileLayout(name.strip(), columns, **{**more, "queue": queue})


def _tried(waiting: WaitingFile, layout: FileLayout) -> None:
    with waiting.on_disk() as path:
        said_by(preview_history(session.context(), path, own=layout), waiting.name)


def _saved(layout: FileLayout) -> str:
    context = session.context()
    known = {one.name: one for one in file_layouts_of(context)}
    if known.get(layout.name) != layout:
        save_file_layout(context, layout, seen=known.get(layout.name))
    st.toast(tr("The layout {name} is saved.", name=plain(layout.name)))
    return layout.name


def _unique(header: tuple[str, ...]) -> list[str]:
    """Names of columns of a table, which must differ."""
    return [
        name if name and header.index(name) == place else trn("column {n}", "column {n}", place + 1)
        for place, name in enumerate(header)
    ]
