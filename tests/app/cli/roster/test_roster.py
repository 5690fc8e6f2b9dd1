"""`roster build` with every engine and `roster rebuild`, called as commands."""

import json
from dataclasses import replace
from typing import Any

import pytest

from app.services.roster.publishing.publish import publish_roster
from data.model.publication import Publication, SavedRoster
from rostering.solver.choices import ENGINE_WORDS
from rostering.solver.solve import ENGINES
from tests.app.command_line import run, told
from tests.app.small_centre import SmallCentre

Rostered = tuple[SmallCentre, SavedRoster]


def _build(small: SmallCentre, saved: SavedRoster, *words: str) -> tuple[str, ...]:
    assert saved.result.roster is not None
    return ("roster", "build", "--from", str(saved.result.roster.first), "--weeks", "1", *words)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("engine", ["tour", "lns"])
def test_a_roster_is_built_by_the_engine_that_was_asked_for(
    rostered: Rostered, engine: str
) -> None:
    centre, saved = rostered
    words = _build(centre, saved, "--engine", engine, "--time-limit", "2", "--seed", "3")
    built = run(centre, *words, "--start", saved.roster_id)
    assert built.exit_code == 0, built.output + str(built.exception)
    assert f"engine {engine}, bound by " in built.stdout
    (newest, _) = told(centre, "roster", "list")
    kept = centre.context.store.load_roster(newest["roster_id"]).result
    assert (kept.engine, kept.seed) == (engine, 3)


def test_every_engine_is_told_in_the_help_and_no_other_is_taken(rostered: Rostered) -> None:
    centre, saved = rostered
    assert set(ENGINE_WORDS) == {"auto", *ENGINES}
    said = " ".join(run(centre, "roster", "build", "--help").output.split())
    for engine in ENGINE_WORDS:
        assert f"{engine}: " in said
    refused = run(centre, *_build(centre, saved, "--engine", "magic"))
    assert refused.exit_code == 2
    assert "none of auto, small, tour" in " ".join(refused.output.split())


@pytest.mark.parametrize(
    ("words", "told_so"),
    [
        (("reroster", "R", "--absent", "A1"), "is no absence"),
        (("reroster", "R", "--surge", "more"), "is no surge"),
        (("reroster", "R", "--absent", "A1:2025-08-12", "--lock", "A1@never"), "A1@never"),
        (("reroster", "R", "--change-price", "-1"), "--change-price"),
        (("reroster", "R", "--max-people", "-1"), "--max-people"),
        (("sensitivity", "R", "--of", "moon"), "--of takes agent"),
        (("import", "nowhere.csv"), "nowhere.csv"),
        (("simulate", "R", "--replications", "0"), "--replications"),
        (("simulate", "R", "--seed", "-1"), "--seed"),
        (("backlog", "R", "--out", "nowhere/plan.csv"), "no folder nowhere"),
        (("backlog", "R", "--between", "2"), "--between"),
        (("build", "--from", "yesterday"), "--from"),
        (("build", "--from", "2025-08-11", "--time-limit", "inf"), "--time-limit"),
        (("build", "--from", "2025-08-11", "--seed", "99999999999"), "--seed"),
        (("list", "--limit", "0"), "--limit"),
    ],
)
def test_what_cannot_be_read_after_an_option_ends_with_code_2(
    small: SmallCentre, words: tuple[str, ...], told_so: str
) -> None:
    done = run(small, "roster", *words)
    assert done.exit_code == 2, done.output + str(done.exception)
    assert told_so in " ".join(done.output.replace("│", " ").split())


def test_a_published_version_is_rebuilt_to_the_same_numbers(rostered: Rostered) -> None:
    centre, saved = rostered
    publish_roster(centre.context, saved.roster_id, "go", replications=2)
    found = told(centre, "roster", "rebuild")
    assert (found["version"], found["same"], found["differences"]) == (1, True, [])
    assert found["compared"] > 1000
    assert "all the same" in run(centre, "roster", "rebuild", "1").stdout


def test_a_figure_that_differs_is_shown_and_ends_with_code_3(
    rostered: Rostered, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, saved = rostered
    published = publish_roster(centre.context, saved.roster_id, "go", replications=2)
    proof: dict[str, Any] = {**published.proof, "objective": 1}
    bent: tuple[Publication, ...] = (replace(published, proof=proof),)
    monkeypatch.setattr(type(centre.context.store), "load_publications", lambda store: bent)
    done = run(centre, "roster", "rebuild", "--json")
    assert done.exit_code == 3
    (difference,) = json.loads(done.stdout)["differences"]
    assert (difference["where"], difference["kept"]) == ("objective", 1)
