"""The report of a storm as CSV and as a workbook."""

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from data.export.sheets import Sheet, workbook
from data.files.cells import csv_bytes
from data.model.language import tr
from data.model.shift import clock

STORM_COLUMNS = (
    "hour",
    "queue_id",
    "usual",
    "low",
    "high",
    "came",
    "within_range",
)
HourRow = tuple[datetime, str, float, float, float, float, bool | None]
StandbyRow = tuple[str, str, str, date, int, int, bool]
LogRow = tuple[datetime, str, str, str]


def storm_csv(hours: Sequence[HourRow]) -> bytes:
    """Contacts of each hour and queue: usual, the range that was planned for, and what came."""
    rows = ((at.isoformat(" ", "minutes"), *cells) for at, *cells in _hours(hours))
    return csv_bytes(STORM_COLUMNS, rows)


def storm_xlsx(
    name: str,
    summary: Sequence[tuple[str, object]],
    hours: Sequence[HourRow],
    standby: Sequence[StandbyRow],
    log: Sequence[LogRow],
) -> bytes:
    """Workbook with sheets of the figures, the hours, the standby and what was done when."""
    begun = hours[0][0] if hours else datetime(2000, 1, 1)  # noqa: DTZ001
    people = [
        (who, agent_id, tier, day, clock(begin), clock(end), tr("called") if called else "")
        for who, agent_id, tier, day, begin, end, called in standby
    ]
    done = [(at, what, who, why) for at, what, who, why in log]
    titles = (tr("Name"), tr("Agent"), tr("Standby"), tr("Day"), tr("From"), tr("Until"), "")
    sheets = (
        Sheet(tr("Summary"), (name, ""), summary),
        Sheet(tr("Hours"), STORM_COLUMNS, tuple(_hours(hours))),
        Sheet(tr("Standby"), titles, people),
        Sheet(tr("What was done"), (tr("When"), tr("What"), tr("Who"), tr("Why")), done),
    )
    return workbook(name, sheets, begun.replace(tzinfo=None), width=22)


def _hours(hours: Iterable[HourRow]) -> Iterator[tuple[Any, ...]]:
    for at, queue_id, *values, inside in hours:
        cells = [None if not math.isfinite(value) else round(value, 1) for value in values]
        within = None if inside is None else int(inside)
        yield (at, queue_id, *cells, within)
