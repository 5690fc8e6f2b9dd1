"""Where compiled kernels are kept, and when they are compiled anew."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rostering import compiled
from rostering.compiled import cache_base, sources_digest


@pytest.fixture(autouse=True)
def _forgetful() -> Iterator[None]:
    yield
    for remembered in (cache_base, sources_digest, compiled._imported):
        remembered.cache_clear()


def a_house(folder: Path) -> Path:
    """A package in which `heart` imports `hands`, and nobody imports `other`."""
    room = folder / "room"
    (room / "inner").mkdir(parents=True)
    for package in (room, room / "inner"):
        (package / "__init__.py").write_text("")
    (room / "inner" / "heart.py").write_text("from room.hands import held\n")
    (room / "hands.py").write_text("import numpy\nheld = 1\n")
    (room / "other.py").write_text("y = 1\n")
    return room


def digest_after(room: Path, changed: str) -> tuple[str, str]:
    heart = room / "inner" / "heart.py"
    before = sources_digest(heart)
    (room / changed).write_text("held = 2\n")
    sources_digest.cache_clear()
    compiled._imported.cache_clear()
    return before, sources_digest(heart)


def test_a_change_in_an_imported_source_compiles_anew(tmp_path: Path) -> None:
    before, after = digest_after(a_house(tmp_path), "hands.py")
    assert before != after


def test_a_change_elsewhere_compiles_nothing(tmp_path: Path) -> None:
    before, after = digest_after(a_house(tmp_path), "other.py")
    assert before == after


def test_kernels_are_kept_beside_their_sources(tmp_path: Path) -> None:
    assert cache_base(tmp_path) == tmp_path / "__pycache__"


def test_an_installation_nobody_may_write_to_keeps_them_with_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled.os, "access", lambda path, mode: False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "own"))
    assert cache_base(tmp_path) == compiled.user_cache_path("peakshift")
