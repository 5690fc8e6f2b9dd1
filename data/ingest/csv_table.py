"""CSV text as a table of cells; every row remembers its number and its original text."""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

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


def first_cells(text: str) -> list[str]:
    """Cells of the first row that holds any, trimmed; to tell forms of files apart."""
    lines = list(io.StringIO(text.lstrip("\r\n")[:100_000], newline=""))[:1]
    rows = _each_line(lines, _delimiter(lines))
    return [cell.strip(_BLANKS) for row in rows for cell in row.cells]


def read_table(text: str, *, header: bool = True, trim: bool = True) -> CsvTable:
    """Split text into cells; comma, semicolon or tab, whichever the first line uses most.

    Parameters
    ----------
    header
        Whether the first row names the columns.
    trim
        Whether blanks around cells are dropped.
    """
    lines = list(io.StringIO(text, newline=""))
    split = _split_quoted if '"' in text else _split_plain
    whole, original, malformed = split(lines, _delimiter(lines))
    clean = _trimmed if trim else unharmed
    header = header and len(whole) > 0
    names = tuple(cell.strip(_BLANKS) for cell in whole.iloc[0]) if header else ()
    frame = whole.iloc[int(header) :].apply(_cleaned, args=(clean,))
    if header:
        original.pop(int(whole.index[0]))
        frame.columns = pd.Index(names)
    return CsvTable(names, frame, original, malformed)


_Split = tuple[pd.DataFrame, dict[int, str], dict[int, str]]


def _split_plain(lines: list[str], delimiter: str) -> _Split:
    """Rows of a text without quotes, where each line is a row: the quick way."""
    texts = [line.rstrip("\r\n") for line in lines]
    blank = delimiter + _BLANKS
    original = {number: text for number, text in enumerate(texts, 1) if text.strip(blank)}
    counts = {number: text.count(delimiter) + 1 for number, text in original.items()}
    width = next(iter(counts.values()))
    good = [number for number, count in counts.items() if count == width]
    frame = pd.read_csv(
        io.StringIO("\n".join(original[number] for number in good)),
        sep=delimiter,
        header=None,
        dtype=object,
        na_filter=False,
        quoting=csv.QUOTE_NONE,
        skip_blank_lines=False,
    )
    frame.index = pd.Index(good)
    return frame, original, _odd(counts, width)


class _Row(NamedTuple):
    text: str
    cells: list[str]
    fault: str = ""


def _split_quoted(lines: list[str], delimiter: str) -> _Split:
    rows = dict(enumerate(_rows(lines, delimiter), 1))
    filled = {
        number: row
        for number, row in rows.items()
        if row.fault or any(cell.strip() for cell in row.cells)
    }
    counts = {number: len(row.cells) for number, row in filled.items()}
    width = next(iter(counts.values()))
    good = [number for number, row in filled.items() if not row.fault and len(row.cells) == width]
    frame = pd.DataFrame([filled[number].cells for number in good], index=good, dtype=object)
    malformed = _odd(counts, width) | {n: row.fault for n, row in filled.items() if row.fault}
    return frame, {number: row.text for number, row in filled.items()}, malformed


def _rows(lines: list[str], delimiter: str) -> Iterable[_Row]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    rows: list[_Row] = []
    seen = 0
    try:
        for cells in reader:
            rows.append(_Row("".join(lines[seen : reader.line_num]).rstrip("\r\n"), cells))
            seen = reader.line_num
    except csv.Error:
        # One stray quote would swallow the rest of the file: take each line for a row.
        return _each_line(lines, delimiter)
    return rows


def _each_line(lines: list[str], delimiter: str) -> Iterable[_Row]:
    for line in lines:
        text = line.rstrip("\r\n")
        try:
            yield _Row(text, next(csv.reader([text], delimiter=delimiter, strict=True), []))
        except csv.Error as error:
            yield _Row(text, [], f"quotes do not match ({error})")


def _odd(counts: dict[int, int], width: int) -> dict[int, str]:
    return {
        number: f"{count} cells instead of {width}"
        for number, count in counts.items()
        if count != width
    }


def _delimiter(lines: list[str]) -> str:
    first = next((line for line in lines if line.strip()), "")
    return max(_DELIMITERS, key=first.count)


def _trimmed(cell: str) -> str:
    return unharmed(cell.strip(_BLANKS)).strip(_BLANKS)


def _cleaned(column: "pd.Series[str]", clean: Callable[[str], str]) -> "pd.Series[str]":
    # Columns repeat few texts many times: clean each text once.
    codes, texts = pd.factorize(column)
    cleaned = np.empty(len(texts), dtype=object)
    cleaned[:] = [clean(text) for text in texts]
    return pd.Series(cleaned[codes], index=column.index, dtype=object)
