"""Poisson regression (statsmodels GLM) on day totals, spread by the shrunk profile."""

import warnings

import numpy as np

from data.model.errors import NotEnoughHistory
from data.model.grid import FloatArray
from data.model.language import tr
from forecasting.calendar.days import DayCalendar, yearly_waves
from forecasting.contract import DayTotals
from forecasting.counts import fading

_HALFLIFE_DAYS = 180.0
_YEAR_DAYS = 540  # a yearly cycle is told from a trend only after a year and a half
_RIDGE_DAYS = 1.0  # each effect is held back as if one ordinary day had shown none


class GlmDays(DayTotals):
    """Log-linear mean: weekday, special day, yearly harmonics; older days count less."""

    def fit_days(self, totals: FloatArray, calendar: DayCalendar) -> None:
        """Fit by statsmodels, with a pseudo-day per effect so that it always has a solution."""
        import statsmodels.api as sm

        known = np.isfinite(totals)
        if known.sum() < 7:
            raise NotEnoughHistory(tr("a regression on day totals needs a week of whole days"))
        if not totals[known].sum() > 0:
            raise NotEnoughHistory(tr("a regression on day totals needs some contacts"))
        self._harmonics = 3 if len(totals) >= _YEAR_DAYS else 0
        X = self._design(calendar)[known]
        level = float(np.average(totals[known], weights=fading(len(totals), 60.0)[known]))
        pseudo = np.eye(X.shape[1])
        pseudo[0] = 0.0
        pseudo[:, 0] = 1.0
        y = np.concatenate([totals[known], np.full(len(pseudo), level)])
        weight = np.concatenate(
            [fading(len(totals), _HALFLIFE_DAYS)[known], np.full(len(pseudo), _RIDGE_DAYS)]
        )
        # Scaled to about one contact a day: keeps weights and pseudo-days in the same unit.
        model = sm.GLM(
            y / max(level, 1e-9),
            np.vstack([X, pseudo]),
            family=sm.families.Poisson(),
            freq_weights=weight,
        )
        with warnings.catch_warnings():
            # Few days fit perfectly; the ridge keeps it finite, the admission test judges it.
            warnings.simplefilter("ignore")
            self._beta = np.asarray(model.fit(maxiter=25).params)
        self._level = max(level, 1e-9)

    def predict_days(self, calendar: DayCalendar) -> FloatArray:
        """Mean day totals [contacts/day], shape (days,)."""
        return np.asarray(self._level * np.exp(self._design(calendar) @ self._beta))

    def _design(self, calendar: DayCalendar) -> FloatArray:
        weekday = calendar.weekday.copy()
        columns = [np.ones(len(weekday))]
        columns += [(weekday == day).astype(float) for day in range(7)]
        for kind in ("holiday", "eve", "makeup"):
            for rest in (False, True):
                columns.append(((calendar.kind == kind) & (calendar.is_rest == rest)).astype(float))
        return np.column_stack([*columns, yearly_waves(calendar.days, self._harmonics)])
