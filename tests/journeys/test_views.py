"""What else a day holds, in a real browser: activities, sickness, values, conflicts, proofs."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app.services.context import Context
from app.services.roster.build import rules_of
from app.services.roster.check import roster_of
from app.services.roster.publishing.publish import publish_roster
from app.services.rules.saved import set_rules
from app.web.parts.charts.palette import SESSION
from data.model.publication import SavedRoster
from data.model.rule import RuleSetting
from data.model.shift import Shift
from data.store import documents
from rostering.repair.replacement import rank_replacements
from tests.app.web.web_page import WHO
from tests.journeys.conftest import Planned
from tests.journeys.pages import Visitor

WHY = "Reason (stays in the audit trail)"
pytestmark = [pytest.mark.browser]


def newest(planned: Planned) -> SavedRoster:
    store = planned[0].store
    return store.load_roster(store.list_rosters()[0].roster_id)


def keeps(visitor: Visitor, why: str) -> None:
    """Give a reason below what is shown and save it."""
    visitor.page.get_by_label(WHY).last.fill(why)
    visitor.presses("Save as a new roster")


def opens_earlier_and_unknown_addresses(visitor: Visitor) -> None:
    page, title = visitor.page, visitor.page.get_by_role("heading", level=1)
    page.goto(f"{visitor.address}/mend")  # the first address after a start
    expect(title).to_have_text("Sick and surge", timeout=60_000)
    page.goto(f"{visitor.address}/overview")
    expect(title).to_have_text("Test centre 测试中心", timeout=60_000)
    page.goto(f"{visitor.address}/nowhere")
    visitor.sees("There is no page")
    visitor.settles()
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.heavy  # tests/app/web/pages/test_activities.py does it without a browser
def test_activities_are_wanted_placed_saved_and_seen_in_the_days_bars(
    visitor: Visitor, planned: Planned
) -> None:
    visitor.opens("Training and activities")
    visitor.sees("No activity is wanted yet")
    visitor.fills("What", "Training 培训")
    visitor.fills(WHY, "new tariff")
    visitor.presses(re.compile("Add$"))
    visitor.sees("1 × 60 min · everybody")
    visitor.presses("Place in idle hours")
    visitor.sees("Cost of the roster", timeout_s=60)
    visitor.sees("Idle and missing agents without and with the activities")
    keeps(visitor, "tariff")
    visitor.sees("Who has which activity when")
    kept = newest(planned)
    assert (kept.parent_id, kept.note) == (planned[1].roster_id, "tariff")
    day = next(shift.day for shift in roster_of(kept).shifts if shift.activities)
    visitor.opens("Roster")
    visitor.page.get_by_text("One day", exact=True).first.click()
    visitor.settles()
    visitor.chooses("Day", f"{day:%a} {day.day} {day:%b}")
    visitor.settles()
    visitor.sees("rose blocks activities")
    assert visitor.draws(SESSION)


def test_two_call_in_sick_one_click_takes_somebody_and_it_is_published_with_its_message(
    visitor: Visitor, planned: Planned
) -> None:
    context, saved = planned
    shifts = roster_of(saved).shifts
    pairs = ((s, o) for s in shifts for o in shifts if s.day == o.day and s != o)
    out = next(pair for pair in pairs if somebody_may(saved, *pair))
    day = out[0].day
    opens_earlier_and_unknown_addresses(visitor)  # on this server: another takes seconds to start
    visitor.opens("Sick and surge")
    visitor.chooses("Day", f"{day:%a} {day.day} {day:%b}")
    visitor.settles()
    box = visitor.page.get_by_role("combobox", name=re.compile("Who is out"))
    for shift in out:
        box.fill(f"({shift.agent_id})")
        visitor.page.get_by_role("option").first.click()
        visitor.settles()
    visitor.page.keyboard.press("Escape")
    visitor.sees("if nobody helped")
    visitor.presses(re.compile("^Take$"))
    visitor.sees("Take back")
    visitor.page.reload()  # nothing is lost
    visitor.sees("Take back")
    visitor.settles()
    accept = visitor.page.get_by_text(re.compile("Accept .* broken hard rule"))
    if accept.count():
        accept.first.click()
    visitor.presses(re.compile("Publish now$"))
    visitor.sees("Version 1 is published", timeout_s=90)
    visitor.sees(re.compile("Please confirm to"))
    (version,) = context.store.load_publications()
    new = newest(planned)
    assert (version.roster_id, version.who, new.made_by) == (new.roster_id, WHO, WHO)
    assert not {(s.agent_id, s.day) for s in out} & set(roster_of(new).by_cell)
    assert new.result.bound is not None
    takes_it_back_while_a_colleague_publishes(visitor, context, saved)


def takes_it_back_while_a_colleague_publishes(
    visitor: Visitor, context: Context, saved: SavedRoster
) -> None:
    """A withdrawal, and the slower of two people on one roster is named the faster one."""
    visitor.presses("Done")
    visitor.opens("Publish")
    visitor.page.get_by_text("Take this version back").click()
    visitor.fills("Reason (everybody will see it)", "they are well again")
    visitor.presses(re.compile("Withdraw version 1$"))
    visitor.sees("Version 1 is withdrawn")
    assert [p.withdraws for p in context.store.load_publications()] == [0, 1]
    publish_roster(context, saved.roster_id, "I was faster", replications=2)
    field = visitor.page.get_by_role("textbox", name="Reason (everybody will see it)").first
    field.fill("me too")
    accept = visitor.page.get_by_text(re.compile("Publish although"))
    if accept.count():
        accept.first.click()
    visitor.presses(re.compile("Publish$"))
    visitor.sees("Nothing was published", timeout_s=60)
    visitor.sees(re.compile("I was faster"))
    assert len(context.store.load_publications()) == 3


def somebody_may(saved: SavedRoster, shift: Shift, *out: Shift) -> bool:
    """Whether somebody can take a shift over and keep every rule: not so on the fullest days.

    Parameters
    ----------
    out
        Shifts of the same day that are lost as well.
    """
    roster = roster_of(saved)
    left = replace(roster, shifts=tuple(s for s in roster.shifts if s not in out))
    found = rank_replacements(saved.problem, left, shift.agent_id, shift.day)
    away = {one.agent_id for one in out}
    return any(candidate.keeps_rules and candidate.agent_id not in away for candidate in found)


@pytest.mark.heavy  # tests/app/web/pages/test_sick_and_surge.py takes one without a browser
def test_the_best_candidate_takes_a_shift_over(visitor: Visitor, planned: Planned) -> None:
    _desk, saved = planned
    roster = roster_of(saved)
    shift = next(s for s in roster.shifts if somebody_may(saved, s))
    visitor.opens("Roster")
    visitor.fills("Name or id", shift.agent_id)
    visitor.sees("1 of 16 agents")
    visitor.picks_the_cell((shift.day - roster.first).days)
    visitor.page.get_by_text("Who could take over").click()
    visitor.sees(re.compile("fills .* h"))
    visitor.presses("Take")
    does = re.compile("What (this|these).* do")
    visitor.sees(does)
    visitor.presses(re.compile("Undo"))
    expect(visitor.page.get_by_text(does)).to_have_count(0)
    visitor.presses(re.compile("Redo"))
    visitor.sees(does)
    visitor.page.get_by_label(WHY).last.fill("doctor")
    visitor.presses(re.compile("Save as a new roster"))
    opened = visitor.page.get_by_role("combobox", name="Roster")
    expect(opened).to_have_value(re.compile("edited"), timeout=20_000)
    after = roster_of(newest(planned))
    assert (shift.agent_id, shift.day) not in after.by_cell
    changed = [s for s in after.shifts if s not in roster.shifts]
    assert [s.day for s in changed] == [shift.day]
    assert changed[0].agent_id in {
        c.agent_id for c in rank_replacements(saved.problem, roster, shift.agent_id, shift.day, 10)
    }


@pytest.mark.heavy  # tests/app/web has both pages
def test_people_and_hours_are_priced_and_a_menu_is_designed_and_adopted(
    visitor: Visitor, planned: Planned
) -> None:
    visitor.opens("Value of one more")
    visitor.fills("Time limit [s]", "5")
    visitor.presses(re.compile("Work out the value$"))
    visitor.sees("What one more agent required costs", timeout_s=90)
    expect(visitor.page.get_by_test_id("stVegaLiteChart").first).to_be_visible()
    visitor.opens("Shift design")
    visitor.chooses("Starts every [min]", "60")
    visitor.fills("Seconds for each size", "1")
    visitor.presses(re.compile("Design$"))
    visitor.sees("What few codes cost", timeout_s=120)
    visitor.page.get_by_label(re.compile("Reason")).last.fill("fewer codes")
    visitor.presses(re.compile("Use these"))
    visitor.sees("These are the shift templates now")
    context = planned[0]
    (entry,) = context.store.audit(verb="adopt_menu")
    assert (entry.who, entry.why) == (WHO, "fewer codes")
    assert len(context.store.load(documents.STAFF).menu) <= 16


@pytest.mark.heavy  # tests/app/web/test_jobs.py names the conflicts
def test_colliding_rules_are_named_with_the_way_to_the_rules(
    visitor: Visitor, planned: Planned
) -> None:
    context = planned[0]
    kept = tuple(s for s in rules_of(context) if s.rule != "working_days_a_week")
    every_day = RuleSetting("working_days_a_week", None, {"least": 7, "most": 7})
    set_rules(context, (*kept, every_day), "work every day, and have a day off")
    visitor.opens("Roster")
    visitor.page.get_by_text("Build a new roster").click()
    visitor.fills("Weeks", "1")
    visitor.presses(re.compile("Build$"))
    visitor.sees("No roster holds every hard rule", timeout_s=120)
    visitor.sees(re.compile(r"and \d+ more .* have no roster: these rules collide"))
    visitor.sees(re.compile("Way out for .* relax «"))
    visitor.page.get_by_role("link", name="Change the rules").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Rules")
    saved = newest(planned)
    assert (saved.result.status, saved.result.roster) == ("infeasible", None)


@pytest.mark.heavy  # tests/app/web/pages/test_forecast.py does both
def test_a_forecast_is_shown_and_an_event_named_on_it(visitor: Visitor, planned: Planned) -> None:
    context = planned[0]
    visitor.opens("Forecast")
    visitor.sees("Contacts a day")
    expect(visitor.page.get_by_test_id("stVegaLiteChart").first).to_be_visible()
    visitor.page.get_by_text("Any period", exact=True).click()
    visitor.settles()
    visitor.page.get_by_text("Events", exact=True).first.click()
    visitor.settles()
    visitor.presses(re.compile("Add$"))
    visitor.sees("needs a name")
    visitor.fills("Name", "Campaign 活动")
    visitor.fills(WHY, "spring tariff")
    visitor.presses(re.compile("Add$"))
    named = visitor.page.get_by_text(re.compile("Campaign 活动"))  # in the table: a canvas, drawn
    expect(named.first).to_be_attached(timeout=20_000)  # the toast may be gone by now
    first = context.store.latest_forecast("fault").grid.days[0]
    assert context.store.load(documents.SPECIAL_DAYS)[first].name == "Campaign 活动"
    assert first + timedelta(days=1) not in context.store.load(documents.SPECIAL_DAYS)
    (entry,) = context.store.audit(verb="add_special_days")
    assert (entry.who, entry.why) == (WHO, "spring tariff")


@pytest.mark.heavy  # tests/app/services/roster/evaluation/test_proof.py adds it up
def test_the_bound_of_a_roster_is_added_up_again(visitor: Visitor, planned: Planned) -> None:
    visitor.opens("Roster")
    visitor.page.get_by_text("Proof", exact=True).first.click()
    visitor.settles()
    visitor.presses("Check the lower bound again")
    known = planned[1].result.certificate
    assert known is not None
    visitor.sees(re.compile(f"prove {known.bound:,} points"), timeout_s=60)


@pytest.mark.heavy  # tests/app/services/staffing reads such files
def test_a_bad_file_of_absence_is_answered_with_what_it_lacks(
    visitor: Visitor, planned: Planned
) -> None:
    visitor.opens("Staffing need")
    visitor.page.get_by_text(re.compile("Shrinkage:")).click()
    bad = {"name": "absence.csv", "mimeType": "text/csv", "buffer": b"day,why\n2025-07-01,flu\n"}
    visitor.page.get_by_test_id("stFileUploader").locator("input").set_input_files(bad)  # type: ignore[arg-type]
    visitor.settles()
    visitor.presses("Fit from this file")
    visitor.sees(re.compile("rostered_minutes"))
    expect(visitor.page.get_by_test_id("stException")).to_have_count(0)
