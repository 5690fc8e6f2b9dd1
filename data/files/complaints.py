"""Complaints about rows, gathered until all are known."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

REJECTED_COLUMNS = ("row", "reason", "text")


class Complaints:
    """Reasons by row number.

    Parameters
    ----------
    known
        Reasons found before, e.g. rows that could not be split into cells.
    """

    def __init__(self, known: Mapping[int, str] | None = None) -> None:
        self._reasons: dict[int, list[str]] = {row: [text] for row, text in (known or {}).items()}

    def add(self, bad: pd.Series, reason: str | Callable[[int], str]) -> None:
        """Complain about the rows where `bad` (indexed by row number) is true."""
        for row in bad.index[bad.to_numpy(bool)]:
            text = reason if isinstance(reason, str) else reason(row)
            self._reasons.setdefault(int(row), []).append(text)

    def spared(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of a frame about which nobody complained."""
        if not self._reasons:
            return frame
        bad = np.fromiter(self._reasons, dtype=np.int64)
        return frame.loc[~frame.index.isin(bad)]

    def table(self, original: Mapping[int, str]) -> pd.DataFrame:
        """Bad rows by number, with all reasons and the original text."""
        rows = sorted(self._reasons)
        columns = (rows, ["; ".join(self._reasons[row]) for row in rows])
        texts = [original.get(row, "") for row in rows]
        return pd.DataFrame(dict(zip(REJECTED_COLUMNS, (*columns, texts), strict=True)))
