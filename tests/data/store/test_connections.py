"""Connections to a file wait for the next question, and never outlive what they were opened for."""

import os
import shutil
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from data.model.audit import AuditEntry
from data.model.centre import Centre
from data.model.errors import StoreUnavailable
from data.store import Store, documents, engine

ENTRY = AuditEntry("tester", "set_up", "centre", datetime(2026, 3, 2, tzinfo=UTC))


def a_store(path: Path, name: str) -> Store:
    store = Store.open(str(path))
    store.save(documents.CENTRE, Centre(name), ENTRY)
    return store


def name_in(store: Store) -> str:
    centre = store.load(documents.CENTRE)
    return centre.name if centre else ""


def until_it_is_closed(path: Path) -> None:
    """Wait until the last connection has taken the log away."""
    while Path(f"{path}-wal").exists():
        time.sleep(0.05)


def test_questions_one_after_the_other_open_the_file_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    connect = sqlite3.connect

    def counting(address: str, **settings: Any) -> sqlite3.Connection:
        opened.append(address)
        made: sqlite3.Connection = connect(address, **settings)
        return made

    monkeypatch.setattr(sqlite3, "connect", counting)
    with a_store(tmp_path / "a.sqlite", "Hotline") as store:
        opened.clear()
        assert {name_in(store) for _ in range(20)} == {"Hotline"}
        assert opened == []


def test_a_file_that_was_exchanged_is_opened_anew(tmp_path: Path) -> None:
    a_store(tmp_path / "other.sqlite", "Other").close()
    with a_store(tmp_path / "a.sqlite", "Hotline") as store:
        assert name_in(store) == "Hotline"
        until_it_is_closed(tmp_path / "a.sqlite")
        os.replace(tmp_path / "other.sqlite", tmp_path / "a.sqlite")
        assert name_in(store) == "Other"
        (tmp_path / "a.sqlite").unlink()
        with pytest.raises(StoreUnavailable, match=r"a\.sqlite"):
            name_in(store)


def test_a_file_that_nobody_asks_is_whole_and_open_nowhere(tmp_path: Path) -> None:
    with a_store(tmp_path / "a.sqlite", "Hotline"):
        until_it_is_closed(tmp_path / "a.sqlite")
        shutil.copy(tmp_path / "a.sqlite", tmp_path / "copy.sqlite")
        with Store.open(str(tmp_path / "copy.sqlite")) as copy:
            assert name_in(copy) == "Hotline"


def test_a_child_uses_no_connection_of_its_parent(tmp_path: Path) -> None:
    with a_store(tmp_path / "a.sqlite", "Hotline") as store:
        waiting = store._engine.pool
        assert name_in(store) == "Hotline"
        assert waiting.checkedin() >= 1  # type: ignore[attr-defined]
        child = os.fork()
        if child == 0:
            mine = store._engine.pool
            ours = mine is not waiting and name_in(store) == "Hotline"
            os._exit(0 if ours else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        store.save(documents.CENTRE, Centre("Renamed"), ENTRY)
        assert name_in(store) == "Renamed"


def test_what_may_only_be_read_is_opened_for_every_question(tmp_path: Path) -> None:
    a_store(tmp_path / "a.sqlite", "Hotline").close()
    with Store.open(str(tmp_path / "a.sqlite")) as store:
        store.close()
        (tmp_path / "a.sqlite").chmod(0o400)
        if os.access(tmp_path / "a.sqlite", os.W_OK):
            pytest.skip("this user may write everything")
        assert name_in(store) == "Hotline"
        (tmp_path / "a.sqlite").chmod(0o600)
        store.save(documents.CENTRE, Centre("Renamed"), ENTRY)
        assert name_in(store) == "Renamed"


@pytest.mark.postgres
def test_a_server_is_asked_whether_it_is_there_only_after_a_rest(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(postgres_url) as store:
        store.save(documents.CENTRE, Centre("Hotline"), ENTRY)
        asked: list[object] = []
        ping = store._engine.dialect.do_ping

        def counted(opened: Any) -> bool:
            asked.append(opened)
            return ping(opened)

        monkeypatch.setattr(store._engine.dialect, "do_ping", counted)
        assert {name_in(store) for _ in range(20)} == {"Hotline"}
        assert not asked
        monkeypatch.setattr(engine, "_RESTED_S", 0.0)
        with Store.open(postgres_url) as other, other._engine.connect() as opened:
            opened.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND application_name = 'peakshift'"
                " AND datname = current_database()"
            )
        assert name_in(store) == "Hotline", "a connection that the server ended is opened anew"
        assert asked
