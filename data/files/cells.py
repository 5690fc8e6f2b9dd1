"""Cells and rows of CSV that spreadsheets open without harm and read back unharmed."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

# A spreadsheet runs cells that begin with these (OWASP, CSV injection); an apostrophe stops it.
_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r\n]")


def harmless(text: str) -> str:
    """Cell text that no spreadsheet takes for a formula; other text stays as it is."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unharmed(cell: str) -> str:
    """What `harmless` was given."""
    return cell[1:] if _ESCAPED.match(cell) else cell


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
