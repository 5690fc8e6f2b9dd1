"""The main forecaster: forgetting ridge on day totals, slot ridge for the shape of the day."""

import numpy as np

from data.model.errors import NotEnoughHistory
from data.model.grid import FloatArray, Grid, IntArray
from data.model.language import tr
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.days import DayCalendar, calendar_for
from forecasting.calendar.panel import DayPanel, fold, unfold
from forecasting.calendar.profile import class_profiles, day_profiles
from forecasting.contract import Forecaster
from forecasting.counts import nan_mean
from forecasting.ridge.days import DayOutlook, forecast_days
from forecasting.ridge.design import FULL_DESIGN_DAYS
from forecasting.ridge.regression import one_thread
from forecasting.ridge.slots import forecast_shares
from forecasting.uncertainty.past_errors import PastErrors
from forecasting.uncertainty.refits import LEADS

_PAST_ORIGINS = 30
_SEASON_AGE_DAYS = (310, 400)  # of forecasts whose targets lay in the season that begins now
_ORIGIN_STEP = 3  # every third origin of the day model: six days apart on a long history


class RidgeSlots(Forecaster):
    """Day totals with two-scale levels, spread by slot regressions; it needs no refits."""

    lends_shape = True
    prior_weight = 3.0  # found on data before the first test origin
    refits = 0

    def learn(self, series: ContactSeries, special_days: SpecialDays) -> None:
        """Keep the history as days; the work is done once the horizon is known."""
        self._panel = fold(series.grid, series.offered)
        if not np.isfinite(self._panel.totals).any():
            raise NotEnoughHistory(
                tr("{queue_id}: no whole day of the history is known", queue_id=series.queue_id)
            )
        self._known = calendar_for(self._panel, special_days, self._panel.days)
        self._totals = np.where(self._known.excluded, np.nan, self._panel.totals)
        self._temperature: FloatArray | None = None
        if series.temperature_c.size:
            self._temperature = nan_mean(fold(series.grid, series.temperature_c).cells.T)

    def predict(self, grid: Grid) -> FloatArray:
        """Mean contacts [contacts/slot], shape (slots,)."""
        return self._forecast(grid)

    def past_errors(self, refits: int | None = None) -> PastErrors:
        """Errors at some thirty origins, of the very fits that the forecast is made from.

        Parameters
        ----------
        refits
            If above 0, the ridge is fitted again at that many origins as any other forecaster.
        """
        if refits:
            return super().past_errors(refits)
        if 0 not in self._errors:
            self._forecast(self._series.grid.following(1))
        return self._errors[0]

    @one_thread()
    def days_ahead(self) -> tuple[IntArray, FloatArray]:
        """Days of the last year as they were, or would have been, forecast at their midnight.

        Of the same fits as the forecast: cheap, and nearly what nightly fits would have said.
        A long history has an origin every second day; the days between are two days ahead.

        Returns
        -------
        tuple
            Rows of the history's days, ascending, shape (days,), and means [contacts/slot], shape
            (days, slots of a day).
        """
        calendar, now = self._calendar(LEADS), len(self._totals)
        outlook = forecast_days(self._totals, calendar, LEADS, self._temperature)
        every = np.arange(len(outlook.origins))
        _, shares = self._shares(calendar, LEADS, outlook, every)
        means = outlook.past[:, :, None] * shares
        found: dict[int, FloatArray] = {}
        for lead in (1, 0):
            for k, origin in enumerate(outlook.origins.tolist()):
                found[origin + lead] = means[k, lead]
        rows = sorted(row for row in found if row < now)
        cells = [found[row] for row in rows]
        slots = self._panel.cells.shape[1]
        return np.array(rows, dtype=np.int64), np.array(cells).reshape(len(rows), slots)

    @one_thread()
    def _forecast(self, grid: Grid) -> FloatArray:
        """Mean contacts [contacts/slot], shape (slots,); remembers the errors made before."""
        last = self._panel.days[-1]
        leads = max(1, int((grid.day[-1] - last).astype(int)))
        calendar = self._calendar(max(leads, LEADS))
        outlook = forecast_days(self._totals, calendar, leads, self._temperature)
        now = len(self._totals)
        chosen = recalled_origins(outlook.origins, now)
        shares, past_shares = self._shares(calendar, leads, outlook, chosen)
        days = np.arange(self._panel.days[0], last + leads + 1)
        # A horizon may begin inside the last known day: there the history itself is the mean.
        cells = np.vstack([self._filled(shares), outlook.ahead[:, None] * shares])
        past = outlook.past[chosen][:, :, None] * past_shares
        self._errors[0] = _past_errors(self._panel, calendar, outlook.origins[chosen], past)
        return unfold(grid, days, cells)

    def _calendar(self, leads: int) -> DayCalendar:
        days = np.arange(self._panel.days[0], self._panel.days[-1] + leads + 1)
        return self._known.on(days)

    def _filled(self, shares: FloatArray) -> FloatArray:
        usual = np.nan_to_num(self._totals, nan=float(np.nanmean(self._totals)))
        return np.where(
            np.isfinite(self._panel.cells), self._panel.cells, usual[:, None] * shares.mean(axis=0)
        )

    def _shares(
        self, calendar: DayCalendar, leads: int, outlook: DayOutlook, chosen: np.ndarray
    ) -> tuple[FloatArray, FloatArray]:
        found = forecast_shares(self._panel, calendar, max(leads, LEADS), outlook.origins[chosen])
        return found.ahead[:leads], found.past[:, :LEADS]


class RidgeDays(RidgeSlots):
    """The same day totals spread by the plain shrunk profile of each class of day."""

    shape = "days"
    lends_shape = False

    def _shares(
        self, calendar: DayCalendar, leads: int, outlook: DayOutlook, chosen: np.ndarray
    ) -> tuple[FloatArray, FloatArray]:
        now = len(self._totals)
        profiles = class_profiles(self._panel, self._known)
        shares = day_profiles(self._panel, profiles, calendar)
        past = [shares[o : o + LEADS] for o in outlook.origins[chosen].tolist()]
        slots = shares.shape[1]
        stacked = np.array(past) if past else np.empty((0, LEADS, slots))
        return shares[now : now + leads], stacked


def recalled_origins(origins: IntArray, now: int) -> IntArray:
    """Past origins whose errors make the bands: the latest, and those of this season a year ago.

    A year ago counts only if the model then had what all of its regressors need: errors of a
    model that could not tell trend from season say little about one that can.
    """
    spaced = np.arange(len(origins))[::-_ORIGIN_STEP]
    age = now - origins[spaced]
    first, last = _SEASON_AGE_DAYS
    season = (age >= first) & (age <= last) & (origins[spaced] >= FULL_DESIGN_DAYS)
    return np.asarray(spaced[(np.arange(len(spaced)) < _PAST_ORIGINS) | season][::-1])


def _past_errors(
    panel: DayPanel, calendar: DayCalendar, origins: np.ndarray, past: FloatArray
) -> PastErrors:
    rows = origins[:, None] + np.arange(past.shape[1])
    inside = rows < len(panel.days)
    rows = np.minimum(rows, len(panel.days) - 1)
    actual = np.where(inside[:, :, None], panel.cells[rows], np.nan)
    usable = inside & ~calendar.excluded[rows]
    actual = np.where(usable[:, :, None], actual, np.nan)
    return PastErrors(past, actual, inside & ~calendar.is_ordinary[rows], len(panel.days) - origins)
