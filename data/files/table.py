"""CSV text as a table of cells, in which every row has its number and its original text."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from data.files.cells import unharmed
from data.model.checks.ids import repeated
from data.model.errors import UnreadableFile
from data.model.language import tr

if TYPE_CHECKING:
    import pandas as pd

_DELIMITERS = ",;\t"
_BLANKS = " \t\u3000\u00a0"


@dataclass(frozen=True, eq=False)
class CsvTable:
    """Cells of a CSV file.

    Parameters
    ----------
    header
        Names of the columns as written, trimmed; empty where the file has none.
    cells
        Text columns, named by the header or 0, 1, 2...; indexed by row number as a
        spreadsheet counts: the header is row 1.
    original
        Text of each row by number.
    malformed
        What is wrong with each row that could not be split into its cells, by row number.
    delimiter
        What stands between cells: comma, semicolon or tab.
    """

    header: tuple[str, ...]
    cells: "pd.DataFrame"
    original: dict[int, str]
    malformed: dict[int, str]
    delimiter: str = ","


def first_cells(text: str) -> list[str]:
    """Cells of the first row that holds any, trimmed; they show which layout a file has."""
    lines = list(io.StringIO(text.lstrip("\r\n")[:100_000], newline=""))[:1]
    rows = _each_line(lines, _delimiter(lines))
    return [cell.strip(_BLANKS) for row in rows for cell in row.cells]


def read_table(text: str, *, header: bool = True) -> CsvTable:
    """Split text into cells; comma, semicolon or tab, whichever the first line uses most.

    Parameters
    ----------
    header
        Whether the first row names the columns.
    """
    import pandas as pd

    lines = list(io.StringIO(text, newline=""))
    split = _split_quoted if '"' in text else _split_plain
    delimiter = _delimiter(lines)
    whole, original, malformed = split(lines, delimiter)
    header = header and len(whole) > 0
    names = tuple(cell.strip(_BLANKS) for cell in whole.iloc[0]) if header else ()
    frame = whole.iloc[int(header) :].apply(_cleaned)
    if header:
        original.pop(int(whole.index[0]))
        frame.columns = pd.Index(names)
    return CsvTable(names, frame, original, malformed, delimiter)


def read_cells(text: str) -> tuple[tuple[str, ...], dict[int, list[str]], dict[int, str]]:
    """Header, cells by row number, and what is wrong by row number, of a small table.

    Splits as `read_table` does, but leaves blanks around cells and needs no pandas.
    """
    lines = list(io.StringIO(text, newline=""))
    good, _, malformed = _split_rows(lines, _delimiter(lines))
    cells = {number: [unharmed(cell) for cell in row] for number, row in good.items()}
    header = cells.pop(next(iter(cells))) if cells else []
    return tuple(cell.strip(_BLANKS) for cell in header), cells, malformed


def refuse_double_columns(names: Iterable[str], path: Path) -> None:
    """Refuse a header that names a column twice: one of them would be lost unseen.

    Raises
    ------
    UnreadableFile
        Naming them; columns without a name are none.
    """
    if twice := repeated(filter(None, names)):
        said = tr(
            "{path} names a column twice: {twice}; rename one", path=path, twice=", ".join(twice)
        )
        raise UnreadableFile(said)


_Split = tuple["pd.DataFrame", dict[int, str], dict[int, str]]


def _split_plain(lines: list[str], delimiter: str) -> _Split:
    """Rows of a text without quotes, where each line is a row; faster than `_split_quoted`."""
    import pandas as pd

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
    import pandas as pd

    good, original, malformed = _split_rows(lines, delimiter)
    return pd.DataFrame(good.values(), index=list(good), dtype=object), original, malformed


def _split_rows(
    lines: list[str], delimiter: str
) -> tuple[dict[int, list[str]], dict[int, str], dict[int, str]]:
    rows = dict(enumerate(_rows(lines, delimiter), 1))
    filled = {
        number: row
        for number, row in rows.items()
        if row.fault or any(cell.strip() for cell in row.cells)
    }
    counts = {number: len(row.cells) for number, row in filled.items()}
    width = next(iter(counts.values()))
    good = {
        number: row.cells
        for number, row in filled.items()
        if not row.fault and len(row.cells) == width
    }
    malformed = _odd(counts, width) | {n: row.fault for n, row in filled.items() if row.fault}
    return good, {number: row.text for number, row in filled.items()}, malformed


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
            yield _Row(text, [], tr("quotes do not match ({error})", error=error))


def _odd(counts: dict[int, int], width: int) -> dict[int, str]:
    return {
        number: tr("{count} cells instead of {width}", count=count, width=width)
        for number, count in counts.items()
        if count != width
    }


def _delimiter(lines: list[str]) -> str:
    first = next((line for line in lines if line.strip()), "")
    return max(_DELIMITERS, key=first.count)


def _trimmed(cell: str) -> str:
    return unharmed(cell.strip(_BLANKS)).strip(_BLANKS)


def _cleaned(column: "pd.Series[str]") -> "pd.Series[str]":
    # Columns repeat few texts many times: clean each text once.
    import pandas as pd

    codes, texts = pd.factorize(column)
    cleaned = np.empty(len(texts), dtype=object)
    cleaned[:] = [_trimmed(text) for text in texts]
    return pd.Series(cleaned[codes], index=column.index, dtype=object)
