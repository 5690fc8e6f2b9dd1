"""A copy holds what the original held at one moment, in either kind of database, and verifies."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.services.running.backup import back_up, restore
from data.model.errors import InvalidValue, StoreUnavailable, UnreadableFile, UnwritableFile
from data.store import Store, documents
from data.store.schema import CHANGING, metadata
from tests import ROOT
from tests.data.builders import a_centre, an_entry
from tests.data.store.conftest import POSTGRES
from tests.data.store.trail.test_verification import Shell, shell  # noqa: F401


def quiet(what: str, done: int, total: int) -> None:
    """Nobody watches."""


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All that a database holds, as values of Python."""
    with store._engine.connect() as opened:
        return {
            table.name: [
                tuple(row)
                for row in opened.execute(sa.select(table).order_by(*table.primary_key.columns))
            ]
            for table in metadata.sorted_tables
        }


def test_a_backup_holds_all_and_opens_by_itself(full: Store, tmp_path: Path) -> None:
    made = back_up(full, tmp_path / "a.sqlite", quiet)
    assert made.head == full.trail_head()
    with Store.open(made.where, make=False) as copy:
        assert rows(copy) == rows(full)
        assert copy.unguarded() == ()
    assert (tmp_path / "a.sqlite").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.glob("*a.sqlite*")] == ["a.sqlite"]


def test_of_every_table_is_said_how_long_its_rows_stay_and_a_backup_holds_it(
    full: Store,
    tmp_path: Path,
) -> None:
    tables = {table.name for table in metadata.sorted_tables}
    said = {}
    for line in (ROOT / "data" / "store" / "README.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) == 3:
            said |= dict.fromkeys(re.findall(r"`(\w+)`", cells[0]), cells[2])
    assert set(said) == tables, "add it to the table of the README"
    assert {name for name, how in said.items() if not how.startswith("never")} == set(CHANGING)
    assert set(back_up(full, tmp_path / "a.sqlite", quiet).rows) == tables


@pytest.mark.parametrize("kind", ["sqlite", POSTGRES])
def test_a_restored_database_goes_on_where_the_first_one_was(
    full: Store,
    tmp_path: Path,
    kind: str,
    request: pytest.FixtureRequest,
) -> None:
    back_up(full, tmp_path / "a.sqlite", quiet)
    new: Callable[[], str] = (
        request.getfixturevalue("new_postgres_url")
        if kind == "postgres"
        else lambda: str(tmp_path / "new" / "b.sqlite")
    )
    url = new()
    restore(tmp_path / "a.sqlite", url, quiet)
    with Store.open(url, make=False) as copy:
        assert rows(copy) == rows(full)
        for store in (copy, full):
            store.save(
                documents.CENTRE, a_centre(name="Other name"), an_entry("save_centre", "centre")
            )
        assert copy.verify_trail().findings == ()
        assert copy.trail_head() == full.trail_head()
    with pytest.raises(InvalidValue, match="holds a centre already"):
        restore(tmp_path / "a.sqlite", url, quiet)


def test_what_is_written_while_it_copies_is_not_in_it_by_half(
    full: Store,
    tmp_path: Path,
) -> None:
    before, head = rows(full), full.trail_head()

    def meanwhile(what: str, done: int, total: int) -> None:
        if what == "audit":
            full.save(
                documents.CENTRE, a_centre(name="Meanwhile"), an_entry("save_centre", "centre")
            )

    made = back_up(full, tmp_path / "a.sqlite", meanwhile)
    assert made.head == head != full.trail_head()
    with Store.open(made.where) as copy:
        assert rows(copy) == before


def test_a_copy_of_what_was_altered_is_refused_and_leaves_nothing(
    full: Store,
    shell: Shell,  # noqa: F811
    tmp_path: Path,
) -> None:
    shell("UPDATE audit SET who = 'nobody' WHERE seq = 2")
    with pytest.raises(InvalidValue, match="does not verify"):
        back_up(full, tmp_path / "a.sqlite", quiet)
    assert not list(tmp_path.glob("*a.sqlite*"))


def test_a_backup_that_is_there_stays_unless_told(full: Store, tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    file.write_text("precious")
    with pytest.raises(UnwritableFile, match="--replace"):
        back_up(full, file, quiet)

    def stopped(what: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(full, file, stopped, replace=True)
    assert file.read_text() == "precious"
    assert back_up(full, file, quiet, replace=True).head == full.trail_head()
    assert [path.name for path in tmp_path.glob("*a.sqlite*")] == ["a.sqlite"]


def test_a_file_of_something_else_restores_nothing(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")
    with pytest.raises(StoreUnavailable):
        restore(tmp_path / "letter.txt", str(tmp_path / "b.sqlite"), quiet)
    with pytest.raises(UnreadableFile, match="no such file"):
        restore(tmp_path / "gone.sqlite", str(tmp_path / "b.sqlite"), quiet)
    assert not (tmp_path / "b.sqlite").exists()


def fault_of(backup: Path, target: Path) -> str:
    """What a restore says is wrong; empty, and the target taken away again, where nothing is."""
    try:
        restore(backup, str(target), quiet)
    except (StoreUnavailable, InvalidValue) as error:
        return str(error)
    target.unlink()
    return ""


def test_a_damaged_backup_is_named_and_what_lies_beside_the_new_database_stays(
    full: Store, tmp_path: Path
) -> None:
    """Whichever page is broken: what cannot be read is the backup, not what is being filled."""
    made, older = tmp_path / "friday.sqlite", tmp_path / "new.sqlite.bak"
    back_up(full, made, quiet)
    whole = made.read_bytes()
    older.write_text("precious")
    faults = []
    for page in range(0, len(whole), 5 * 4096):
        made.write_bytes(whole[:page] + b"\xff" * 4096 + whole[page + 4096 :])
        faults.append(fault_of(made, tmp_path / "new.sqlite"))
        assert older.read_text() == "precious"
        assert {path.name for path in tmp_path.glob("new*")} == {"new.sqlite.bak"}
    told = [fault for fault in faults if fault]
    assert len(told) > len(faults) / 2
    assert all(f"{made}: " in fault or "does not verify" in fault for fault in told)


def a_file(path: Path, name: str) -> Path:
    with Store.open(str(path)) as made:
        made.save(documents.CENTRE, a_centre(name=name), an_entry("save_centre", "centre"))
    return path


def name_in(store: Store) -> str:
    centre = store.load(documents.CENTRE)
    assert centre is not None
    return centre.name


def test_a_server_opens_anew_where_a_backup_was_put_in_the_files_place(tmp_path: Path) -> None:
    live, backup = a_file(tmp_path / "live.sqlite", "Now"), a_file(tmp_path / "old.sqlite", "Then")
    with Store.open(str(live)) as server:
        assert name_in(server) == "Now"
        backup.replace(live)
        assert name_in(server) == "Then"
        server.save(documents.CENTRE, a_centre(name="Since"), an_entry("save_centre", "centre"))
    with Store.open(str(live)) as found:
        assert name_in(found) == "Since"


def test_a_server_sees_at_once_what_another_process_saved(tmp_path: Path) -> None:
    live = a_file(tmp_path / "live.sqlite", "Now")
    with Store.open(str(live)) as server, Store.open(str(live)) as other:
        assert name_in(server) == "Now"
        other.save(documents.CENTRE, a_centre(name="Next"), an_entry("save_centre", "centre"))
        assert name_in(server) == "Next"


def test_a_servers_file_is_whole_by_itself_after_every_change(tmp_path: Path) -> None:
    live, copy = a_file(tmp_path / "live.sqlite", "Now"), tmp_path / "copy.sqlite"
    with Store.open(str(live)) as server:
        server.save(documents.CENTRE, a_centre(name="Next"), an_entry("save_centre", "centre"))
        copy.write_bytes(live.read_bytes())  # as people copy files, without what lies beside
    with Store.open(str(copy)) as found:
        assert name_in(found) == "Next"
