"""A database of an earlier version opens, is listed, checked, verified and exported as it was."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from app.services.context import Context
from app.services.roster.changes.edit import CellEdit, save_edit
from app.services.roster.check import check_roster, roster_of
from app.services.roster.evaluation.bound import orders_behind
from app.services.roster.evaluation.proof import rebuild_proof, verify_bound
from app.services.roster.files import export_roster
from app.services.roster.locks import locked_cells_of
from app.services.roster.publishing.publish import publish_roster
from data.ingest import read_roster
from data.model.codec import digest
from data.model.rule import EARLIER_NAMES
from data.store import Store
from tests.app.command_line import run
from tests.app.small_centre import NOW, SmallCentre
from tests.data.store.make_fixture import FOLDER, documents_of

VERSIONS = sorted(path.name.removesuffix(".json") for path in FOLDER.glob("*.json"))


@pytest.fixture(scope="module", params=VERSIONS)
def older(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A copy of the database, opened with today's code, and what its own version told of it."""
    name = request.param
    path = tmp_path_factory.mktemp("older") / "centre.sqlite"
    path.write_bytes(gzip.decompress((FOLDER / f"{name}.sqlite.gz").read_bytes()))
    told = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    with Store.open(str(path)) as store:
        yield Context(store, "tester", lambda: NOW), told, path


def test_everything_kept_as_a_whole_is_read(older: Any) -> None:
    context, told, _ = older
    assert documents_of(context) == told["documents"]


@pytest.mark.parametrize("name", ["built", "edited", "sessions"])
def test_a_roster_is_checked_and_its_bound_proven_as_before(older: Any, name: str) -> None:
    context, told, _ = older
    then = told["rosters"][name]
    card = check_roster(context, then["roster_id"])
    assert (card.objective, card.hard_violations) == (then["objective"], then["hard_violations"])
    assert card.by_rule() == {EARLIER_NAMES.get(rule, rule): n for rule, n in then["bill"].items()}
    proven = verify_bound(context, then["roster_id"]).proven
    if locked_cells_of(context, context.store.load_roster(then["roster_id"])):
        assert then["proven"] <= proven <= card.objective  # since then locks hold breaks too
    else:
        assert proven == then["proven"]


@pytest.mark.parametrize("name", ["built", "edited", "sessions"])
def test_the_digests_that_tie_a_roster_to_its_proof_are_as_before(older: Any, name: str) -> None:
    context, told, _ = older
    then = told["rosters"][name]
    saved = context.store.load_roster(then["roster_id"])
    assert then["problem_digest"] == saved.problem.digest == saved.detail["problem_digest"]
    assert digest(saved.problem.stored()) == then["problem_digest"]
    assert saved.roster_digest == then["roster_digest"]


def test_every_publication_is_rebuilt_to_the_same_proof(older: Any) -> None:
    context, told, _ = older
    for then in told["publications"]:
        found = rebuild_proof(context, then["version"])
        assert found.same, found.differences[:3]
        assert found.roster_id == then["roster_id"]


def test_locks_and_session_orders_go_on(older: Any) -> None:
    context, told, _ = older
    built = context.store.load_roster(told["rosters"]["built"]["roster_id"])
    assert {agent for agent, _ in locked_cells_of(context, built)} == {"A005"}
    placed = context.store.load_roster(told["rosters"]["sessions"]["roster_id"])
    assert [order.label for order in orders_behind(context, placed)] == ["training"]


def test_a_roster_is_exported_and_read_back(older: Any, tmp_path: Path) -> None:
    context, told, _ = older
    saved = context.store.load_roster(told["rosters"]["sessions"]["roster_id"])
    file = tmp_path / "roster.csv"
    file.write_bytes(export_roster(context, saved.roster_id))
    assert read_roster(file) == roster_of(saved)


def test_work_goes_on_in_it(older: Any, tmp_path: Path) -> None:
    _, told, path = older
    own = tmp_path / "own.sqlite"
    own.write_bytes(path.read_bytes())
    with Store.open(str(own)) as store:
        context = Context(store, "tester", lambda: NOW)
        roster_id = told["rosters"]["built"]["roster_id"]
        saved = store.load_roster(roster_id)
        free = next(s for s in roster_of(saved).shifts if s.agent_id != "A005")
        edited = save_edit(context, roster_id, (CellEdit(free.agent_id, free.day, None),), "ill")
        assert edited.problem.rules == saved.problem.rules
        done = publish_roster(
            context, edited.roster_id, "go", replications=1, accept_violations=True
        )
        assert done.version == len(told["publications"]) + 1


def test_the_commands_answer_with_it(older: Any) -> None:
    context, told, path = older
    then = told["rosters"]["built"]
    centre = SmallCentre(context, str(path), path.parent)
    roster_id = then["roster_id"]
    for words in (
        ("roster", "list"),
        ("roster", "show", roster_id),
        ("roster", "check", roster_id),
        ("roster", "verify", roster_id),
        ("roster", "rebuild"),
        ("rules", "list"),
        ("forecast", "list"),
        ("sessions", "list"),
        ("audit", "list"),
    ):
        result = run(centre, *words)
        assert result.exit_code == 0, (words, result.output, result.exception)
