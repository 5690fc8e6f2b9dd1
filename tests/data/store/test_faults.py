"""Whatever goes wrong is told in plain words, and nothing is half written."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from data.model.errors import Conflict, InvalidValue, StoreUnavailable
from data.model.publication import Publication
from data.store import Store, documents
from data.store.engine import parse_url
from tests import ROOT
from tests.data.builders import (
    NOTHING_REJECTED,
    a_centre,
    a_draft,
    a_frame,
    a_requirement,
    a_saved_roster,
    an_entry,
)


@pytest.mark.parametrize("address", ["", "  ", "mysql://host/name", "sqlite://", "no://:way:/"])
def test_addresses_of_other_kinds_are_refused(address: str) -> None:
    with pytest.raises(InvalidValue):
        Store.open(address)


def test_a_path_may_be_relative_or_in_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    Store.open("one.sqlite").close()
    Store.open("~/two.sqlite").close()
    assert (tmp_path / "one.sqlite").exists()
    assert (tmp_path / "home" / "two.sqlite").exists()
    assert parse_url("postgres://u@h/n").drivername == "postgresql+psycopg"


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match=r"this is a folder; name a file"):
        Store.open(str(tmp_path))


def test_a_path_through_a_file_is_unwritable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreUnavailable, match=r"folder cannot be made .*name a folder"):
        Store.open(str(tmp_path / "file" / "x.sqlite"))


def test_a_file_of_another_kind_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "letter.doc"
    path.write_bytes(b"Dear Sir or Madam, " * 500)
    with pytest.raises(StoreUnavailable, match="not a PeakShift database"):
        Store.open(str(path))
    assert path.read_bytes() == b"Dear Sir or Madam, " * 500


def test_a_read_only_database_can_be_read_but_not_written(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    with Store.open(str(path)) as store:
        store.save(documents.CENTRE, a_centre(), an_entry())
        with Store.open(f"sqlite:///file:{path}?mode=ro&uri=true") as reader:
            assert reader.load(documents.CENTRE) == a_centre()
            with pytest.raises(StoreUnavailable, match="only be read"):
                reader.save(documents.CENTRE, a_centre(name="x"), an_entry())


def test_an_unreachable_server_is_told_without_the_password() -> None:
    with pytest.raises(StoreUnavailable) as caught:
        Store.open("postgresql://planner:secret@127.0.0.1:9/peakshift")
    assert "check host, port" in str(caught.value)
    assert "127.0.0.1" in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.postgres
def test_a_database_that_does_not_exist_is_told(postgres_server: str) -> None:
    with pytest.raises(StoreUnavailable, match="nowhere"):
        Store.open(postgres_server.replace("/postgres?", "/nowhere?"))


@pytest.mark.postgres
def test_a_user_without_rights_is_told(postgres_url: str) -> None:
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS guest")
        connection.execute("CREATE ROLE guest LOGIN")
    with pytest.raises(StoreUnavailable, match=r"grant .* CREATE on it"):
        Store.open(postgres_url.replace("postgres:@", "guest:@"))


def test_a_writer_that_never_ends_is_told_of(store: Store, url: str) -> None:
    with Store.open(url, busy_timeout_s=0.3) as impatient, other_writer(url):
        assert impatient.load(documents.CENTRE) == a_centre()  # reading goes on
        with pytest.raises(StoreUnavailable, match="another program is writing"):
            impatient.append_audit(an_entry())
    store.append_audit(an_entry())


def other_writer(url: str) -> "OtherWriter":
    return OtherWriter(url)


class OtherWriter:
    """Holds the lock that writers take."""

    def __init__(self, url: str) -> None:
        self.url = url

    def __enter__(self) -> None:
        from data.store.engine import WRITER, open_engine

        engine = open_engine(parse_url(self.url), 10)
        self.connection = engine.connect().execution_options(**{WRITER: True})
        self.connection.begin()

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        self.connection.engine.dispose()


def test_a_full_disk_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "x.sqlite")) as store:
        store.save(documents.CENTRE, a_centre(), an_entry())

        def fill(connection: sqlite3.Connection, record: object) -> None:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages + 20}")

        sa.event.listen(store._engine, "connect", fill)
        store.close()  # so that the next question opens the file
        with pytest.raises(StoreUnavailable, match=r"disk is full; free some space"):
            save(store, np.arange(20_000.0), "too_big")
        assert store.load(documents.QUEUES) == ()
        assert store.list_imports() == ()
        assert store.audit(verb="too_big") == ()
        sa.event.remove(store._engine, "connect", fill)
        store.close()
        save(store, np.arange(20_000.0), "again")
        assert store.load_series("faults").grid.slots == 20_000


def save(store: Store, offered: np.ndarray, verb: str) -> None:
    store.save_actuals(a_frame(offered), NOTHING_REJECTED, "f.csv", an_entry(verb))


def test_two_writers_wait_for_each_other(store: Store, url: str) -> None:
    def write(number: int) -> None:
        with Store.open(url) as mine:
            for i in range(5):
                save(mine, np.full(200, 10.0 * number + i), f"writer_{number}")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, (1, 2)))
    assert len(store.audit(verb="writer_1")) == len(store.audit(verb="writer_2")) == 5
    offered = store.load_series("faults").offered
    assert len(set(offered)) == 1  # the last import as a whole, never a mixture
    assert len(store.load_superseded("faults")) == 9 * 200


def test_of_two_publishers_one_wins_and_the_other_learns_who(store: Store, url: str) -> None:
    store.save_requirement(a_requirement(), an_entry())
    store.save_roster(a_saved_roster(), an_entry())
    store.save_roster(a_saved_roster("R-2"), an_entry())
    for version in range(3):
        start = threading.Barrier(2)

        def publish(who: str, start: threading.Barrier = start, version: int = version) -> object:
            with Store.open(url) as mine:
                start.wait()
                try:
                    return mine.publish(a_draft(f"R-{len(who)}", who=who), version, an_entry(who))
                except Conflict as conflict:
                    return conflict

        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(publish, ("A", "BB")))
        (won,) = [o for o in outcomes if isinstance(o, Publication)]
        (lost,) = [o for o in outcomes if isinstance(o, Conflict)]
        assert won.version == version + 1
        assert f"by {won.who} at" in str(lost)
        assert won.roster_id in str(lost)
    assert len(store.load_publications()) == 3
    assert len(store.audit(verb="A")) + len(store.audit(verb="BB")) == 3


WRITER = textwrap.dedent("""
    import sys
    import numpy as np
    from data.store import Store
    from tests.data.builders import NOTHING_REJECTED, a_frame, an_entry

    with Store.open(sys.argv[1]) as store:
        number = len(store.audit(verb="import"))
        print("ready", flush=True)
        while True:
            number += 1
            frame = a_frame(np.full(3000, float(number)))
            store.save_actuals(frame, NOTHING_REJECTED, f"{number}.csv", an_entry("import"))
            print("saved", flush=True)
""")


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_leaves_all_or_nothing(store: Store, url: str) -> None:
    rng = np.random.default_rng(5)
    for finished in (0, 1, 2, 0):  # imports that it surely finishes before its end
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, url],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
        )
        assert child.stdout is not None
        told = [child.stdout.readline() for _ in range(1 + finished)]
        assert told == [b"ready\n", *[b"saved\n"] * finished]
        time.sleep(0.1 * rng.random())
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        imports = len(store.audit(verb="import"))
        listed = store.list_imports()
        assert len(listed) == imports
        if imports:
            assert listed[0].source == f"{imports}.csv"
            offered = store.load_series("faults").offered
            assert offered.tolist() == [float(imports)] * 3000
            assert len(store.load_superseded("faults")) == 3000 * (imports - 1)
    assert imports >= 3
