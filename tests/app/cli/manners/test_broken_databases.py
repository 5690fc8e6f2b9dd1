"""Every command against every database that cannot be used: one sentence, nothing touched."""

import gzip
import os
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from app.cli.main import app
from app.cli.parts.later import loaded
from app.services.context import Context
from data.model.centre import Centre
from data.model.queue import Queue
from data.store import Store, documents
from tests import ROOT
from tests.data.store.make_fixture import FOLDER

pytestmark = pytest.mark.slow

NO_DATABASE = {"bench", "warm-up", "ui", "restore"}  # restore: its file is looked at first
BEGINNERS = {"centre set", "demo"}
"""Commands that make a database where there is none."""
SERVERS = {"job work", "day watch"}
"""Commands that carry work out until they are stopped."""
READERS = (
    "centre show", "audit list", "staff show", "staff wishes", "staff leaves",
    "events list", "shrinkage list", "rules list", "activities list", "forecast list",
    "roster list", "fairness ledger",
)  # fmt: skip
Folder = dict[str, bytes]


def leaves(group: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every command under its words."""
    if not hasattr(group, "commands"):
        yield " ".join(words), group
        return
    for name, one in group.commands.items():
        if name not in NO_DATABASE:
            yield from leaves(loaded(one) if not words else one, (*words, name))


COMMANDS = dict(leaves(typer.main.get_command(app)))


def filled(name: str, file: Path) -> list[str]:
    """The command with a plausible value for all that it must be given."""
    words = name.split()
    for parameter in COMMANDS[name].params:
        if parameter.required:
            option = [parameter.opts[0]] if parameter.opts[0].startswith("-") else []
            words += [*option, plausible(parameter, file)]
    return words


def plausible(parameter: Any, file: Path) -> str:
    named, kind = str(parameter.name), parameter.type.name.removesuffix(" range")
    if kind == "choice":
        return str(parameter.type.choices[0])
    if kind in ("path", "file") or "file" in named:
        return str(file)
    if kind == "datetime" or named == "day":
        return "2025-06-02"
    return {"int": "1", "float": "0.5"}.get(kind, "x")


def contents(folder: Path) -> Folder:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
        if path.suffix != ".lock"  # of a job that looked whether another one runs
    }


def a_centre(path: Path) -> None:
    with Store.open(str(path)) as store:
        context = Context(store, "tester")
        store.save(documents.CENTRE, Centre("Test"), context.entry("set_up", "centre"))
        queues = (Queue("fault", "Fault"),)
        store.save(documents.QUEUES, queues, context.entry("set_up", "queues"))


def corrupt(path: Path) -> None:
    """Pages of noise behind a sound head."""
    a_centre(path)
    content = bytearray(path.read_bytes())
    content[100:] = bytes(i % 251 for i in range(len(content) - 100))
    path.write_bytes(content)


def a_torn_document(path: Path) -> None:
    a_centre(path)
    with sqlite3.connect(path) as shell:
        shell.execute("DROP TRIGGER documents_no_update")
        shell.execute("UPDATE documents SET body = x'0102'")
    shell.close()


def from_the_future(path: Path) -> None:
    a_centre(path)
    with sqlite3.connect(path) as shell:
        shell.execute("UPDATE alembic_version SET version_num = '9999'")
    shell.close()


def of_another_program(path: Path) -> None:
    with sqlite3.connect(path) as shell:
        shell.execute("CREATE TABLE bookings (x integer)")
        shell.execute("CREATE TABLE alembic_version (version_num text)")
        shell.execute("INSERT INTO alembic_version VALUES ('5f3a9c')")
    shell.close()


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "corrupt": (corrupt, "damaged|not a PeakShift database"),
    "from the future": (from_the_future, "newer PeakShift"),
    "of another program": (of_another_program, "another program's tables"),
    "missing": (lambda path: None, "no such file"),
    "in no folder": (lambda path: path.parent.rmdir(), "no such file"),
    "a folder": (Path.mkdir, "this is a folder"),
    "empty": (Path.touch, "it is empty"),
    "text": (lambda path: path.write_text("Dear Sir or Madam,"), "not a PeakShift database"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_every_command_says_in_one_sentence_what_is_wrong_with_its_database(
    tmp_path: Path, peakshift: Any, kind: str
) -> None:
    make, told = BROKEN[kind]
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "centre.sqlite"
    make(path)
    file = tmp_path / "some.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    before = contents(tmp_path)
    reached = 0
    for name in COMMANDS:
        if name in BEGINNERS and kind in ("missing", "in no folder", "empty"):
            continue
        code, _, said = peakshift(str(path), *filled(name, file))
        assert code, name
        assert "Traceback" not in said, name
        assert contents(tmp_path) == before, name
        if code != 2 and "Error: InvalidValue: " not in said:  # words refused before any opening
            reached += 1
            assert str(path) in said, (name, said)
            assert any(words in said for words in told.split("|")), (name, said)
    assert reached > 0.7 * len(COMMANDS)


def restricted(kind: str, path: Path, patch: pytest.MonkeyPatch) -> Callable[[], object]:
    """Take from a good database what writing needs."""
    if kind == "read-only":
        patch.setattr("data.store.engine._may_write", lambda path: False)  # root may do everything
    elif kind == "full disk":
        from data.store import engine

        usual = engine._set_up_sqlite

        def fill(connection: sqlite3.Connection, record: object) -> None:
            usual(connection, record)
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")
            connection.execute("PRAGMA cache_size = 1")

        patch.setattr(engine, "_set_up_sqlite", fill)
    else:
        from data.store.engine import open_engine

        patch.setattr("data.store.store.open_engine", lambda url, _: open_engine(url, 0.01))
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        return other.close
    return lambda: None


RESTRICTED = {
    "read-only": "may only be read",
    "full disk": "disk is full",
    "locked": "another program is writing",
}


@pytest.mark.parametrize("kind", RESTRICTED)
def test_what_cannot_be_written_can_be_read(
    tmp_path: Path, peakshift: Any, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "centre.sqlite"
    a_centre(path)
    file = tmp_path / "some.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    undo = restricted(kind, path, monkeypatch)
    before = contents(folder)
    refused = 0
    for name in COMMANDS:
        if name in BEGINNERS or name in SERVERS:
            continue
        code, _, said = peakshift(str(path), *filled(name, file))
        assert "Traceback" not in said, name
        assert name not in READERS or code == 0, (name, said)
        refused += RESTRICTED[kind] in said
    big = "".join(map(str, range(5000)))  # more than a page, however it is packed
    code, _, said = peakshift(str(path), "centre", "set", "--name", big)
    assert code == 1
    assert RESTRICTED[kind] in said
    assert refused or kind == "full disk"
    undo()
    if kind == "read-only":
        assert contents(folder) == before


def test_reading_commands_change_no_byte_of_a_good_database(tmp_path: Path, peakshift: Any) -> None:
    path = tmp_path / "centre.sqlite"
    a_centre(path)
    before = contents(tmp_path)
    for name in READERS:
        assert peakshift(str(path), *name.split())[0] == 0, name
        assert contents(tmp_path) == before, name


def test_one_damaged_document_is_named_and_the_rest_stays_readable(
    tmp_path: Path, peakshift: Any
) -> None:
    path = tmp_path / "centre.sqlite"
    a_torn_document(path)
    code, _, said = peakshift(str(path), "centre", "show")
    assert code == 1
    assert "the saved centre is damaged" in said
    assert "audit verify" in said
    assert peakshift(str(path), "roster", "list")[0] == 0


def test_an_older_database_that_may_only_be_read_is_told_so(
    tmp_path: Path, peakshift: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "centre.sqlite"
    path.write_bytes(gzip.decompress((FOLDER / "0.1.0.sqlite.gz").read_bytes()))
    monkeypatch.setattr("data.store.engine._may_write", lambda path: False)
    code, _, said = peakshift(str(path), "roster", "list")
    assert code == 1
    assert "older PeakShift" in said
    assert "somebody who may write" in said
    assert [one.name for one in tmp_path.iterdir()] == ["centre.sqlite"]


AS_ANOTHER_USER = textwrap.dedent("""
    import os, sys
    from data.model.errors import StoreUnavailable
    from data.store import Store, documents
    from app.services.context import Context
    if os.getuid() == 0:
        os.setgid(65534), os.setuid(65534)
    with Store.open(sys.argv[1], make=False) as store:
        print(store.load(documents.CENTRE).name, len(store.audit()))
        try:
            store.append_audit(Context(store, "guest").entry("look", "centre"))
        except StoreUnavailable as error:
            print(error)
""")


@pytest.mark.parametrize("folder_may_be_written", [False, True])
def test_a_user_without_the_right_to_write_reads(
    folder_may_be_written: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="peakshift-read-"))  # pytest's own is closed to others
    path = folder / "centre.sqlite"
    a_centre(path)
    path.chmod(0o444)
    folder.chmod(0o777 if folder_may_be_written else 0o555)
    try:
        ran = subprocess.run(
            [sys.executable, "-c", AS_ANOTHER_USER, str(path)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
        )
        assert ran.stdout.startswith("Test 2\n"), ran.stderr
        assert "it may only be read; allow writing" in ran.stdout
        assert [one.name for one in folder.iterdir()] == ["centre.sqlite"]
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)
