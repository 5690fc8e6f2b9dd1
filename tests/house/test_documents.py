"""What the papers promise: every command explained and named, a README in every room."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from app.cli.later import loaded
from app.cli.main import app

ROOT = Path(__file__).parents[2]
PAPERS = (ROOT / "README.md", ROOT / "app" / "README.md")
ROOMS = ("data", "forecasting", "rostering", "app", "tests")


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every command below a group, by its words."""
    for name, later in group.commands.items():
        found, words = loaded(later), (*path, name)
        if hasattr(found, "commands"):
            yield from commands(found, words)
        else:
            yield " ".join(words), found


COMMANDS = dict(commands(typer.main.get_command(app)))


def folders() -> list[Path]:
    """The rooms and the rooms in them; what lies deeper is told by the room above."""
    inner = (init.parent for room in ROOMS for init in (ROOT / room).glob("*/__init__.py"))
    return sorted(
        {*(ROOT / room for room in ROOMS), *(f for f in inner if f.parent.name != "tests")}
    )


def test_there_are_commands() -> None:
    assert {"demo", "refresh", "ui", "forecast run", "roster publish"} <= set(COMMANDS)


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_says_what_it_does(words: str) -> None:
    command = COMMANDS[words]
    assert len((command.help or "").split()) >= 3, f"`peakshift {words}` needs a docstring"


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_is_named_in_a_readme(words: str) -> None:
    texts = [paper.read_text(encoding="utf-8") for paper in PAPERS]
    assert any(f"peakshift {words}" in text for text in texts), (
        f"name `peakshift {words}` in README.md or app/README.md"
    )


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: str(folder.relative_to(ROOT)))
def test_a_folder_says_what_lives_there(folder: Path) -> None:
    paper = folder / "README.md"
    assert paper.is_file(), f"{folder.relative_to(ROOT)} needs a README.md"
    assert len(paper.read_text(encoding="utf-8").split()) >= 20
