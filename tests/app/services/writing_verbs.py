"""Every use case that writes, found in the source, and what many of them at once shall leave."""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data.store import Store

SERVICES = Path(__file__).parents[3] / "app" / "services"
WRITES = frozenset(
    name
    for name, method in inspect.getmembers(Store, inspect.isfunction)
    if "entry" in inspect.signature(method).parameters and not name.startswith("_")
)
"""Methods of the store that write: each takes the audit entry of the change."""
DOCUMENT = "save"
"""The one that replaces a document, so that what was read for it must still stand."""


@dataclass(frozen=True)
class Function:
    """A function of the services as its source tells it.

    Parameters
    ----------
    calls
        Names of what it calls, or hands to what it calls.
    writes
        Writing methods of the store among them.
    locked
        Whether it is one `change`.
    """

    name: str
    calls: frozenset[str]
    writes: frozenset[str]
    locked: bool


def functions(folder: Path = SERVICES) -> dict[str, Function]:
    """Every function of the services by its name; jobs only call them, under names of their own."""
    paths = (path for path in sorted(folder.rglob("*.py")) if path.parent.name != "jobs")
    return {found.name: found for path in paths for found in _in(path)}


def _in(path: Path) -> Iterator[Function]:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    defined = [node for node in body if isinstance(node, ast.FunctionDef)]
    # A private name is its file's own: several files have a `_save`.
    own = {node.name: f"_{path}:{node.name}" for node in defined if node.name.startswith("_")}
    for node in defined:
        calls = [call for call in ast.walk(node) if isinstance(call, ast.Call)]
        called = [call.func for call in calls]
        handed = [given for call in calls for given in call.args]
        names = {f.id for f in (*called, *handed) if isinstance(f, ast.Name)}
        methods = {f.attr for f in called if isinstance(f, ast.Attribute)}
        marks = {mark.id for mark in node.decorator_list if isinstance(mark, ast.Name)}
        calling = frozenset(own.get(name, name) for name in names | methods)
        writing = frozenset(methods & WRITES)
        yield Function(own.get(node.name, node.name), calling, writing, "change" in marks)


def writes_of(
    name: str, known: dict[str, Function], *, through_changes: bool = True
) -> frozenset[str]:
    """Writing methods of the store that a function reaches.

    Parameters
    ----------
    through_changes
        Whether those within a function that is one `change` count.
    """
    found, waiting, seen = set[str](), [name], set[str]()
    while waiting:
        this = known.get(waiting.pop())
        if this is None or this.name in seen or (this.locked and not through_changes):
            continue
        seen.add(this.name)
        found |= this.writes
        waiting += this.calls
    return frozenset(found)


def writing_verbs(known: dict[str, Function]) -> dict[str, frozenset[str]]:
    """Public functions that write, with the writing methods that they reach."""
    public = (name for name in known if not name.startswith("_"))
    return {name: writes for name in public if (writes := writes_of(name, known))}
