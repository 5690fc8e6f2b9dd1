"""Locked cells said in few spans, and never others than those."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.roster.locks import LockSpan, group_locks, lock_cells, parse_locks
from data.model.roster import Roster
from data.model.staff import Agent

MONDAY = date(2026, 1, 5)
ROSTER = Roster(MONDAY, 7)
AGENTS = tuple(Agent(f"A{i}", f"A{i}", "full", ("q",), team=f"T{i % 2}") for i in range(5))


def cells(spans: tuple[LockSpan, ...]) -> set[tuple[str, date]]:
    return {lock.cell for lock in lock_cells(ROSTER, spans, agents=AGENTS)}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["*"], ["*@2026-01-05..2026-01-11"]),
        (["A1@2026-01-06"], ["A1@2026-01-06"]),
        (["A1@2026-01-06", "A1@2026-01-08..2026-01-09"],
         ["A1@2026-01-06", "A1@2026-01-08..2026-01-09"]),
        (["*@2026-01-07", "A2"],
         ["*@2026-01-07", "A2@2026-01-05..2026-01-06", "A2@2026-01-08..2026-01-11"]),
        (["A1@2026-01-06", "A3@2026-01-06"], ["team:T1@2026-01-06"]),
    ],
)  # fmt: skip
def test_cells_are_named_as_a_person_would(asked: list[str], told: list[str]) -> None:
    spans = group_locks(cells(parse_locks(asked)), AGENTS, ROSTER.dates)
    assert [span.text for span in spans] == told


@settings(max_examples=80, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 4), st.integers(0, 6))))
def test_the_spans_mean_exactly_the_cells_also_when_read_again(some: set[tuple[int, int]]) -> None:
    wanted = {(f"A{agent}", MONDAY + timedelta(day)) for agent, day in some}
    spans = group_locks(wanted, AGENTS, ROSTER.dates)
    assert cells(spans) == wanted
    assert parse_locks([span.text for span in spans]) == spans
