"""A generated centre with several queues, shift lengths and contracts, and a manager's rules."""

import numpy as np

from data.model.shift import is_night
from rostering.solver.tours.instance import FORBIDDEN, Cover, ShiftType, TourInstance
from rostering.solver.tours.resource import Limits, TourRules
from tests.benchmarks.rosters.centre import PARTS, demand, part_of_start
from tests.benchmarks.rosters.centre_rules import Recovery, Run, Spans, Total

WEEKLY_H = ((36, 40), (36, 40), (24, 30))
"""Weekly paid hours of the three contracts: two of three agents are full-time."""
QUEUE_SHARE = (0.5, 0.3, 0.2, 0.15, 0.1)
SHORTFALL = (10, 12, 8, 10, 6)
LOST_WEEKEND = 60


def full_centre(
    agents: int,
    days: int,
    slot: int,
    seed: int,
    queues: int,
    lengths: tuple[float, ...],
    full: bool,
) -> TourInstance:
    """A centre of a seed.

    Parameters
    ----------
    slot
        Slot length and distance of starts [min]; 15 or 30.
    lengths
        Shift lengths [h], breaks included and paid.
    full
        Weekly ranges by contract, 11 h rest, nights in runs of at most three with a day off
        after, one free weekend in four (priced), besides wishes, leave and six days running;
        otherwise weekly ranges, leave, wishes, 12 h rest and six days running alone.
    """
    rng = np.random.default_rng(seed)
    starts = 1440 // slot
    shift_types = tuple(_shift_type(hours, slot) for hours in lengths)
    wishes = rng.integers(0, 6, size=(agents, len(PARTS)))
    cost = np.empty((agents, days, len(shift_types), starts), dtype=np.int32)
    cost[:] = wishes[:, part_of_start(starts)][:, None, None, :]
    for agent in range(agents):
        cost[agent, rng.choice(days, 2, replace=False)] = FORBIDDEN
    contract = np.arange(agents) % len(WEEKLY_H)
    rules = tuple(_rules(span, shift_types, days, starts, full) for span in WEEKLY_H)
    served, group = _skills(agents, queues, rng)
    return TourInstance(
        agents=tuple(f"A{i:04d}" for i in range(agents)),
        days=days,
        step_min=slot,
        shift_types=shift_types,
        first_slot=np.arange(days)[:, None] * starts + np.arange(starts)[None, :],
        wrap=True,
        cover=_cover(contract, shift_types, days, starts, queues, served, rng),
        cost=cost,
        off_cost=np.zeros((agents, days), dtype=np.int32),
        group=group,
        rules=rules,
        rule_of=contract,
    )


def _shift_type(hours: float, slot: int) -> ShiftType:
    """Below 6 h no break; from 6 h half an hour, from 8 h an hour, from 10 h half an hour more."""
    length = round(hours * 60)

    def window(first: int, last: int, minutes: int) -> tuple[tuple[tuple[int, int], ...], ...]:
        return tuple(((at // slot, minutes // slot),) for at in range(first, last + 1, slot))

    breaks = []
    if length >= 360:
        breaks.append(window(180, 240, 60) if length >= 480 else window(150, 210, 30))
    if length >= 600:
        breaks.append(window(420, 480, 30))
    return ShiftType(f"D{hours:g}", length, length // slot, length, tuple(breaks))


def _rules(
    weekly_h: tuple[int, int],
    shift_types: tuple[ShiftType, ...],
    days: int,
    starts: int,
    full: bool,
) -> TourRules:
    shape = (days, len(shift_types), starts)
    worked = np.ones(shape, dtype=np.int64)
    paid = worked * np.array([shift_type.paid_min for shift_type in shift_types])[None, :, None]
    limits = Limits(weekly_h[0] * 60, weekly_h[1] * 60)
    resources = [
        Total(f"paid minutes of week {w}", 7 * w, 7 * w + 6, paid, limits) for w in range(days // 7)
    ]
    run = Run("at most six days running", worked, Limits(high=6))
    if not full:
        return TourRules(720, (*resources, run))
    nights = worked * [
        [is_night(start * 1440 // starts, shift_type.length_min) for start in range(starts)]
        for shift_type in shift_types
    ]
    night_run = Run("at most three nights running", nights, Limits(high=3))
    recovery = Recovery("a day off after nights", nights, after=1, owed=1)
    spans = tuple((7 * w + 5, 7 * w + 6) for w in range(days // 7))
    most = Limits(high=len(spans) - 1, high_price=LOST_WEEKEND)
    weekends = Spans("at least one weekend off", spans, worked, most)
    return TourRules(660, (*resources, run, night_run, recovery, weekends))


def _skills(agents: int, queues: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Two of five agents serve one queue only; the others each further queue with a half chance."""
    share = np.array(QUEUE_SHARE[:queues]) / sum(QUEUE_SHARE[:queues])
    skills = rng.random((agents, queues)) < 0.5
    skills[rng.random(agents) < 0.4] = False
    skills[np.arange(agents), rng.choice(queues, size=agents, p=share)] = True
    served, group = np.unique(skills, axis=0, return_inverse=True)
    return served, group.ravel().astype(np.int64)


def _cover(
    contract: np.ndarray,
    shift_types: tuple[ShiftType, ...],
    days: int,
    starts: int,
    queues: int,
    served: np.ndarray,
    rng: np.random.Generator,
) -> Cover:
    """Heads for 93 % of the productive hours that the contracts offer at the most."""
    off = [sum(v[0][0][1] for v in one.breaks) / one.slots for one in shift_types]
    weekly_h = np.array([span[1] for span in WEEKLY_H])[contract].sum()
    people = weekly_h * (1 - float(np.mean(off))) / 35.0  # in agents of 5 x 7 productive hours
    share = np.array(QUEUE_SHARE[:queues]) / sum(QUEUE_SHARE[:queues])
    heads = np.array([demand(people * s, days, starts, rng).ravel() for s in share])
    fixed = np.zeros((len(served), days * starts), dtype=np.int64)
    return Cover(heads, np.array(SHORTFALL[:queues]), 1, served, fixed)
