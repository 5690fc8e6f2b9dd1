"""What PeakShift writes is its user's alone, also where the system would let others read."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.files.text import private_folder, write_whole
from data.store import Store

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")


@pytest.fixture(params=[0o000, 0o022, 0o077])
def lax(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {str(p.relative_to(folder)): stat.S_IMODE(p.stat().st_mode) for p in folder.rglob("*")}


def test_a_database_its_log_and_their_folders(lax: None, tmp_path: Path) -> None:
    with (
        Store.open(str(tmp_path / "new" / "deep" / "x.sqlite")) as store,
        store._engine.connect() as held,
    ):
        held.exec_driver_sql("SELECT 1 FROM audit")
        found = modes(tmp_path)
    assert {name for name, mode in found.items() if mode == 0o700} == {"new", "new/deep"}
    files = {name: mode for name, mode in found.items() if "sqlite" in name}
    assert len(files) == 3
    assert set(files.values()) == {0o600}


def test_an_export_and_its_folders(lax: None, tmp_path: Path) -> None:
    write_whole(tmp_path / "a" / "b" / "roster.csv", b"x")
    assert modes(tmp_path) == {"a": 0o700, "a/b": 0o700, "a/b/roster.csv": 0o600}


def test_an_export_that_others_could_read_is_theirs_no_more(lax: None, tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("x")
    (tmp_path / "old.csv").chmod(0o644)
    write_whole(tmp_path / "old.csv", b"y")
    assert modes(tmp_path) == {"old.csv": 0o600}


def test_a_folder_that_exists_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir(mode=0o755)
    private_folder(tmp_path / "shared")
    assert modes(tmp_path)["shared"] == 0o755
