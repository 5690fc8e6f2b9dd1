"""The sum that undercuts every roster: weak duality (Geoffrion 1974), for any prices whatsoever."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from rostering.verify.best_tours import best_tours
from rostering.verify.values import SCALE, worth_of_heads, worth_of_presence, worth_of_shifts


def bound_of(
    plain: Mapping[str, Any],
    costs: Sequence[Sequence[Sequence[int]]],
    prices: Sequence[Sequence[int]] | np.ndarray,
    multipliers: Sequence[Sequence[int]] | np.ndarray = (),
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Lower bound on the points of any roster, in 1/1024 point.

    Parameters
    ----------
    plain
        The instance.
    costs
        For each agent, ranges [day, kind, first start, last start + 1, points] that may be
        worked; kind -1 is a day off.
    prices
        Price of each queue and slot, then of each presence [1/1024 point]; any numbers prove a
        bound, because they are first held between minus the surplus price and the shortfall price,
        and between minus and plus the price of a presence.
    multipliers
        Price of a unit of each agent's end-of-tour counters [1/1024 point]; again any numbers prove
        a bound.
    progress
        Told how many agents are done, of how many; what it raises ends the sum.
    """
    multiplier = np.array([list(row) for row in multipliers], dtype=np.int64).reshape(
        len(costs), -1
    )
    limits = np.array(plain["shortfall"], dtype=np.int64)[:, None] * SCALE
    idle = int(plain["surplus"]) * SCALE
    queues = len(limits)
    price = np.clip(np.array(prices, dtype=np.int64)[:queues], -idle, limits)
    bound = int((price * np.array(plain["heads"], dtype=np.int64)).sum())
    worth = [worth_of_heads(price, served, idle) for served in plain["groups"]]
    resting = [np.zeros_like(one) for one in worth]
    for presence, row in zip(plain["presence"], prices[queues:], strict=True):
        held, asked = worth_of_presence(presence, np.array(row, dtype=np.int64))
        bound += asked
        there = resting if presence.get("on_break") else worth
        for group in presence["groups"]:
            there[group] = there[group] + held
    bound -= sum(
        int((w * np.array(f, dtype=np.int64)).sum())
        for w, f in zip(worth, plain["fixed"], strict=True)
    )
    values = [worth_of_shifts(plain, w, w - rest) for w, rest in zip(worth, resting, strict=True)]
    done = 0
    for number, rules in enumerate(plain["rules"]):
        members = [i for i, a in enumerate(plain["agents"]) if a["rules"] == number]
        if members:
            mine = multiplier[members]
            bound -= sum(best_tours(plain, rules, members, costs, values, mine))
            done += len(members)
            progress(done, len(costs))
    return bound + _least_rests(plain, multiplier)


def _least_rests(plain: Mapping[str, Any], multiplier: np.ndarray) -> int:
    """Of each agent and counter the least of points(n) - multiplier * n, n within reach."""
    total = 0
    for i, agent in enumerate(plain["agents"]):
        rules = plain["rules"][agent["rules"]]
        reach = [_reach(end_counter) for end_counter in rules["tallies"]]
        if "units" in agent:
            reach.append(_most_units(agent["units"]))
        for r, most in enumerate(reach):
            points = agent["tally_points"][r]
            padded = points + points[-1:] * max(0, most + 1 - len(points))
            total += min(
                p * SCALE - int(multiplier[i, r]) * n for n, p in enumerate(padded[: most + 1])
            )
    return total


def _reach(end_counter: Mapping[str, Any]) -> int:
    return len(end_counter["spans"]) or _most_units(end_counter["table"])


def _most_units(rows: Sequence[Sequence[int]]) -> int:
    """The most that days can add, by rows [day, kind, first start, last start + 1, units]."""
    days: dict[int, int] = {}
    for day, _, _, _, units in rows:
        days[day] = max(days.get(day, 0), units)
    return sum(days.values())
