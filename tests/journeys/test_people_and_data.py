"""What was only to be had on the command line: history in, people, leave, targets, on pages."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.services.context import Context, queues_of, today_of
from app.services.exchange.layouts import file_layouts_of
from data.model.staff import Leave
from data.store import documents
from tests.app.web.web_page import WHO
from tests.journeys.pages import Visitor

pytestmark = [pytest.mark.browser]


def a_report(folder: Path) -> Path:
    """A day of an unknown program: day and span apart, mean handle times on a clock."""
    rows = ["日期,时段,技能组,来电量,接通量,平均处理时长"]
    for slot in range(48):
        begin, end = (f"{n // 2:02d}:{30 * (n % 2):02d}" for n in (slot, (slot + 1) % 48))
        rows.append(f"2025/8/11,{begin}-{end},报修热线,{slot},{slot},0:04:10")
    rows.append("2025/8/12,00:00-00:30,报修热线,many,1,0:04:10")
    path = folder / "switch.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def reads_in_a_file_of_unknown_columns(manager: Visitor, context: Context, folder: Path) -> None:
    manager.opens("Data")
    manager.page.locator("input[type=file]").set_input_files(a_report(folder))
    manager.sees("of no layout known here")
    manager.page.reload()  # the file and its mapping are there again
    manager.sees("of no layout known here", timeout_s=40)
    manager.fills("Name of this layout", "Switch report")
    manager.presses("Save this layout and go on")
    manager.sees("1 row would be set aside")
    (layout,) = file_layouts_of(context)
    assert (layout.name, layout.handle_time, layout.time_unit) == (
        "Switch report",
        "average",
        "clock",
    )
    manager.presses("Read in 48 rows")
    manager.sees(re.compile("48 rows new"), timeout_s=60)
    series = context.store.load_series("报修热线")
    assert series.offered.sum() == sum(range(48))
    assert series.handle_s_total.max() == 47 * 250
    manager.page.get_by_text("What was read", exact=True).click()
    manager.sees("Rows set aside")


def adds_a_person_and_a_week_of_leave(manager: Visitor, context: Context) -> None:
    manager.opens("People")
    manager.presses("Add a person")
    manager.page.get_by_role("textbox", name="Name", exact=True).fill("Li Na 李娜")
    manager.chooses("Skills: the queues they serve", "Billing")
    manager.page.keyboard.press("Escape")
    manager.fills("Reason (stays in the audit trail)", "starts on Monday")
    manager.presses("Add them")
    person = manager.page.get_by_role("combobox", name="Person")
    expect(person).to_have_value(re.compile("Li Na"))
    new = context.store.load(documents.STAFF).agents[-1]
    assert (new.name, new.skills) == ("Li Na 李娜", ("billing",))
    manager.page.get_by_test_id("stMain").get_by_text("Leave", exact=True).last.click()
    manager.sees("No leave from today on")
    first = today_of(Context(context.store)) + timedelta(days=1)
    last = first + timedelta(days=6)
    for label, day in (("First day", first), ("Last day", last)):
        manager.picks_a_day(label, day)
    manager.fills("Reason (stays in the audit trail)", "moving house")
    manager.presses("Add the leave")
    manager.sees("Take back")
    assert context.store.load(documents.STAFF).leave == (Leave(new.agent_id, first, last),)


def changes_a_target(manager: Visitor, context: Context) -> None:
    manager.opens("Settings")
    manager.page.get_by_text("Queues and targets", exact=True).click()
    manager.sees("Queue to change")
    manager.chooses("Queue to change", "Billing")
    manager.settles()
    manager.fills("In time means within [s]", "30")
    manager.fills("Reason (stays in the audit trail)", "agreed with the client")
    manager.presses("Save this queue")
    (billing,) = queues_of(context, ("billing",))
    assert billing.target.threshold_s == 30


def test_history_people_and_targets_are_changed_without_a_command(
    manager: Visitor, context: Context, tmp_path: Path
) -> None:
    manager.page.set_default_timeout(30_000)
    manager.page.set_viewport_size({"width": 1280, "height": 720})
    manager.page.goto(manager.address)
    reads_in_a_file_of_unknown_columns(manager, context, tmp_path)
    adds_a_person_and_a_week_of_leave(manager, context)
    changes_a_target(manager, context)
    manager.opens("Audit")
    newest = manager.page.locator("strong").filter(has_text="Changed queue Billing")
    expect(newest).to_have_text("Changed queue Billing: answer threshold 20 → 30")
    assert {entry.who for entry in context.store.audit(limit=4)} == {WHO}
