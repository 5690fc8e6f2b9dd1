"""Temperature among the regressors of a day."""

from dataclasses import replace
from datetime import date

import numpy as np

from data.model.grid import Grid
from data.model.series import ContactSeries
from forecasting.evaluation.accuracy import wape
from forecasting.models import FORECASTERS
from tests.forecasting.builders import NO_SPECIAL_DAYS, the_following, true_rates


def a_series_that_feels_the_cold(days: int) -> ContactSeries:
    grid = Grid.for_days(date(2022, 1, 1), days, 60, "UTC")
    rng = np.random.default_rng(3)
    mood = np.zeros(days)
    for day in range(1, days):
        mood[day] = 0.8 * mood[day - 1] + 3.0 * rng.standard_normal()
    season = 12 - 12 * np.cos(2 * np.pi * np.arange(days) / 365.25)
    degrees = (season + mood)[grid.day_index]
    rates = true_rates(grid, 40.0) * np.exp(0.4 * np.maximum(0, 16 - degrees) / 10)
    return ContactSeries("q", grid, rng.poisson(rates).astype(float), temperature_c=degrees)


def test_known_temperatures_sharpen_the_next_days() -> None:
    whole = a_series_that_feels_the_cold(760)
    errors = {True: [], False: []}  # type: ignore[var-annotated]
    for origin in range(700, 756, 4):
        known = whole.until(origin * 24)
        ahead = whole.grid.part(origin * 24, 3 * 24)
        actual = whole.offered[origin * 24 : (origin + 3) * 24]
        for warm in (True, False):
            history = known if warm else replace(known, temperature_c=np.empty(0))
            mean = FORECASTERS["ridge_slots"]().fit(history, NO_SPECIAL_DAYS).predict(ahead)
            errors[warm].append(wape(actual, mean))
    assert np.mean(errors[True]) < 0.99 * np.mean(errors[False])


def test_unknown_temperatures_change_nothing() -> None:
    whole = a_series_that_feels_the_cold(400)
    blind = replace(whole, temperature_c=np.full(whole.grid.slots, np.nan))
    none = replace(whole, temperature_c=np.empty(0))
    ahead = the_following(whole, 7)
    one, two = (
        FORECASTERS["ridge_slots"]().fit(s, NO_SPECIAL_DAYS).predict(ahead) for s in (blind, none)
    )
    assert np.array_equal(one, two)
