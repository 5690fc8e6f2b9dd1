"""The whole sample centre: history, queues, staff, and the truth behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from data.model.centre import Centre
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.queue import Queue
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from data.model.staff import Staff
from data.samples.data_faults import data_faults
from data.samples.happenings import announced
from data.samples.noise import day_factors, stream
from data.samples.queue_models import QUEUE_MODELS
from data.samples.rates import expected_rates
from data.samples.records import QueueHistory, draw_history, observed
from data.samples.staff import sample_staff
from data.samples.truth import SampleTruth
from data.samples.world import FUTURE_DAYS, RUN_UP_DAYS, SLOT_MIN, ZONE, World, make_world

LAST_DAY = date(2025, 12, 7)
"""Last day of history in tests and figures, a Sunday: the four weeks that follow hold Christmas,
New Year's holiday and its make-up day, all decreed."""
FITTING_AGENTS = 120
LEAST_SCALE = 0.1


@dataclass(frozen=True, eq=False)
class SampleCentre:
    """A made-up electric utility's contact centre.

    Parameters
    ----------
    series
        History of each queue by id, with the faults that real records have.
    truth
        What really happened; never for a forecaster.
    special_days
        Official days off, make-up days and eves to the end of the known future, and the planned
        outages announced by the last day of the history.
    """

    centre: Centre
    queues: tuple[Queue, ...]
    series: Mapping[str, ContactSeries]
    truth: SampleTruth
    special_days: SpecialDays
    staff: Staff


def sample_centre(
    seed: int = 7, last_day: date = LAST_DAY, years: float = 3, agents: int = FITTING_AGENTS
) -> SampleCentre:
    """Make a centre: the same seed gives the same centre to the last contact.

    Parameters
    ----------
    last_day
        Last day of the history; the truth goes on for eight weeks.
    years
        Length of the history [a], at least four weeks.
    agents
        Size of the staff; the volume of contacts grows so that they fit. Fewer than about 55
        cannot staff five queues round the clock: they come with the least volume.

    Raises
    ------
    InvalidValue
        If the history would be too short.
    """
    days = round(365.25 * years)
    if days < 28:
        raise InvalidValue(tr("a sample history needs at least 28 days, not {days}", days=days))
    world = make_world(seed, last_day, days)
    scale = volume_scale(agents)
    factors = day_factors(QUEUE_MODELS, len(world.grid.days), seed)
    histories = {}
    for model in QUEUE_MODELS:
        queue_id = model.queue.queue_id
        rates = expected_rates(model, world, scale)
        histories[queue_id] = draw_history(model, world, rates, factors[queue_id], seed)
    return _centre(seed, last_day, agents, world, histories)


def volume_scale(agents: int) -> float:
    """Volume that a staff can carry, one for 120 agents [-]."""
    return max(LEAST_SCALE, agents / FITTING_AGENTS)


def _centre(
    seed: int,
    last_day: date,
    agents: int,
    world: World,
    histories: Mapping[str, QueueHistory],
) -> SampleCentre:
    truth = _truth(seed, world, histories)
    series = {
        queue_id: observed(queue_id, history, truth) for queue_id, history in histories.items()
    }
    return SampleCentre(
        Centre("Yellow River Power 黄河供电服务中心", ZONE, "CN", SLOT_MIN),
        tuple(model.queue for model in QUEUE_MODELS),
        series,
        truth,
        _special_days(world, last_day),
        sample_staff(
            _workload(truth),
            agents,
            seed,
            first_day=last_day + timedelta(days=1),
            days=FUTURE_DAYS,
            slot_min=SLOT_MIN,
        ),
    )


def _truth(seed: int, world: World, histories: Mapping[str, QueueHistory]) -> SampleTruth:
    cut = RUN_UP_DAYS * world.grid.slots_per_day
    grid = world.grid.part(cut, world.grid.slots - cut)
    history_slots = grid.slots - FUTURE_DAYS * grid.slots_per_day
    known = grid.part(0, history_slots)
    return SampleTruth(
        grid,
        history_slots,
        {queue_id: history.truth for queue_id, history in histories.items()},
        world.temperature_c[cut:],
        tuple(storm for storm in world.storms if storm.start >= grid.start),
        tuple(outage for outage in world.outages if outage.start >= grid.start),
        tuple(drop for drop in world.drops if drop.day >= grid.days[0]),
        data_faults(tuple(histories), known, stream(seed, "data faults")),
    )


def _special_days(world: World, last_day: date) -> SpecialDays:
    first = world.grid.days[RUN_UP_DAYS]
    official = SpecialDays(tuple(world.special[day] for day in world.special if day >= first))
    events = announced([o for o in world.outages if o.day >= first], last_day)
    return official.updated(events)


def _workload(truth: SampleTruth) -> dict[str, float]:
    """Expected handle time of each queue over the future [s]."""
    future = slice(truth.history_slots, None)
    return {
        queue_id: float(np.sum(queue.calm_rate[future] * queue.handle_s[future]))
        for queue_id, queue in truth.queues.items()
    }
