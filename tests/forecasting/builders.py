"""Small histories with a known truth."""

from datetime import date, timedelta

import numpy as np

from data.model.grid import FloatArray, Grid
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays

NO_SPECIAL_DAYS = SpecialDays()
WEEK = np.array([1.1, 1.0, 1.0, 0.95, 0.9, 0.5, 0.4])


def true_rates(grid: Grid, level: float = 20.0) -> FloatArray:
    """Two peaks a day and a weekly cycle [contacts/slot]."""
    hour = grid.minute_of_day / 60.0
    day = 0.2 + np.exp(-(((hour - 10) / 2.5) ** 2)) + 0.8 * np.exp(-(((hour - 19) / 2) ** 2))
    return np.asarray(level * day * WEEK[grid.weekday])


def a_series(
    days: int = 84,
    *,
    level: float = 20.0,
    slot_min: int = 60,
    first: date = date(2024, 1, 1),
    seed: int = 1,
    zone: str = "UTC",
    queue_id: str = "faults",
) -> ContactSeries:
    """Poisson contacts around `true_rates`, with handle times of about four minutes."""
    grid = Grid.for_days(first, days, slot_min, zone)
    rng = np.random.default_rng(seed)
    offered = rng.poisson(true_rates(grid, level)).astype(float)
    return ContactSeries(queue_id, grid, offered, handled=offered, handle_s_total=240.0 * offered)


def the_following(series: ContactSeries, days: int = 28) -> Grid:
    """Grid of the days after a series."""
    first = series.grid.days[-1] + timedelta(days=1)
    return Grid.for_days(first, days, series.grid.slot_min, series.grid.zone)
