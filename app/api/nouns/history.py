"""Contacts that came: files in, what was set aside or replaced, series, tags, nights."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from app.api.parts.route import Route
from app.services.context import Context, history_of, queues_of
from app.services.exchange.facts import gaps_of, queue_facts
from app.services.exchange.layouts import (
    drop_file_layout,
    file_layouts_of,
    look_at,
    save_file_layout,
)
from app.services.history import (
    ImportReport,
    flags_of,
    import_history,
    older_values,
    rows_set_aside,
    tag_slots,
    tags_of,
)
from app.services.running.night_summary import Night, nights
from data.ingest.gaps import Gaps
from data.store.history import ImportSummary

TAG = "History"
_USUAL_DAYS = 28


@dataclass(frozen=True)
class SlotOfHistory:
    """A slot as it came; null where nobody knows.

    Parameters
    ----------
    offered, handled
        Contacts [contacts/slot].
    handle_s
        Mean handle time [s].
    """

    start: datetime
    offered: float
    handled: float
    handle_s: float


def imports_of(context: Context) -> tuple[ImportSummary, ...]:
    """Files that were imported, with what became of their rows."""
    return context.store.list_imports()


def slots_of(
    context: Context, queue_id: str, first: date | None = None, last: date | None = None
) -> tuple[SlotOfHistory, ...]:
    """Contacts of a queue slot by slot.

    Parameters
    ----------
    first, last
        Days on the centre's clock, both included; the last 28 of the history if none are named.
    """
    series = history_of(context, queues_of(context, (queue_id,)))[queue_id]
    grid = series.grid
    end = last or grid.days[-1]
    begin = first or max(grid.days[0], end - timedelta(days=_USUAL_DAYS - 1))
    zone, found = ZoneInfo(grid.zone), []
    asked = (grid.day >= np.datetime64(begin)) & (grid.day <= np.datetime64(end))
    for i in np.flatnonzero(asked).tolist():
        handled, seconds = _at(series.handled, i), _at(series.handle_s_total, i)
        start = (grid.start + timedelta(minutes=i * grid.slot_min)).astimezone(zone)
        mean = seconds / handled if handled else float("nan")
        found.append(SlotOfHistory(start, _at(series.offered, i), handled, mean))
    return tuple(found)


def nights_of(context: Context) -> tuple[Night, ...]:
    """Runs of the nightly job, newest first."""
    return nights(context, 1000)


def _at(values: np.ndarray, i: int) -> float:
    return float(values[i]) if values.size else float("nan")


_TAG = {"start": "2026-01-05T09:00:00+08:00", "end": "2026-01-05T12:00:00+08:00",
        "tag": "outage", "why": "the line was down"}  # fmt: skip


def import_file(
    context: Context, path: Path, *, layout: str = "auto", gaps: Gaps = "ask"
) -> ImportReport:
    """Import one history file; the rows set aside are asked for by its name.

    Parameters
    ----------
    gaps
        What slots without a row are; `ask`: as files of this layout were read before, where
        somebody said so.
    """
    # Its rows set aside lie in a folder of the server that goes with the request.
    return replace(import_history(context, path, layout=layout, gaps=gaps), rejected_file="")


ROUTES = (
    Route("POST", "/history/files", import_file, status=201),
    Route("GET", "/history/files", imports_of, listed=True),
    Route("GET", "/history/files/{file}/rejected", rows_set_aside, listed=True),
    Route("GET", "/queues/{queue_id}/history", slots_of, listed=True),
    Route("GET", "/queues/{queue_id}/history/superseded", older_values, listed=True),
    Route("GET", "/queues/{queue_id}/history/flags", flags_of, listed=True),
    Route("GET", "/queues/{queue_id}/history/tags", tags_of, listed=True),
    Route("POST", "/queues/{queue_id}/history/tags", tag_slots, example=_TAG),
    Route("GET", "/history", queue_facts, listed=True),
    Route("GET", "/queues/{queue_id}/history/gaps", gaps_of, listed=True),
    Route("POST", "/history/looks", look_at),
    Route("GET", "/history/layouts", file_layouts_of),
    Route("PUT", "/history/layouts", save_file_layout, guard="/history/layouts"),
    Route("DELETE", "/history/layouts/{name}", drop_file_layout, guard="/history/layouts"),
    Route("GET", "/nights", nights_of, listed=True),
)
