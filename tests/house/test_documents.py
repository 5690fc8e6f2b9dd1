"""What the documents say: every command explained and listed, a README in every room."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from app.cli.main import app
from app.cli.parts.later import loaded
from app.cli.parts.reference import reference
from app.services.access.chapter import chapter
from tests import ROOT

REFERENCE = ROOT / "docs" / "commands.md"
LONGEST_README = 60
ROOMS = ("data", "forecasting", "rostering", "app", "tests")

READMES = sorted(p for room in ROOMS for p in (ROOT / room).rglob("README.md"))


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every command below a group, by its words."""
    for name, later in group.commands.items():
        if later.hidden:  # an old name
            continue
        found, words = loaded(later), (*path, name)
        if hasattr(found, "commands"):
            yield from commands(found, words)
        else:
            yield " ".join(words), found


COMMANDS = dict(commands(typer.main.get_command(app)))


def folders() -> list[Path]:
    """Every package of the rooms."""
    return sorted(
        {init.parent for room in ROOMS[:-1] for init in (ROOT / room).rglob("__init__.py")}
    )


def test_there_are_commands() -> None:
    assert {"demo", "refresh", "ui", "forecast run", "roster publish"} <= set(COMMANDS)


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_says_what_it_does(words: str) -> None:
    command = COMMANDS[words]
    assert len((command.help or "").split()) >= 3, f"`peakshift {words}` needs a docstring"


def test_the_table_of_roles_is_the_one_that_is_asked() -> None:
    written = (ROOT / "docs" / "roles.md").read_text(encoding="utf-8")
    assert written == chapter(), "run `python -m app.services.access.chapter`"


def test_the_reference_says_what_the_commands_say() -> None:
    written = REFERENCE.read_text(encoding="utf-8")
    assert written == reference(), "run `python -m app.cli.parts.reference`"
    assert all(f"`peakshift {words}`" in written for words in COMMANDS)


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: str(folder.relative_to(ROOT)))
def test_a_folder_says_what_lives_there(folder: Path) -> None:
    readme = folder / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.is_file() else ""
    line = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))
    assert line or len(text.split()) >= 20, f"say in {folder / '__init__.py'} what lives there"


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_a_short_readme(room: str) -> None:
    lines = (ROOT / room / "README.md").read_text(encoding="utf-8").splitlines()
    assert 5 <= len(lines) <= LONGEST_README


@pytest.mark.parametrize("readme", READMES, ids=lambda readme: str(readme.relative_to(ROOT)))
def test_a_readme_is_short(readme: Path) -> None:
    """Decisions live in docs/decisions, figures in docs/benchmarks.md."""
    assert len(readme.read_text(encoding="utf-8").splitlines()) <= LONGEST_README
