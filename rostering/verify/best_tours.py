"""Each agent's best tour by a plain dynamic programme over numpy rows."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from rostering.verify.steps import State, Step, end_counter_step, ended, step_of
from rostering.verify.values import SCALE

_NEVER = -(1 << 50)
Reach = tuple[np.ndarray, np.ndarray]
"""States of rules, (states, rules), and the best value in each, (states, starts + 1, agents)."""


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
        move = _Moves(steps, end_counters, day, multiplier)
        reach = _next_morning(plain, rules, move, features, reach, gains[day], offs[day])
    ends = [ended(rules["counters"], tuple(state)) for state in reach[0].tolist()]
    best = np.full(len(members), _NEVER, dtype=np.int64)
    for cost, profile in zip(ends, reach[1], strict=True):
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
) -> Reach:
    """profile[j]: best value with any start >= j still allowed; row `starts`: later than all."""
    reach: dict[State, np.ndarray] = {}
    empty = np.full((starts + 1, len(agents)), _NEVER, dtype=np.int64)
    for i, agent in enumerate(agents):
        state = (tuple(agent["history"]) or (0,) * resources) + (0,) * end_counters
        profile = reach.setdefault(state, empty.copy())
        profile[agent["free_from"] :, i] = 0
    return np.array(list(reach), dtype=np.int64).reshape(len(reach), -1), np.array(
        [*reach.values()]
    )


def _next_morning(
    plain: Mapping[str, Any],
    rules: Mapping[str, Any],
    move: "_Moves",
    features: np.ndarray,
    reach: Reach,
    gains: np.ndarray,
    offs: np.ndarray,
) -> Reach:
    states, profiles = reach
    move.stand_in(states)
    parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    kept, after, cost = move((-1,) * states.shape[1])
    rested = profiles[kept, -1] + offs - cost
    parts.append((after, np.zeros(1, dtype=np.int64), rested[:, None]))
    for seen, members in _classes(features, gains).items():
        kept, after, cost = move(seen)
        if not len(kept):
            continue
        free = np.array([_free_again(plain, rules, *member) for member in members])
        order = np.argsort(free, kind="stable")
        kinds, starts = np.array(members)[order].T
        begins = np.flatnonzero(np.diff(free[order], prepend=-1))
        value = profiles[kept[:, None], starts] + gains[kinds, starts]
        best = np.maximum.reduceat(value, begins, axis=1) - cost[:, None]
        parts.append((after, free[order][begins], best))
    rows = np.concatenate([part[0] for part in parts])
    found, where = rows[:1], np.zeros(len(rows), dtype=np.int64)
    if rows.size:  # without a rule there is one state only
        found, where = np.unique(rows, axis=0, return_inverse=True)
    following = np.full((len(found), *profiles.shape[1:]), _NEVER, dtype=np.int64)
    ends = np.cumsum([len(p[0]) for p in parts])
    for (_, free, value), target in zip(parts, np.split(where.ravel(), ends[:-1]), strict=True):
        if not len(target):
            continue
        order = np.argsort(target, kind="stable")
        begins = np.flatnonzero(np.diff(target[order], prepend=-1))
        cells = target[order][begins][:, None], free
        best = np.maximum.reduceat(value[order], begins, axis=0)
        following[cells] = np.maximum(following[cells], best)
    np.maximum.accumulate(following, axis=1, out=following)
    return found, following


class _Moves:
    """What a day does to every state at once: states after it and costs [1/1024 point].

    Each rule is asked once for each of its own states and features of the day.
    """

    def __init__(
        self, steps: list[Step], end_counters: list[Step], day: int, multiplier: np.ndarray
    ) -> None:
        self._steps = (*steps, *end_counters)
        self._known = len(steps)
        self._day = day
        self._multiplier = multiplier
        self._own: list[tuple[list[int], np.ndarray]] = []
        self._asked: dict[tuple[int, int], tuple[np.ndarray, np.ndarray, np.ndarray]] = {}

    def stand_in(self, states: np.ndarray) -> None:
        """States of the morning, shape (states, rules)."""
        columns = (np.unique(column, return_inverse=True) for column in states.T)
        self._own = [(values.tolist(), where.ravel()) for values, where in columns]
        self._states = len(states)

    def __call__(self, seen: State) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Positions of the states that may go on, states after, and cost to each agent."""
        allowed = np.ones(self._states, dtype=bool)
        points = np.zeros(self._states, dtype=np.int64)
        after = np.zeros((self._states, len(self._own)), dtype=np.int64)
        cost = np.zeros((self._states, len(self._multiplier)), dtype=np.int64)
        for r, feature in enumerate(seen):
            may, then, charged = self._step(r, feature)
            where = self._own[r][1]
            allowed &= may[where]
            after[:, r] = then[where]
            if r < self._known:
                points += charged[where]
            elif charged.any():
                cost += self._multiplier[:, r - self._known] * charged[where][:, None]
        cost += points[:, None] * SCALE
        return np.flatnonzero(allowed), after[allowed], cost[allowed]

    def _step(self, r: int, feature: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        if (r, feature) not in self._asked:
            moved = [self._steps[r](state, self._day, feature) for state in self._own[r][0]]
            may = np.array([one is not None or r >= self._known for one in moved])
            then, charged = np.array([one or (0, 0) for one in moved], dtype=np.int64).T
            self._asked[r, feature] = may, then, charged
        return self._asked[r, feature]


def _classes(features: np.ndarray, gains: np.ndarray) -> dict[State, list[tuple[int, int]]]:
    """Shifts that anybody may work, by what the rules see of them."""
    found: dict[State, list[tuple[int, int]]] = {}
    for kind, start in np.argwhere((gains > _NEVER).any(axis=2)).tolist():
        seen = tuple(features[:, kind, start].tolist())
        found.setdefault(seen, []).append((kind, start))
    return found


def _free_again(plain: Mapping[str, Any], rules: Mapping[str, Any], kind: int, start: int) -> int:
    """First start of the next day that rest allows."""
    step = plain["step_min"]
    free_min = start * step + plain["kinds"][kind]["length_min"] + rules["rest_min"] - 1440
    return int(min(max(-(-free_min // step), 0), plain["starts"]))
