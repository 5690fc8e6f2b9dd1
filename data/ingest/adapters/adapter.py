"""What an adapter is: a foreign form told apart by its first row, and turned into ours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Adapter:
    """One form of history files.

    Parameters
    ----------
    name
        How it is asked for by name.
    expected
        Its header (or, without one, its cells) as a person reads it.
    matches
        Whether the cells of a first row are of this form.
    convert
        Cells to texts in canonical columns, row by row (same index); columns that the form does
        not have are left out. `part` tells rows of one queue and interval apart that add up.
    header
        Whether the form has a header row.
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
    """Test for a header that holds all these names, in any order and case."""
    wanted = {name.lower() for name in needed}
    return lambda cells: wanted <= {cell.strip().lower() for cell in cells}
