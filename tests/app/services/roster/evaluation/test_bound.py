"""The bound of a kept roster is added up again from the store, whoever changed the roster since."""

import json
from dataclasses import replace

import pytest

from app.services.activity_orders import add_activity_order
from app.services.roster.activities import place_in_roster, save_activities
from app.services.roster.changes.edit import CellEdit, save_edit
from app.services.roster.changes.reroster import reroster_saved, save_rerostered
from app.services.roster.check import roster_of
from app.services.roster.evaluation.proof import verify_bound
from data.model.activity import ActivityOrder
from data.model.errors import InvalidValue
from data.model.publication import SavedRoster
from data.model.staff import Leave
from data.store import Store
from rostering.repair.disruption import Disruption, Surge
from tests.app.small_centre import SmallCentre
from tests.app.web.web_page import a_page, press, words

Rostered = tuple[SmallCentre, SavedRoster]


def test_the_command_adds_the_bound_of_a_kept_roster_up_again(
    rostered: Rostered, peakshift
) -> None:
    centre, saved = rostered
    code, out, said = peakshift(centre.url, "roster", "verify", saved.roster_id, "--json")
    told = json.loads(out)
    assert told["kept"] == saved.result.bound, said
    assert told["holds"] == (told["proven"] >= told["kept"]) == (code == 0)
    assert told["proven"] >= saved.result.certificate.bound > 0  # type: ignore[union-attr]


def test_an_edited_roster_keeps_the_prices_of_its_parent(rostered: Rostered) -> None:
    context, saved = rostered[0].context, rostered[1]
    shift = roster_of(saved).shifts[0]
    off = CellEdit(shift.agent_id, shift.day, None)
    edited = save_edit(context, saved.roster_id, (off,), "ill")
    found = verify_bound(context, edited.roster_id)
    assert found.proven == verify_bound(context, saved.roster_id).proven
    assert found.objective == edited.result.objective


def test_sessions_lower_what_is_proven_by_what_they_can_save(rostered: Rostered) -> None:
    context, saved = rostered[0].context, rostered[1]
    add_activity_order(context, ActivityOrder("coaching", 30))
    kept = save_activities(context, place_in_roster(context, saved.roster_id), "due")
    bare = verify_bound(context, saved.roster_id)
    found = verify_bound(context, kept.roster_id)
    assert bare.proven - found.proven == pytest.approx(min(bare.proven, 16))  # a slot for each
    assert found.holds == bare.holds
    shift = next(s for s in roster_of(kept).shifts if s.activities)
    off = CellEdit(shift.agent_id, shift.day, None)
    edited = save_edit(context, kept.roster_id, (off,), "ill")
    assert verify_bound(context, edited.roster_id).proven == found.proven


def test_a_mended_roster_has_a_bound_of_its_own_problem(rostered: Rostered) -> None:
    context, saved = rostered[0].context, rostered[1]
    shift = roster_of(saved).shifts[3]
    storm = Surge("fault", shift.day, 600, 960, 6)
    disruption = Disruption((Leave(shift.agent_id, shift.day, shift.day, "sick"),), (storm,))
    kept = save_rerostered(
        context, reroster_saved(context, saved.roster_id, disruption, time_limit_s=2), "flu"
    )
    found = verify_bound(context, kept.roster_id)
    assert found.holds
    assert found.kept == kept.result.bound == found.proven
    assert kept.result.objective is not None
    assert found.kept <= kept.result.objective
    assert kept.result.gap is not None


def test_bent_prices_are_found_out(rostered: Rostered, monkeypatch: pytest.MonkeyPatch) -> None:
    context, saved = rostered[0].context, rostered[1]
    known = saved.result.certificate
    assert known is not None
    free = replace(known, prices=tuple(tuple(0 for _ in row) for row in known.prices))
    bent = replace(saved, result=replace(saved.result, certificate=free, bound=1e6))
    monkeypatch.setattr(Store, "load_roster", lambda store, roster_id: bent)
    found = verify_bound(context, saved.roster_id)
    assert not found.holds
    assert "does not follow from them" in found.sentence


def test_a_bound_beyond_its_prices_says_who_proved_the_rest(
    rostered: Rostered, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, saved = rostered[0].context, rostered[1]
    known = saved.result.certificate
    assert known is not None
    beyond = replace(saved.result, bound=known.bound + 5.0, bound_by="CP-SAT")
    monkeypatch.setattr(Store, "load_roster", lambda *_: replace(saved, result=beyond))
    found = verify_bound(context, saved.roster_id)
    assert not found.holds
    assert "as they were said to" in found.sentence
    assert "comes from CP-SAT" in found.sentence


def test_a_roster_without_prices_says_where_its_bound_is_from(
    rostered: Rostered, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, saved = rostered[0].context, rostered[1]
    for result, message in (
        (replace(saved.result, certificate=None), "without prices to add up again"),
        (replace(saved.result, bound=None), "has no bound"),
    ):
        kept = replace(saved, result=result)
        monkeypatch.setattr(Store, "load_roster", lambda store, roster_id, kept=kept: kept)
        with pytest.raises(InvalidValue, match=message):
            verify_bound(context, saved.roster_id)


def test_the_page_adds_it_up_again_when_asked(url: str) -> None:
    page = a_page("roster").run()
    page.segmented_control(key="roster_view").set_value("Scorecard").run()
    assert "added up again" not in words(page)
    page = press(page, "Check the lower bound again")
    assert "added up again" in words(page) or "does not follow from them" in words(page)
