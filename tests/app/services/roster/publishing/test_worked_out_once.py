"""What publishing works out is shared with who looks and who publishes next, and is the same."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

import rostering.simulation as simulation
from app.services.centre import set_queue
from app.services.roster.changes.edit import CellEdit, save_edit
from app.services.roster.check import check_roster, roster_of
from app.services.roster.evaluation.proof import rebuild_proof
from app.services.roster.evaluation.service import simulate_saved
from app.services.roster.publishing.publish import publish_roster
from app.services.roster.publishing.undone import undone_by
from data.model.publication import SavedRoster
from data.store import versions
from rostering.evaluation import scorecard
from tests.app.small_centre import SmallCentre
from tests.app.web.web_page import a_copy_context

Rostered = tuple[SmallCentre, SavedRoster]


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often a roster was scored, simulated and read."""
    found: Counter[str] = Counter()

    def count(what: str, place: Any, name: str) -> None:
        real = getattr(place, name)

        def heard(*given: Any, **more: Any) -> Any:
            found[what] += 1
            return real(*given, **more)

        monkeypatch.setattr(place, name, heard)

    count("scored", scorecard, "cover_charges")  # each scorecard asks for it once
    count("simulated", simulation, "simulate_roster")
    count("read", versions, "load_roster")
    return found


def test_a_roster_looked_at_and_published_is_scored_and_simulated_once(
    rostered: Rostered, worked: Counter[str]
) -> None:
    context, saved = a_copy_context(rostered[0]), rostered[1]
    card = check_roster(context, saved.roster_id)
    first = simulate_saved(context, saved, replications=2)
    published = publish_roster(context, saved.roster_id, "go", replications=2)
    assert published.proof["service"] == first
    assert published.proof["objective"] == card.objective
    assert (worked["scored"], worked["simulated"]) == (1, 1)
    assert rebuild_proof(context, published.version).same
    assert (worked["scored"], worked["simulated"]) == (2, 2), "a proof is checked by working it out"


def test_another_seed_number_of_periods_or_target_is_another_simulation(
    rostered: Rostered, worked: Counter[str]
) -> None:
    context, saved = a_copy_context(rostered[0]), rostered[1]
    for more in ({"replications": 2}, {"replications": 3}, {"replications": 2, "seed": 1}) * 2:
        simulate_saved(context, saved, **more)
    assert worked["simulated"] == 3
    set_queue(context, "fault", {}, {"threshold_s": 5}, "a new contract")
    assert simulate_saved(context, saved, replications=2)["queues"]["fault"]["threshold_s"] == 5


def test_edits_of_others_are_found_without_reading_every_roster_before(
    rostered: Rostered, worked: Counter[str]
) -> None:
    context, saved = a_copy_context(rostered[0]), rostered[1]
    publish_roster(context, saved.roster_id, "go", replications=1)
    other = replace(context, who="Li")
    newest = saved
    shifts = roster_of(saved).shifts[:6]
    for shift in shifts:
        edit = CellEdit(shift.agent_id, shift.day, None)
        newest = save_edit(other, newest.roster_id, (edit,), "asked for the day off")
    publish_roster(other, newest.roster_id, "days off", replications=1, accept_violations=True)
    found = undone_by(context, saved.roster_id)
    assert sum(len(one.changes) for one in found) == len(shifts)
    assert {one.who for one in found} == {"Li"}
    worked.clear()
    assert undone_by(context, saved.roster_id) == found
    assert worked["read"] <= 2, "the roster and the one in force"
