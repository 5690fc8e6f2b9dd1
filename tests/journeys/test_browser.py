"""A shift manager's morning in a real browser, on a real store: from the forecast to the file."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.services.context import Context
from app.services.roster.build import rules_of
from app.services.roster.changes.edit import CellEdit, consequence_in
from app.services.roster.changes.shift_from_template import shift_from_template
from app.services.roster.check import roster_of
from data.model.publication import SavedRoster
from data.model.shift import clock
from tests.app.web.web_page import WHO
from tests.journeys.pages import Visitor

pytestmark = [pytest.mark.browser]


def a_lawful_change(context: Context, saved: SavedRoster) -> CellEdit:
    """A shift moved within its template so that no hard rule breaks."""
    problem, roster = saved.problem, roster_of(saved)
    for shift in roster.shifts:
        for start in problem.template[shift.template].starts_min:
            if start == shift.start_min:
                continue
            menu = (shift.agent_id, shift.day, shift.template, start)
            edit = CellEdit(shift.agent_id, shift.day, shift_from_template(problem, roster, *menu))
            if not consequence_in(problem, roster, (edit,)).after.hard_violations:
                return edit
    raise AssertionError("every move of every shift breaks a hard rule")


def sees_the_forecast(manager: Visitor, context: Context) -> None:
    manager.opens("Today")
    manager.sees("Test centre 测试中心")
    manager.opens("Forecast")
    manager.sees("Fault reports 故障报修")
    version = re.compile(context.store.latest_forecast("fault").version_id)
    expect(manager.page.get_by_role("combobox", name="Version")).to_have_value(version)
    expect(manager.page.get_by_test_id("stVegaLiteChart").first).to_be_visible()
    manager.sees("Admission and notes")


def prices_weekends(manager: Visitor, context: Context) -> None:
    manager.opens("Rules")
    place = next(i for i, s in enumerate(rules_of(context)) if s.rule == "weekends_off")
    manager.page.locator(f".st-key-change_{place}").get_by_role("button").click()
    dialog = manager.page.get_by_role("dialog")
    manager.fills("Cost of each weekend", "41", dialog)
    manager.fills("Reason for the change (stays in the audit trail)", "agreed", dialog)
    manager.presses("Save", dialog)
    manager.sees("41 a weekend")
    assert rules_of(context)[place].price == 41
    (entry,) = context.store.audit(verb="set_rules")
    assert (entry.who, entry.why) == (WHO, "agreed")


def builds_a_week(manager: Visitor, context: Context) -> SavedRoster:
    manager.opens("Roster")
    manager.fills("Weeks", "1")
    manager.fills("Time limit [s]", "90")
    manager.presses(re.compile("Search$"))
    manager.chooses("Engine", "lns")  # has a first roster at once, however slow the machine
    manager.presses(re.compile("Build$"))
    points = manager.page.get_by_test_id("stMetric").filter(has_text="Cost so far")
    expect(points).to_contain_text(re.compile("[0-9]"), timeout=85_000)
    manager.presses("Stop")
    manager.sees(re.compile("is saved: cost"), timeout_s=30)
    manager.presses("Show it")
    (listed,) = context.store.list_rosters()
    saved = context.store.load_roster(listed.roster_id)
    assert listed.made_by == WHO
    assert 41 in [rule.price for rule in saved.problem.rules if rule.rule == "weekends_off"]
    assert saved.scorecard.hard_violations == 0
    expect(manager.page.get_by_test_id("stDataFrame").first).to_be_visible()
    return saved


def edits_by_hand(
    manager: Visitor, context: Context, saved: SavedRoster
) -> tuple[SavedRoster, CellEdit]:
    edit = a_lawful_change(context, saved)
    assert edit.shift is not None
    manager.fills("Name or id", edit.agent_id)
    manager.sees("1 of 16 agents")
    manager.picks_the_cell((edit.day - roster_of(saved).first).days)
    expect(manager.page.get_by_role("combobox", name="Agent", exact=True)).to_have_value(
        re.compile(edit.agent_id)
    )
    manager.page.get_by_text("Who could take over").click()
    manager.sees(re.compile("fills .* h"))
    manager.page.get_by_text("Who could take over").click()
    manager.chooses("Becomes", f"{edit.shift.template}  {clock(edit.shift.start_min)}")
    manager.presses("Show what that does")
    manager.sees("What this change does")
    assert len(context.store.list_rosters()) == 1  # nothing is saved before the consequence is seen
    manager.fills("Reason (stays in the audit trail)", "doctor at noon")
    manager.presses("Save as a new roster")
    opened = manager.page.get_by_role("combobox", name="Roster")
    expect(opened).to_have_value(re.compile("edited"), timeout=20_000)
    newest = context.store.load_roster(context.store.list_rosters()[0].roster_id)
    assert (newest.parent_id, newest.note) == (saved.roster_id, "doctor at noon")
    assert roster_of(newest).by_cell[edit.agent_id, edit.day] == (edit.shift,)
    return newest, edit


def publishes(manager: Visitor, context: Context, edited: SavedRoster) -> None:
    manager.opens("Publish")
    manager.sees("this would be the first version")
    manager.fills("Reason (everybody will see it)", "week plan")
    manager.presses(re.compile("Publish$"))
    manager.sees("Version 1 is published", timeout_s=90)
    (version,) = context.store.load_publications()
    assert (version.roster_id, version.who, version.why) == (edited.roster_id, WHO, "week plan")
    assert version.proof["hard_violations"] == 0
    assert set(version.proof["service"]["queues"]) == {"fault", "billing"}


def downloads_the_file(manager: Visitor, edited: SavedRoster, edit: CellEdit) -> None:
    with manager.page.expect_download() as waiting:
        manager.presses(re.compile("CSV, a row a shift"))
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["roster_version"] for row in rows} == {edited.roster_id}
    assert {row["agent_id"] for row in rows} == set(roster_of(edited).by_agent)
    assert edit.shift is not None
    mine = [
        row
        for row in rows
        if row["agent_id"] == edit.agent_id and row["date"] == edit.day.isoformat()
    ]
    assert any(clock(edit.shift.start_min) in row["start"] for row in mine)


def test_a_manager_goes_from_the_forecast_to_a_published_file(
    manager: Visitor, context: Context
) -> None:
    sees_the_forecast(manager, context)
    prices_weekends(manager, context)
    saved = builds_a_week(manager, context)
    edited, edit = edits_by_hand(manager, context, saved)
    publishes(manager, context, edited)
    downloads_the_file(manager, edited, edit)
    manager.opens("Audit")
    newest = manager.page.locator("strong").filter(has_text="as version 1")
    expect(newest).to_be_visible()
