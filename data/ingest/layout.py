"""What a layout is: a kind of history file, known by its first row and turned into ours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.files.headings import column_id


@dataclass(frozen=True)
class Layout:
    """One kind of history file.

    Parameters
    ----------
    name
        Name of its module, by which it can be asked for.
    expected
        Its header (or, without one, its cells) as a person reads it.
    matches
        Whether the cells of a first row belong to this layout.
    convert
        Cells to texts in canonical columns, row by row (same index); columns that the layout
        lacks are left out, `interval_minutes` too: it is then read from the starts. Rows of one
        queue and interval that add up differ in `part`.
    header
        Whether its first row names the columns.
    utc
        Times without offset are UTC, not the centre's clock.
    lists_zeros
        Whether intervals without contacts have rows; if not, an interval in which any queue has
        a row was open, and the other queues had none.
    numbers
        Columns (names, or positions without a header) whose cells are numbers.
    needed
        Columns that tell how near a header comes to it; none: it is near to no header.
    """

    name: str
    expected: str
    matches: Callable[[Sequence[str]], bool]
    convert: Callable[[pd.DataFrame], pd.DataFrame]
    header: bool = True
    utc: bool = False
    lists_zeros: bool = True
    numbers: tuple[str | int, ...] = ()
    needed: tuple[str, ...] = ()


def has_columns(*needed: str) -> Callable[[Sequence[str]], bool]:
    """Test for a header with all these names, in any order and case."""
    wanted = {name.lower() for name in needed}
    return lambda cells: wanted <= {cell.strip().lower() for cell in cells}


def nearest(
    cells: Sequence[str], needed: Mapping[str, Sequence[str]]
) -> tuple[str, tuple[str, ...]]:
    """Layout that a header comes nearest to, and the columns of it that the header lacks.

    Parameters
    ----------
    needed
        Columns of each layout, by its name.

    Returns
    -------
    tuple
        Empty name where none has half of its columns there, and two: one alone may be chance.
    """
    there = {column_id(cell.strip("\ufeff")) for cell in cells}
    best, lacks, best_share = "", tuple[str, ...](), 0.0
    for name, columns in needed.items():
        missing = tuple(one for one in columns if column_id(one) not in there)
        found = len(columns) - len(missing)
        if found >= 2 and found / len(columns) > max(best_share, 0.49):
            best, lacks, best_share = name, missing, found / len(columns)
    return best, lacks


def by_channel(queue: pd.Series, name: pd.Series, channel: pd.Series) -> pd.DataFrame:
    """Queues as `queue_id`, `queue_name` and `channel`; one with calls and chats is two.

    Notes
    -----
    Calls and chats are two kinds of work, with a service target and a handle time each: a queue
    of several channels becomes `Billing (voice)`, `Billing (chat)`.
    """
    channel = channel.str.lower()
    several = channel.groupby(queue).transform("nunique") > 1
    suffix = " (" + channel + ")"
    columns = {"queue_id": queue, "queue_name": name}
    told = {key: text.where(~several, text + suffix) for key, text in columns.items()}
    return pd.DataFrame({**told, "channel": channel})


def product(left: pd.Series, right: pd.Series) -> pd.Series:
    """left x right as texts; empty where either is empty, a text that is no number stays."""
    return _combined(left, right, np.multiply)


def total(left: pd.Series, right: pd.Series) -> pd.Series:
    """left + right as texts; empty where either is empty, a text that is no number stays."""
    return _combined(left, right, np.add)


def _combined(left: pd.Series, right: pd.Series, operation: np.ufunc) -> pd.Series:
    numbers = [pd.to_numeric(side, errors="coerce").to_numpy(float) for side in (left, right)]
    texts = pd.Series(operation(*numbers), index=left.index).astype(object)
    for side, number in zip((left, right), numbers, strict=True):
        bad = np.isnan(number) & (side != "").to_numpy()
        texts[bad] = side[bad]
    for side in (left, right):
        texts[(side == "").to_numpy()] = ""
    return texts
