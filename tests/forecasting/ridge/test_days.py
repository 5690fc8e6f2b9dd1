from datetime import date, timedelta

import numpy as np
import pytest

from data.model.special_day import SpecialDay, SpecialDays
from forecasting.calendar.days import DayCalendar, calendar_for
from forecasting.calendar.panel import fold, unfold
from forecasting.calendar.profile import class_profiles, day_profiles
from forecasting.ridge.days import forecast_days
from forecasting.ridge.regression import discounted_fits
from forecasting.uncertainty.intervals import learn_spread
from forecasting.uncertainty.past_errors import PastErrors
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series

RNG = np.random.default_rng(0)


def a_calendar(series, special=NO_SPECIAL_DAYS, more: int = 28):  # type: ignore[no-untyped-def]
    panel = fold(series.grid, series.offered)
    known = calendar_for(panel, special, panel.days)
    days = np.arange(panel.days[0], panel.days[-1] + 1 + more)
    return panel, DayCalendar(days, special, known.rest)


def test_the_one_pass_solution_equals_a_direct_weighted_ridge_at_every_origin() -> None:
    X, z = RNG.normal(size=(60, 4)), RNG.normal(size=60)
    precision, prior = RNG.uniform(0, 2, 60), np.array([10.0, 1.0, 0.5, 0.1])
    found = discounted_fits(X, z, precision, prior, 20.0, np.array([10, 35, 60]))
    for beta, origin in zip(found, (10, 35, 60), strict=True):
        weight = precision[:origin] * 0.5 ** (np.arange(origin - 1, -1, -1) / 20.0)
        gram = (X[:origin] * weight[:, None]).T @ X[:origin] + np.diag(1 / prior**2)
        direct = np.linalg.solve(gram, (X[:origin] * weight[:, None]).T @ z[:origin])
        assert np.allclose(beta, direct)


def test_what_the_model_said_in_the_past_does_not_depend_on_what_came_later() -> None:
    panel, calendar = a_calendar(a_series(200, level=40.0))
    changed = panel.totals.copy()
    changed[150:] *= 1.0 + 0.02 * RNG.standard_normal(50)
    one, two = (forecast_days(totals, calendar, 28) for totals in (panel.totals, changed))
    early = one.origins <= 150
    # Voices and beliefs are shared by all origins; the fits themselves are not.
    assert np.allclose(one.past[early], two.past[early], rtol=0.02)


def test_a_holiday_seen_once_lowers_the_next_one_of_its_kind() -> None:
    series = a_series(200, level=40.0)
    days = series.grid.days
    first, ahead = days[100], days[-1] + timedelta(days=1)  # a Wednesday and a Friday
    special = SpecialDays((SpecialDay(first, "Feast"), SpecialDay(ahead, "Other feast")))
    panel, calendar = a_calendar(series, special)
    totals = panel.totals.copy()
    totals[100] *= 0.4
    plain = forecast_days(totals, DayCalendar(calendar.days, NO_SPECIAL_DAYS, calendar.rest), 7)
    assert forecast_days(totals, calendar, 7).ahead[0] < 0.85 * plain.ahead[0]


def test_a_new_level_is_followed_within_two_weeks() -> None:
    panel, calendar = a_calendar(a_series(200, level=40.0))
    totals = panel.totals.copy()
    usual = forecast_days(totals, calendar, 7).ahead.sum()
    totals[-14:] *= 1.5
    assert forecast_days(totals, calendar, 7).ahead.sum() > 1.25 * usual


def test_profiles_sum_to_one_on_open_days_and_follow_their_class() -> None:
    panel, calendar = a_calendar(a_series(100))
    profiles = class_profiles(panel, calendar.part(slice(0, 100)))
    shares = day_profiles(panel, profiles, calendar)
    assert np.allclose(shares.sum(axis=1), 1.0)
    assert (shares >= 0).all()


def test_folding_and_unfolding_a_day_with_a_missing_hour_keeps_the_local_clock() -> None:
    series = a_series(3, first=date(2024, 3, 30), zone="Europe/Berlin")
    panel = fold(series.grid, series.offered)
    assert np.isnan(panel.cells[1, 2])
    assert np.isfinite(np.delete(panel.cells.ravel(), 26)).all()
    assert np.array_equal(unfold(series.grid, panel.days, panel.cells), series.offered)


@pytest.mark.parametrize("share", [0.0, 0.2])
def test_the_spread_finds_the_rate_uncertainty_that_made_the_errors(share: float) -> None:
    mean = np.full((40, 28, 24), 50.0)
    rates = mean * np.maximum(0, 1 + share * RNG.standard_normal((40, 28, 1)))
    errors = PastErrors(mean, RNG.poisson(rates).astype(float), age_days=np.arange(40, 0, -1))
    spread = learn_spread(errors)
    assert spread.rate_share[-1] == pytest.approx(share, abs=0.04)
    n = 2000
    lead, part, calm = np.full(n, 20), np.zeros(n, dtype=int), np.zeros(n, dtype=bool)
    low, high = spread.quantiles(np.full(n, 50.0), lead, part, calm, (0.1, 0.9))
    facts = RNG.poisson(50.0 * np.maximum(0, 1 + share * RNG.standard_normal(n)))
    assert 0.76 < ((facts >= low) & (facts <= high)).mean() < 0.88


def test_special_days_have_wider_bands() -> None:
    mean = np.full((40, 28, 24), 50.0)
    spread = learn_spread(PastErrors(mean, RNG.poisson(mean).astype(float)))
    one = np.array([50.0]), np.array([5]), np.array([0])
    calm, special = (spread.quantiles(*one, np.array([flag]), (0.1, 0.9)) for flag in (False, True))
    assert special[1, 0] - special[0, 0] > 1.3 * (calm[1, 0] - calm[0, 0])
