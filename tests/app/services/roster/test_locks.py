"""Locks at every level, as planners name them."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.roster.locks import LockSpan, group_locks, lock_cells, parse_locks
from data.model.errors import InvalidValue
from data.model.roster import Roster
from data.model.shift import Shift
from data.model.staff import Agent

MONDAY = date(2026, 1, 5)
AGENTS = (
    Agent("A1", "Ann", "full", ("q",), team="Team 1"),
    Agent("A2", "Bob", "part", ("q",), team="Team 1"),
    Agent("A3", "Cid", "full", ("q",), team="Team 2"),
)
ROSTER = Roster(MONDAY, 14, (Shift("A1", MONDAY, 480, 480, "D"),))


def cells(*texts: str) -> set[tuple[str, int]]:
    locks = lock_cells(ROSTER, parse_locks(texts), agents=AGENTS)
    return {(lock.agent_id, (lock.day - MONDAY).days) for lock in locks}


@pytest.mark.parametrize(
    ("text", "agents", "days"),
    [
        ("A1@2026-01-05", "1", [0]),
        ("A1@2026-01-06..2026-01-08", "1", [1, 2, 3]),
        ("A2@2026-W03", "2", range(7, 14)),
        ("A2", "2", range(14)),
        ("A2@*", "2", range(14)),
        ("2026-01-07", "123", [2]),
        ("@2026-01-07", "123", [2]),
        ("*@2026-01-07", "123", [2]),
        ("2026-W02", "123", range(7)),
        ("2026-01-17..2026-02-09", "123", [12, 13]),
        ("team:Team 1@2026-01-05", "12", [0]),
        ("team:Team 2", "3", range(14)),
        ("contract:full@2026-W02", "13", range(7)),
        ("*", "123", range(14)),
    ],
)
def test_a_lock_means_the_cells_it_names(text: str, agents: str, days: list[int]) -> None:
    assert cells(text) == {(f"A{a}", d) for a in agents for d in days}


def test_locked_cells_hold_what_the_roster_holds_and_add_up() -> None:
    locks = lock_cells(ROSTER, parse_locks(["A1@2026-W02", "A1@2026-01-05"]), agents=AGENTS)
    assert len(locks) == 7
    assert locks[0].shift == ROSTER.shifts[0]
    assert all(lock.shift is None for lock in locks[1:])


def test_without_a_roster_only_a_day_off_of_one_person_can_be_locked() -> None:
    (lock,) = lock_cells(None, parse_locks(["A3@2026-01-05"]), agents=AGENTS)
    assert (lock.agent_id, lock.day, lock.shift) == ("A3", MONDAY, None)
    with pytest.raises(InvalidValue, match="name it"):
        lock_cells(None, parse_locks(["team:Team 1@2026-01-05"]), agents=AGENTS)


@pytest.mark.parametrize("text", ["no cell", "A1@soon", "A1@2026-13-01", "A1@2026-W60", ""])
def test_what_is_no_lock_is_told(text: str) -> None:
    with pytest.raises(InvalidValue, match="is no lock"):
        parse_locks([text])


def test_nobody_and_no_day_of_the_roster_are_refused() -> None:
    with pytest.raises(InvalidValue, match="unknown agents: team:Team 9"):
        cells("team:Team 9")
    with pytest.raises(InvalidValue, match="the roster covers"):
        cells(f"A1@{MONDAY + timedelta(30)}")


WEEK = Roster(MONDAY, 7)
FIVE = tuple(Agent(f"A{i}", f"A{i}", "full", ("q",), team=f"T{i % 2}") for i in range(5))


def locked(spans: tuple[LockSpan, ...]) -> set[tuple[str, date]]:
    return {lock.cell for lock in lock_cells(WEEK, spans, agents=FIVE)}


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
    spans = group_locks(locked(parse_locks(asked)), FIVE, WEEK.dates)
    assert [span.text for span in spans] == told


@settings(max_examples=80, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 4), st.integers(0, 6))))
def test_the_spans_mean_exactly_the_cells_also_when_read_again(some: set[tuple[int, int]]) -> None:
    wanted = {(f"A{agent}", MONDAY + timedelta(day)) for agent, day in some}
    spans = group_locks(wanted, FIVE, WEEK.dates)
    assert locked(spans) == wanted
    assert parse_locks([span.text for span in spans]) == spans
