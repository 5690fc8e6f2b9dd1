"""Demand per slot, its uncertainty, and the forecast versions that staffing works from."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import numpy as np

from data.model.adjustment import Adjustment
from data.model.codec import LATER, stored_as
from data.model.errors import InvalidValue
from data.model.grid import FloatArray, Grid, days_frame, slots_frame
from data.model.language import tr

_FORGOTTEN = 1e-6


@dataclass(frozen=True, eq=False)
class Demand:
    """Work expected in each slot.

    Parameters
    ----------
    contacts
        Expected contacts [contacts/slot], shape (slots,), never negative.
    handle_s
        Mean handle time [s], shape (slots,).
    """

    queue_id: str
    grid: Grid
    contacts: FloatArray
    handle_s: FloatArray

    def __post_init__(self) -> None:
        for name in ("contacts", "handle_s"):
            array = np.asarray(getattr(self, name), dtype=np.float64)
            if array.shape != (self.grid.slots,) or not np.all(array >= 0):
                raise InvalidValue(
                    tr(
                        "{queue_id}: {name} must be >= 0 on every slot",
                        queue_id=self.queue_id,
                        name=name,
                    )
                )
            object.__setattr__(self, name, array)

    @property
    def load_erlang(self) -> FloatArray:
        """Offered load a = rate x handle time [Erlang], shape (slots,)."""
        return np.asarray(self.contacts * self.handle_s / (60.0 * self.grid.slot_min))


@dataclass(frozen=True, eq=False)
class Dispersion:
    """How far the true rates may lie from the expected ones, coherent over slots and days.

    rate = mean x max(0, 1 + day_sd[day] z_day) x max(0, 1 + slot_sd[slot] z_slot). The variance
    of z_day is one: a part of it, `period_share`, is one draw for the whole period, whose level
    moves as one; the rest is an AR(1) over days of lag-one correlation `day_correlation`. z_slot
    is one over slots of `slot_correlation`. Poisson noise comes on top.

    Parameters
    ----------
    day_sd_share
        Relative standard deviation shared by all slots of a day [-], shape (days,).
    slot_sd_share
        Relative standard deviation of a slot's own deviation [-], shape (slots,).
    day_correlation
        Correlation of neighbouring days' deviations [-].
    slot_correlation
        Correlation of neighbouring slots' own deviations [-]: a busy hour is busy throughout.
    period_share
        Part of a day's variance that all days of the period have in common [-].
    """

    day_sd_share: FloatArray
    slot_sd_share: FloatArray
    day_correlation: float = 0.5
    slot_correlation: float = 0.0
    period_share: float = field(default=0.0, metadata=LATER)

    def factors(self, grid: Grid, paths: int, rng: np.random.Generator) -> FloatArray:
        """Sampled rate multipliers of mean one [-], shape (paths, slots)."""
        by_day = rng.standard_normal((paths, len(self.day_sd_share)))
        by_slot = rng.standard_normal((paths, grid.slots))
        # Drawn last, and only where needed: older forecasts go on giving the draws they gave.
        by_period = rng.standard_normal(paths) if self.period_share else None
        return self.factors_of(grid, by_day, by_slot, by_period)

    def factors_of(
        self,
        grid: Grid,
        by_day: FloatArray,
        by_slot: FloatArray,
        by_period: FloatArray | None = None,
    ) -> FloatArray:
        """Rate multipliers [-], shape (paths, slots), that standard normal shocks make.

        Parameters
        ----------
        by_day, by_slot
            Independent from day to day and slot to slot, shapes (paths, days), (paths, slots).
        by_period
            One for the whole period, shape (paths,); needed where `period_share` is above 0.

        Raises
        ------
        InvalidValue
            If the period's shock is missing.
        """
        z = _lasting(by_day, self.day_correlation)
        if self.period_share:
            if by_period is None:
                raise InvalidValue(tr("these rates move with their period: its shock is missing"))
            own = np.sqrt(1.0 - self.period_share)
            z = own * z + np.sqrt(self.period_share) * np.asarray(by_period)[:, None]
        of_day = 1.0 + self.day_sd_share * z
        of_slot = 1.0 + self.slot_sd_share * _lasting(by_slot, self.slot_correlation)
        return np.asarray(np.maximum(0.0, of_day)[:, grid.day_index] * np.maximum(0.0, of_slot))


def _lasting(shocks: FloatArray, correlation: float) -> FloatArray:
    """AR(1) of unit variance along the last axis from independent standard normal shocks.

    z[t] = sum of r^j e[t-j] is a product of 1 + r^(2^k) B^(2^k), so log2 of the memory many
    passes over whole arrays replace a loop over time.
    """
    z = np.array(shocks, dtype=np.float64)
    z[:, 1:] *= np.sqrt(1.0 - correlation**2)
    lag = 1
    while lag < z.shape[1] and correlation**lag > _FORGOTTEN:
        z[:, lag:] += correlation**lag * z[:, :-lag].copy()
        lag *= 2
    return z


@dataclass(frozen=True, eq=False)
class Forecast:
    """One version of the forecast of one queue; versions are never overwritten.

    Parameters
    ----------
    demand
        Expected contacts and handle time per slot, adjustments included.
    levels
        Quantile levels, ascending, e.g. (.1, .5, .9).
    quantiles
        Quantiles of the observed contacts [contacts/slot], shape (levels, slots).
    day_quantiles
        Quantiles of the day totals [contacts/day], shape (levels, days of the grid).
    dispersion
        Uncertainty of the true rates, for staffing and simulation.
    origin
        End of the last slot that the forecast had seen.
    yardstick
        Baseline: mean of the same slot in the last eight weeks [contacts/slot], shape (slots,).
    notes
        Sentences about members, weights, exclusions, flagged days and fallbacks.
    model
        The model's own mean, before adjustments [contacts/slot], shape (slots,).
    members
        Each member's own mean [contacts/slot], name -> shape (slots,).
    inputs_digest
        Digest of history, calendar, horizon and settings that it was made from.
    adjustments
        Adjustments applied to the model's mean, in their order.
    warnings
        Sentences that every door tells: slots left out, a fall-back, handle time that is
        unknown, a feed that looks dead, a calendar that does not reach far enough.
    """

    version_id: str
    demand: Demand
    levels: tuple[float, ...]
    quantiles: FloatArray
    day_quantiles: FloatArray
    dispersion: Dispersion
    origin: datetime
    made_at: datetime
    yardstick: FloatArray
    notes: tuple[str, ...] = ()
    model: FloatArray = field(default_factory=lambda: np.empty(0))
    members: dict[str, FloatArray] = field(default_factory=dict)
    inputs_digest: str = ""
    adjustments: tuple[Adjustment, ...] = field(default=(), metadata=stored_as("layers"))
    warnings: tuple[str, ...] = field(default=(), metadata=LATER)

    def __post_init__(self) -> None:
        shape = (len(self.levels), self.demand.grid.slots)
        if self.quantiles.shape != shape:
            raise InvalidValue(
                tr(
                    "quantiles have shape {shape}, expected {shape2}",
                    shape=self.quantiles.shape,
                    shape2=shape,
                )
            )
        if list(self.levels) != sorted(self.levels):
            raise InvalidValue(tr("quantile levels must ascend"))

    @property
    def queue_id(self) -> str:
        """Queue that is forecast."""
        return self.demand.queue_id

    @property
    def grid(self) -> Grid:
        """Horizon of the forecast."""
        return self.demand.grid

    @property
    def day_totals(self) -> FloatArray:
        """Expected contacts of each day of the grid [contacts/day], shape (days,)."""
        days = np.bincount(self.grid.day_index, self.demand.contacts, len(self.grid.days))
        return np.asarray(days, dtype=np.float64)

    def quantile(self, level: float) -> FloatArray:
        """Quantile at a level [contacts/slot], linear between stored levels, shape (slots,)."""
        return self._between(self.quantiles, level)

    def day_quantile(self, level: float) -> FloatArray:
        """Quantile of the day totals [contacts/day], linear between levels, shape (days,)."""
        return self._between(self.day_quantiles, level)

    def to_frame(self, by: Literal["slot", "day"] = "slot") -> Any:
        """The forecast as a pandas frame, one row a slot or a day.

        Parameters
        ----------
        by
            `slot`: columns `contacts` [contacts/slot], `handle_s` [s], `baseline` (the 8-week
            mean) and one a quantile level (`q0.1`), indexed by aware local slot starts.
            `day`: `contacts`, `baseline` and quantiles of the day totals [contacts/day], indexed
            by local date.

        Examples
        --------
        >>> days = forecast.to_frame("day")
        >>> days[["contacts", "q0.1", "q0.9"]]

        Notes
        -----
        Quantiles of slots do not add up to those of a day: take those of days from `day`.
        """
        levels = [f"q{level:g}" for level in self.levels]
        if by == "day":
            days = len(self.grid.days)
            baseline = np.bincount(self.grid.day_index, self.yardstick, days).astype(np.float64)
            means: dict[str, FloatArray] = {"contacts": self.day_totals, "baseline": baseline}
            return days_frame(self.grid, means | dict(zip(levels, self.day_quantiles, strict=True)))
        means = {
            "contacts": self.demand.contacts,
            "handle_s": self.demand.handle_s,
            "baseline": self.yardstick,
        }
        return slots_frame(self.grid, means | dict(zip(levels, self.quantiles, strict=True)))

    def _between(self, stored: FloatArray, level: float) -> FloatArray:
        levels = np.asarray(self.levels)
        if level <= levels[0]:
            return np.asarray(stored[0])
        if level >= levels[-1]:
            return np.asarray(stored[-1])
        i = int(np.searchsorted(levels, level))
        weight = (level - levels[i - 1]) / (levels[i] - levels[i - 1])
        return np.asarray((1 - weight) * stored[i - 1] + weight * stored[i])
