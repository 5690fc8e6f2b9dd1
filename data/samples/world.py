"""The world of the sample: clock, calendar, weather and events that move all queues."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from data.model.grid import FloatArray, Grid, IntArray
from data.model.special_day import SpecialDays
from data.samples.calendar import day_kinds, official_calendar
from data.samples.happenings import (
    BillDrop,
    PlannedOutage,
    Storm,
    bill_drops,
    outage_excess,
    planned_outages,
    storm_excess,
    storms,
)
from data.samples.noise import autoregression, stream

MEAN_C, SEASON_C, DAILY_C = 14.5, 13.5, 4.2
"""A city of the lower Yellow River, roughly: about 1 degC in January, 28 degC in July."""
COLDEST_DAY, WARMEST_HOUR = 20, 15.0
WEATHER_SD_C, WEATHER_CORRELATION = 3.0, 0.75
HEAT_FROM_C, COLD_BELOW_C = 24.0, 6.0


def temperature_c(grid: Grid, rng: np.random.Generator) -> FloatArray:
    """Temperature of each slot [degC], shape (slots,)."""
    day_of_year = (grid.day - grid.day.astype("datetime64[Y]")).astype(float)
    season = -SEASON_C * np.cos(2 * np.pi * (day_of_year - COLDEST_DAY) / 365.25)
    hour = grid.minute_of_day / 60.0
    daily = DAILY_C * np.cos(2 * np.pi * (hour - WARMEST_HOUR) / 24.0)
    weather = WEATHER_SD_C * autoregression(len(grid.days), WEATHER_CORRELATION, rng)
    # Interpolated between middays, so that the weather does not jump at midnight.
    middays = np.arange(len(grid.days)) + 0.5
    lasting = np.interp(grid.day_index + hour / 24.0, middays, weather)
    return np.asarray(np.round(MEAN_C + season + daily + lasting, 1))


def felt(temperature: FloatArray, slots_per_day: int) -> FloatArray:
    """Mean of the last 24 hours [degC]: houses and grids warm and cool slowly, shape (slots,)."""
    lead = np.concatenate([np.full(slots_per_day - 1, temperature[0]), temperature])
    return np.asarray(sliding_window_view(lead, slots_per_day).mean(axis=1))


def heat_c(felt_c: FloatArray) -> FloatArray:
    """Degrees above comfort [degC]."""
    return np.asarray(np.maximum(0.0, felt_c - HEAT_FROM_C))


def cold_c(felt_c: FloatArray) -> FloatArray:
    """Degrees below comfort [degC]."""
    return np.asarray(np.maximum(0.0, COLD_BELOW_C - felt_c))


ZONE, SLOT_MIN = "Asia/Shanghai", 30
FUTURE_DAYS = 56
"""Days beyond the history on which the truth goes on [d]."""
RUN_UP_DAYS = 45
"""Days before the history, cut off again, from which bills and storms still echo [d]."""


@dataclass(frozen=True, eq=False)
class World:
    """The drivers of all queues, from the run-up to the end of the known future.

    Parameters
    ----------
    last_known
        Position of the history's last day among `grid.days` [-].
    """

    grid: Grid
    last_known: int
    special: SpecialDays
    kinds: IntArray
    temperature_c: FloatArray
    drops: tuple[BillDrop, ...]
    storms: tuple[Storm, ...]
    outages: tuple[PlannedOutage, ...]

    @cached_property
    def heat_c(self) -> FloatArray:
        """Degrees of lasting heat above comfort [degC], shape (slots,)."""
        return heat_c(felt(self.temperature_c, self.grid.slots_per_day))

    @cached_property
    def cold_c(self) -> FloatArray:
        """Degrees of lasting cold below comfort [degC], shape (slots,)."""
        return cold_c(felt(self.temperature_c, self.grid.slots_per_day))

    @cached_property
    def planned_excess(self) -> FloatArray:
        """Additional share of fault reports by planned outages [-], shape (slots,)."""
        return outage_excess(self.grid, self.outages)

    @cached_property
    def storm_excess(self) -> FloatArray:
        """Additional share of fault reports by storms [-], shape (slots,)."""
        return storm_excess(self.grid, self.storms)

    def by_day(self, slots: FloatArray) -> FloatArray:
        """Slot values in rows of days, shape (days, slots per day)."""
        return slots.reshape(len(self.grid.days), self.grid.slots_per_day)


def make_world(seed: int, last_day: date, history_days: int) -> World:
    """Draw a world: run-up, history, and eight weeks of future."""
    days = RUN_UP_DAYS + history_days + FUTURE_DAYS
    first = last_day - timedelta(days=RUN_UP_DAYS + history_days - 1)
    grid = Grid.for_days(first, days, SLOT_MIN, ZONE)
    special = official_calendar(first, grid.days[-1])
    kinds = day_kinds(grid.days, special)
    temperature = temperature_c(grid, stream(seed, "temperature"))
    lasting = felt(temperature, grid.slots_per_day)
    stress = (heat_c(lasting) + cold_c(lasting)).reshape(days, grid.slots_per_day)
    return World(
        grid,
        RUN_UP_DAYS + history_days - 1,
        special,
        kinds,
        temperature,
        bill_drops(grid.days, kinds, np.asarray(stress.mean(axis=1)), stream(seed, "bills")),
        storms(grid, stream(seed, "storms")),
        planned_outages(grid, kinds, special, stream(seed, "planned outages")),
    )
