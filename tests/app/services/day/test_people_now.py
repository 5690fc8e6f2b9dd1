"""Who is missing, late, overdue or off plan, and today's adherence, by a day made by hand."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from app.services.day.people_now import AgentNow, people_now
from app.services.day.status import DayStatus, QueueStatus
from app.services.forecast.today import QueueToday
from data.model.day.live import AgentState, AgentStateName
from data.model.grid import Grid
from data.model.shift import Break, Shift

DAY, ZONE = date(2026, 3, 2), ZoneInfo("Asia/Shanghai")
NIGHT_BEFORE = DAY - timedelta(days=1)


def at(clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(DAY.year, DAY.month, DAY.day, hour, minute, tzinfo=ZONE)


def a_day(clock: str, *shifts: Shift) -> DayStatus:
    grid = Grid.for_days(DAY, 1, 30, ZONE.key)
    nothing = np.full(grid.slots, np.nan)
    queue = QueueStatus(
        "q", "Q", grid, nothing, nothing, nothing, nothing, QueueToday("q"), np.nan, np.nan
    )
    return DayStatus(at(clock), DAY, ZONE.key, (queue,), None, None, 1, shifts, {})


def a_shift(agent: str, start_h: int = 8, hours: int = 8, day: date = DAY) -> Shift:
    rest = Break(60 * start_h + 120, 30)
    return Shift(agent, day, 60 * start_h, 60 * hours, "D", (rest,))


def went(agent: str, clock: str, state: AgentStateName) -> AgentState:
    return AgentState(agent, at(clock), state)


def found(status: DayStatus, *changes: AgentState) -> dict[str, AgentNow]:
    people = people_now(status, changes, {"a": "Anna"})
    assert people is not None
    return {one.agent_id: one for one in people.agents}


def test_nobody_is_missing_at_the_begin_of_a_shift_on_a_day_on_which_clocks_go_back() -> None:
    day, zone = date(2026, 10, 25), ZoneInfo("Europe/Berlin")
    grid = Grid.for_days(day, 1, 30, zone.key)
    nothing = np.full(grid.slots, np.nan)
    queue = QueueStatus(
        "q", "Q", grid, nothing, nothing, nothing, nothing, QueueToday("q"), np.nan, np.nan
    )
    moment = datetime(2026, 10, 25, 8, 7, tzinfo=zone)
    status = DayStatus(moment, day, zone.key, (queue,), None, None, 1, (a_shift("a", day=day),), {})
    other = AgentState("b", moment - timedelta(hours=1), "available")
    assert (found(status, other)["a"].deviation, found(status, other)["a"].minutes) == ("late", 7)


def test_nothing_is_said_of_anybody_where_no_states_come_in() -> None:
    assert people_now(a_day("09:00", a_shift("a")), [], {}) is None
    later = went("a", "10:00", "available")
    assert people_now(a_day("09:00", a_shift("a")), [later], {}) is None


@pytest.mark.parametrize(
    ("clock", "changes", "deviation", "minutes"),
    [
        ("08:02", [], "", 0),
        ("08:07", [], "late", 7),
        ("08:30", [], "missing", 30),
        ("08:30", [("08:20", "available")], "", 0),
        ("09:00", [("07:55", "available"), ("08:50", "out")], "off_plan", 10),
        ("09:00", [("07:55", "available"), ("08:50", "off_phone")], "off_plan", 10),
        ("09:00", [("07:55", "available"), ("08:59", "off_phone")], "", 0),
        ("10:20", [("07:55", "available"), ("10:00", "break")], "", 0),
        ("10:45", [("07:55", "available"), ("10:00", "meal")], "overdue", 15),
        ("10:20", [("07:55", "available")], "off_plan", 20),
        ("16:30", [("07:55", "available"), ("16:00", "out")], "", 0),
        ("16:30", [("07:55", "on_contact")], "off_plan", 30),
        ("07:30", [("07:20", "available")], "off_plan", 10),
    ],
)
def test_each_way_to_be_beside_the_plan(
    clock: str, changes: list[tuple[str, AgentStateName]], deviation: str, minutes: int
) -> None:
    somebody = went("b", "00:00", "out")
    mine = [went("a", when, state) for when, state in changes]
    one = found(a_day(clock, a_shift("a")), somebody, *mine)["a"]
    assert (one.deviation, one.minutes, one.name) == (deviation, minutes, "Anna")


def test_shares_are_of_the_day_until_now_by_the_published_formulas() -> None:
    # Scheduled 08:00-10:00 on queue; signed in 08:30, so 30 of 120 minutes in exception.
    one = found(a_day("10:00", a_shift("a")), went("a", "08:30", "available"))["a"]
    assert one.adherence == pytest.approx(0.75)
    assert one.conformance == pytest.approx(90 / 120)
    people = people_now(
        a_day("10:00", a_shift("a"), a_shift("b")),
        [went("a", "08:30", "available"), went("b", "08:00", "available")],
        {},
    )
    assert people is not None
    assert people.adherence == pytest.approx(1 - 30 / 240)
    assert people.conformance == pytest.approx(210 / 240)
    assert people.present == {"a", "b"}


def test_a_night_shift_counts_from_midnight_and_is_missed_from_its_begin() -> None:
    night = a_shift("a", 22, 8, NIGHT_BEFORE)
    came = AgentState("a", at("00:00") - timedelta(hours=2), "available")
    at_break = found(a_day("00:20", night), came)["a"]
    assert (at_break.deviation, at_break.minutes) == ("off_plan", 20)
    one = found(a_day("01:00", night), came)["a"]
    assert one.deviation == ""
    assert one.adherence == pytest.approx(0.5)
    gone = found(a_day("01:00", night), went("b", "00:10", "out"))["a"]
    assert (gone.deviation, gone.minutes) == ("missing", 180)


def test_who_deviates_worst_stands_first() -> None:
    status = a_day("09:00", a_shift("late", 8), a_shift("gone", 8), a_shift("fine", 8))
    people = people_now(
        status, [went("late", "08:50", "out"), went("fine", "08:00", "available")], {}
    )
    assert people is not None
    assert [one.agent_id for one in people.agents][-1] == "fine"
    assert people.who("missing")[0].deviation == "missing"


def test_who_was_on_queue_is_counted_slot_by_slot_until_now() -> None:
    status = a_day("10:15", a_shift("a"), a_shift("b"))
    changes = [
        went("a", "08:00", "available"), went("a", "09:15", "break"),
        went("a", "09:30", "on_contact"), went("b", "10:10", "available"),
    ]  # fmt: skip
    people = people_now(status, changes, {})
    assert people is not None
    found = people.present_by_slot
    assert found[:16].tolist() == [0.0] * 16
    assert found[16:20].tolist() == [1.0, 1.0, 0.5, 1.0]
    assert found[20] == pytest.approx(1.0 + 5 / 15)  # half a slot is over: b came ten minutes in
    assert np.isnan(found[21:]).all()
