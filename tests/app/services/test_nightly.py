"""The nightly job: safe to run twice, to kill, and to meet bad files."""

import json
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from app.services.context import Context
from app.services.nightly import refresh
from app.services.running.night_summary import EXIT_CODES
from app.services.staffing.requirement import set_requirement
from data.model.errors import Conflict
from data.store import Store
from tests.app.small_centre import (
    FIRST_DAY,
    NOW,
    SmallCentre,
    a_small_centre,
    history_csv,
    last_day,
)

pytestmark = pytest.mark.slow


def a_waiting_day(small: SmallCentre, seed: int = 9) -> Path:
    """Inbox with one new day of history."""
    inbox = small.folder / "inbox"
    inbox.mkdir(exist_ok=True)
    day = last_day() + timedelta(days=1)
    (inbox / "yesterday.csv").write_text(history_csv(day, 1, seed), encoding="utf-8")
    return inbox


def test_a_night_ingests_forecasts_and_scores_yesterday(small: SmallCentre) -> None:
    refresh(small.context, small.folder / "inbox", small.folder / "first.json")
    inbox = a_waiting_day(small)
    summary = refresh(small.context, inbox, small.folder / "summary.json")
    assert summary.outcome == "ok", summary.words
    assert [report.new for report in summary.imports] == [96]
    assert sorted(summary.forecasts_made) == ["billing", "fault"]
    assert {score.queue_id for score in summary.scores} == {"billing", "fault"}
    assert all(0 < score.wape_share < 1 for score in summary.scores)
    written = json.loads((small.folder / "summary.json").read_text(encoding="utf-8"))
    assert written["outcome"] == "ok"
    assert (inbox / "done" / "yesterday.csv").exists()
    assert not (inbox / "yesterday.csv").exists()


def test_a_dead_feed_keeps_the_last_good_forecast(small: SmallCentre) -> None:
    inbox = small.folder / "inbox"
    refresh(small.context, inbox, small.folder / "s.json")
    good = small.context.store.latest_forecast("fault").version_id
    dead = history_csv(last_day() + timedelta(days=1), 2, level=0.0)
    (inbox / "dead.csv").write_text(dead, encoding="utf-8")
    summary = refresh(small.context, inbox, small.folder / "s.json")
    assert summary.outcome == "failed"
    assert "no contact on" in summary.forecasts_failed["fault"]
    assert small.context.store.latest_forecast("fault").version_id == good


def test_a_queue_that_was_gappy_from_its_first_day_fails_no_later_night(small: SmallCentre) -> None:
    """Its forecast is of these very rows: there is no better one to keep, and nothing to refuse."""
    inbox = small.folder / "inbox"
    inbox.mkdir()
    lines = history_csv(last_day() + timedelta(days=1), 14).splitlines()
    new = [line.replace(",fault,", ",new,") for line in lines[1:] if ",fault," in line]
    new = [*new[: len(new) // 2], *new[len(new) // 2 :: 5]]
    (inbox / "new.csv").write_text("\n".join([lines[0], *new]) + "\n", encoding="utf-8")
    for night in range(2):
        context = Context(small.context.store, "nightly", lambda: NOW + timedelta(days=14))
        summary = refresh(context, inbox, small.folder / f"{night}.json")
        assert summary.forecasts_failed == {}
        assert summary.outcome == "warnings"
        assert any("of the slots of the last 7 days are missing" in w for w in summary.warnings)
    assert summary.forecasts_reused == ("billing", "fault", "new")


def test_one_dead_queue_keeps_its_last_forecast_and_the_centre_is_staffed_all_the_same(
    small: SmallCentre,
) -> None:
    inbox = small.folder / "inbox"
    refresh(small.context, inbox, small.folder / "s.json")
    text = history_csv(last_day() + timedelta(days=1), 1).splitlines()
    rows = [line.split(",") for line in text[1:]]
    rows = [[*r[:5], *["0"] * 4, r[9], "0", "0", *r[12:]] if r[2] == "fault" else r for r in rows]
    lines = [text[0], *(",".join(row) for row in rows)]
    (inbox / "half.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    next_night = Context(small.context.store, "nightly", lambda: NOW + timedelta(days=1))
    summary = refresh(next_night, inbox, small.folder / "s.json")
    assert summary.forecasts_made == ("billing",)
    assert "no contact on" in summary.forecasts_failed["fault"]
    kept, new = (small.context.store.latest_forecast(q).grid.days[0] for q in ("fault", "billing"))
    assert kept < new
    requirement = set_requirement(small.context, judged=False)
    assert requirement.grid.days[0] == new
    assert (requirement.heads.sum(axis=1) > 0).all()


def test_a_second_run_changes_nothing(small: SmallCentre) -> None:
    inbox = a_waiting_day(small)
    refresh(small.context, inbox, small.folder / "s.json")
    versions = len(small.context.store.list_forecasts())
    again = refresh(small.context, inbox, small.folder / "s.json")
    assert again.forecasts_made == ()
    assert sorted(again.forecasts_reused) == ["billing", "fault"]
    assert len(small.context.store.list_forecasts()) == versions


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("garbage.csv", b"\x00\x93\xff\xfe\x01binary" * 50),
        ("empty.csv", b""),
        ("wrong.csv", b"what,is,this\n1,2,3\n"),
    ],
)
def test_a_bad_file_is_set_aside_whole_and_the_night_goes_on(
    small: SmallCentre, name: str, content: bytes
) -> None:
    inbox = a_waiting_day(small)
    (inbox / name).write_bytes(content)
    summary = refresh(small.context, inbox, small.folder / "s.json")
    assert summary.outcome == "failed"
    assert EXIT_CODES[summary.outcome] != 0
    assert name in summary.unreadable
    assert (inbox / "failed" / name).read_bytes() == content
    assert sorted(summary.forecasts_made) == ["billing", "fault"]


def test_two_refreshes_of_one_inbox_do_not_meet(small: SmallCentre) -> None:
    inbox = small.folder / "inbox"

    def meanwhile(what: str, done: int, total: int) -> None:
        with pytest.raises(Conflict, match="another refresh"):
            refresh(small.context, inbox, small.folder / "other.json")

    a_waiting_day(small)
    summary = refresh(small.context, inbox, small.folder / "s.json", progress=meanwhile)
    assert summary.outcome == "ok"
    assert not (small.folder / "other.json").exists()


def after_kills(
    small: SmallCentre, inbox: Path, times: int, longest_s: float
) -> subprocess.CompletedProcess[str]:
    """The nightly command run to its end after it was killed again and again, at random."""
    command = [sys.executable, "-m", "app.cli.main", "--db", small.url, "refresh"]
    command += ["--inbox", str(inbox), "--summary", str(small.folder / "s.json"), "--json"]
    chance = random.Random(4)
    for _ in range(times):
        run = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(chance.uniform(0.3, longest_s))
        if run.poll() is None:
            run.send_signal(signal.SIGKILL)
        run.wait()
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("times", "longest_s"), [(2, 5.0), pytest.param(20, 12.0, marks=pytest.mark.heavy)]
)
def test_a_refresh_killed_at_random_completes_the_next_time(
    tmp_path: Path, times: int, longest_s: float
) -> None:
    small = a_small_centre(tmp_path)
    inbox = a_waiting_day(small)
    small.context.store.close()
    last = after_kills(small, inbox, times, longest_s)
    # The test's data are old for today's clock, so the night may end with a warning.
    assert last.returncode in (0, EXIT_CODES["warnings"]), last.stdout + last.stderr
    with Store.open(small.url) as store:
        for queue_id in ("fault", "billing"):
            series = store.load_series(queue_id)
            assert series.grid.slots == 71 * 48
            assert np.isfinite(series.offered).all()
            assert store.latest_forecast(queue_id).grid.days[0] > last_day()
    assert list(inbox.glob("*.csv")) == []
    assert len(list((inbox / "done").glob("*yesterday.csv"))) == 1
    summary = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert summary["forecasts_failed"] == {}
    assert all("newest contact data" in warning for warning in summary["warnings"])


def test_history_csv_covers_every_slot() -> None:
    assert history_csv(FIRST_DAY, 2).count("\n") == 1 + 2 * 2 * 48
