"""A saved roster's stored form: the requirement by its id, and digests that stay what they were."""

import json
from dataclasses import dataclass, field, make_dataclass, replace
from datetime import timedelta

import numpy as np
import pytest

from data.model.codec import LATER, digest, json_text
from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.publication import SavedRoster
from tests.data.builders import MONDAY, a_problem, a_requirement, a_saved_roster


def test_a_problem_survives_its_stored_form_with_the_requirement_beside_it() -> None:
    problem = a_problem()
    data = json.loads(json_text(problem.stored()))
    assert "requirement" not in data
    found = RosterProblem.from_stored(data, a_requirement(days=14))
    assert found.stored() == data
    assert found.digest == problem.digest == digest(data)
    assert np.array_equal(found.requirement.heads, a_requirement(days=14).heads[:, : 7 * 48])
    assert (found.agents, found.locks, found.holidays) == (
        problem.agents,
        problem.locks,
        problem.holidays,
    )


def test_an_older_form_keeps_its_digest_and_a_changed_problem_has_its_own() -> None:
    data = a_problem().stored()
    del data["ledger"], data["tail_min"]
    older = RosterProblem.from_stored(data, a_requirement())
    assert older.digest == digest(data) != digest(older.stored())
    assert replace(older, locks=()).digest == digest(replace(older, locks=()).stored())


def test_a_requirement_that_does_not_cover_the_days_is_refused() -> None:
    data = a_problem(first=MONDAY).stored()
    data["first"] = (MONDAY + timedelta(days=3)).isoformat()
    with pytest.raises(InvalidValue, match=r"Q-1 covers 2026-03-02 .. 2026-03-08, not 7 days"):
        RosterProblem.from_stored(data, a_requirement())


def test_a_solve_that_ended_without_a_roster_has_no_figures() -> None:
    saved = a_saved_roster()
    none = replace(saved, scorecard=None, result=replace(saved.result, roster=None))
    assert none.stored()["scorecard"] == {}
    assert SavedRoster.from_stored(none.stored(), a_requirement()) == none
    assert SavedRoster.from_stored(saved.stored(), a_requirement()) == saved


def test_a_field_that_came_later_changes_no_digest_while_it_has_its_default() -> None:
    @dataclass(frozen=True)
    class Thing:
        name: str
        size: int = field(default=0, metadata=LATER)

    earlier = make_dataclass("Thing", [("name", str)], frozen=True)
    assert digest(Thing("a")) == digest(earlier("a"))
    assert digest(Thing("a", 2)) != digest(earlier("a"))
