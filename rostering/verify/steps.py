"""Rules along a tour, read anew: what a day does to a rule's state, and what it costs.

Each rule of plain numbers is written here a second time, after the search's own
(`tests/benchmarks/rosters/centre_rules.py`). A rule given as its moves is taken as given.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

State = tuple[int, ...]
Step = Callable[[int, int, int], tuple[int, int] | None]
"""State, day, feature (-1: a day off) -> state after and points; None: not allowed."""


def step_of(rule: Mapping[str, Any]) -> Step:
    """How a resource steps."""
    return _STEPS[rule["rule"]](rule)


def end_counter_step(end_counter: Mapping[str, Any]) -> Step:
    """Units of a day; spans count once, at their first day with a shift that counts."""
    spans = [tuple(span) for span in end_counter["spans"]]

    def step(state: int, day: int, feature: int) -> tuple[int, int] | None:
        if not spans:
            return 0, feature if feature > 0 else 0
        inside = [span for span in spans if span[0] <= day <= span[1]]
        if not inside:
            return 0, 0
        new = 1 if feature == 1 and state == 0 else 0
        return (0 if inside[0][1] == day else max(state, new)), new

    return step


def ended(resources: Sequence[Mapping[str, Any]], state: State) -> int | None:
    """Points for ending the horizon in a state; None: not allowed."""
    points = 0
    for rule, value in zip(resources, state, strict=False):
        if rule["rule"] == "spans":
            outside = _outside(rule, value // 2)
            if outside is None:
                return None
            points += outside
    return points


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


def _moved(rule: Mapping[str, Any]) -> Step:
    """A rule given as its moves; what is not among them is forbidden."""
    moves = {(s, day, f): (after, points) for day, s, f, after, points in rule["moves"]}

    def step(state: int, day: int, feature: int) -> tuple[int, int] | None:
        return moves.get((state, day, feature))

    return step


_STEPS: dict[str, Callable[[Mapping[str, Any]], Step]] = {
    "total": _total,
    "run": _run,
    "spans": _spans,
    "recovery": _recovery,
    "moves": _moved,
}
