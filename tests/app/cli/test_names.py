"""Commands speak the trade's words; names of the version before are understood, but not shown."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from app.cli.main import app
from app.cli.parts.earlier import COMMANDS, OPTIONS, todays_words
from app.cli.parts.later import loaded
from tests import ROOT
from tests.app.command_line import run
from tests.app.small_centre import SmallCentre

FORBIDDEN = {
    "menu": "shift templates, shift design",
    "mend": "reroster, repair",
    "upset": "disruption",
    "worth": "value, sensitivity",
    "bill": "cost breakdown, objective",
    "give way": "relax",
    "clash": "conflict",
    "rule book": "rule set",
    "finding": "violation",
    "promise": "service level target",
    "valley": "idle capacity",
    "session": "activity",
    "desk": "context",
    "kept": "saved",
    "told": "report",
    "in words": "describe",
    "yardstick": "baseline",
    "layer": "adjustment",
}
"""Words of the first build, and what the trade says."""

OURS = re.compile(
    r"\b(menus?|mend(s|ed|ing)?|upset|worth|bills?|(giv(es?|en|ing)|gave) way|clash(es)?|books?|"
    r"findings?|promised?s?|valleys?|sessions?|desks?|kept|told|in words|yardsticks?|layers?)\b",
    re.IGNORECASE,
)
ALLOWED = {
    "layer ",  # how versions made before November 2026 begin the note of an adjustment
}
FILES = sorted(
    path
    for room in ("cli", "services")
    for path in (ROOT / "app" / room).rglob("*.py")
    if path.name not in ("bench.py", "earlier.py")
)


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Help, messages and docstrings of a file: every string of several words, by line.

    A line of one word is a key of stored or printed JSON, or names a parameter.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for line in re.sub(r"`[^`]*`", "", node.value).splitlines():
                if " " in line.strip(" ,") and line not in ALLOWED and not PARAMETERS.match(line):
                    yield node.lineno, line.strip()


PARAMETERS = re.compile(r" +\w+(, \w+)*$")


def command(words: tuple[str, ...]) -> Any:
    """The command of some words; KeyError where there is none."""
    found: Any = typer.main.get_command(app)
    for word in words:
        found = loaded(found.commands[word])
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_help_and_messages_say_the_words_of_the_trade(path: Path) -> None:
    assert not [(line, text) for line, text in sentences(path) if OURS.search(text)]


@pytest.mark.parametrize("word", FORBIDDEN)
def test_every_word_of_ours_is_found(word: str) -> None:
    assert OURS.search(f"such as {word} here"), f"say {FORBIDDEN[word]}"


@pytest.mark.parametrize(("old", "new"), COMMANDS.items(), ids=lambda words: " ".join(words))
def test_an_earlier_name_of_a_command_is_understood_and_not_shown(
    old: tuple[str, ...], new: tuple[str, ...]
) -> None:
    words, notes = todays_words(["--db", "x.sqlite", *old, "--json"])
    assert words == ["--db", "x.sqlite", *new, "--json"]
    assert notes == [f"`{' '.join(old)}` is called `{' '.join(new)}` now"]
    assert command(new)
    with pytest.raises(KeyError):
        command(old)


@pytest.mark.parametrize("words", OPTIONS, ids=" ".join)
def test_earlier_names_of_options_are_understood_and_not_shown(words: tuple[str, ...]) -> None:
    shown = {name for param in command(words).params for name in param.opts}
    for old, new in OPTIONS[words].items():
        assert new in shown
        assert old not in shown
        assert todays_words([*words, f"{old}=3", old])[0] == [*words, f"{new}=3", new]


def test_names_of_today_stay_as_they_are() -> None:
    words = ["--as", "menu", "roster", "list", "--limit", "3"]
    assert todays_words(words) == (words, [])
    assert todays_words(["--help"]) == (["--help"], [])


def test_an_earlier_name_does_the_same_with_a_note(small: SmallCentre) -> None:
    then, now = run(small, "sessions", "list", "--json"), run(small, "activities", "list", "--json")
    assert then.exit_code == now.exit_code == 0
    assert then.stdout == now.stdout
    assert "`sessions` is called `activities` now" in then.stderr
    assert not now.stderr
