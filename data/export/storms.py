"""The report of a storm as CSV and as a workbook."""

import io
import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from data.files.cells import csv_bytes
from data.files.headings import heading
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
    return csv_bytes(STORM_COLUMNS, _hours(hours))


def storm_xlsx(
    name: str,
    summary: Sequence[tuple[str, object]],
    hours: Sequence[HourRow],
    standby: Sequence[StandbyRow],
    log: Sequence[LogRow],
) -> bytes:
    """Workbook with sheets of the figures, the hours, the standby and what was done when."""
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        begun = hours[0][0] if hours else datetime(2000, 1, 1)  # noqa: DTZ001
        book.set_properties({"title": name, "created": begun})  # a fixed stamp
        bold = book.add_format({"bold": True, "bottom": 1})
        _sheet(book, bold, tr("Summary"), (name, ""), summary)
        _sheet(book, bold, tr("Hours"), STORM_COLUMNS, _hours(hours))
        people = [
            (who, agent_id, tier, day.isoformat(), clock(begin), clock(end),
             tr("called") if called else "")
            for who, agent_id, tier, day, begin, end, called in standby
        ]  # fmt: skip
        titles = (tr("Name"), tr("Agent"), tr("Standby"), tr("Day"), tr("From"), tr("Until"), "")
        _sheet(book, bold, tr("Standby"), titles, people)
        done = [(f"{at:%Y-%m-%d %H:%M}", what, who, why) for at, what, who, why in log]
        heads = (tr("When"), tr("What"), tr("Who"), tr("Why"))
        _sheet(book, bold, tr("What was done"), heads, done)
    return target.getvalue()


def _hours(hours: Iterable[HourRow]) -> Iterable[tuple[object, ...]]:
    for at, queue_id, *values, inside in hours:
        cells = [None if not math.isfinite(value) else round(value, 1) for value in values]
        within = None if inside is None else int(inside)
        yield (at.isoformat(" ", "minutes"), queue_id, *cells, within)


def _sheet(
    book: Any, bold: Any, name: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    sheet = book.add_worksheet(name[:31])
    for column, text in enumerate(header):
        sheet.write_string(0, column, heading(text), bold)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, (int, float)):
                sheet.write_number(number, column, value)
            elif value is not None:
                sheet.write_string(number, column, str(value))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(1, len(header) - 1), 22)
