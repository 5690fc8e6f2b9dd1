"""Who is on the floor in a slot, against a count minute by minute."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from data.model.grid import Grid
from data.model.requirement import Requirement
from data.model.roster import Roster
from data.model.shift import Break, Shift
from rostering.rules.language.presence import Clock, FloorCount
from tests.rostering.builders import a_problem, an_agent

SUMMER, AUTUMN, PLAIN = date(2026, 3, 28), date(2026, 10, 24), date(2026, 6, 6)


def a_week_from(first: date, *agents: str, **more):  # type: ignore[no-untyped-def]
    grid = Grid.for_days(first, 3, 30, "Europe/Berlin")
    need = np.zeros((1, grid.slots), dtype=np.int64)
    people = [an_agent(agent_id) for agent_id in agents]
    problem = a_problem(3, people, first=first, slot_min=30, **more)
    return replace(problem, requirement=Requirement("R", grid, ("q",), need, need))


def by_the_minute(grid: Grid, shift: Shift) -> list[int]:
    """Slots all of whose local minutes are worked and none lost to a break."""
    found = []
    for slot, local in enumerate(grid.local.tolist()):
        at = local.date() - shift.day
        begin = int(at / timedelta(minutes=1)) + local.hour * 60 + local.minute
        minutes = range(begin, begin + grid.slot_min)
        off = {m for rest in shift.breaks for m in range(rest.start_min, rest.end_min)}
        if all(shift.start_min <= m < shift.end_min for m in minutes) and off.isdisjoint(minutes):
            found.append(slot)
    return found


@pytest.mark.parametrize("first", [SUMMER, AUTUMN, PLAIN])
def test_a_shift_is_present_in_whole_slots_outside_its_breaks(first: date) -> None:
    problem = a_week_from(first, "A1")
    clock, rng = Clock(problem), np.random.default_rng(3)
    for _ in range(60):
        day = int(rng.integers(-1, 4))
        # Not from within the hour that an autumn night has twice: which of both would be open.
        start = int(rng.choice([0, 60, 95, 240, 485, 840, 1320, 1395]))
        begins = start + rng.choice(np.arange(5, 460, 5), 2, replace=False)
        breaks = tuple(Break(int(b), 20, "rest") for b in sorted(begins) if b + 20 < start + 480)
        if len(breaks) == 2 and breaks[0].end_min > breaks[1].start_min:
            breaks = breaks[:1]
        ends = {start + 480, *(x for b in breaks for x in (b.start_min, b.end_min))}
        if any(1440 + 120 < x < 1440 + 180 or 120 < x < 180 for x in ends):
            continue
        shift = Shift("A1", first + timedelta(day), start, 480, "D", breaks)
        found = clock.slots(day, start, 480, shift.breaks)
        assert found.tolist() == by_the_minute(problem.requirement.grid, shift), shift


def test_a_night_before_the_horizon_reaches_in_and_a_wrapped_one_comes_round() -> None:
    night = Shift("A1", PLAIN - timedelta(1), 1320, 480, "N")
    older = Shift("A1", PLAIN - timedelta(2), 1320, 480, "N")
    stranger = Shift("B1", PLAIN - timedelta(1), 1320, 480, "N")
    problem = a_week_from(PLAIN, "A1", history=(older, night, stranger))
    count = FloorCount.of(problem, Roster(PLAIN, 3))
    assert np.flatnonzero(count.heads(frozenset({"A1"}))).tolist() == list(range(12))
    last = Clock(a_week_from(PLAIN, "A1", wrap=True)).slots(2, 1320, 480)
    assert last.tolist() == [140, 141, 142, 143, *range(12)]
