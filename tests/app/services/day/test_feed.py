"""Figures of the running day: late, doubled, backwards, of another queue, silent, garbage."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from app.services.context import Context
from app.services.day.feed import DayReport, import_day, set_day_feed
from app.services.day.live import (
    agent_states_of_day,
    day_feed_of,
    feed_freshness,
    queue_states_at,
)
from app.services.history import import_history, older_values
from data.model.day.live import AgentState
from data.model.errors import Conflict, InvalidValue, UnreadableFile
from data.store import documents
from tests.app.small_centre import HEADER, SmallCentre

TODAY = date(2025, 8, 11)  # history ends the day before


def states_of(agent_id: str, context: Context, until: datetime | None = None) -> list[AgentState]:
    return [s for s in agent_states_of_day(context, until=until) if s.agent_id == agent_id]


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2025-08-11T{clock}:00+08:00")


def slots(folder: Path, name: str, rows: dict[str, int], queue: str = "fault") -> Path:
    lines = [
        f"2025-08-11T{clock}:00+08:00,30,{queue},{queue},voice,{n},{n},0,{n},20,{n * 240},0,,"
        for clock, n in rows.items()
    ]
    path = folder / name
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def contacts(context: Context) -> list[float]:
    return context.store.load_series("fault", TODAY, TODAY).offered.tolist()


def brought(context: Context, clock: str, path: Path) -> DayReport:
    return import_day(replace(context, clock=lambda: at(clock)), path)


def test_slots_of_the_day_go_where_history_goes_and_the_night_replaces_them(
    small: SmallCentre,
) -> None:
    context, folder = small.context, small.folder
    assert brought(context, "09:02", slots(folder, "a.csv", {"08:00": 4, "08:30": 5})).new == 2
    doubled = brought(context, "09:03", slots(folder, "a.csv", {"08:00": 4, "08:30": 5}))
    assert (doubled.new, doubled.unchanged) == (0, 2)
    late = brought(context, "09:40", slots(folder, "b.csv", {"07:30": 3}))
    assert (late.kind, late.new) == ("slots", 1)
    assert brought(context, "09:41", slots(folder, "c.csv", {"08:30": 7})).superseded == 1
    assert contacts(context) == [3, 4, 7]
    night = slots(folder, "night.csv", {"07:30": 3, "08:00": 4, "08:30": 8, "09:00": 9})
    import_history(replace(context, clock=lambda: at("23:59")), night)
    assert contacts(context) == [3, 4, 8, 9]
    assert [value.offered for value in older_values(context, "fault")] == [5, 7]


def test_a_slot_that_is_not_over_and_one_of_another_queue_are_set_aside(
    small: SmallCentre,
) -> None:
    context, folder = small.context, small.folder
    report = brought(context, "09:20", slots(folder, "a.csv", {"08:30": 5, "09:00": 2, "21:00": 1}))
    assert (report.new, report.rejected) == (1, 2)
    said = " ".join(reason.reason for reason in report.reasons)
    assert "not over yet" in said
    assert "ahead" in said
    other = brought(context, "09:20", slots(folder, "o.csv", {"08:30": 5}, "telegraph"))
    assert (other.new, other.rejected, other.new_queues) == (0, 1, ())
    assert "no queue 'telegraph'" in other.reasons[0].reason
    assert contacts(context) == [5]
    assert (folder / "a.rejected.csv").exists()


def test_garbage_is_told_and_nothing_of_it_is_taken(small: SmallCentre) -> None:
    path = small.folder / "g.csv"
    path.write_bytes(b"\x00\x01 not a table")
    with pytest.raises(UnreadableFile):
        import_day(small.context, path)
    assert small.context.store.list_feeds("queue_states") == ()


def test_states_are_read_as_they_were_at_a_moment(small: SmallCentre) -> None:
    context = replace(small.context, clock=lambda: at("10:05"))
    agent = context.store.load(documents.STAFF).agents[0].agent_id
    (small.folder / "q.csv").write_text(
        "queue,at,waiting,longest_wait_s\n"
        "fault,2025-08-11 10:00,2,15\nfault,2025-08-11 10:04,6,80\n"
    )
    (small.folder / "s.csv").write_text(
        "agent,state,since\n"
        f"{agent},ready,2025-08-10 23:50\n{agent},茶歇,2025-08-11 09:00\n"
        "ghost,ready,2025-08-11 09:00\n"
    )
    import_day(context, small.folder / "q.csv")
    report = import_day(context, small.folder / "s.csv")
    assert any("ghost" in note for note in report.warnings)
    assert any("茶歇" in note and "--word" in note for note in report.warnings)
    assert [s.waiting for s in queue_states_at(context)] == [6]
    assert [s.waiting for s in queue_states_at(context, at("10:02"))] == [2]
    assert queue_states_at(context, at("10:40")) == ()  # who waited then says nothing of now
    states = agent_states_of_day(context)
    assert [(s.agent_id, s.state) for s in states] == [
        (agent, "available"), (agent, "other"),
    ]  # fmt: skip
    set_day_feed(context, {}, {"茶歇": "break"})
    assert states_of(agent, context)[-1].state == "break"
    assert states_of(agent, context, until=at("08:59"))[-1].said == "ready"
    with pytest.raises(InvalidValue, match="no state 'tea'"):
        set_day_feed(context, {}, {"x": "tea"})


def test_a_silent_feed_is_told_and_one_that_never_came_is_not(small: SmallCentre) -> None:
    context = small.context
    before = feed_freshness(replace(context, clock=lambda: at("09:10")))
    assert not before.silent
    assert not before.in_use
    assert "peakshift day" in before.sentence
    brought(context, "09:02", slots(small.folder, "a.csv", {"08:00": 4, "08:30": 5}))
    brought(context, "09:02", slots(small.folder, "b.csv", {"08:00": 4}, "billing"))
    fresh = feed_freshness(replace(context, clock=lambda: at("09:10")))
    assert not fresh.silent
    assert fresh.late_queues == ("billing",)
    assert fresh.slots[0].end == at("09:00")
    later = feed_freshness(replace(context, clock=lambda: at("09:30")))
    assert later.silent
    assert "silent" in later.sentence
    assert "28 minutes" in later.sentence
    set_day_feed(context, {"silent_min": 45})
    assert not feed_freshness(replace(context, clock=lambda: at("09:30"))).silent
    tomorrow = at("09:30") + timedelta(days=1)
    assert feed_freshness(replace(context, clock=lambda: tomorrow)).silent


def test_what_came_after_a_moment_does_not_make_it_silent(small: SmallCentre) -> None:
    path = small.folder / "q.csv"
    for clock in ("10:00", "10:10"):
        path.write_text(f"queue,at,waiting\nfault,2025-08-11 {clock},2\n")
        brought(small.context, clock, path)
    fresh = feed_freshness(small.context, at("10:05"))
    assert (fresh.last_at, fresh.silent) == (at("10:00"), False)


def test_who_was_faster_is_told_in_words(small: SmallCentre) -> None:
    context = small.context
    seen = day_feed_of(context)
    set_day_feed(context, {"silent_min": 30}, {"lunch": "meal"}, "first")
    for mine, words, says in (
        ({"silent_min": 40}, {}, "when the feed counts as silent [min] was changed meanwhile"),
        ({}, {"lunch": "break"}, "it is now lunch = meal"),
    ):
        with pytest.raises(Conflict) as refused:
            set_day_feed(context, mine, words, "second", seen=seen)
        assert says in str(refused.value)
