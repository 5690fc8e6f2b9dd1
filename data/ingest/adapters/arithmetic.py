"""Sums and products of text columns; a text that is no number stays, to be complained about."""

import numpy as np
import pandas as pd


def product(left: pd.Series, right: pd.Series) -> pd.Series:
    """left x right; empty where either is empty."""
    return _combined(left, right, np.multiply)


def total(left: pd.Series, right: pd.Series) -> pd.Series:
    """left + right; empty where either is empty."""
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
