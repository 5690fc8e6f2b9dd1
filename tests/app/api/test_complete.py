"""Every use case of the command line has an address, or a reason why not; the document is whole."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from jsonschema import Draft202012Validator

from app.api.interface import Interface, routes
from app.services.access.duties import DUTY_OF
from app.services.jobs.kinds import KINDS
from tests import ROOT

WITHOUT = {
    "said_of": "a sentence made of an alert's fields, which are sent as they are",
    "read_day_folder": "reads a folder of the machine; over HTTP files are sent to /day/files",
    "on_clock": "a moment as people say it; it is sent with its zone",
    "run_demo": "loads a sample centre into an empty database: for whoever tries it out, at hand",
    "save_proposal": "a proposal is ordered as a job, which saves it",
}
"""Use cases of the command line that have no address, and why."""


def named_in(folder: str) -> dict[str, set[str]]:
    """Use cases that the files of a door name, with the files."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "app" / folder).rglob("*.py")):
        for name in _names(path):
            if name in DUTY_OF:
                found.setdefault(name, set()).add(path.name)
    return found


def _names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app.services"):
            yield from (name.name for name in node.names)
        if isinstance(node, ast.Attribute):  # `audit.restore_guards(...)`
            yield node.attr


def test_every_use_case_of_the_command_line_has_an_address_or_a_reason() -> None:
    commands, here = named_in("cli"), named_in("api")
    verbs = {name for name, duty in DUTY_OF.items() if name != duty.name}
    ordered = {kind.verb for kind in KINDS.values()}
    missing = {*commands} & verbs - {*here} - ordered - {*WITHOUT}
    assert not missing, f"{sorted(missing)}: give them a Route in app/api/nouns, or a reason here"
    assert not {*WITHOUT} & {*here}, "these have an address now"
    assert {*WITHOUT} <= verbs


def test_every_address_is_there_once_and_documented() -> None:
    every = [route for own in routes().values() for route in own]
    addresses = [(route.method, route.path) for route in every]
    assert len(addresses) == len({*addresses})
    guards = {route.guard for route in every if route.guard}
    assert guards <= {route.path for route in every if route.method == "GET"}
    assert [route.path for route in every if not route.documentation[0]] == []


def test_what_changes_others_work_takes_a_condition() -> None:
    """PUT and PATCH overwrite; a POST adds, and a DELETE without one takes a thing of its own."""
    bare = [
        f"{route.method} {route.path}"
        for own in routes().values()
        for route in own
        if route.method in ("PUT", "PATCH") and not route.guard
    ]
    assert bare == []


def test_the_document_stands_and_every_reference_leads_somewhere(interface: Interface) -> None:
    document = interface.app.openapi()
    assert document["openapi"] == "3.1.0"
    schemas = document["components"]["schemas"]
    text = json.dumps(document)
    named = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert named <= {*schemas}
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    operations = [one for path in document["paths"].values() for one in path.values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
