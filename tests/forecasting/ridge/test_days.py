"""Day totals by ridge: holidays, new levels, nothing from the future."""

from datetime import timedelta

import numpy as np

from data.model.special_day import SpecialDay, SpecialDays
from forecasting.calendar.days import DayCalendar, calendar_for
from forecasting.calendar.panel import fold
from forecasting.ridge.days import forecast_days
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series

RNG = np.random.default_rng(0)


def a_calendar(series, special=NO_SPECIAL_DAYS, more: int = 28):  # type: ignore[no-untyped-def]
    panel = fold(series.grid, series.offered)
    known = calendar_for(panel, special, panel.days)
    days = np.arange(panel.days[0], panel.days[-1] + 1 + more)
    return panel, DayCalendar(days, special, known.rest)


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
