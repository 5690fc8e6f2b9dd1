"""Migrations give the tables of the schema on both databases."""

import os
import subprocess
import sys
import textwrap
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from data.model.errors import StoreUnavailable
from data.store import Store, documents
from data.store.engine import file_of, find_file, open_engine, parse_url
from data.store.schema import REVISION, metadata
from tests import ROOT
from tests.data.builders import a_centre, an_entry

pytestmark = pytest.mark.slow


def test_the_migrations_lead_to_the_tables_that_the_code_expects(store: Store, url: str) -> None:
    with open_engine(parse_url(url), 10).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_newest_migration_is_the_one_the_code_names() -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "data" / "store" / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def test_opening_again_keeps_everything(url: str) -> None:
    for number in range(3):
        with Store.open(url) as store:
            assert len(store.audit()) == number
            store.save(documents.CENTRE, a_centre(name=f"Centre {number}"), an_entry())


def test_many_programs_may_open_a_new_database_at_once(url: str) -> None:
    def open_and_write(number: int) -> None:
        with Store.open(url) as store:
            store.append_audit(an_entry(subject=f"opened:{number}"))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(open_and_write, range(6)))
    with Store.open(url) as store:
        assert len(store.audit()) == 6


def test_a_database_of_a_newer_program_is_left_alone(store: Store, url: str) -> None:
    with open_engine(parse_url(url), 10).begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnavailable, match=r"newer PeakShift.*9999.*update"):
        Store.open(url)


def test_a_database_of_another_program_is_left_alone(url: str) -> None:
    parsed = parse_url(url)
    file = file_of(parsed)
    if file is not None:
        find_file(file, make=True)
    with open_engine(parsed, 10).begin() as connection:
        connection.execute(sa.text("CREATE TABLE bookings (x integer)"))
    before = file.read_bytes() if file else b""
    for make in (False, True):
        with pytest.raises(StoreUnavailable, match=r"another program's tables \(bookings\)"):
            Store.open(url, make=make)
    assert before == (file.read_bytes() if file else b"")


@pytest.mark.parametrize("mark", ["5f3a9c", "0001x", "", "head"])
def test_a_database_marked_by_nobody_known_is_left_alone(store: Store, url: str, mark: str) -> None:
    with open_engine(parse_url(url), 10).begin() as connection:
        connection.execute(sa.text(f"UPDATE alembic_version SET version_num = '{mark}'"))
    with pytest.raises(StoreUnavailable, match="another program's tables"):
        Store.open(url)


def test_a_database_that_is_empty_is_only_filled_where_asked_for(url: str) -> None:
    file = file_of(parse_url(url))
    with pytest.raises(StoreUnavailable, match=r"no such file|it is empty.*centre set"):
        Store.open(url, make=False)
    assert file is None or not file.parent.exists()
    if file is not None:
        file.parent.mkdir()
        file.touch()
        with pytest.raises(StoreUnavailable, match=r"it is empty.*centre set"):
            Store.open(url, make=False)
        assert [(one.name, one.stat().st_size) for one in file.parent.iterdir()] == [(file.name, 0)]
    Store.open(url).close()
    Store.open(url, make=False).close()


def test_the_migrations_travel_in_the_wheel(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md"):
        text = (ROOT / name).read_text(encoding="utf-8") if (ROOT / name).exists() else "PeakShift"
        (source / name).write_text(text, encoding="utf-8")
    for path in (ROOT / "data").rglob("*"):
        if path.suffix in (".py", ".mako"):
            target = source / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    build = "from setuptools.build_meta import build_wheel; print(build_wheel('.'))"
    subprocess.run([sys.executable, "-c", build], cwd=source, check=True, capture_output=True)
    (wheel,) = source.glob("*.whl")
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    script = textwrap.dedent("""
        import data.store, sys
        assert "installed" in data.store.__file__, data.store.__file__
        with data.store.Store.open(sys.argv[1]) as store:
            print(store.audit())
    """)
    run = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "new.sqlite")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
    )
    assert run.stdout.strip() == "()", run.stderr


def test_sqlite_runs_with_a_write_ahead_log_and_foreign_keys(tmp_path: Path) -> None:
    path = str(tmp_path / "x.sqlite")
    Store.open(path).close()
    with open_engine(parse_url(path), 7.5).connect() as connection:
        found = {
            name: connection.execute(sa.text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    assert found == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "busy_timeout": 7500,
        "synchronous": 2,
    }
