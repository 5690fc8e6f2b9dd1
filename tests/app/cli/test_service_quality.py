"""`peakshift service-quality`: files in, orders, complaints, reports, deadlines, measures."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from app.cli.main import app
from data.model.centre import Centre
from data.model.service_quality.records import Case, CaseStep
from data.store import Store, documents
from data.store.service_quality.rows import frame_of
from tests.app.services.service_quality.test_complaints import the_cases
from tests.app.services.service_quality.trade import CALLS, ORDERS, a_call, an_order, written
from tests.clock import at_the_time
from tests.data.builders import an_entry

TODAY = datetime(2026, 3, 12, 2, tzinfo=UTC)
"""Some days after what stands in the files: what is older than 400 days is not looked for."""


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with a centre and complaints, and the day that it is asked on."""
    at_the_time(monkeypatch, TODAY)
    monkeypatch.setenv("PEAKSHIFT_CUSTOMER_KEY", "a key for these tests alone")
    path = str(tmp_path / "centre.sqlite")
    cases, steps = the_cases()
    cases.append(Case("C9", "service", TODAY, department="Front"))
    steps.append(CaseStep("C9/1", "C9", 1, TODAY, department="Front"))
    frames = {"cases": frame_of("cases", cases), "case_steps": frame_of("case_steps", steps)}
    nothing = pd.DataFrame({"row": [], "reason": [], "text": []})
    with Store.open(path) as store:
        store.save(documents.CENTRE, Centre("Hotline"), an_entry("save_centre", "centre"))
        store.save_service_records(frames, nothing, "x", an_entry("import_service_file", "file:x"))
    return path


def run(db: str, *words: str) -> Any:
    return CliRunner().invoke(app, ["--db", db, "--as", "tester", *words])


def answer(db: str, *words: str) -> dict[str, object]:
    said = run(db, "service-quality", *words, "--json")
    assert said.exit_code in (0, 3), said.output
    found: dict[str, object] = json.loads(said.stdout)
    return found


def test_files_are_looked_at_and_read_in(db: str, tmp_path: Path) -> None:
    orders = written(tmp_path / "o.tsv", ORDERS, [an_order(1, "2026-03-01 08:00:00")])
    rows = [a_call("900001", "2026-03-01 07:55:00", "2026-03-01 08:00:00"),
            a_call("900002", "2026-03-01 07:55:00", "2026-03-01 07:00:00")]  # fmt: skip
    calls = written(tmp_path / "c.tsv", CALLS, rows)
    assert answer(db, "preview", str(orders))["rows"] == 1
    assert run(db, "service-quality", "import", str(orders)).exit_code == 0
    said = run(db, "service-quality", "import", str(calls), "--queue", "hotline")
    assert said.exit_code == 3
    assert "joined to their work orders: 100.0%" in said.stdout
    assert "the call ends before it begins" in said.stdout
    none = tmp_path / "none.csv"
    none.write_text("touch_id,at\nT1,never\n")
    assert run(db, "service-quality", "import", str(none)).exit_code == 4
    board = answer(db, "orders")
    assert board["open"] == 1
    assert "Late, or will be" in run(db, "service-quality", "orders").stdout
    out = tmp_path / "orders.xlsx"
    assert run(db, "service-quality", "orders-report", "--out", str(out)).exit_code == 0
    assert out.read_bytes().startswith(b"PK")


def test_a_complaint_is_worked_on_and_closed(db: str) -> None:
    refused = run(db, "service-quality", "close-case", "C9")
    assert refused.exit_code != 0
    assert "with a step open" in str(refused.exception)
    for _ in range(6):
        assert run(db, "service-quality", "end-step", "C9", "--why", "done").exit_code == 0
    closed = run(db, "service-quality", "close-case", "C9", "--cause", "tone", "--satisfied")
    assert "C9 is closed" in closed.stdout
    assert "6 answer" in run(db, "service-quality", "case", "C9").stdout


def test_complaints_and_their_week_are_shown(db: str, tmp_path: Path) -> None:
    assert answer(db, "complaints", "--days", "300")["open"]
    assert "Steps" in run(db, "service-quality", "complaints").stdout
    add = ("add-measure", "Tone trained", "2026-03-09", "--cause", "tone", "--why", "nine cases")
    assert run(db, "service-quality", *add).exit_code == 0
    assert "Tone trained" in run(db, "service-quality", "measures").stdout
    out = tmp_path / "week.xlsx"
    words = ("weekly-report", "--week", "2026-03-11", "--out", str(out))
    assert "Tone trained" in run(db, "service-quality", *words).stdout
    assert out.read_bytes().startswith(b"PK")
    assert run(db, "service-quality", "remove-measure", "Tone trained").exit_code == 0
    hours = run(db, "service-quality", "handling-hours", "--due", "24", "--why", "ours")
    assert "slots of history" in hours.stdout


def test_deadlines_are_shown_and_set(db: str) -> None:
    words = ("set-deadline", "tree", "2", "days", "--code", "树障", "--why", "felling")
    assert run(db, "service-quality", *words).exit_code == 0
    table = json.loads(run(db, "service-quality", "deadlines", "--json").stdout)
    assert table[0]["codes"] == ["树障"]
    assert "tree" in run(db, "service-quality", "deadlines").stdout
