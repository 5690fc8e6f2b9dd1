"""The server looks after the running day: a folder is read, a sample goes on, nothing is lost."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.services.context import Context
from app.services.day.feed import set_day_feed
from app.services.day.live import feed_freshness, queue_states_at
from app.services.day.sample import begin_sample_day, go_on_with_sample, sample_in_store
from app.services.day.watch import DayWatch, read_day_folder
from app.services.demo import load_sample
from data.model.errors import Conflict, Stopped
from data.model.shift import Break, Shift
from data.samples.running import agent_states_of
from data.store import Store
from tests.app.small_centre import SmallCentre

pytestmark = pytest.mark.slow


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2025-08-11T{clock}:00+08:00")


def test_a_watched_folder_is_read_and_garbage_is_put_aside(small: SmallCentre) -> None:
    folder = small.folder / "feed"
    folder.mkdir()
    set_day_feed(small.context, {"folder": str(folder), "quiet_s": 0})
    watch = DayWatch(small.context.store, threading.Event())
    watch.context = replace(watch.context, clock=lambda: at("10:05"))
    assert watch.look() == 5.0
    (folder / "q.csv").write_text("queue,at,waiting\nfault,2025-08-11 10:00,7\n")
    (folder / "g.csv").write_text("garbage\n")
    (folder / "slots.csv").write_text(
        "interval_start,interval_minutes,queue_id,offered\n2025-08-11 09:30,30,fault,12\n"
    )
    watch.look()
    assert {path.name for path in (folder / "done").iterdir()} == {"q.csv", "slots.csv"}
    assert {path.name for path in (folder / "failed").iterdir()} == {"g.csv", "g.csv.reason.txt"}
    now = watch.context
    assert [state.waiting for state in queue_states_at(now)] == [7]
    assert feed_freshness(now).slots[0].end == at("10:00")
    assert not feed_freshness(now).made_up
    found = read_day_folder(now, folder)
    assert (found.read.reports, found.again) == ([], None)
    assert "g.csv" in found.read.failed


def test_two_never_read_one_day_at_once(small: SmallCentre) -> None:
    context, folder = small.context, small.folder / "feed"
    folder.mkdir()
    with (
        context.store.alone("running day", "somebody", context.clock()),
        pytest.raises(Conflict, match="somebody"),
    ):
        read_day_folder(context, folder, 0)


def test_the_day_of_a_sample_begins_with_faults_and_goes_on(tmp_path: Path) -> None:
    now = datetime(2026, 11, 29, 4, 10, tzinfo=UTC)  # ten past twelve in Shanghai
    context = Context(Store.open(str(tmp_path / "s.sqlite")), "tester", lambda: now)
    assert sample_in_store(context) is None
    loaded = load_sample(context, tmp_path, years=0.25)
    assert sample_in_store(context) == (7, date(2026, 11, 28))
    faults = begin_sample_day(context, loaded.sample)
    assert faults == ("missing slot", "late slot")  # nobody is rostered, so nobody overstays
    fresh = feed_freshness(context)
    assert fresh.made_up
    assert {slot.queue_id for slot in fresh.slots} == {q.queue_id for q in loaded.sample.queues}
    assert all(slot.end == datetime(2026, 11, 29, 4, 0, tzinfo=UTC) for slot in fresh.slots)
    sources = [one.source for one in context.store.list_imports()]
    assert sources[0].startswith("sample late slot")
    series = context.store.load_series("billing", date(2026, 11, 29), date(2026, 11, 29))
    assert list(map(bool, series.offered != series.offered)).count(True) == 1
    later = replace(context, clock=lambda: now + timedelta(minutes=21))
    assert go_on_with_sample(later, loaded.sample, now) == later.clock()
    assert feed_freshness(later).slots[0].end == datetime(2026, 11, 29, 4, 30, tzinfo=UTC)
    assert len(queue_states_at(later)) == 5


def test_agents_of_the_sample_do_the_same_whenever_they_are_looked_at() -> None:
    shifts = [
        Shift(f"A{n}", date(2026, 11, 29), 480, 480, "D8", (Break(720, 30, "meal"),))
        for n in range(20)
    ]
    zone, noon = "Asia/Shanghai", datetime(2026, 11, 29, 4, 0, tzinfo=UTC)
    begin, end = noon - timedelta(hours=8), noon + timedelta(hours=6)
    whole = list(agent_states_of(shifts, zone, begin, end))
    parts = [*agent_states_of(shifts, zone, begin, noon), *agent_states_of(shifts, zone, noon, end)]
    assert whole == parts
    said = [row.split(",")[1] for row in whole]
    assert {"示闲", "通话", "整理", "用餐", "签出"} == set(said)
    assert said.count("签出") <= 20
    stays = list(agent_states_of(shifts, zone, begin, noon, "A3"))
    assert [row for row in stays if row.startswith("A3,")][-1].split(",")[1] == "小休"


def test_a_server_that_ends_does_not_learn_every_queue_first(small: SmallCentre) -> None:
    leaving = threading.Event()
    watch = DayWatch(small.context.store, leaving)
    watch._go_on("fault", 1, 2)
    leaving.set()
    with pytest.raises(Stopped, match="the server ends"):
        watch._go_on("fault", 1, 2)
