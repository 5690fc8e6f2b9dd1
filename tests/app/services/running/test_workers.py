"""Processes that work for a page must not run the page."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from app.services.running.workers import workers


def test_children_do_not_run_the_page_that_asked_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.py"
    page.write_text("raise RuntimeError('the page ran in a child')", encoding="utf-8")
    main = ModuleType("__main__")
    main.__file__ = str(page)
    monkeypatch.setitem(sys.modules, "__main__", main)
    with workers(3) as executor:
        assert list(executor.map(abs, [-1, -2, -3])) == [1, 2, 3]
    assert sys.modules["__main__"] is main
