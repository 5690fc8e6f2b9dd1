"""Every use case asks who may, and stands in the one table: what is not listed is refused."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.access.duties import DUTIES, OF_DOCUMENTS, OF_STORE
from data.model.users import ROLES
from data.store import Store
from tests import ROOT

SERVICES = ROOT / "app" / "services"
MACHINERY = {"save_changed", "meanwhile"}
"""What use cases are made of; no door calls it."""
MARKS = {"asked", "change"}
HOW = "bear @asked (@change if it writes), and stand in a row of app/services/access/duties.py"


def verbs() -> dict[str, set[str]]:
    """Public functions of the services that take a context, with their decorators."""
    found = {}
    for path in sorted(SERVICES.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and _is_verb(node, path):
                assert node.name not in found, f"two use cases are called {node.name}"
                marks = {mark.id for mark in node.decorator_list if isinstance(mark, ast.Name)}
                found[node.name] = marks
    return found


def _is_verb(node: ast.FunctionDef, path: Path) -> bool:
    if node.name.startswith("_") or node.name in MACHINERY:
        return False
    if path.parent.name == "access" and path.name in ("asking.py", "door.py"):
        return False  # the asking itself
    taken = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return any(one.annotation and "Context" in ast.unparse(one.annotation) for one in taken)


def test_every_use_case_asks() -> None:
    bare = [name for name, marks in verbs().items() if not marks & MARKS]
    assert not bare, f"{bare} must {HOW}"


def test_the_table_lists_every_use_case_once() -> None:
    listed = [verb for duty in DUTIES for verb in duty.verbs]
    assert len(listed) == len({*listed, *(duty.name for duty in DUTIES)}) - len(DUTIES)
    missing, gone = {*verbs()} - {*listed}, {*listed} - {*verbs()}
    assert not missing, f"{sorted(missing)} must {HOW}"
    assert not gone, f"app/services/access/duties.py lists {sorted(gone)}, which are no use cases"


def test_the_table_names_only_roles_duties_and_methods_that_exist() -> None:
    names = {duty.name for duty in DUTIES}
    assert all({*duty.roles} <= {*ROLES} and duty.roles for duty in DUTIES)
    assert {*OF_STORE.values(), *OF_DOCUMENTS.values()} <= names
    assert all(callable(getattr(Store, method)) for method in OF_STORE)


def test_what_changes_the_centre_is_for_roles_that_do_not_only_look() -> None:
    for duty in DUTIES:
        if not duty.reads and duty.name != "own_language":  # which changes nothing of the centre
            assert "auditor" not in duty.roles, duty.name
    publishing = {duty.name: duty.roles for duty in DUTIES if duty.name in ("publish", "waive")}
    assert publishing == {"publish": ("publisher",), "waive": ("publisher",)}


def _calls(folder: str) -> Iterator[tuple[str, ast.Call]]:
    for path in sorted((ROOT / "app" / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield str(path.relative_to(ROOT)), node


@pytest.mark.parametrize("folder", ["cli", "web", "api"])
def test_doors_make_a_context_in_one_place(folder: str) -> None:
    places = {
        path
        for path, call in _calls(folder)
        if isinstance(call.func, ast.Name) and call.func.id == "Context"
    }
    allowed = {"app/cli/parts/session.py", "app/web/session.py", "app/api/parts/callers.py"}
    assert places <= allowed, "a context of one's own is not asked: take the session's"
