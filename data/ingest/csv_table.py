"""CSV text as a table of cells; every row remembers its number and its original text."""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.model.cell import unharmed

_DELIMITERS = ",;\t"
_BLANKS = " \t\u3000\u00a0"


@dataclass(frozen=True, eq=False)
class CsvTable:
    """Cells of a file.

    Parameters
    ----------
    header
        Names of the columns as written, trimmed; empty if the form has none.
    cells
        Text columns, named by the header or 0, 1, 2...; indexed by row number as a
        spreadsheet counts: the header is row 1.
    original
        Text of each row by number.
    malformed
        Row number -> what is wrong with a row that could not be split into its cells.
    """

    header: tuple[str, ...]
    cells: pd.DataFrame
    original: dict[int, str]
    malformed: dict[int, str]


@dataclass(frozen=True)
class _Record:
    number: int
    text: str
    cells: list[str]
    fault: str = ""

    @property
    def blank(self) -> bool:
        return not self.fault and not any(cell.strip() for cell in self.cells)


def first_cells(text: str) -> list[str]:
    """Cells of the first row that holds any, trimmed; to tell forms of files apart."""
    head = text.lstrip("\r\n")[:100_000].splitlines()[:1]
    return [cell.strip(_BLANKS) for record in _each_line(head) for cell in record.cells]


def read_table(text: str, *, header: bool = True, trim: bool = True) -> CsvTable:
    """Split text into cells; comma, semicolon or tab, whichever the first line uses most.

    Parameters
    ----------
    header
        Whether the first row names the columns.
    trim
        Whether blanks around cells are dropped.
    """
    records = [record for record in _records(text) if not record.blank]
    names = tuple(cell.strip(_BLANKS) for cell in records[0].cells) if header else ()
    body, width = records[bool(header) :], len(records[0].cells)
    whole = [record for record in body if not record.fault and len(record.cells) == width]
    malformed = {
        record.number: record.fault or f"{len(record.cells)} cells instead of {width}"
        for record in body
        if record.fault or len(record.cells) != width
    }
    columns = list(zip(*(record.cells for record in whole), strict=True)) or [()] * width
    clean = _trimmed if trim else unharmed
    frame = pd.DataFrame(
        {position: _mapped(column, clean) for position, column in enumerate(columns)},
        index=[record.number for record in whole],
    )
    if header:
        frame.columns = pd.Index(names)
    return CsvTable(names, frame, {record.number: record.text for record in body}, malformed)


def _trimmed(cell: str) -> str:
    return unharmed(cell.strip(_BLANKS)).strip(_BLANKS)


def _mapped(column: Iterable[str], clean: Callable[[str], str]) -> np.ndarray:
    # Columns repeat few texts many times: clean each text once.
    codes, texts = pd.factorize(np.array(column, dtype=object))
    cleaned = np.empty(len(texts), dtype=object)
    cleaned[:] = [clean(text) for text in texts]
    return np.asarray(cleaned[codes], dtype=object)


def _records(text: str) -> list[_Record]:
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=_delimiter(lines), strict=True)
    records: list[_Record] = []
    seen = 0
    try:
        for cells in reader:
            original = "".join(lines[seen : reader.line_num]).rstrip("\r\n")
            records.append(_Record(len(records) + 1, original, cells))
            seen = reader.line_num
    except csv.Error:
        # One stray quote would swallow the rest of the file: take each line for a row.
        return list(_each_line(lines))
    return records


def _each_line(lines: list[str]) -> Iterable[_Record]:
    delimiter = _delimiter(lines)
    for number, line in enumerate(lines, start=1):
        text = line.rstrip("\r\n")
        try:
            cells = next(csv.reader([text], delimiter=delimiter, strict=True), [])
            yield _Record(number, text, cells)
        except csv.Error as error:
            yield _Record(number, text, [], f"quotes do not match ({error})")


def _delimiter(lines: list[str]) -> str:
    first = next((line for line in lines if line.strip()), "")
    return max(_DELIMITERS, key=first.count)
