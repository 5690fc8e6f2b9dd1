"""The contract of every forecaster: fit to a history, predict a mean, know one's past errors."""

from abc import ABC, abstractmethod
from typing import ClassVar, Literal, Self

import numpy as np

from data.model.errors import NotEnoughHistory
from data.model.grid import FloatArray, Grid
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.uncertainty.past_errors import PastErrors
from forecasting.uncertainty.refits import errors_of_refits

FIT_FAILURES = (NotEnoughHistory, ValueError, ArithmeticError, RuntimeError, IndexError)
"""What a forecaster may raise when a history does not suit it; anything else is a bug."""


class Forecaster(ABC):
    """One way to forecast contacts, named in `forecasting.models.FORECASTERS`.

    A subclass says how it learns (`learn`) and predicts (`predict`) and takes no arguments when
    it is made. A forecaster sees only what `fit` is given; special days are calendar knowledge
    and may lie in the future.

    Attributes
    ----------
    shape
        `slots`: it forecasts slots and has its own shape of the day. `days`: it forecasts day
        totals and spreads them by a plain profile, so a better shape may be put in its place.
    lends_shape
        Whether its shape of the day is lent to members of shape `days` in a combination.
    prior_weight
        Weight in a combination before its validation window is known, 1 for most [-].
    refits
        Past origins at which it is fitted again to learn its errors [-]: many where fitting is
        cheap, few where it is slow. 0 where one fit tells the past as well; such a forecaster
        overrides `past_errors`.
    """

    shape: ClassVar[Literal["slots", "days"]] = "slots"
    lends_shape: ClassVar[bool] = False
    prior_weight: ClassVar[float] = 1.0
    refits: ClassVar[int] = 8

    def fit(self, series: ContactSeries, special_days: SpecialDays) -> Self:
        """Learn from a history; NaN slots are missing, not zero.

        Raises
        ------
        NotEnoughHistory
            If no slot is known, or too few for this forecaster.
        """
        if not np.isfinite(series.offered).any():
            raise NotEnoughHistory(f"{series.queue_id}: no slot of the history is known")
        self._series, self._special_days = series, special_days
        self._errors: dict[int, PastErrors] = {}
        self.learn(series, special_days)
        return self

    @abstractmethod
    def learn(self, series: ContactSeries, special_days: SpecialDays) -> None:
        """Learn from a history of which at least one slot is known; called by `fit`."""

    @abstractmethod
    def predict(self, grid: Grid) -> FloatArray:
        """Mean contacts [contacts/slot] on a later grid of the same slots, shape (slots,).

        Closed slots get 0, means are never negative.
        """

    def past_errors(self, refits: int | None = None) -> PastErrors:
        """What this forecaster would have said before, beside what came; kept until the next fit.

        Parameters
        ----------
        refits
            Number of past origins [-], spread over the last half year; the class's own if None.
            An origin at which the history does not suffice counts as unknown.

        Returns
        -------
        PastErrors
            Arrays of shape (origins, 28 leads, slots of a day).
        """
        wanted = type(self).refits if refits is None else refits
        if wanted not in self._errors:
            self._errors[wanted] = errors_of_refits(
                self._refit, self._series, self._special_days, wanted
            )
        return self._errors[wanted]

    def _refit(self, known: ContactSeries, ahead: Grid) -> FloatArray | None:
        try:
            return type(self)().fit(known, self._special_days).predict(ahead)
        except FIT_FAILURES:
            return None
