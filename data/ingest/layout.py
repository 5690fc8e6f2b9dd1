"""What a layout is: a kind of history file, known by its first row and turned into ours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd


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
        lacks are left out. Rows of one queue and interval that add up differ in `part`.
    header
        Whether its first row names the columns.
    utc
        Times without offset are UTC, not the centre's clock.
    lists_zeros
        Whether intervals without contacts have rows; if not, an interval in which any queue has
        a row was open, and the other queues had none.
    """

    name: str
    expected: str
    matches: Callable[[Sequence[str]], bool]
    convert: Callable[[pd.DataFrame], pd.DataFrame]
    header: bool = True
    utc: bool = False
    lists_zeros: bool = True


def has_columns(*needed: str) -> Callable[[Sequence[str]], bool]:
    """Test for a header with all these names, in any order and case."""
    wanted = {name.lower() for name in needed}
    return lambda cells: wanted <= {cell.strip().lower() for cell in cells}


def common_step(starts: pd.Series, by: pd.Series) -> str:
    """Most common distance of neighbouring starts within a queue, as text [min]; "" if none.

    Notes
    -----
    Nights without rows are longer steps, but rarer than the interval itself.
    """
    instants = pd.to_datetime(starts, format="mixed", errors="coerce", utc=True)
    ordered = pd.DataFrame({"at": instants, "by": by}).sort_values(["by", "at"])
    steps = ordered.groupby("by")["at"].diff().dt.total_seconds().to_numpy() / 60.0
    positive = steps[np.nan_to_num(steps) > 0]
    if not len(positive):
        return ""
    lengths, counts = np.unique(positive, return_counts=True)
    return f"{lengths[counts.argmax()]:g}"


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
