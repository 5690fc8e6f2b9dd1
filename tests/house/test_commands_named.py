"""Every command that a message, a docstring or a document tells people to type can be typed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from app.cli.main import app
from app.cli.parts.later import loaded
from tests import ROOT

pytestmark = pytest.mark.slow

ROOMS = ("data", "forecasting", "rostering", "app")
ROUND = typer.main.get_command(app)
NOT_COMMANDS = {"peakshift tours 1", "peakshift from source", "peakshift day off"}
"""The first line of a saved proof, a version that was never installed, and what people wish for."""

CALL = re.compile(r"\bpeakshift((?: +--(?:db|as) \S+)*(?: +[^\s`|,;)\"']+)+)")
QUOTED = re.compile(r"`([a-z-]+ [a-z][^`\n]*)`")
WORD = re.compile(r"[a-z][a-z-]*")
OPTION = re.compile(r"--[a-z][a-z-]*")


def sources() -> Iterator[Path]:
    """The code of the rooms, and every document but the changelog, which names old commands too."""
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))
        yield from sorted((ROOT / room).rglob("*.md"))
    yield from sorted((ROOT / "docs").rglob("*.md"))
    yield from sorted({*ROOT.glob("*.md")} - {ROOT / "CHANGELOG.md"})
    yield ROOT / "tests" / "README.md"


def said(path: Path) -> str:
    """What a file says to people: a document as a whole, of code the strings, `{}` for values."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return text
    tree = ast.parse(text)
    joined = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    inside = {id(part) for node in joined for part in node.values}
    whole = [
        str(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside
    ]
    filled = [
        "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in node.values)
        for node in joined
    ]
    return "\n".join([*whole, *filled])


def calls(text: str) -> Iterator[list[str]]:
    """Words after `peakshift`, and quoted ones that begin with the name of a group."""
    for found in CALL.finditer(text):
        if found.group(0).strip(" .:") not in NOT_COMMANDS:
            yield re.sub(r"--(db|as) \S+", "", found.group(1)).split()
    for found in QUOTED.finditer(text):
        words = found.group(1).split()
        if f"peakshift {' '.join(words)}" in NOT_COMMANDS:
            continue
        if hasattr(loaded(ROUND.commands.get(words[0])), "commands"):  # type: ignore[attr-defined]
            yield words


def complaint(words: list[str]) -> str:
    """What cannot be typed of a call; empty where all can."""
    command: Any = ROUND
    rest = [word.strip(".:") for word in words]
    while hasattr(command, "commands") and rest and WORD.fullmatch(rest[0]):
        if rest[0] not in command.commands:
            return f"no `{rest[0]}` among {', '.join(command.commands)}"
        command = loaded(command.commands[rest.pop(0)])
    if hasattr(command, "commands"):
        return ""  # a group, or any command of it: `peakshift bench NAME`
    known = {name for p in command.params for name in (*p.opts, *p.secondary_opts)} | {"--help"}
    strange = [word for word in rest if OPTION.fullmatch(word) and word not in known]
    return f"no {', '.join(strange)} of `{command.name}`" if strange else ""


def test_commands_that_people_are_told_to_type_exist() -> None:
    named = [(path, words) for path in sources() for words in calls(said(path))]
    assert len(named) > 100
    wrong = [
        f"{path.relative_to(ROOT)}: peakshift {' '.join(words)}: {why}"
        for path, words in named
        if (why := complaint(words))
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("see `peakshift staff list`", "no `list` among"),
        ("run peakshift nothing", "no `nothing` among"),
        ("`rules gone {}` shows it", "no `gone` among"),
        ("`peakshift --db x.sqlite rules set A --louder`", "no --louder of `set`"),
        ("`peakshift rules`: the rule set", ""),
        ("`rules set {label} --off`", ""),
    ],
)
def test_a_command_that_cannot_be_typed_is_found(text: str, why: str) -> None:
    (words,) = calls(text)
    assert complaint(words).startswith(why)
    assert bool(complaint(words)) == bool(why)
