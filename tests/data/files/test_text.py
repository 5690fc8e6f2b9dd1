"""Files are written completely or not at all."""

import os
from pathlib import Path

import pytest

from data.files.text import handed_over, read_bytes, write_all, write_whole
from data.model.errors import UnreadableFile, UnwritableFile


def test_a_file_and_its_folders_are_made_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "f.csv"
    for content in (b"one", b"two"):
        assert write_whole(path, content) == path
        assert path.read_bytes() == content
    assert [p.name for p in path.parent.iterdir()] == ["f.csv"]


def test_a_write_that_fails_leaves_the_older_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_whole(tmp_path / "f.csv", b"older")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnwritableFile, match=r"f\.csv cannot be written \(the disk is full"):
        write_whole(path, b"newer")
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_that_can_only_be_read_is_named_with_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "open", refused)
    monkeypatch.setattr(os, "unlink", refused)
    with pytest.raises(UnwritableFile, match=r"f\.csv cannot be written \(the disk can only be"):
        write_whole(tmp_path / "f.csv", b"x")


def test_of_several_files_all_are_written_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, new = tmp_path / "A1.ics", tmp_path / "new" / "A2.ics"
    write_whole(older, b"older")
    left = [1]

    def full(_: int) -> None:
        if not left:
            raise OSError(28, "No space left on device")
        left.pop()

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnwritableFile, match=r"A2\.ics cannot be written"):
        write_all({older: b"newer", new: b"newer"})
    assert older.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [older], "not even a new folder stays"
    monkeypatch.undo()
    assert write_all({older: b"newer", new: b"newer"}) == (older, new)
    assert [one.read_bytes() for one in (older, new)] == [b"newer", b"newer"]


def test_unwritable_places_are_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "file" / "x.csv", tmp_path):
        with pytest.raises(UnwritableFile, match="name another file"):
            write_whole(path, b"")


def test_an_error_about_a_file_that_was_handed_over_names_the_file_alone() -> None:
    with pytest.raises(UnreadableFile) as told, handed_over({"a.csv": b""}) as folder:
        read_bytes(folder / "a.csv", "a history file")
    assert str(told.value) == "a.csv is empty; expected a history file"
    with pytest.raises(UnreadableFile) as told, handed_over({}) as folder:
        read_bytes(folder, "a history file")
    assert str(told.value).startswith("files cannot be read (it is a folder)")


def test_a_text_is_not_named_as_a_workbook_nor_a_workbook_as_a_text(tmp_path: Path) -> None:
    with pytest.raises(UnwritableFile, match=r"name it \.csv"):
        write_whole(tmp_path / "roster.XLSX", b"agent_id,date\n")
    with pytest.raises(UnwritableFile, match=r"name it \.xlsx"):
        write_whole(tmp_path / "weekly.csv", b"PK\x03\x04...")
    assert not list(tmp_path.iterdir())
