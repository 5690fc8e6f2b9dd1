"""Grids: slots are elapsed time, days and hours are read on the local clock."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from data.model.errors import InvalidValue
from data.model.grid import Grid

BERLIN = "Europe/Berlin"
FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize(("day", "quarters"), [(FORWARD, 92), (date(2026, 6, 1), 96), (BACK, 100)])
def test_a_day_has_its_quarter_hours_where_clocks_change(day: date, quarters: int) -> None:
    grid = Grid.for_days(day, 1, 15, BERLIN)
    assert grid.slots == quarters
    assert grid.days == (day,)
    assert (np.diff(grid.utc) == np.timedelta64(15, "m")).all()


def test_local_clocks_skip_and_repeat_an_hour() -> None:
    assert 2 * 60 not in Grid.for_days(FORWARD, 1, 60, BERLIN).minute_of_day
    assert Grid.for_days(BACK, 1, 60, BERLIN).minute_of_day.tolist()[1:5] == [60, 120, 120, 180]


def test_a_slot_is_found_by_instant_and_by_clock() -> None:
    grid = Grid.for_days(FORWARD, 2, 30, BERLIN)
    assert grid.slot_at(FORWARD, 9 * 60) == 16  # 9 h on the clock are 8 h of time
    assert grid.slot_at(FORWARD, 24 * 60 + 60) == 46 + 2
    assert grid.index_of(grid.start + timedelta(minutes=59)) == 1
    assert list(grid)[-1] == grid.end - timedelta(minutes=30)


def test_parts_and_following_days_lie_on_the_same_slots() -> None:
    grid = Grid.for_days(date(2026, 1, 5), 7)
    assert grid.part(48, 48).days == (date(2026, 1, 6),)
    assert grid.following(7).start == grid.end
    assert grid.weekday[:: grid.slots_per_day].tolist() == [0, 1, 2, 3, 4, 5, 6]


def test_stamps_carry_the_offset_that_differs_in_the_repeated_hour() -> None:
    found = Grid.for_days(date(2026, 11, 1), 1, 60, "America/New_York").stamps
    assert found[1:3] == ("2026-11-01T01:00-04:00", "2026-11-01T01:00-05:00")


@pytest.mark.parametrize(
    "wrong",
    [{"slots": -1}, {"slot_min": 7}, {"zone": "Middle/Earth"}, {"start": datetime(2026, 1, 5)}],
)
def test_a_grid_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidValue):
        Grid(**({"start": datetime(2026, 1, 5, tzinfo=UTC), "slots": 1} | wrong))  # type: ignore[arg-type]
