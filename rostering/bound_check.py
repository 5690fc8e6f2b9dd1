"""Recompute a bound from its prices: a small verifier that shares no code with any search.

It reads plain numbers (see `rostering/solver/tour/plain.py` for the form), reads every rule anew,
and finds each agent's best tour by a plain dynamic programme over dictionaries and numpy rows.
A rule told by all its moves (`moves`, as a roster problem states its rules) is taken as told: the
rules' contract tests hold those moves equal to the scorecard's own reading.
Weak duality (Geoffrion 1974) makes the sum a lower bound for any prices whatsoever.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

SCALE = 1024
"""Prices are whole multiples of 1/1024 point."""

_NEVER = -(1 << 50)
Step = Callable[[int, int, int], tuple[int, int] | None]
State = tuple[int, ...]
Move = Callable[[State, State], tuple[State, np.ndarray] | None]


def bound_of(
    plain: Mapping[str, Any],
    costs: Sequence[Sequence[Sequence[int]]],
    prices: Sequence[Sequence[int]] | np.ndarray,
    slopes: Sequence[Sequence[int]] | np.ndarray = (),
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
    slopes
        Price of a unit of each agent's tallies [1/1024 point]; again any numbers prove a bound.
    """
    slope = np.array([list(row) for row in slopes], dtype=np.int64).reshape(len(costs), -1)
    limits = np.array(plain["shortfall"], dtype=np.int64)[:, None] * SCALE
    idle = int(plain["surplus"]) * SCALE
    queues = len(limits)
    price = np.clip(np.array(prices, dtype=np.int64)[:queues], -idle, limits)
    bound = int((price * np.array(plain["heads"], dtype=np.int64)).sum())
    worth = [_worth(price, served, idle) for served in plain["groups"]]
    for presence, row in zip(plain["presence"], prices[queues:], strict=True):
        held, asked = _presence(presence, np.array(row, dtype=np.int64))
        bound += asked
        for group in presence["groups"]:
            worth[group] = worth[group] + held
    bound -= sum(
        int((w * np.array(f, dtype=np.int64)).sum())
        for w, f in zip(worth, plain["fixed"], strict=True)
    )
    values = [_shift_values(plain, w) for w in worth]
    for number, rules in enumerate(plain["rules"]):
        members = [i for i, a in enumerate(plain["agents"]) if a["rules"] == number]
        if members:
            mine = slope[members]
            bound -= sum(_best_tours(plain, rules, members, costs, values, mine))
    return bound + _least_rests(plain, costs, slope)


def _least_rests(
    plain: Mapping[str, Any], costs: Sequence[Sequence[Sequence[int]]], slope: np.ndarray
) -> int:
    """For each agent and tally the least of points(n) - slope * n over every n within reach."""
    total = 0
    for i, agent in enumerate(plain["agents"]):
        rules = plain["rules"][agent["rules"]]
        reach = [_reach(plain, tally) for tally in rules["tallies"]]
        if "units" in agent:
            days: dict[int, int] = {}
            for day, _, _, _, units in agent["units"]:
                days[day] = max(days.get(day, 0), units)
            reach.append(sum(days.values()))
        for r, most in enumerate(reach):
            points = agent["tally_points"][r]
            padded = points + points[-1:] * max(0, most + 1 - len(points))
            total += min(p * SCALE - int(slope[i, r]) * n for n, p in enumerate(padded[: most + 1]))
    return total


def _reach(plain: Mapping[str, Any], tally: Mapping[str, Any]) -> int:
    if tally["spans"]:
        return len(tally["spans"])
    days: dict[int, int] = {}
    for day, _, _, _, units in tally["table"]:
        days[day] = max(days.get(day, 0), units)
    return sum(days.values())


def _presence(presence: Mapping[str, Any], row: np.ndarray) -> tuple[np.ndarray, int]:
    """A presence's prices within their limits, and what they ask for: least above 0, most below.

    Points beyond its limits are at least price * (least - heads), and price * (heads - most).
    """
    price = np.clip(row, -presence["price"] * SCALE, presence["price"] * SCALE)
    held = np.where(price > 0, presence["least"], np.where(price < 0, presence["most"], 0))
    return price, int((price * held).sum())


def _worth(price: np.ndarray, queues: Sequence[int], idle: int) -> np.ndarray:
    """What a head that serves these queues is worth in each slot."""
    floor = np.full(price.shape[1], -idle, dtype=np.int64)
    return np.maximum(floor, price[list(queues)].max(axis=0)) if queues else floor


def _shift_values(plain: Mapping[str, Any], worth: np.ndarray) -> np.ndarray:
    """Worth of each shift with its best breaks, shape (days, kinds, starts)."""
    first = np.array(plain["first_slot"], dtype=np.int64)
    found = np.zeros((plain["days"], len(plain["kinds"]), plain["starts"]), dtype=np.int64)
    for k, kind in enumerate(plain["kinds"]):
        found[:, k] = _worked(plain, worth, first, 0, kind["slots"])
        for variants in kind["breaks"]:
            lost = [
                np.sum([_worked(plain, worth, first, *gap) for gap in gaps], axis=0)
                for gaps in variants
            ]
            found[:, k] -= np.min(np.array(lost), axis=0)
    return found


def _worked(
    plain: Mapping[str, Any], worth: np.ndarray, first: np.ndarray, offset: int, length: int
) -> np.ndarray:
    total = np.zeros(first.shape, dtype=np.int64)
    for slot in range(offset, offset + length):
        at = first + slot
        inside = at < plain["slots"]
        total += np.where(inside | bool(plain["wrap"]), worth[at % plain["slots"]], 0)
    return total


def _best_tours(
    plain: Mapping[str, Any],
    rules: Mapping[str, Any],
    members: list[int],
    costs: Sequence[Sequence[Sequence[int]]],
    values: list[np.ndarray],
    slope: np.ndarray,
) -> list[int]:
    """Best value of each member's tours, all members side by side."""
    steps = [_STEPS[c["rule"]](c) for c in rules["counters"]]
    shape = (plain["days"], len(plain["kinds"]), plain["starts"])
    tallies = [_tally(t) for t in rules["tallies"]]
    tables = [_table(c["table"], shape) for c in (*rules["counters"], *rules["tallies"])]
    agents = [plain["agents"][i] for i in members]
    gains, offs = _gains(shape, [costs[i] for i in members], [values[a["group"]] for a in agents])
    _charge_units(agents, slope, gains, offs)
    reach = _first_morning(agents, len(steps), len(tallies), plain["starts"])
    for day in range(plain["days"]):
        features = np.array([t[day] for t in tables]).reshape(-1, *shape[1:])
        move = _mover(steps, tallies, day, slope)
        reach = _next_morning(plain, rules, move, features, reach, gains[day], offs[day])
    ends = [_ended(rules["counters"], state) for state in reach]
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
    agents: list[Mapping[str, Any]], slope: np.ndarray, gains: np.ndarray, offs: np.ndarray
) -> None:
    """Charge each agent's own units at the last slope."""
    for i, agent in enumerate(agents):
        for day, kind, first, last, units in agent.get("units", ()):
            if kind < 0:
                offs[day, i] -= int(slope[i, -1]) * units
            else:
                gains[day, kind, first:last, i] -= int(slope[i, -1]) * units


def _first_morning(
    agents: list[Mapping[str, Any]], counters: int, tallies: int, starts: int
) -> dict[State, np.ndarray]:
    """profile[j]: best value with any start >= j still allowed; row `starts`: later than all."""
    reach: dict[State, np.ndarray] = {}
    empty = np.full((starts + 1, len(agents)), _NEVER, dtype=np.int64)
    for i, agent in enumerate(agents):
        state = (tuple(agent["history"]) or (0,) * counters) + (0,) * tallies
        profile = reach.setdefault(state, empty.copy())
        profile[agent["free_from"] :, i] = 0
    return reach


def _mover(steps: list[Step], tallies: list[Step], day: int, slope: np.ndarray) -> Move:
    """State after a day and what it costs each agent [1/1024 point]; None: not allowed."""

    def move(state: State, seen: State) -> tuple[State, np.ndarray] | None:
        known = len(steps)
        moved = [step(s, day, f) for step, s, f in zip(steps, state, seen, strict=False)]
        if None in moved:
            return None
        kept = [m for m in moved if m is not None]
        cost = np.full(len(slope), sum(m[1] for m in kept) * SCALE, dtype=np.int64)
        flags = []
        for r, tally in enumerate(tallies):
            flag, units = tally(state[known + r], day, seen[known + r]) or (0, 0)
            flags.append(flag)
            cost += slope[:, r] * units
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


def _outside(rule: Mapping[str, Any], value: int) -> int | None:
    """Points for a number outside its range, None where it must not be."""
    points = 0
    for over, price in (
        (rule["low"] - value, rule["low_price"]),
        (value - (value if rule["high"] is None else rule["high"]), rule["high_price"]),
    ):
        if over > 0:
            if price is None:
                return None
            points += price * over
    return points


def _total(rule: Mapping[str, Any]) -> Step:
    def step(state: int, day: int, feature: int) -> tuple[int, int] | None:
        if day < rule["first"] or day > rule["last"]:
            return state, 0
        total = state + (feature if feature > 0 else 0)
        if day != rule["last"]:
            return total, 0
        points = _outside(rule, total)
        return None if points is None else (0, points)

    return step


def _run(rule: Mapping[str, Any]) -> Step:
    high = rule["high"]
    enough = high if high is not None else max(rule["low"], 1)

    def step(state: int, day: int, feature: int) -> tuple[int, int] | None:
        inside = feature == -1 if rule["off"] else feature == 1
        if inside and high is not None and state == high:
            return None if rule["high_price"] is None else (state, rule["high_price"])
        if inside:
            return min(state + 1, enough), 0
        missing = rule["low"] - state
        if state == 0 or missing <= 0:
            return 0, 0
        return None if rule["low_price"] is None else (0, missing * rule["low_price"])

    return step


def _spans(rule: Mapping[str, Any]) -> Step:
    first = {day for a, b in rule["spans"] for day in range(a, b + 1)}
    last = {b for _, b in rule["spans"]}

    def step(state: int, day: int, feature: int) -> tuple[int, int] | None:
        count, touched = divmod(state, 2)
        if day in first and feature == 1:
            touched = 1
        if day in last:
            count, touched = count + touched, 0
        return 2 * count + touched, 0

    return step


def _succession(rule: Mapping[str, Any]) -> Step:
    def step(state: int, day: int, feature: int) -> tuple[int, int] | None:
        if feature < 0 or state == 0:
            return (feature + 1 if feature >= 0 else 0), 0
        points = rule["price"][state - 1][feature]
        return None if points < 0 else (feature + 1, points)

    return step


def _recovery(rule: Mapping[str, Any]) -> Step:
    """State: nights in a row up to `after`; beyond it, `after` + days off still owed."""
    after, owed, price = rule["after"], rule["owed"], rule["price"]

    def step(state: int, day: int, feature: int) -> tuple[int, int] | None:
        if state <= after and feature == 1:
            return min(after, state + 1), 0
        left = owed if state == after else max(0, state - after)
        if not left:
            return int(feature == 1), 0
        if feature == -1:
            return (0 if left == 1 else after + left - 1), 0
        return None if price is None else (int(feature == 1), price * left)

    return step


def _tally(tally: Mapping[str, Any]) -> Step:
    """Units of a day; spans count once, at their first day with a shift that counts."""
    spans = [tuple(span) for span in tally["spans"]]

    def step(state: int, day: int, feature: int) -> tuple[int, int] | None:
        if not spans:
            return 0, feature if feature > 0 else 0
        inside = [span for span in spans if span[0] <= day <= span[1]]
        if not inside:
            return 0, 0
        new = 1 if feature == 1 and state == 0 else 0
        return (0 if inside[0][1] == day else max(state, new)), new

    return step


def _ended(counters: Sequence[Mapping[str, Any]], state: State) -> int | None:
    points = 0
    for rule, value in zip(counters, state, strict=False):
        if rule["rule"] == "spans":
            outside = _outside(rule, value // 2)
            if outside is None:
                return None
            points += outside
    return points


def _moved(rule: Mapping[str, Any]) -> Step:
    """A rule told by all its moves; what is not among them is forbidden."""
    moves = {(s, day, f): (after, points) for day, s, f, after, points in rule["moves"]}

    def step(state: int, day: int, feature: int) -> tuple[int, int] | None:
        return moves.get((state, day, feature))

    return step


_STEPS: dict[str, Callable[[Mapping[str, Any]], Step]] = {
    "total": _total,
    "run": _run,
    "spans": _spans,
    "succession": _succession,
    "recovery": _recovery,
    "moves": _moved,
}
