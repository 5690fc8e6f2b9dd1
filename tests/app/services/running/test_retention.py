"""Old forecasts go as the settings say; what is in use never does, whatever happens meanwhile."""

import itertools
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import app.services.running.retention as retention
from app.services.context import Context
from app.services.forecast.read import forecast_before
from app.services.nightly import refresh
from app.services.running.retention import take_away, thin
from data.model.centre import PlanningDefaults
from data.model.errors import Conflict, NotFound
from data.model.forecast import Forecast
from data.model.grid import Grid
from data.store import Store, documents
from data.store.trail.guards import lifted
from tests.app.command_line import told
from tests.app.small_centre import SmallCentre
from tests.data.builders import (
    MONDAY,
    NOW,
    a_centre,
    a_draft,
    a_forecast,
    a_requirement,
    a_saved_roster,
    an_entry,
)

POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)


@pytest.fixture(params=["sqlite", POSTGRES])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty database."""
    if request.param == "sqlite":
        return str(tmp_path / "centre.sqlite")
    address: str = request.getfixturevalue("postgres_url")
    return address


@pytest.fixture
def context(url: str) -> Iterator[Context]:
    with Store.open(url, busy_timeout_s=20) as store:
        store.save(documents.CENTRE, a_centre(), an_entry())
        yield Context(store, "nightly", lambda: NOW)


SMALL = a_forecast(levels=2, members=0)


def a_night(queue: str, night: int, extra: str = "") -> Forecast:
    """The forecast made where history ends with a local day: of the seven days after it."""
    grid = Grid.for_days(MONDAY + timedelta(days=night), 7)
    demand = replace(SMALL.demand, queue_id=queue, grid=grid)
    origin = NOW.replace(hour=16, minute=0) + timedelta(days=night)
    return replace(
        SMALL, version_id=f"F-{queue}-{night}{extra}", demand=demand, origin=origin, made_at=origin
    )


def with_settings(context: Context, days: int, weeks: int) -> None:
    planning = PlanningDefaults(forecast_keep_days=days, forecast_keep_weeks=weeks)
    context.store.save(documents.PLANNING, planning, an_entry())


def ids(context: Context) -> set[str]:
    return {listed.version_id for listed in context.store.list_forecasts()}


def nights(context: Context, count: int, queue: str = "faults") -> None:
    context.store.save_forecasts([a_night(queue, n) for n in range(count)], an_entry())


def test_every_forecast_for_a_while_then_one_a_week_then_none(context: Context) -> None:
    nights(context, 60)
    with_settings(context, 10, 3)
    before = ids(context)
    dry = thin(context, dry_run=True)
    assert ids(context) == before
    done = thin(context, "room")
    assert (done.versions, done.size_bytes, done.kept) == (dry.versions, dry.size_bytes, dry.kept)
    left = sorted(int(name.removeprefix("F-faults-")) for name in ids(context))
    assert left[-10:] == list(range(50, 60))
    assert [b - a for a, b in itertools.pairwise(left[:-10])] == [7, 7]
    assert len(left) == 13
    assert "47 forecasts of 1 queue were thinned" in done.sentence
    report = context.store.verify_trail()
    assert report.intact
    assert report.thinned == {"nightly": 47}
    assert "47 old forecasts were thinned, by nightly (47)" in report.sentence
    assert thin(context).versions == 0
    with pytest.raises(NotFound, match="F-faults-0 was thinned by nightly on 2026-03-01"):
        context.store.load_forecast("F-faults-0")


def test_nothing_goes_where_the_setting_says_so(context: Context) -> None:
    nights(context, 20)
    with_settings(context, 0, 0)
    assert thin(context).versions == 0
    assert len(ids(context)) == 20


def test_a_wrong_clock_or_a_day_of_2035_takes_nothing_early(context: Context) -> None:
    nights(context, 30)
    far = a_night("faults", 3500)
    context.store.save_forecasts([far], an_entry())
    late = Context(context.store, "nightly", lambda: NOW + timedelta(days=4000))
    assert thin(late).versions == 0


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(n, marks=pytest.mark.heavy) for n in range(1, 6))]
)
def test_nothing_in_use_ever_goes(context: Context, seed: int) -> None:
    chance = random.Random(seed)
    night, used, made = 0, set[str](), list[str]()
    with_settings(context, chance.randint(1, 12), chance.randint(0, 4))
    for step in range(7):
        versions = []
        for _ in range(chance.randint(1, 8)):
            night = max(0, night + chance.choice([1, 1, 1, 0, 2, -1, 9]))
            for queue in ("faults", "billing"):
                if chance.random() < 0.9:
                    versions.append(a_night(queue, night, f"-{len(made)}"))
                    made.append(versions[-1].version_id)
        context.store.save_forecasts(versions, an_entry())
        if chance.random() < 0.6:
            named = tuple(chance.sample(sorted(ids(context)), 1))
            needed = replace(a_requirement(f"Q-{step}"), forecast_ids=named)
            context.store.save_requirement(needed, an_entry())
            used.update(named)
            if chance.random() < 0.5:
                roster = a_saved_roster(f"R-{step}", requirement_id=f"Q-{step}")
                context.store.save_roster(roster, an_entry())
                if chance.random() < 0.5:
                    count = len(context.store.load_publications())
                    context.store.publish(a_draft(f"R-{step}"), count, an_entry())
        listed = context.store.list_forecasts()
        newest = {v.queue_id: v.version_id for v in reversed(listed)}
        keep = context.store.load(documents.PLANNING).forecast_keep_days
        scored = {}
        for queue in newest:
            recent = list(dict.fromkeys(v.origin.date() for v in listed if v.queue_id == queue))[
                :keep
            ]
            days = [min(recent) + timedelta(days=i) for i in range(1, 20)]
            scored |= {(queue, day): scorer(context, queue, day) for day in days}
        thin(context)
        left = ids(context)
        assert used | set(newest.values()) <= left
        assert {key: scorer(context, *key) for key in scored} == scored
    report = context.store.verify_trail()
    assert report.findings == ()
    assert sum(report.thinned.values()) == len(made) - len(ids(context)) > 0


def scorer(context: Context, queue: str, day: object) -> str:
    found = forecast_before(context, queue, day)  # type: ignore[arg-type]
    return found.version_id if found else ""


def test_whoever_staffs_from_a_forecast_meanwhile_keeps_it(context: Context) -> None:
    nights(context, 30)
    with_settings(context, 3, 0)
    needed = replace(a_requirement(), forecast_ids=("F-faults-1",))
    context.store.save_requirement(needed, an_entry())
    assert take_away(context, [("faults", f"F-faults-{n}") for n in range(30)]).versions == 26
    assert "F-faults-1" in ids(context)
    with pytest.raises(Conflict, match="in use"):
        context.store.remove_forecasts(["F-faults-1"], an_entry())
    late = replace(a_requirement("Q-2"), forecast_ids=("F-faults-0",))
    with pytest.raises(NotFound, match="was thinned"):
        context.store.save_requirement(late, an_entry())


def test_two_at_once_take_each_forecast_once(context: Context, url: str) -> None:
    nights(context, 60)
    with_settings(context, 5, 0)

    def other(n: int) -> int:
        with Store.open(url, busy_timeout_s=30) as store:
            return thin(Context(store, f"writer {n}", lambda: NOW)).versions

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(other, range(3))) == 55
    report = context.store.verify_trail()
    assert report.intact
    assert sum(report.thinned.values()) == 55


def test_a_fault_in_the_middle_takes_nothing_and_leaves_the_guard(context: Context) -> None:
    nights(context, 3)
    with pytest.raises(ZeroDivisionError):
        _delete_and_fail(context.store)
    assert len(ids(context)) == 3
    assert context.store.unguarded() == ()


def _delete_and_fail(store: Store) -> None:
    with store.change():
        assert store._open is not None
        with lifted(store._open, "forecasts"):
            store._open.exec_driver_sql("DELETE FROM forecasts")
            raise ZeroDivisionError


def test_a_thinning_killed_in_the_middle_goes_on_the_next_time(tmp_path: Path) -> None:
    url = str(tmp_path / "killed.sqlite")
    with Store.open(url) as store:
        store.save(documents.CENTRE, a_centre(), an_entry())
        context = Context(store, "nightly", lambda: NOW)
        nights(context, 40)
        with_settings(context, 5, 0)
    script = (
        "import os, sys\n"
        "from app.services.running import retention\n"
        "from app.services.context import Context\n"
        "from data.store import Store, thinning\n"
        "retention._AT_ONCE = 10\n"
        "calls, real = [], thinning.anchor\n"
        "def killed(*args, **more):\n"
        "    calls.append(1)\n"
        "    if len(calls) == 15: os._exit(9)\n"
        "    return real(*args, **more)\n"
        "thinning.anchor = killed\n"
        "retention.thin(Context(Store.open(sys.argv[1], make=False), 'killed'))\n"
    )
    command = [sys.executable, "-c", script, url]
    assert subprocess.run(command, env={**os.environ}, check=False).returncode == 9
    with Store.open(url, make=False) as store:
        context = Context(store, "nightly", lambda: NOW)
        assert len(ids(context)) == 30  # ten were committed, five more were taken back
        assert store.unguarded() == ()
        assert store.verify_trail().intact
        assert thin(context).versions == 25
        assert store.verify_trail().thinned == {"killed": 10, "nightly": 25}


def test_what_was_altered_stays_as_evidence(tmp_path: Path) -> None:
    url = str(tmp_path / "altered.sqlite")
    with Store.open(url) as store:
        store.save(documents.CENTRE, a_centre(), an_entry())
        context = Context(store, "nightly", lambda: NOW)
        nights(context, 10)
        with_settings(context, 3, 0)
        shell = sqlite3.connect(url)
        guard = "SELECT sql FROM sqlite_master WHERE name = 'forecasts_no_update'"
        sql = shell.execute(guard).fetchone()[0]
        shell.execute("DROP TRIGGER forecasts_no_update")
        shell.execute("UPDATE forecasts SET queue_id = 'faults', days = 6 WHERE seq = 2")
        shell.commit()
        with pytest.raises(Conflict, match="guards of forecasts"):
            thin(context)
        shell.execute(sql)
        shell.commit()
        shell.close()
        done = thin(context)
        assert "F-faults-1" in ids(context)
        assert done.altered == ("Forecast F-faults-1 is not as it was sealed",)
        assert done.kept[retention.ALTERED] == 1


def test_the_file_shrinks_and_one_of_an_earlier_version_when_asked(tmp_path: Path) -> None:
    for made_before in (False, True):
        url = str(tmp_path / f"{made_before}.sqlite")
        if made_before:
            sqlite3.connect(url).execute("PRAGMA journal_mode = WAL").connection.close()
        with Store.open(url) as store:
            store.save(documents.CENTRE, a_centre(), an_entry())
            context = Context(store, "nightly", lambda: NOW)
            nights(context, 100)
            with_settings(context, 5, 0)
            before = size_of(url)
            done = thin(context)
            assert (done.given_back_bytes > 0) is not made_before
            if made_before:
                assert done.free_bytes > before / 2
                done = thin(context, rewrite=True)
            assert size_of(url) < before / 2
            assert done.given_back_bytes > before / 2
            assert store.verify_trail().intact


def size_of(url: str) -> int:
    with sqlite3.connect(url) as shell:
        pages, size = (
            shell.execute(f"PRAGMA {n}").fetchone()[0] for n in ("page_count", "page_size")
        )
    shell.close()
    return int(pages * size)


@pytest.mark.slow
def test_the_night_thins_at_its_end_and_tells_it(small: SmallCentre) -> None:
    context = small.context
    before = [a_night("fault", n) for n in range(-240, -220)]
    context.store.save_forecasts(before, an_entry())
    quick = PlanningDefaults(file_quiet_s=0, forecast_keep_days=4, forecast_keep_weeks=0)
    context.store.save(documents.PLANNING, quick, an_entry())
    summary = refresh(context, small.folder / "inbox", small.folder / "s.json")
    assert "forecasts of 1 queue were thinned" in summary.words
    assert context.store.verify_trail(summary.trail_head).intact
    told_dry = told(small, "centre", "thin", "--dry-run")
    assert told_dry["versions"] == 0
    assert "No forecast is old enough" in told_dry["sentence"]
