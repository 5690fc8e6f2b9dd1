"""What every forecaster is: the contract, the base for day totals, the registry by name."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, ClassVar, Literal, Self

import numpy as np

from data.model.errors import NotEnoughHistory
from data.model.grid import FloatArray, Grid
from data.model.language import tr
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.days import DayCalendar, calendar_for
from forecasting.calendar.panel import DayPanel, fold, unfold
from forecasting.calendar.profile import class_profiles, day_profiles
from forecasting.uncertainty.past_errors import PastErrors
from forecasting.uncertainty.refits import errors_of_refits

FIT_FAILURES = (NotEnoughHistory, ValueError, ArithmeticError, RuntimeError, IndexError)
"""What a forecaster may raise when a history does not suit it; anything else is a bug."""


class Forecaster(ABC):
    """One way to forecast contacts, named in `forecasting.models.FORECASTERS`.

    A subclass says how it learns (`learn`) and how it predicts (`predict`); it is made without
    arguments. A forecaster sees only what `fit` is given; special days are calendar knowledge
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
            raise NotEnoughHistory(
                tr("{queue_id}: no slot of the history is known", queue_id=series.queue_id)
            )
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
        """Forecasts that this forecaster would have made before, beside what came.

        They are computed once and remembered until the next fit.

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


class DayTotals(Forecaster):
    """Day totals spread by a profile of the day; a subclass says how day totals are forecast."""

    shape = "days"
    panel: DayPanel
    calendar: DayCalendar

    def learn(self, series: ContactSeries, special_days: SpecialDays) -> None:
        """Learn the profile and the day totals."""
        self.panel = fold(series.grid, series.offered)
        self.calendar = calendar_for(self.panel, special_days, self.panel.days)
        self._profiles = class_profiles(self.panel, self.calendar)
        totals = np.where(self.calendar.excluded, np.nan, self.panel.totals)
        self.fit_days(totals, self.calendar)

    def predict(self, grid: Grid) -> FloatArray:
        """Mean contacts [contacts/slot], shape (slots,)."""
        calendar = self.calendar.of_grid(grid)
        totals = np.maximum(0.0, self.predict_days(calendar))
        profile = day_profiles(self.panel, self._profiles, calendar)
        return np.maximum(0.0, unfold(grid, calendar.days, totals[:, None] * profile))

    @abstractmethod
    def fit_days(self, totals: FloatArray, calendar: DayCalendar) -> None:
        """Learn from day totals [contacts/day]; NaN = missing, closed or excluded."""

    @abstractmethod
    def predict_days(self, calendar: DayCalendar) -> FloatArray:
        """Mean day totals [contacts/day] of later dates, shape (days,)."""


class Registry(Mapping[str, type[Forecaster]]):
    """Forecasters by name; the module of one is loaded when its name is first looked up.

    Parameters
    ----------
    package
        Package that holds the modules.
    places
        Name to `module:Class` inside the package.
    """

    def __init__(self, package: str, places: Mapping[str, str]) -> None:
        self._package, self._places = package, dict(places)

    def __getitem__(self, name: str) -> type[Forecaster]:
        module, _, kind = self._places[name].partition(":")
        found: Any = getattr(import_module(f"{self._package}.{module}"), kind)
        return found  # type: ignore[no-any-return]

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
