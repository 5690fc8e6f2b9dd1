"""Expected contacts of a queue: level, growth, weather, bills and surges."""

from dataclasses import dataclass

import numpy as np

from data.model.grid import FloatArray
from data.samples.calendar import WORK, day_levels, ordinary_levels
from data.samples.happenings import wave_calls
from data.samples.noise import day_echo
from data.samples.queue_models import FAULTS, QueueModel, day_profile
from data.samples.world import World


def growth(days: int, last_known: int, year_share: float) -> FloatArray:
    """Factor of each day [-], one on day `last_known`, shape (days,)."""
    return np.asarray((1.0 + year_share) ** ((np.arange(days) - last_known) / 365.25))


@dataclass(frozen=True, eq=False)
class Rates:
    """Expected contacts of one queue.

    Parameters
    ----------
    calm
        What could be known ahead: without storms [contacts/slot], shape (slots,).
    full
        With storms and their echo [contacts/slot], shape (slots,).
    special_effect
        Level of each day against the same weekday without its special day [-], shape (days,).
    """

    calm: FloatArray
    full: FloatArray
    special_effect: FloatArray


def expected_rates(model: QueueModel, world: World, scale: float) -> Rates:
    """Expected contacts of a queue in a world; `scale` = 1 fits 120 agents."""
    levels = day_levels(world.grid.days, world.special, model.calendar)
    grown = growth(len(levels), world.last_known, model.growth_year_share)
    weather = np.exp(model.heat_share * world.heat_c + model.cold_share * world.cold_c)
    own = model.per_day * levels[:, None] * world.by_day(weather)
    bills = model.bill_share * wave_calls(world.grid.days, world.drops, levels)
    by_slot = scale * grown[:, None] * (own + bills[:, None]) * _profiles(model, world)
    calm = by_slot.ravel() * _surge(model, world, world.planned_excess)
    full = by_slot.ravel() * _surge(model, world, world.planned_excess + world.storm_excess)
    ordinary = ordinary_levels(world.grid.days, model.calendar)
    return Rates(calm, full, levels / ordinary)


def _profiles(model: QueueModel, world: World) -> FloatArray:
    slots = world.grid.slots_per_day
    work = day_profile(model.work_peaks, model.night_floor, slots)
    rest = day_profile(model.rest_peaks, model.night_floor, slots)
    return np.where((world.kinds == WORK)[:, None], work, rest)


def _surge(model: QueueModel, world: World, excess: FloatArray) -> FloatArray:
    # A day's excess weighs each slot by the fault reports usually made in it.
    usual = _profiles(FAULTS, world)
    echo = day_echo((world.by_day(excess) * usual).sum(axis=1))
    at_once = 1.0 + model.storm_share * excess
    return np.asarray(at_once * (1.0 + model.echo_share * echo)[world.grid.day_index])
