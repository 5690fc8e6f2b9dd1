"""What the documents at the root name is there, and they stay short."""

import re
import tomllib
from pathlib import Path

import pytest

from tests import ROOT

LONGEST = {"README.md": 90, "CONTRIBUTING.md": 100, "SECURITY.md": 40}
DOCUMENTS = [ROOT / name for name in LONGEST] + sorted((ROOT / "docs").glob("*.md"))
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
PATH = re.compile(r"`((?:app|data|docs|forecasting|rostering|tests)/[\w./]*[\w/])`")
PLACEHOLDERS = ("NAME", "BUNDLE", "NOUN", "ROOM")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_a_document_links_to_or_names_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    linked = {document.parent / link for link in LINK.findall(text)}
    named = {
        ROOT / path for path in PATH.findall(text) if not any(word in path for word in PLACEHOLDERS)
    }
    missing = sorted(str(path) for path in linked | named if not path.exists())
    assert not missing


@pytest.mark.parametrize("name", LONGEST)
def test_a_document_of_the_root_is_short(name: str) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= LONGEST[name]


def test_the_newest_version_of_the_changelog_is_that_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = re.findall(r"^## \[(\d[\w.]*)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert versions[0] == project["version"]
