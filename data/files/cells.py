"""Cells and rows of CSV that spreadsheets open without running them; they can be read back."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from data.files.headings import heading

# A spreadsheet runs cells that begin with these (OWASP, CSV injection), also after blanks that it
# drops; one set to Chinese or Japanese takes the wide, small and other forms for the same signs.
# An apostrophe stops it.
_SIGNS = "=+\\-@\t\r\n＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−"
_BLANKS = "[\\s\ufeff\u200b-\u200f\u2060]*"
_DANGEROUS = re.compile(f"'*{_BLANKS}[{_SIGNS}]")
_ESCAPED = re.compile(f"'+{_BLANKS}[{_SIGNS}]")


def harmless(text: str) -> str:
    """Cell text that no spreadsheet takes for a formula; other text stays as it is."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unharmed(cell: str) -> str:
    """The text that `harmless` was given."""
    return cell[1:] if _ESCAPED.match(cell) else cell


_PARTS = str.maketrans({"[": "(", "]": ")", ";": ","})


def cell_label(label: str) -> str:
    """A label without the signs that part what stands in a cell of a matrix."""
    return " ".join(label.translate(_PARTS).replace(" + ", " & ").split())


BOM = "\ufeff"  # Excel takes UTF-8 for what it is only with this mark


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """CSV in UTF-8 with byte order mark; columns are named in the language in use.

    Texts are made harmless, None is an empty cell, floats have 6 significant digits.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([harmless(heading(name)) for name in header])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return (BOM + target.getvalue()).encode()


def _cell(value: object) -> object:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, float):
        return "" if value != value else f"{value:.6g}"
    return value
