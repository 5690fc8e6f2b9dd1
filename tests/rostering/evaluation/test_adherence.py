"""Adherence and conformance by the published formulas, to the second."""

from datetime import date

import numpy as np
import pytest

from data.model.activity import Activity
from data.model.errors import InvalidValue
from data.model.grid import Grid
from data.model.shift import Break, Shift
from rostering.evaluation.adherence import (
    ACTIVITY,
    BREAK,
    OFF,
    ON_QUEUE,
    Adherence,
    Timeline,
    adherence_of,
    adherence_share,
    conformance_share,
    planned,
)

MONDAY = date(2026, 3, 2)
GRID = Grid.for_days(MONDAY, 2, 15, "Asia/Shanghai")


def real(*changes: tuple[float, int]) -> Timeline:
    """One agent's changes: minutes after Monday's midnight, and the state from then on."""
    return Timeline(
        ("a",),
        np.zeros(len(changes), dtype=np.int64),
        np.array([60.0 * minute for minute, _ in changes]),
        np.array([state for _, state in changes], dtype=np.int64),
    )


def judged(shift: Shift, *changes: tuple[float, int], count_outside: bool = False) -> Adherence:
    plan = planned([shift], GRID, ("a",))
    return adherence_of(plan, real(*changes), GRID, count_outside=count_outside)


def an_hour(**parts: tuple[object, ...]) -> Shift:
    return Shift("a", MONDAY, 540, 60, "H", **parts)  # type: ignore[arg-type]


def test_golden_ten_minutes_late_and_ten_more_outside_the_shift() -> None:
    # Of sixty scheduled minutes the first ten were missed, and ten were worked after the end.
    changes = ((550, ON_QUEUE), (610, OFF))
    plain = judged(an_hour(), *changes)
    assert plain.adherence[0, 0] == pytest.approx(1 - 10 / 60)
    counted = judged(an_hour(), *changes, count_outside=True)
    assert counted.adherence[0, 0] == pytest.approx(1 - (10 + 10) / (60 + 10))
    assert counted.conformance[0, 0] == pytest.approx(60 / 60)


def test_golden_limits_of_both_shares() -> None:
    assert adherence_share(90.0, 60.0) == 0.0
    assert np.isnan(adherence_share(0.0, 0.0))
    assert conformance_share(75.0, 60.0) == 1.25
    assert np.isnan(conformance_share(0.0, 0.0))
    assert np.isinf(conformance_share(10.0, 0.0))


def test_the_wrong_thing_is_an_exception_even_on_the_floor() -> None:
    shift = an_hour(breaks=(Break(555, 15),), activities=(Activity(580, 10, "Coaching"),))
    followed = judged(
        shift, (540, ON_QUEUE), (555, BREAK), (570, ON_QUEUE), (580, ACTIVITY), (590, ON_QUEUE),
        (600, OFF),
    )  # fmt: skip
    assert followed.adherence[0, 0] == 1.0
    assert followed.conformance[0, 0] == 1.0
    late_break = judged(
        shift, (540, ON_QUEUE), (560, BREAK), (575, ON_QUEUE), (580, ACTIVITY), (590, ON_QUEUE),
        (600, OFF),
    )  # fmt: skip
    assert late_break.exception_s[0, 0] == 600.0
    assert late_break.conformance[0, 0] == 1.0  # as long on queue as was asked, at other times
    through = judged(shift, (540, ON_QUEUE), (600, OFF))
    assert through.adherence[0, 0] == pytest.approx(1 - 25 / 60)
    assert through.conformance[0, 0] == pytest.approx(60 / 35)


def test_a_night_is_split_at_midnight_and_seconds_count() -> None:
    night = Shift("a", MONDAY, 1380, 120, "N")
    found = judged(night, (1380 + 0.5, ON_QUEUE), (1500, OFF))
    assert found.scheduled_s[0].tolist() == [3600.0, 3600.0]
    assert found.exception_s[0].tolist() == [30.0, 0.0]
    whole = found.together()
    assert whole.adherence[0, 0] == pytest.approx(1 - 30 / 7200)


def test_nobody_scheduled_nobody_there_and_work_on_a_day_off() -> None:
    plan = planned([], GRID, ("a",))
    nothing = adherence_of(plan, real(), GRID)
    assert np.isnan(nothing.adherence).all()
    assert np.isnan(nothing.conformance).all()
    assert nothing.to_frame().empty
    came = adherence_of(plan, real((600, ON_QUEUE), (660, OFF)), GRID)
    assert np.isinf(came.conformance[0, 0])
    assert np.isnan(came.conformance[0, 1])
    assert came.to_frame().shape == (1, 8)
    missed = judged(an_hour())
    assert missed.adherence[0, 0] == 0.0


def test_events_in_any_order_and_twice_give_the_same() -> None:
    changes = [(540, ON_QUEUE), (550, BREAK), (560, ON_QUEUE), (600, OFF)]
    one = judged(an_hour(), *changes)
    two = judged(an_hour(), *reversed(changes), *changes)
    assert np.array_equal(one.exception_s, two.exception_s)


def test_the_day_on_which_the_clock_changes_has_its_own_length() -> None:
    sunday = date(2026, 3, 29)
    grid = Grid.for_days(sunday, 1, 15, "Europe/Berlin")
    plan = planned([Shift("a", sunday, 0, 480, "N")], grid, ("a",))
    found = adherence_of(plan, real(), grid)
    assert found.scheduled_s[0, 0] == 7 * 3600.0


def test_plan_and_reality_must_be_of_the_same_agents_and_known_states() -> None:
    with pytest.raises(InvalidValue, match="same agents"):
        adherence_of(planned([], GRID, ("b",)), real(), GRID)
    with pytest.raises(InvalidValue, match="knows the states off, on_queue"):
        real((540, 9))


def test_many_agents_agree_with_a_plain_count_of_seconds() -> None:
    rng = np.random.default_rng(4)
    ids = tuple("abcde")
    shifts = [Shift(a, MONDAY, int(rng.integers(0, 900)), 300, "H") for a in ids]
    at = rng.integers(0, 2880 * 60, (5, 12))
    line = Timeline(
        ids, np.repeat(np.arange(5), 12), at.ravel().astype(float), rng.integers(0, 4, 60)
    )
    plan = planned(shifts, GRID, ids)
    found = adherence_of(plan, line, GRID)
    seconds = np.arange(2 * 86400)
    for k in range(5):
        states = []
        for source in (plan.sorted(), line.sorted()):
            mine = source.agent == k
            place = np.searchsorted(source.since_s[mine], seconds, side="right") - 1
            states.append(np.where(place >= 0, source.state[mine][np.maximum(place, 0)], OFF))
        should, does = states
        wrong = (should != OFF) & (should != does)
        assert found.exception_s[k].sum() == wrong.sum()
        assert found.on_queue_s[k, 0] == (does[:86400] == ON_QUEUE).sum()


def minute_by_minute(line: Timeline, agent: int, minutes: int) -> list[int]:
    """An agent's state in each minute of the grid, read off the changes one by one."""
    changes = [
        (since / 60.0, order, state)
        for order, (who, since, state) in enumerate(
            zip(line.agent.tolist(), line.since_s.tolist(), line.state.tolist(), strict=True)
        )
        if who == agent
    ]
    found = []
    for minute in range(minutes):
        before = [change for change in changes if change[0] <= minute]
        found.append(max(before)[2] if before else OFF)
    return found


@pytest.mark.parametrize("count_outside", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_adherence_is_what_a_count_minute_by_minute_finds(seed: int, count_outside: bool) -> None:
    """Several agents in any order, changes before and after the days, two at one moment."""
    rng, people = np.random.default_rng(seed), ("a", "b", "c")
    grid = Grid.for_days(date(2026, 3, 28), 2, 15, "Europe/Berlin")  # 24 and 23 hours
    minutes = grid.slots * 15

    def drawn() -> Timeline:
        count = int(rng.integers(0, 40))
        return Timeline(
            people,
            rng.integers(0, 3, count),
            60.0 * rng.choice(np.arange(-600, minutes + 600, 30), count),
            rng.choice([OFF, ON_QUEUE, BREAK, ACTIVITY], count),
        )

    plan, does = drawn(), drawn()
    found = adherence_of(plan, does, grid, count_outside=count_outside)
    day = (np.arange(minutes) >= 1440).astype(int)
    for agent in range(3):
        should = np.array(minute_by_minute(plan, agent, minutes))
        real_ = np.array(minute_by_minute(does, agent, minutes))
        outside = (should == OFF) & (real_ == ON_QUEUE) & count_outside
        for values, where in (
            (found.scheduled_s, (should != OFF) | outside),
            (found.exception_s, ((should != OFF) & (should != real_)) | outside),
            (found.on_queue_s, real_ == ON_QUEUE),
            (found.scheduled_on_queue_s, should == ON_QUEUE),
        ):
            assert values[agent].tolist() == (60.0 * np.bincount(day[where], minlength=2)).tolist()
