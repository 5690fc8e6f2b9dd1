"""The promise of every forecaster: fit to a history, predict a mean on a grid."""

from typing import Protocol, Self, runtime_checkable

from data.model.arrays import FloatArray
from data.model.grid import Grid
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays


@runtime_checkable
class Forecaster(Protocol):
    """One way to forecast contacts.

    A forecaster sees only what `fit` is given; special days are calendar knowledge and may
    lie in the future. Closed slots get 0, means are never negative.
    """

    def fit(self, series: ContactSeries, special_days: SpecialDays) -> Self:
        """Learn from a history; NaN slots are missing, not zero."""
        ...

    def predict(self, grid: Grid) -> FloatArray:
        """Mean contacts [contacts/slot] on a later grid of the same slots, shape (slots,)."""
        ...
