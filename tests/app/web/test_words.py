"""The pages speak the words of the trade: a walk through every text of `app/web`."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from app.cli.parts.messages import messages_of
from tests import ROOT

WEB = ROOT / "app" / "web"
FORBIDDEN = re.compile(
    r"\b(points?|bill|no roster below|clash(es)?|collid\w+|gives? way|gave way|valleys?|layers?"
    r"|menus?|heads?|head-hours|kept|worth|mend(s|ed|ing)?|promise[sd]?|desks?|reckon\w*|told)\b",
    re.IGNORECASE,
)
"""Say cost, cost breakdown, lower bound, conflict, relax, idle capacity, adjustment, shift
templates, agents, saved, value, reroster, service level target."""

STORED = {"bill", "gave_way", "kept", "points"}
"""Keys of stored JSON, which are read and never shown."""


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every string of a module that is no docstring and no earlier address."""
    tree = ast.parse(path.read_text("utf-8"))
    hidden: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            hidden.add(id(node.value))
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "").startswith(
            "EARLIER"
        ):
            hidden |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(tree):
        known = isinstance(node, ast.Constant) and id(node) not in hidden
        if known and isinstance(node.value, str) and node.value not in STORED:
            yield node.lineno, re.sub(r":material/\w+:", "", node.value)


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.py")), ids=lambda p: str(p.relative_to(WEB)))
def test_no_text_on_screen_uses_a_word_of_our_own(path: Path) -> None:
    found = [
        f"line {line}: {match.group(0)!r} in {text!r}"
        for line, text in texts(path)
        if (match := FORBIDDEN.search(text))
    ]
    assert not found, "\n".join(found)


def test_an_error_is_shown_in_the_words_of_pages() -> None:
    """Its sentence may name a command, or hold signs that a page would read as markdown."""
    pages = sorted((ROOT / "app" / "web").rglob("*.py"))
    raw = re.compile(r"st\.(info|warning|error)\(str\(")
    assert [path.name for path in pages if raw.search(path.read_text("utf-8"))] == []


def test_no_command_is_the_subject_of_a_sentence() -> None:
    """On a page it becomes "see the page People": a verb behind that reads badly."""
    said = (
        message.one for room in ("data", "services", "rostering") for message in messages_of(room)
    )
    verbs = r"(has|is|counts|lists|shows|tells|gives|puts|makes|writes|takes|looks)"
    odd = re.compile(rf"`peakshift [^`]*` {verbs}\b")
    found = [one for one in said if odd.search(re.sub(r" \([^()]*`peakshift [^()]*\)", "", one))]
    assert found == []


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.py")), ids=lambda p: str(p.relative_to(WEB)))
def test_no_text_has_a_colon_of_one_language(path: Path) -> None:
    """Chinese has its own: `wording.said_of` knows."""
    parts = (
        (node.lineno, one.value)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.JoinedStr)
        for before, one in pairwise(node.values)
        if isinstance(before, ast.FormattedValue) and isinstance(one, ast.Constant)
    )
    said = [line for line, text in parts if re.match(r"\**: ", str(text))]
    assert said == []
