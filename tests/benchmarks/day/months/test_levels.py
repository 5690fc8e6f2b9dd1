"""Steering to the period: aims, the cheapest agents for them, and moves within a budget."""

import numpy as np
import pytest

from data.model.errors import InvalidValue
from data.model.queue import ServiceTarget
from rostering.staffing.period import GIVEN_BACK, MOST_AIM, aim_of_rest
from rostering.staffing.service import service
from tests.benchmarks.day.months.levels import LevelTable, cheapest_agents, moved_within

HANDLE_S, PATIENCE_S = 240.0, 180.0
TARGET = ServiceTarget(0.8, 20.0, "offered", occupancy_cap_share=1.0)


@pytest.fixture(scope="module")
def table() -> LevelTable:
    return LevelTable.of(TARGET, HANDLE_S, PATIENCE_S, 60.0)


def test_the_table_holds_what_erlang_says(table: LevelTable) -> None:
    agents, load = np.array([5, 12, 30, 60]), np.array([3.3, 11.0, 31.0, 52.0])
    exact = service(agents, load, HANDLE_S, 20.0, PATIENCE_S).level("offered")
    certain = table.expected(load, np.zeros(4))[np.arange(4), agents]
    assert certain == pytest.approx(exact, abs=2e-3)


def test_an_uncertain_rate_needs_more_agents_for_the_same_service(table: LevelTable) -> None:
    load, contacts = np.full(4, 50.0), np.full(4, 375.0)
    sure, unsure = (
        cheapest_agents(table.expected(load, np.full(4, sd)), contacts, 0.8) for sd in (0.0, 0.15)
    )
    assert unsure.sum() >= sure.sum() + 4


def test_no_cheaper_agents_reach_the_aim(table: LevelTable) -> None:
    load = np.array([8.0, 9.0, 3.0])
    level, contacts = table.expected(load, np.zeros(3)), load * 7.5

    def reached(heads: np.ndarray) -> float:
        return float((level[np.arange(3), heads] * contacts).sum() / contacts.sum())

    found = cheapest_agents(level, contacts, 0.8)
    assert reached(found) >= 0.8
    tried = np.array([(a, b, c) for a in range(16) for b in range(16) for c in range(10)])
    floor = (level[np.arange(3), tried] >= 0.5).all(axis=1)
    good = [h for h in tried[floor] if reached(h) >= 0.8]
    assert found.sum() <= min(h.sum() for h in good) + 1
    assert (level[np.arange(3), found] >= 0.5).all()


def test_empty_slots_need_nobody_and_wrong_aims_are_refused(table: LevelTable) -> None:
    level = table.expected(np.array([0.0, 10.0]), np.zeros(2))
    assert cheapest_agents(level, np.array([0.0, 75.0]), 0.8)[0] == 0
    assert cheapest_agents(level, np.zeros(2), 0.8).tolist() == [0, 0]
    with pytest.raises(InvalidValue, match="between 0 and 1"):
        cheapest_agents(level, np.ones(2), 1.0)


def test_what_was_missed_so_far_is_asked_of_the_rest_within_limits() -> None:
    assert aim_of_rest(0.8, 700.0, 1000.0, 1000.0) == pytest.approx(0.9)
    assert aim_of_rest(0.8, 0.0, 0.0, 500.0) == pytest.approx(0.8)
    assert aim_of_rest(0.8, 0.0, 1000.0, 10.0) == MOST_AIM
    assert aim_of_rest(0.8, 1000.0, 1000.0, 100.0) == 0.8 - GIVEN_BACK
    assert aim_of_rest(0.8, 900.0, 1000.0, 0.0) == 0.8


def test_moves_stay_within_their_budget_and_reach_their_aim_where_it_suffices() -> None:
    now, wanted = np.array([10, 10, 10, 0]), np.array([16, 7, 10, 1])
    assert moved_within(now, wanted, 10).tolist() == wanted.tolist()
    for budget in range(10):
        moved = moved_within(now, wanted, budget)
        assert np.abs(moved - now).sum() == budget
        assert ((moved - now) * (wanted - now) >= 0).all()
        assert (np.abs(moved - now) <= np.abs(wanted - now)).all()
