"""Duties of two neighbouring days that conflict: at most one of a clique, or a charge by rows."""

from collections.abc import Iterator
from functools import lru_cache

from ortools.sat.python import cp_model

from rostering.rules.language.duty import Duty
from rostering.solver.cpsat.model import Choice, RosterModel
from rostering.solver.cpsat.terms import Terms

Clique = tuple[tuple[int, ...], tuple[int, ...]]
Table = tuple[tuple[int, ...], ...]


def duties_of(choices: tuple[Choice, ...]) -> tuple[Duty, ...]:
    """Duties of choices, without their literals."""
    return tuple(duty for duty, _ in choices)


@lru_cache(maxsize=4096)
def amounts(amount: object, before: tuple[Duty, ...], after: tuple[Duty, ...]) -> Table:
    """Amount of each pair of duties, before by after."""
    return tuple(tuple(amount(a, b) for b in after) for a in before)  # type: ignore[operator]


def post_cliques(
    model: RosterModel,
    table: Table,
    before: tuple[Choice, ...],
    after: tuple[Choice, ...],
    unit: int,
    over: cp_model.IntVar | None,
) -> None:
    """At most one of all duties before and after that conflict with each other."""
    for earlier, later in cliques(table, unit):
        sum_ = Terms()
        for i in earlier:
            sum_.add(before[i][1])
        for j in later:
            sum_.add(after[j][1])
        if over is not None:
            sum_.add(over, -1)
        model.within(sum_, None, 1)


def cliques(table: Table, unit: int) -> Iterator[Clique]:
    """Places of duties before and after that all have at least so many units with each other."""
    rows: dict[frozenset[int], list[int]] = {}
    for i, row in enumerate(table):
        conflict = frozenset(j for j, amount in enumerate(row) if amount >= unit)
        if conflict:
            rows.setdefault(conflict, []).append(i)
    for conflict in rows:
        wider = [i for other, members in rows.items() if other >= conflict for i in members]
        yield tuple(wider), tuple(sorted(conflict))


def post_by_rows(
    model: RosterModel,
    table: Table,
    before: tuple[Choice, ...],
    after: tuple[Choice, ...],
    greatest: int,
    price: int,
) -> None:
    """One charge that is at least the amount of the pair chosen."""
    charge = model.number(greatest)
    model.pay(charge, price)
    rows: dict[tuple[int, ...], list[int]] = {}
    for i, row in enumerate(table):
        if any(row):
            rows.setdefault(row, []).append(i)
    for row, members in rows.items():
        sum_, worst = Terms(), max(row)
        sum_.constant = -worst
        for i in members:
            sum_.add(before[i][1], worst)
        for j, amount in enumerate(row):
            sum_.add(after[j][1], amount)
        sum_.add(charge, -1)
        model.within(sum_, None, 0)
