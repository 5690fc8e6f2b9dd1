"""Each agent's best tour by a plain dynamic programme over dictionaries and numpy rows."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from rostering.verify.steps import State, Step, end_counter_step, ended, step_of
from rostering.verify.values import SCALE

_NEVER = -(1 << 50)
Move = Callable[[State, State], tuple[State, np.ndarray] | None]


def best_tours(
    plain: Mapping[str, Any],
    rules: Mapping[str, Any],
    members: list[int],
    costs: Sequence[Sequence[Sequence[int]]],
    values: list[np.ndarray],
    multiplier: np.ndarray,
) -> list[int]:
    """Best value of each member's tours, all members side by side."""
    steps = [step_of(c) for c in rules["counters"]]
    shape = (plain["days"], len(plain["kinds"]), plain["starts"])
    end_counters = [end_counter_step(t) for t in rules["tallies"]]
    tables = [_table(c["table"], shape) for c in (*rules["counters"], *rules["tallies"])]
    agents = [plain["agents"][i] for i in members]
    gains, offs = _gains(shape, [costs[i] for i in members], [values[a["group"]] for a in agents])
    _charge_units(agents, multiplier, gains, offs)
    reach = _first_morning(agents, len(steps), len(end_counters), plain["starts"])
    for day in range(plain["days"]):
        features = np.array([t[day] for t in tables]).reshape(-1, *shape[1:])
        move = _mover(steps, end_counters, day, multiplier)
        reach = _next_morning(plain, rules, move, features, reach, gains[day], offs[day])
    ends = [ended(rules["counters"], state) for state in reach]
    best = np.full(len(members), _NEVER, dtype=np.int64)
    for cost, profile in zip(ends, reach.values(), strict=True):
        if cost is not None:
            best = np.maximum(best, profile[-1] - cost * SCALE)
    return [int(value) for value in best]


def _table(rows: Sequence[Sequence[int]], shape: tuple[int, ...]) -> np.ndarray:
    table = np.zeros(shape, dtype=np.int64)
    for day, kind, first, last, value in rows:
        table[day, kind, first:last] = value
    return table


def _gains(
    shape: tuple[int, int, int],
    costs: list[Sequence[Sequence[int]]],
    values: list[np.ndarray],
) -> tuple[np.ndarray, np.ndarray]:
    """Value of every shift and day off, shapes (days, kinds, starts, agents), (days, agents)."""
    gains = np.full((*shape, len(costs)), _NEVER, dtype=np.int64)
    offs = np.full((shape[0], len(costs)), _NEVER, dtype=np.int64)
    for i, rows in enumerate(costs):
        for day, kind, first, last, points in rows:
            if kind < 0:
                offs[day, i] = -points * SCALE
            else:
                span = values[i][day, kind, first:last]
                gains[day, kind, first:last, i] = span - points * SCALE
    return gains, offs


def _charge_units(
    agents: list[Mapping[str, Any]], multiplier: np.ndarray, gains: np.ndarray, offs: np.ndarray
) -> None:
    """Charge each agent's own units at the last multiplier."""
    for i, agent in enumerate(agents):
        for day, kind, first, last, units in agent.get("units", ()):
            if kind < 0:
                offs[day, i] -= int(multiplier[i, -1]) * units
            else:
                gains[day, kind, first:last, i] -= int(multiplier[i, -1]) * units


def _first_morning(
    agents: list[Mapping[str, Any]], resources: int, end_counters: int, starts: int
) -> dict[State, np.ndarray]:
    """profile[j]: best value with any start >= j still allowed; row `starts`: later than all."""
    reach: dict[State, np.ndarray] = {}
    empty = np.full((starts + 1, len(agents)), _NEVER, dtype=np.int64)
    for i, agent in enumerate(agents):
        state = (tuple(agent["history"]) or (0,) * resources) + (0,) * end_counters
        profile = reach.setdefault(state, empty.copy())
        profile[agent["free_from"] :, i] = 0
    return reach


def _mover(steps: list[Step], end_counters: list[Step], day: int, multiplier: np.ndarray) -> Move:
    """State after a day and what it costs each agent [1/1024 point]; None: not allowed."""

    def move(state: State, seen: State) -> tuple[State, np.ndarray] | None:
        known = len(steps)
        moved = [step(s, day, f) for step, s, f in zip(steps, state, seen, strict=False)]
        if None in moved:
            return None
        kept = [m for m in moved if m is not None]
        cost = np.full(len(multiplier), sum(m[1] for m in kept) * SCALE, dtype=np.int64)
        flags = []
        for r, end_counter in enumerate(end_counters):
            flag, units = end_counter(state[known + r], day, seen[known + r]) or (0, 0)
            flags.append(flag)
            cost += multiplier[:, r] * units
        return (*(m[0] for m in kept), *flags), cost

    return move


def _next_morning(
    plain: Mapping[str, Any],
    rules: Mapping[str, Any],
    move: Move,
    features: np.ndarray,
    reach: dict[State, np.ndarray],
    gains: np.ndarray,
    offs: np.ndarray,
) -> dict[State, np.ndarray]:
    following: dict[State, np.ndarray] = {}
    shifts = _classes(features, gains)
    for state, profile in reach.items():
        rested = move(state, (-1,) * len(state))
        if rested:
            row = _row(following, rested[0], profile)
            row[0] = np.maximum(row[0], profile[-1] + offs - rested[1])
        for seen, members in shifts.items():
            moved = move(state, seen)
            if moved is None:
                continue
            row = _row(following, moved[0], profile)
            for kind, start in members:
                free = _free_again(plain, rules, kind, start)
                value = profile[start] + gains[kind, start] - moved[1]
                np.maximum(row[free], value, out=row[free])
    for profile in following.values():
        np.maximum.accumulate(profile, axis=0, out=profile)
    return following


def _classes(features: np.ndarray, gains: np.ndarray) -> dict[State, list[tuple[int, int]]]:
    """Shifts that anybody may work, by what the rules see of them."""
    found: dict[State, list[tuple[int, int]]] = {}
    for kind, start in np.argwhere((gains > _NEVER).any(axis=2)).tolist():
        seen = tuple(int(value) for value in features[:, kind, start])
        found.setdefault(seen, []).append((kind, start))
    return found


def _row(following: dict[State, np.ndarray], state: State, profile: np.ndarray) -> np.ndarray:
    return following.setdefault(state, np.full(profile.shape, _NEVER, dtype=np.int64))


def _free_again(plain: Mapping[str, Any], rules: Mapping[str, Any], kind: int, start: int) -> int:
    """First start of the next day that rest allows."""
    step = plain["step_min"]
    free_min = start * step + plain["kinds"][kind]["length_min"] + rules["rest_min"] - 1440
    return int(min(max(-(-free_min // step), 0), plain["starts"]))
