"""The benchmarks of edits and of history: what they time is right, whatever it takes."""

import json

import pytest
from typer.testing import CliRunner

from app.cli.main import app
from data.model.errors import InvalidValue
from rostering.evaluation.scorecard import score
from tests.benchmarks.history import time_history
from tests.benchmarks.rosters import edits
from tests.benchmarks.rosters.trust.cases import a_rostered_centre

pytestmark = pytest.mark.slow


def test_candidates_told_on_a_drawn_roster_are_those_of_full_scorecards():
    found = edits.run(agents=30, days=14, rankings=3, seed=1)
    assert (found["agents"], found["days"], found["rankings"]) == (30, 14, 3)
    assert 0 < found["ranking_seconds"] <= found["ranking_worst_seconds"]
    assert found["peer"]["candidates"] > 0
    assert found["peer"]["wrong"] == 0


def test_a_candidate_whose_points_are_told_wrong_is_seen(monkeypatch):
    monkeypatch.setattr("rostering.repair.replacement._points", lambda applied, violation: 0)
    assert edits.run(agents=30, days=14, rankings=3)["peer"]["wrong"] > 0


def test_a_roster_of_nothing_to_rank_is_refused():
    with pytest.raises(InvalidValue, match="rank 1 to"):
        edits.run(agents=3, days=7, rankings=0)


def test_a_drawn_roster_keeps_every_hard_rule():
    assert score(*a_rostered_centre(30, 28, 0)).hard_violations == 0


def test_a_history_comes_back_as_it_was_drawn():
    found = time_history(years=0.1)
    assert found["queues"] == 5
    assert found["rows"] > 5 * 30 * 48
    assert (found["wrong"], found["rejected"]) == (0, 0)


@pytest.mark.parametrize("words", [("edits", "--agents", "4"), ("history", "--years", "0.1")])
def test_the_commands_print_one_json_document(words):
    done = CliRunner().invoke(app, ["bench", *words, "--json"])
    assert done.exit_code == 0, done.output
    assert "wrong" in json.dumps(json.loads(done.stdout))
