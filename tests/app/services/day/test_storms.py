"""Storms entered, levelled, ticked, over; a generated one replayed end to end; its report."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from app.services.context import Context
from app.services.day.storms.documents import read_playbook, report_document
from app.services.day.storms.entered import (
    call_standby,
    change_storm,
    end_storm,
    enter_storm,
    playbook_of,
    save_storm_plan,
    set_playbook,
    set_storm_level,
    storm_named,
    storms_of,
    tick_step,
)
from app.services.day.storms.figures import storm_in_figures
from app.services.day.storms.people import past_hours
from app.services.day.storms.replay import replay_storm
from app.services.day.storms.report import report_file, storm_report
from data.model.centre import Centre
from data.model.codec import json_text
from data.model.day.storm import Hit, HourExpected, Playbook, Standby, Storm
from data.model.errors import Conflict, InvalidValue, NotEnoughHistory, NotFound, UnreadableFile
from data.model.queue import Queue
from data.model.staff import Agent, Contract, Staff
from data.store import Store, documents
from tests.forecasting.intraday.test_surge import a_year_with_storms

pytestmark = pytest.mark.slow

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
HITS = (Hit("coast", "faults", 0.4, 1.0, 4.0), Hit("hills", "faults", 0.6))


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    with Store.open(str(tmp_path / "x.sqlite")) as store:
        found = Context(store, "Wang", lambda: NOW)
        entry = found.entry("set_up", "centre")
        store.save(documents.CENTRE, Centre("Centre", "Asia/Shanghai", "CN", 60), entry)
        store.save(documents.QUEUES, (Queue("faults", "Faults"),), entry)
        staff = Staff(
            agents=tuple(Agent(f"A{n}", f"Li {n}", "full", ("faults",)) for n in range(3)),
            contracts=(Contract("full", "Full", 2000, 2400),),
        )
        store.save(documents.STAFF, staff, entry)
        yield found


def entered(context: Context) -> Storm:
    return enter_storm(context, "Haishen", NOW, NOW + timedelta(hours=12), HITS, "office")


def test_a_storm_goes_from_watch_to_over_and_every_step_is_in_the_trail(context: Context) -> None:
    storm = entered(context)
    assert storm.level == 1
    set_storm_level(context, storm.storm_id, 3, "lines are down")
    ticked = tick_step(context, storm.storm_id, "ivr", "message 12")
    assert [(tick.step_id, tick.who) for tick in ticked.ticks] == [("ivr", "Wang")]
    with pytest.raises(Conflict, match="Wang"):
        tick_step(context, storm.storm_id, "ivr")
    assert tick_step(context, storm.storm_id, "ivr", done=False).ticks == ()
    with pytest.raises(NotFound, match="callback"):
        tick_step(context, storm.storm_id, "dance")
    with pytest.raises(InvalidValue, match="already"):
        set_storm_level(context, storm.storm_id, 3)
    end_storm(context, storm.storm_id)
    assert storms_of(context)[0].level == 0
    with pytest.raises(Conflict, match="over"):
        set_storm_level(context, storm.storm_id, 4)
    said = [entry.verb for entry in context.store.audit(limit=10)]
    assert {"enter_storm", "set_storm_level", "tick_step", "end_storm"} <= set(said)


def test_a_range_said_anew_changes_the_storm_and_not_what_somebody_else_said(
    context: Context,
) -> None:
    seen = entered(context)
    hits = (replace(HITS[0], high=9.0), HITS[1])
    changed = change_storm(context, seen.storm_id, hits=hits, source="office, 14:00", seen=seen)
    assert changed.hits == hits
    assert changed.levels == seen.levels
    with pytest.raises(Conflict, match="meanwhile"):
        change_storm(context, seen.storm_id, source="district", seen=seen)
    with pytest.raises(InvalidValue, match="already"):
        change_storm(context, seen.storm_id, hits=hits)
    with pytest.raises(NotFound, match="no surge"):
        storm_in_figures(context)


def test_a_storm_is_entered_once(context: Context) -> None:
    first = entered(context)
    with pytest.raises(Conflict, match=r"Haishen is entered already, from .* change its window"):
        enter_storm(context, "haishen ", NOW + timedelta(hours=3), NOW + timedelta(hours=20), HITS)
    enter_storm(context, "Haishen", first.ends, first.ends + timedelta(hours=6), HITS)
    end_storm(context, first.storm_id, "turned away")
    assert entered(context).storm_id != first.storm_id


def test_what_cannot_be_a_storm_is_refused(context: Context) -> None:
    end = NOW + timedelta(hours=6)
    with pytest.raises(InvalidValue, match="name"):
        enter_storm(context, " ", NOW, end, HITS)
    with pytest.raises(InvalidValue, match="ends"):
        enter_storm(context, "x", end, NOW, HITS)
    with pytest.raises(InvalidValue, match="100 %"):
        enter_storm(context, "x", NOW, end, (*HITS, Hit("sea", "faults", 0.2)))
    with pytest.raises(NotFound):
        enter_storm(context, "x", NOW, end, (Hit("", "billing"),))
    with pytest.raises(InvalidValue):
        Hit("coast", "faults", 0.5, 3.0, 1.0)
    with pytest.raises(NotFound, match="storm enter"):
        storm_named(context)


def test_standby_is_counted_for_fairness_and_called(context: Context) -> None:
    storm = entered(context)
    mine = Standby("A1", "at home", NOW.date(), 840, 1080)
    save_storm_plan(context, storm.storm_id, (mine,))
    assert past_hours(context) == {"A1": 4.0}
    assert call_standby(context, storm.storm_id, "A1").standbys[0].called
    with pytest.raises(Conflict):
        call_standby(context, storm.storm_id, "A1")
    with pytest.raises(NotFound, match="A1"):
        call_standby(context, storm.storm_id, "A2")
    with pytest.raises(NotFound, match="A9"):
        save_storm_plan(context, storm.storm_id, (replace(mine, agent_id="A9"),))
    (use,) = storm_report(context, storm.storm_id).standby
    assert (use.held_h, use.called_h, use.paid_h) == (4.0, 4.0, 4.0 * 0.3 + 4.0 * 1.2)


def test_the_playbook_is_changed_merged_with_nobody_and_read_from_its_own_file(
    context: Context, tmp_path: Path
) -> None:
    seen = playbook_of(context)
    mine = replace(seen, shortfall=5.0)
    set_playbook(context, mine, "calls are dear", seen=seen)
    with pytest.raises(Conflict):
        set_playbook(context, replace(seen, hold_h=3), seen=seen)
    file = tmp_path / "playbook.json"
    file.write_text(json_text(playbook_of(context)), encoding="utf-8")
    assert read_playbook(file) == mine
    with pytest.raises(InvalidValue):
        replace(seen, levels=seen.levels[:3])
    with pytest.raises(InvalidValue):
        replace(seen, levels=(*seen.levels[:4], replace(seen.levels[4], enter_share=0.1)))
    assert Playbook() == seen


def test_a_report_of_hours_nobody_knows_says_so_and_its_files_open(context: Context) -> None:
    storm = entered(context)
    at = storm.starts
    save_storm_plan(context, storm.storm_id, (), (HourExpected(at, "faults", 5.0, 6.0, 20.0),))
    report = storm_report(context, storm.storm_id)
    assert len(report.hours) == 12
    assert any("known yet" in says for says in report.says)
    assert report_document(report).inside_share is None
    csv = report_file(context, storm.storm_id, "csv").decode("utf-8-sig")
    assert csv.startswith("hour,queue_id,usual,low,high,came,within_range")
    assert len(csv.splitlines()) == 13
    assert report_file(context, storm.storm_id, "xlsx")[:2] == b"PK"


@pytest.fixture(scope="module")
def storm_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    _, counts, _ = a_year_with_storms()
    file = tmp_path_factory.mktemp("storm") / "storm.csv"
    start = datetime(2024, 1, 1)
    rows = [f"{start + timedelta(hours=k)},{y:.0f},{9 * y:.0f},True" for k, y in enumerate(counts)]
    file.write_text("local,outages,customers,covered\n" + "\n".join(rows), encoding="utf-8")
    return file


def test_a_generated_storm_is_replayed_from_detection_to_cost(
    context: Context, storm_file: Path
) -> None:
    day = date(2024, 1, 1) + timedelta(days=105)
    replay = replay_storm(context, storm_file, day)
    assert replay.start.date() == day
    assert replay.delay_h is not None
    assert replay.delay_h <= 2
    assert replay.level >= 3
    assert replay.storms_before >= 3
    assert replay.knew < replay.cost < replay.never
    assert replay.hourly_cost < replay.never
    assert replay.inside_share >= 0.5
    assert [step for step in replay.steps if "IVR" in step]
    assert all(hour.low <= hour.high and hour.standby >= 0 for hour in replay.hours)
    levels = [hour.level for hour in replay.hours]
    assert levels[-1] < max(levels)
    assert not storms_of(context)


def test_a_replay_without_history_or_storm_is_refused(context: Context, storm_file: Path) -> None:
    with pytest.raises(NotEnoughHistory):
        replay_storm(context, storm_file, date(2024, 1, 21))
    with pytest.raises(InvalidValue, match="knows nothing"):
        replay_storm(context, storm_file, date(2023, 1, 1))
    wrong = storm_file.parent / "wrong.csv"
    wrong.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="expected columns local"):
        replay_storm(context, wrong)


def test_numbers_of_a_replay_know_nothing_of_what_comes_later(
    context: Context, storm_file: Path
) -> None:
    day = date(2024, 1, 1) + timedelta(days=84)
    lines = storm_file.read_text(encoding="utf-8").splitlines()
    other = storm_file.parent / "other.csv"
    cut = 1 + 24 * 87
    other.write_text("\n".join(lines[:cut]), encoding="utf-8")
    one, two = (replay_storm(context, file, day) for file in (storm_file, other))
    assert np.array_equal([h.high for h in one.hours], [h.high for h in two.hours])
    assert one.cost == two.cost
