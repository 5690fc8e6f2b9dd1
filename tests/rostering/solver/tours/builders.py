"""Small tour instances, random but reproducible."""

import dataclasses

import numpy as np

from rostering.solver.tours.instance import FORBIDDEN, Cover, Presence, ShiftType, TourInstance
from rostering.solver.tours.resource import EndCounter, Limits, TourRules
from tests.benchmarks.rosters.centre_rules import Recovery, Run, Spans, Total

STEP = 240
STARTS = 6


def a_tour_instance(seed=0, agents=2, days=5, queues=2, wrap=False, rules=None, **more):
    rng = np.random.default_rng(seed)
    shift_types = (
        ShiftType("S", 480, 4, 480),
        ShiftType("L", 720, 6, 600, ((((2, 1),), ((3, 1),)),)),
    )
    shape = (days, len(shift_types), STARTS)
    cost = rng.integers(0, 6, size=(agents, *shape)).astype(np.int32)
    cost[rng.random(cost.shape) < 0.5] = FORBIDDEN
    groups = 2
    served = np.ones((groups, queues), dtype=bool)
    served[0, 1:] = False
    slots = days * 12
    given = {
        "agents": tuple(f"a{i}" for i in range(agents)),
        "days": days,
        "step_min": STEP,
        "shift_types": shift_types,
        "first_slot": np.arange(days)[:, None] * 12 + np.arange(STARTS)[None, :] * 2,
        "wrap": wrap,
        "cover": Cover(
            heads=rng.integers(0, 3, size=(queues, slots)),
            shortfall=np.array([7, 10])[:queues],
            surplus=1,
            served=served,
            fixed=(rng.random((groups, slots)) < 0.1).astype(np.int64),
        ),
        "cost": cost,
        "off_cost": rng.integers(0, 3, size=(agents, days)).astype(np.int32),
        "group": np.arange(agents) % groups,
        "rules": (rules or some_rules(shape),),
        "rule_of": np.zeros(agents, dtype=np.int64),
    }
    return TourInstance(**{**given, **more})


def worked(shape):
    return np.ones(shape, dtype=np.int64)


def late(shape):
    table = np.zeros(shape, dtype=np.int64)
    table[:, :, 4:] = 1
    return table


def paid(shape):
    return worked(shape) * np.array([8, 10])[None, :, None]


def some_rules(shape, end_counters=()):
    days = shape[0]
    return TourRules(
        660,
        (
            Total("paid", 0, days - 1, paid(shape), Limits(8, 26)),
            Run("run", worked(shape), Limits(high=3)),
            Run("late run", late(shape), Limits(high=2, high_price=4)),
        ),
        end_counters,
    )


def every_rule(shape):
    days = shape[0]
    return TourRules(
        600,
        (
            Total("paid", 0, days - 1, paid(shape), Limits(18, 24, 3, 2)),
            Run("run", worked(shape), Limits(high=3)),
            Run("days off together", worked(shape) * 0, Limits(low=2, low_price=5), off=True),
            Spans("weekend", ((0, 1), (3, 4)), worked(shape), Limits(high=1, high_price=9)),
            Recovery("after late", late(shape), after=2, owed=2),
        ),
    )


def tallied(seed=0, agents=2, days=5):
    """An instance whose late shifts, weekends and wishes are priced per agent at the end."""
    rng = np.random.default_rng(seed)
    shape = (days, 2, STARTS)
    rules = some_rules(
        shape,
        (EndCounter("late", late(shape)), EndCounter("weekends", worked(shape), ((0, 1), (3, 4)))),
    )
    points = np.cumsum(rng.integers(0, 5, size=(agents, 3, 6)), axis=2).astype(np.int32)
    points[:, 0] = np.abs(np.arange(6) - 2)[None, :] * 3
    return a_tour_instance(
        seed,
        agents,
        days,
        rules=rules,
        end_counter_points=points,
        cell_units=rng.integers(0, 2, size=(agents, *shape)).astype(np.int8),
        off_units=rng.integers(0, 2, size=(agents, days)).astype(np.int8),
    )


def limited(instance, seed=0):
    """An instance with one seat too few, and with one group that must be there now and then."""
    rng, cover = np.random.default_rng(seed), instance.cover
    seats = max(1, len(instance.agents) // 2)
    groups, none = len(cover.served), np.zeros(cover.slots, dtype=np.int64)
    least = (rng.random(cover.slots) < 0.3).astype(np.int64)
    presence = (
        Presence(np.ones(groups, dtype=bool), none, none + seats, 6),
        Presence(np.arange(groups) == groups - 1, least, none + 10**9, 5),
        Presence(np.arange(groups) < 1, none, least, 3),
    )
    return dataclasses.replace(instance, cover=dataclasses.replace(cover, presence=presence))
