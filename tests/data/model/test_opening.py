"""Opening hours: read in two languages, written in one, and which slots they open."""

from datetime import date

import pytest

from data.model.checks.opening import canonical, hours_of, open_slots, opens_at
from data.model.errors import InvalidValue
from data.model.grid import Grid
from data.model.queue import Queue

WEEK = "Mon-Fri 08:00-20:00, Sat 09:00-13:00"


@pytest.mark.parametrize(
    "typed",
    [
        WEEK,
        "monday - friday 8:00-20:00; Sat 9:00 - 13:00",
        "周一至周五 08:00-20:00，周六 09:00–13:00",
        "星期一-星期五 08:00—20:00；周六 09:00~13:00",
        "Mon 08:00-20:00,Tue 08:00-20:00,Wed-Fri 08:00-20:00,Sat 09:00-13:00",
    ],
)
def test_hours_are_read_as_people_write_them_and_stored_in_one_way(typed: str) -> None:
    assert Queue("billing", "Billing", opening=typed).opening == WEEK


def test_a_closed_queue_says_when_it_opens_next_on_that_day() -> None:
    lunch = "Mon 08:00-12:00 14:00-18:00"
    found = [opens_at(lunch, 0, 60 * hour) for hour in (7, 8, 12, 14, 18)]
    assert found == [480, None, 840, None, 1440]
    assert opens_at(lunch, 1, 600) == 1440
    assert opens_at("", 1, 600) is None


def test_a_day_may_have_a_lunch_break_and_days_may_run_over_the_weekend() -> None:
    assert hours_of("Sun-Mon 08:00-12:00 14:00-18:00")[6] == ((480, 720), (840, 1080))
    assert canonical("每天 00:00-24:00") == canonical("daily 00:00-24:00") == "Mon-Sun 00:00-24:00"


@pytest.mark.parametrize(
    "typed",
    ["08:00-20:00", "Mon", "Mon 20:00-08:00", "Mon 08:00-25:00", "Noday 08:00-20:00",
     "Mon 08:00-12:00 11:00-13:00", "Mon-Wed-Fri 08:00-20:00", "Mon 08:00-20:00 later", ","],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(typed: str) -> None:
    with pytest.raises(InvalidValue):
        Queue("billing", "Billing", opening=typed)


def test_slots_are_open_on_the_local_clock_also_where_clocks_change() -> None:
    grid = Grid.for_days(date(2026, 3, 27), 4, 30, "Europe/Berlin")  # Fri to Mon, 29 March is short
    open_ = open_slots(WEEK, grid)
    by_day = [int(open_[grid.day_index == day].sum()) for day in range(4)]
    assert by_day == [24, 8, 0, 24]
    assert open_slots("", grid).all()
