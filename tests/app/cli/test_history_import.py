"""`peakshift history import` says how much of a file it could use, why not, and what is new."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.services.history import import_history
from app.services.nightly import refresh
from app.services.running.night_steps import Forecasts
from data.model.errors import UnclearGaps
from tests.app.cli.test_cli import run
from tests.app.small_centre import SmallCentre
from tests.data.ingest.files import a_file, a_row
from tests.data.ingest.test_gaps import GENESYS, sparse

OLD = "2025-01-06T08:00+08:00"


def test_the_exit_code_tells_all_some_and_none(small: SmallCentre, tmp_path: Path) -> None:
    good = a_row(OLD, queue_id="fresh")
    bad = [a_row(f"2025-01-06T{hour}:00+08:00", offered=-hour) for hour in range(10, 15)]
    bad += [a_row("soon"), a_row("later"), a_row(OLD, queue_id="FAULT"), "one,cell"]
    made = run(small.url, "history", "import", str(a_file(tmp_path / "all.csv", [good])))
    assert made.exit_code == 0
    assert "new queues: fresh" in made.output
    some = run(small.url, "history", "import", str(a_file(tmp_path / "some.csv", [good, *bad])))
    assert some.exit_code == 3
    assert "5 rows set aside: offered -10 is negative" in some.output
    assert "2 rows set aside: interval_start 'soon' is no time" in some.output
    assert "new queues" not in some.output
    none = run(small.url, "history", "import", str(a_file(tmp_path / "none.csv", bad)), "--json")
    assert none.exit_code == 4
    report = json.loads(none.output)
    assert [found["rows"] for found in report["reasons"]] == [5, 2, 1, 1]
    assert report["rejected"] == 9


@pytest.mark.slow
def test_what_was_said_of_gaps_once_holds_for_the_next_file_of_that_layout(
    small: SmallCentre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.nightly.forecast_where_fit", lambda *_: Forecasts())
    rows, contacts = sparse(start=datetime(2025, 1, 6, tzinfo=UTC))
    first = a_file(tmp_path / "first.csv", rows[: len(rows) // 2], GENESYS)
    with pytest.raises(UnclearGaps):
        import_history(small.context, first)
    import_history(small.context, first, gaps="zero")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    a_file(inbox / "second.csv", rows[len(rows) // 2 :], GENESYS)
    night = refresh(small.context, inbox, tmp_path / "summary.json", weeks=1)
    assert night.unreadable == {}
    assert any("are zero, as" in warning for warning in night.warnings)
    assert small.context.store.load_series("Quiet").offered.sum() == contacts


def test_contacts_without_handle_times_are_warned_of(small: SmallCentre, tmp_path: Path) -> None:
    row = a_row(OLD, queue_id="fault", handle_seconds_total=0)
    report = import_history(small.context, a_file(tmp_path / "f.csv", [row]))
    assert any("no handle time in this file for fault" in note for note in report.warnings)


def test_a_layout_of_ones_own_is_saved_listed_read_by_and_dropped(
    small: SmallCentre, tmp_path: Path
) -> None:
    path = tmp_path / "switch.csv"
    path.write_text("begin,line,calls\n2025-08-11 08:00,fault,4\n2025-08-11 08:30,fault,5\n")
    columns = ("interval_start=begin", "queue_id=line", "offered=calls")
    assert run(small.url, "history", "layout", "switch", "offered").exit_code != 0
    assert run(small.url, "history", "layout", "switch", *columns).exit_code == 0
    assert (
        json.loads(run(small.url, "history", "layouts", "--json").output)["own"][0]["columns"][
            "offered"
        ]
        == "calls"
    )
    assert json.loads(run(small.url, "history", "import", str(path), "--json").output)["new"] == 2
    assert run(small.url, "history", "import", str(path), "--layout", "switch").exit_code == 0
    assert run(small.url, "history", "layout", "switch", "--drop").exit_code == 0
    assert json.loads(run(small.url, "history", "layouts", "--json").output)["own"] == []
