"""Rows as CSV that spreadsheets open without harm."""

import csv
import io
from collections.abc import Iterable, Sequence

from data.model.cell import harmless

BOM = "\ufeff"  # Excel takes UTF-8 for what it is only with this mark


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with byte order mark; texts made harmless, None empty, floats with 6 digits."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([harmless(name) for name in header])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return (BOM + target.getvalue()).encode()


def _cell(value: object) -> object:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, float):
        return "" if value != value else f"{value:.6g}"
    return value
