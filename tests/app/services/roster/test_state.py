"""What is said of a roster is true today: one tone, one word, one sentence for every door."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.services.overview import where_things_stand
from app.services.roster.changes.edit import CellEdit, save_edit
from app.services.roster.check import roster_of
from app.services.roster.publishing.publish import publish_roster
from app.services.roster.state import RosterState, roster_state, states_of
from data.model.publication import SavedRoster
from data.model.result import Distance
from data.model.shift import Shift
from tests.app.small_centre import SmallCentre, last_day
from tests.app.web.web_page import a_page, words

FIRST = date(2026, 3, 2)
GOOD: dict[str, Any] = {
    "status": "feasible", "first": FIRST, "days": 28, "today": FIRST, "gap": 0.02,
    "hard_violations": 0,
}  # fmt: skip


def said_of(**changed: Any) -> RosterState:
    return roster_state(**{**GOOD, **changed})


@pytest.mark.parametrize(
    ("changed", "tone", "word"),
    [
        ({}, "good", "feasible"),
        ({"status": "optimal", "gap": 0.0}, "good", "optimal"),
        ({"today": FIRST - timedelta(days=30)}, "good", "feasible"),
        ({"today": FIRST + timedelta(days=27)}, "good", "feasible"),
        ({"today": None}, "good", "feasible"),
        ({"gap": 1.0}, "weak", "feasible, weak"),
        ({"gap": 0.11}, "weak", "feasible, weak"),
        ({"gap": None}, "weak", "feasible, weak"),
        ({"hard_violations": 456}, "bad", "breaks 456 hard rules"),
        ({"hard_violations": 1, "status": "optimal"}, "bad", "breaks 1 hard rule"),
        ({"hard_violations": None, "status": "broken"}, "bad", "breaks hard rules"),
        ({"today": FIRST + timedelta(days=28)}, "weak", "over"),
        ({"today": FIRST + timedelta(days=400), "gap": 1.0}, "weak", "over"),
        ({"first": None, "days": None, "status": "infeasible"}, "bad", "impossible"),
        ({"first": None, "days": None, "status": "stopped"}, "bad", "stopped"),
        ({"first": None, "days": None, "status": "unknown"}, "bad", "none found"),
    ],
)
def test_every_state_has_its_tone_and_word(changed: dict[str, Any], tone: str, word: str) -> None:
    found = said_of(**changed)
    assert (found.tone, found.word) == (tone, word)


def test_the_sentences_say_what_is_true() -> None:
    assert "but up to 100% could be saved; it can probably" in said_of(gap=1.0).sentence
    hours = said_of(gap=0.96, far=Distance(6678.0, 40518.0)).sentence
    assert "but up to 6,678 of 40,518 hours (16.5%) could be saved; it can" in hours
    assert "96%" not in hours
    assert "400 days ago" in said_of(today=FIRST + timedelta(days=427)).sentence
    assert "yesterday" in said_of(today=FIRST + timedelta(days=28)).sentence


def broken_by(centre: SmallCentre, saved: SavedRoster) -> SavedRoster:
    """The roster with somebody's shift too short and of no template."""
    shift = roster_of(saved).shifts[0]
    twin = Shift(shift.agent_id, shift.day, (shift.start_min + 60) % 1440, 30, shift.template)
    edit = CellEdit(shift.agent_id, shift.day, twin)
    return save_edit(centre.context, saved.roster_id, (edit,), "test")


def test_a_roster_with_hard_violations_is_nowhere_called_feasible(
    url: str, rostered: tuple[SmallCentre, SavedRoster], peakshift
) -> None:
    centre, saved = rostered
    broken = broken_by(centre, saved)
    number = broken.scorecard.hard_violations if broken.scorecard else 0
    assert number
    assert broken.result.status == "broken"
    word = f"breaks {number} hard rule" + "s" * (number > 1)
    (newest, *_) = centre.context.store.list_rosters()
    assert states_of(centre.context, (newest,))[newest.roster_id].word == word
    listed = json.loads(peakshift(url, "roster", "list", "--json")[1])
    assert listed[0]["state"]["word"] == word
    shown = peakshift(url, "roster", "show", broken.roster_id)[1]
    assert word in " ".join(shown.split())
    assert "feasible" not in shown
    for name in ("roster", "today", "publish"):
        page = a_page(name).run()
        assert not page.exception
        assert word in words(page).lower(), name
        assert all("keeps every hard rule" not in box.value for box in page.success)


def test_an_older_roster_saved_as_feasible_is_judged_by_its_check(
    rostered: tuple[SmallCentre, SavedRoster],
) -> None:
    centre, saved = rostered
    broken = broken_by(centre, saved)
    older = replace(broken, roster_id="R-older", result=replace(broken.result, status="feasible"))
    centre.context.store.save_roster(older, centre.context.entry("edit_roster", "roster:R-older"))
    (row, *_) = centre.context.store.list_rosters()
    assert row.status == "feasible"
    assert states_of(centre.context, (row,))["R-older"].word.startswith("breaks ")


def test_all_is_good_only_of_todays_roster_without_warnings(
    rostered: tuple[SmallCentre, SavedRoster],
) -> None:
    centre, saved = rostered
    publish_roster(centre.context, saved.roster_id, "plan", replications=2)
    now = where_things_stand(centre.context, last_day())
    assert now.todo == ()
    assert now.warnings  # it runs out within the week
    assert not now.all_good
    quiet = replace(now, warnings=(), roster_state=said_of(), published_state=said_of())
    assert quiet.all_good
    assert not replace(quiet, roster_state=said_of(gap=1.0)).all_good
    assert not replace(quiet, published_state=said_of(hard_violations=2)).all_good
    later = replace(centre.context, clock=lambda: centre.context.clock() + timedelta(days=200))
    over = where_things_stand(later, last_day())
    assert over.published_state is not None
    assert (over.published_state.tone, over.published_state.word) == ("weak", "over")
