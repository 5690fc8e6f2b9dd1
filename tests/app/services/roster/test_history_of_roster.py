"""A roster is built on as much history as its rules ask for, and says what is missing of it."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.services.context import Context
from app.services.roster.build import build_roster, problem_for
from app.services.rules.saved import add_setting
from data.model.publication import Publication, SavedRoster
from data.model.roster import Roster
from data.model.rule import RuleSetting
from data.model.shift import Shift
from data.store import documents
from tests.app.small_centre import SmallCentre
from tests.app.web.web_page import a_page, words
from tests.until import until

EIGHT = RuleSetting("shift_count", 5, {"weeks": 8})


def publish_weeks(
    context: Context, saved: SavedRoster, first: date, weeks: int, start: int = 480
) -> str:
    """Weeks of one agent's early shifts, kept and published; returns the agent."""
    agent = context.store.load(documents.STAFF).agents[0].agent_id
    days = [first + timedelta(days=n) for n in range(7 * weeks)]
    shifts = tuple(Shift(agent, day, start, 480, "old") for day in days)
    roster_id = context.new_id("R", f"{first:%Y%m%d}")
    result = replace(saved.result, roster=Roster(first, 7 * weeks, shifts))
    kept = replace(saved, roster_id=roster_id, result=result)
    context.store.save_roster(kept, context.entry("build_roster", f"roster:{roster_id}"))
    seen = max((p.version for p in context.store.load_publications()), default=0)
    draft = Publication(0, roster_id, first, 7 * weeks, context.who, "", context.clock())
    context.store.publish(draft, seen, context.entry("publish_roster", f"roster:{roster_id}"))
    return agent


def test_history_reaches_as_far_back_as_the_rules_in_force(
    rostered: tuple[SmallCentre, SavedRoster],
) -> None:
    context, saved = rostered[0].context, rostered[1]
    assert saved.result.roster is not None
    first = saved.result.roster.first
    publish_weeks(context, saved, first - timedelta(weeks=10), 10)
    publish_weeks(context, saved, first - timedelta(weeks=2), 1, start=540)  # a newer version
    assert problem_for(context, first, 7).history_first == first - timedelta(days=28)
    add_setting(context, EIGHT)
    history = problem_for(context, first, 7).history
    assert [shift.day for shift in history] == [
        first + timedelta(days=n) for n in range(-56, 0)
    ]  # each day once
    newer = {shift.day for shift in history if shift.start_min == 540}
    assert newer == {first - timedelta(days=n) for n in range(8, 15)}


@pytest.mark.usefixtures("hasty")
def test_a_build_says_once_from_when_on_rosters_are_known(
    rostered: tuple[SmallCentre, SavedRoster], peakshift
) -> None:
    centre, saved = rostered
    assert saved.result.roster is not None
    first = saved.result.roster.first
    since = first - timedelta(weeks=3)
    publish_weeks(centre.context, saved, since, 3)
    add_setting(centre.context, EIGHT)
    asked = ("roster", "build", "--from", str(first), "--weeks", "1", "--time-limit", "1")
    code, said, _ = peakshift(centre.url, *asked)
    note = (
        f"No roster is known before {since}: rules that look back up to 8 weeks count those days "
        "as free."
    )
    assert code == 0
    assert said.replace("\n", " ").count(note) == 1
    code, said, _ = peakshift(centre.url, *asked, "--json")
    built = json.loads(said)
    assert built["unknown_history"] == note
    shown = peakshift(centre.url, "roster", "check", built["id"])[1]
    assert shown.replace("\n", " ").count(note) == 1
    told = json.loads(peakshift(centre.url, "roster", "check", built["id"], "--json")[1])
    assert told["unknown_history"] == note


def test_a_build_with_enough_history_says_nothing_of_it(
    rostered: tuple[SmallCentre, SavedRoster],
) -> None:
    context, saved = rostered[0].context, rostered[1]
    assert saved.result.roster is not None
    first = saved.result.roster.first
    assert "No roster is known before" in saved.detail["unknown_history"]
    publish_weeks(context, saved, first - timedelta(weeks=4), 4)
    built = build_roster(context, first, 1, **until())
    assert "unknown_history" not in built.detail


def test_the_page_of_a_roster_says_from_when_on_rosters_are_known(
    url: str, rostered: tuple[SmallCentre, SavedRoster]
) -> None:
    roster = rostered[1].result.roster
    assert roster is not None
    page = a_page("roster").run()
    assert not page.exception
    assert words(page).count(f"No roster is known before {roster.first}") == 1
