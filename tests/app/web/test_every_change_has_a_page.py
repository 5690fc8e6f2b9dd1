"""What a command or the interface can change, a page can, too: generated from the services."""

import ast
from collections.abc import Iterator
from pathlib import Path

from app.services.access.duties import DUTIES
from app.services.jobs.kinds import KINDS
from tests import ROOT
from tests.house.test_every_verb_is_asked import SERVICES, verbs

ELSEWHERE = {
    "price_queues": "rules of queues are set one by one on the page Rules",
    "replace_staff": "files of the staff are laid over it on the page People",
    "drop_shrinkage": "the whole table is saved on the page Settings",
    "set_shrinkage": "the whole table is saved on the page Settings",
    "reset_shrinkages": "the whole table is saved on the page Settings",
    "put_out_of_order": "the whole table of seats is saved on the page Seats",
    "build_roster": "a job builds it step by step, and saves it by the same verb",
    "consequence": "pages judge a change with the problem in hand",
    "save_swap": "a swap is a draft of the page Roster, which is saved as every edit",
    "swap_edits": "what a swap changes is seen in the draft",
    "has_loops": "the server looks for alerts by itself while it runs",
    "look_for_alerts": "the server looks for alerts by itself while it runs",
    "loop_findings": "the server looks for alerts by itself while it runs",
    "note_findings": "the server looks for alerts by itself while it runs",
    "go_on_with_sample": "the server does it by itself while it runs",
    "imported_by_job": "a job asks whether it did its work before it died",
}
"""Changes that no page calls, and what a page has in their place."""


def imported_by(files: Iterator[Path]) -> set[str]:
    """Every name that some files import, and `thin` of an imported `retention`."""
    found: set[str] = set()
    for path in files:
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        here = {one.name for node in nodes if isinstance(node, ast.ImportFrom)
                for one in node.names}  # fmt: skip
        of_modules = {node.attr for node in nodes if isinstance(node, ast.Attribute)
                      and isinstance(node.value, ast.Name) and node.value.id in here}  # fmt: skip
        found |= here | of_modules
    return found


def _spoken_of(function: ast.FunctionDef) -> set[str]:
    """Names in a function, `run_demo` of `demo.run_demo` too."""
    nodes = list(ast.walk(function))
    named = {one.id for one in nodes if isinstance(one, ast.Name)}
    return named | {one.attr for one in nodes if isinstance(one, ast.Attribute)}


def reached_from_pages() -> set[str]:
    """What pages call, what the jobs do that they order, and what those call in turn."""
    calls: dict[str, set[str]] = {}
    for path in SERVICES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                calls.setdefault(node.name, set()).update(_spoken_of(node))
    named = imported_by((ROOT / "app" / "web").rglob("*.py"))
    ordered = [kind for kind in KINDS.values() if kind.work.order.__name__ in named]
    reached, ahead = set(), [*named, *(kind.work.carry_out.__name__ for kind in ordered)]
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead += calls.get(name, ())
    return reached


def test_everything_that_changes_something_can_be_done_on_a_page() -> None:
    marks = verbs()
    writing = {verb for duty in DUTIES if not duty.reads for verb in duty.verbs}
    writing |= {verb for verb, found in marks.items() if "change" in found}
    reached = reached_from_pages()
    assert {"publish_roster", "import_roster", "set_day_feed", "forecast_all"} <= reached
    holes = sorted(writing - reached - set(ELSEWHERE))
    assert not holes, f"no page does these: {holes}"


def test_what_pages_do_otherwise_is_still_there_and_still_not_on_a_page() -> None:
    gone = sorted(set(ELSEWHERE) - set(verbs()))
    done = sorted(set(ELSEWHERE) & imported_by((ROOT / "app" / "web").rglob("*.py")))
    assert (gone, done) == ([], [])
