"""Off-phone activities and their orders; rosters saved before them stay the same."""

import pytest

from data.model.activity import Activity, ActivityOrder
from data.model.codec import from_json, to_json
from data.model.errors import InvalidValue
from data.model.shift import Break, Shift
from tests.data.builders import MONDAY

BARE = Shift("A1", MONDAY, 480, 480, "D8", (Break(700, 30, "meal"),))
HELD = Shift("A1", MONDAY, 480, 480, "D8", BARE.breaks, (Activity(540, 60, "training"),))


def test_a_shift_without_activities_is_written_as_before_there_were_any() -> None:
    assert "sessions" not in to_json(BARE)
    assert from_json(Shift, to_json(BARE)) == BARE


def test_a_shift_with_activities_comes_back_whole() -> None:
    assert from_json(Shift, to_json(HELD)) == HELD


def test_activities_are_paid_and_off_the_floor() -> None:
    assert HELD.paid_min == BARE.paid_min
    assert [part.start_min for part in HELD.away] == [540, 700]


@pytest.mark.parametrize(
    ("earliest", "latest", "begin", "allowed"),
    [
        (540, 1020, 540, True),
        (540, 1020, 960, True),
        (540, 1020, 975, False),
        (540, 1020, 539, False),
        (0, 1440, 1410, True),  # no window: over midnight too
        (1320, 300, 1410, True),
        (1320, 300, 1440 + 240, True),
        (1320, 300, 1440 + 255, False),
        (1320, 300, 1200, False),
    ],
)
def test_clock_times_of_an_order(earliest: int, latest: int, begin: int, allowed: bool) -> None:
    order = ActivityOrder("training", 60, earliest_min=earliest, latest_min=latest)
    assert order.allows(begin) is allowed


@pytest.mark.parametrize(
    "wrong",
    [
        {"length_min": 0},
        {"per_agent": 0},
        {"label": " x"},
        {"least_together": 5, "most_together": 4},
        {"each_team_but": -1},
        {"each_team_but": 1, "most_together": 4},
        {"earliest_min": 600, "latest_min": 630},
        {"earliest_min": 1440},
    ],
)
def test_an_order_that_cannot_be_meant_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(InvalidValue, match="activity order"):
        ActivityOrder(**{"label": "training", "length_min": 60, **wrong})  # type: ignore[arg-type]


def test_an_order_without_a_name_is_asked_for_one() -> None:
    with pytest.raises(InvalidValue, match=r"^say what the activity is"):
        ActivityOrder("", 60)
    with pytest.raises(InvalidValue, match="without spaces around"):
        ActivityOrder(" team talk", 60)
