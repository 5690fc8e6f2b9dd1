"""A month planned before it begins: what is promised, what is expected, how many agents."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from data.model.forecast import Forecast
from data.model.grid import FloatArray, Grid, IntArray
from data.model.queue import Queue, ServiceTarget
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.panel import fold
from forecasting.pipeline import make_forecast
from rostering.staffing.rate_uncertainty import rate_law
from tests.benchmarks.day.months.levels import LevelTable, cheapest_agents
from tests.rostering.simulation.replay import replay


@dataclass(frozen=True)
class Terms:
    """What is promised, and what may be moved.

    Parameters
    ----------
    target_share, threshold_s, handle_s, patience_s
        Service level target [-], its threshold, mean handle time and mean patience [s].
    night_share, day_share
        Part of a day's planned hours that may be moved overnight, and within the day [-].
    """

    target_share: float = 0.8
    threshold_s: float = 20.0
    handle_s: float = 240.0
    patience_s: float = 180.0
    night_share: float = 0.15
    day_share: float = 0.08

    @property
    def queue(self) -> Queue:
        """The queue of these terms; abandons are misses."""
        target = ServiceTarget(
            self.target_share, self.threshold_s, "offered", occupancy_cap_share=1.0
        )
        return Queue("queue", "queue", target=target, patience_s=self.patience_s)

    def erlang(self, slot_min: int) -> float:
        """Offered load of a contact a slot [Erlang]."""
        return self.handle_s / (60.0 * slot_min)

    def table(self, largest_erlang: float) -> LevelTable:
        """Service levels of these terms up to such a load [Erlang]."""
        return LevelTable.of(self.queue.target, self.handle_s, self.patience_s, largest_erlang)

    def play(
        self, slot_min: int, counts: FloatArray, agents: IntArray, seed: int = 0
    ) -> tuple[FloatArray, FloatArray]:
        """Contacts served in time and counted, by slot, of slots that follow each other."""
        grid = Grid(datetime(2001, 1, 1, tzinfo=UTC), counts.size, slot_min, "UTC")
        came = np.round(counts.ravel())
        return replay(self.queue, grid, came, self.handle_s, agents.ravel(), seed=seed)


@dataclass(frozen=True, eq=False)
class MonthPlan:
    """A forecast and the agents planned on it.

    Parameters
    ----------
    mean, sd
        Contacts expected [contacts/slot] and their relative standard deviation [-], shape (days,
        slots of a day).
    agents
        Agents planned, same shape.
    """

    forecast: Forecast
    mean: FloatArray
    sd: FloatArray
    agents: IntArray


def plan_month(
    series: ContactSeries,
    special_days: SpecialDays,
    first: int,
    days: int,
    terms: Terms,
    table: LevelTable | None = None,
) -> MonthPlan:
    """Forecast so many days from a row of the series' days, by what was known then, and plan them.

    Parameters
    ----------
    table
        Levels up to the loads to come; one of its own if None.
    """
    grid = series.grid
    horizon = Grid.for_days(grid.days[first], days, grid.slot_min, grid.zone)
    forecast = make_forecast(
        series.until(grid.slot_at(grid.days[first], 0)),
        special_days,
        horizon,
        made_at=datetime(2000, 1, 1, tzinfo=UTC),
    )
    mean, sd = (
        np.nan_to_num(fold(horizon, values).cells)
        for values in (forecast.demand.contacts, rate_law(forecast).sd_share)
    )
    load = mean.ravel() * terms.erlang(grid.slot_min)
    levels = table or terms.table(float(load.max(initial=1.0)))
    agents = cheapest_agents(levels.expected(load, sd.ravel()), mean.ravel(), terms.target_share)
    return MonthPlan(forecast, mean, sd, agents.reshape(mean.shape))
