"""What surrounds the sample centre: clock, calendar, weather, bills, storms, outages."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from data.model.arrays import FloatArray, IntArray
from data.model.grid import Grid
from data.model.special_day import SpecialDays
from data.samples.billing import BillDrop, bill_drops
from data.samples.calendar import day_kinds, official_calendar
from data.samples.planned_outages import PlannedOutage, outage_excess, planned_outages
from data.samples.storms import Storm, storm_excess, storms
from data.samples.streams import stream
from data.samples.weather import cold_c, felt, heat_c, temperature_c

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
