"""Colliding rules give way: command, kept roster, page, published proof and its rebuilding."""

import json
from pathlib import Path

import pytest

from app.services.roster.build import build_roster, rules_of
from app.services.roster.changes.edit import CellEdit, save_edit
from app.services.roster.evaluation.proof import rebuild_proof
from app.services.roster.publishing.publish import publish_roster
from app.services.rules.saved import set_rules
from data.model.publication import SavedRoster
from data.model.rule import RuleSetting
from data.store import documents
from rostering.solver.explain.relaxed import relaxed_rules
from tests.app.small_centre import SmallCentre
from tests.app.web.web_page import a_copy, a_page, words
from tests.until import until

Rostered = tuple[SmallCentre, SavedRoster]
SAYS = "«Days off a week» (precedence 50) gave way: 1 agent ("


@pytest.fixture
def clashing(rostered: Rostered) -> tuple[SmallCentre, SavedRoster, str]:
    """One agent must work every day and have a day off; the day off may give way first."""
    centre, saved = rostered
    agent_id = saved.problem.agents[0].agent_id
    every_day = RuleSetting(
        "working_days_a_week", None, {"least": 7, "most": 7}, agents=(agent_id,), precedence=5
    )
    longer = RuleSetting("consecutive_days", params={"most": 7}, agents=(agent_id,), precedence=40)
    off = tuple(
        s for s in rules_of(centre.context) if s.rule not in ("weekly_minutes", "night_runs")
    )
    set_rules(centre.context, (*off, every_day, longer), "a clash")
    return centre, saved, agent_id


def test_the_command_says_what_gave_way_and_the_proof_keeps_it(clashing, peakshift) -> None:
    centre, saved, agent_id = clashing
    first = saved.result.roster.first
    ask = ("roster", "build", "--from", str(first), "--weeks", "1", "--time-limit", "3")
    code, out, _ = peakshift(centre.url, *ask)
    assert code == 4
    assert "--relax" in out
    code, out, said = peakshift(centre.url, *ask, "--relax", "--json")
    assert code == 0, said
    told = json.loads(out)
    assert told["hard_violations"] == 0
    (sentence,) = told["gave_way"]
    assert sentence.startswith(SAYS)
    kept = centre.context.store.load_roster(told["id"])
    assert kept.detail["gave_way"]["clashes"]
    assert told["objective"] >= 1_000
    assert told["gap"] == pytest.approx(
        (told["objective"] - told["bound"]) / (told["objective"] - 1_000)
    )  # not hidden behind the price of what gave way
    publication = publish_roster(centre.context, told["id"], "it must be", replications=2)
    (proof,) = publication.proof["gave_way"]
    assert proof["agents"] == [agent_id]
    assert (proof["amount"], proof["points"], proof["unit"]) == (1, 1_000, "day")
    assert publication.proof["gap"] == pytest.approx(told["gap"])
    assert rebuild_proof(centre.context).same
    assert rules_of(centre.context) == centre.context.store.load(documents.RULES)
    assert not any(s.relaxed for s in rules_of(centre.context))  # the rule book stays as it was


def test_an_edit_keeps_the_account_and_the_page_says_it(
    clashing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, saved, agent_id = clashing
    built = build_roster(centre.context, saved.result.roster.first, 1, relax=True, **until())
    other = next(s for s in built.result.roster.shifts if s.agent_id != agent_id)
    off = CellEdit(other.agent_id, other.day, None)
    edited = save_edit(centre.context, built.roster_id, (off,), "")
    (one,) = relaxed_rules(edited.problem, edited.result.roster)
    assert one.sentence.startswith(SAYS)
    monkeypatch.setenv("PEAKSHIFT_DB", a_copy(centre.url, tmp_path))
    page = a_page("roster").run()
    assert not page.exception
    assert "Hard rules conflict, so these were relaxed" in words(page)
    assert SAYS in words(page)
    assert any(box.label == "Relax rules where they conflict" for box in page.checkbox)
