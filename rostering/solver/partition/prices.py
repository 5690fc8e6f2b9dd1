"""Prices of one more head, with what they prove."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Prices:
    """Cell prices [points], shape (days, kinds), with the bound they prove for a part."""

    cell_price: np.ndarray
    bound: float
