"""Rosters as lists, matrix, workbook, calendar and payroll."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import openpyxl
import pytest

from data.export import (
    Change,
    PayPeriod,
    payroll,
    roster_ics,
    roster_long,
    roster_matrix,
    roster_xlsx,
)
from data.export.payroll import PaidMinutes, paid_minutes
from data.ingest import read_roster
from data.model.activity import Activity
from data.model.errors import BadRows, InvalidValue, UnreadableFile
from data.model.roster import Roster
from data.model.shift import Break, Shift, ShiftTemplate
from data.model.staff import Agent
from tests.data.builders import MONDAY, a_roster, a_shift

AGENTS = (
    Agent("A2", "=HYPERLINK(1)", "full", ()),
    Agent("A1", "王丽", "full", ()),
    Agent("A3", "Idle", "full", ()),
)


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def a_period(roster: Roster, **changes: Any) -> PayPeriod:
    return PayPeriod(roster.first, roster.last, roster.shifts, AGENTS, **changes)


def a_csv(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_an_activity_is_listed_paid_and_told_in_the_calendar() -> None:
    shift = a_shift(length_min=480, activities=(Activity(600, 60, "coaching"),))
    roster = Roster(MONDAY, 1, (shift,))
    found = rows(roster_long(roster))[1:]
    assert ("session:coaching", "60") in [(row[2], row[5]) for row in found]
    assert sum(int(row[5]) for row in found) == shift.paid_min
    (event,) = icalendar.Calendar.from_ical(roster_ics(roster)).walk("VEVENT")
    assert "10:00-11:00 coaching" in event["description"]
    whole = paid_minutes((a_shift(length_min=480),), ())
    assert paid_minutes((shift,), ()) == replace(whole, off_phone=60)
    assert "[coaching 10:00-11:00]" in roster_matrix(roster).decode()


def test_the_long_form_lists_work_and_breaks_in_their_order() -> None:
    night = a_shift(
        start_min=1320,
        length_min=480,
        breaks=(Break(1500, 30, "meal"), Break(1620, 15, "rest", True)),
    )
    found = rows(roster_long(Roster(MONDAY, 1, (night,)), version="R-1"))
    assert found[0] == [
        "agent_id",
        "date",
        "activity",
        "start",
        "end",
        "paid_minutes",
        "roster_version",
        "shift",
        "paid",
    ]
    assert [row[2] for row in found[1:]] == ["work", "break:meal", "work", "break:rest", "work"]
    assert found[1][:2] == ["A1", "2026-03-02"]
    assert found[2][3:] == [
        "2026-03-03T01:00+08:00",
        "2026-03-03T01:30+08:00",
        "0",
        "R-1",
        "D8 22:00",
        "no",
    ]
    assert sum(int(row[5]) for row in found[1:]) == night.paid_min


def test_the_matrix_has_agents_down_in_the_order_given_and_days_across() -> None:
    found = rows(roster_matrix(a_roster(), AGENTS))
    assert found[0][:4] == ["agent_id", "name", "2026-03-02", "2026-03-03"]
    assert [row[0] for row in found[1:]] == ["A2", "A1", "A3"]
    assert found[1][1:3] == ["'=HYPERLINK(1)", "D8 22:00-06:30"]
    assert found[2][1:3] == ["王丽", "D8 08:00-16:30"]
    assert found[3][2:] == [""] * 7


def test_two_shifts_in_one_cell_survive() -> None:
    roster = a_roster(a_shift(breaks=()), a_shift(breaks=(), start_min=1200, length_min=180))
    assert "D8 08:00-16:30 + D8 20:00-23:00" in roster_matrix(roster).decode()


def test_a_template_that_a_cell_would_misread_is_refused() -> None:
    with pytest.raises(InvalidValue, match="rename it or export the long list"):
        roster_matrix(a_roster(a_shift(template="8:30")))


def test_matrix_cells_without_an_end_take_it_from_the_menu(tmp_path: Path) -> None:
    path = a_csv(
        tmp_path / "m.csv", "agent_id,2026/3/2,2026/3/3", "A1,D8 8:00,off", "A2,-,D8 22:00"
    )
    menu = (ShiftTemplate("D8", "day", 0, 1439, 30, 510),)
    roster = read_roster(path, menu)
    assert [s.length_min for s in roster.shifts] == [510, 510]
    assert (roster.first, roster.days) == (MONDAY, 2)
    with pytest.raises(BadRows, match="template is unknown"):
        read_roster(path)


def test_a_long_file_of_another_program_needs_no_shift_column(tmp_path: Path) -> None:
    path = a_csv(
        tmp_path / "l.csv",
        "agent_id,date,activity,start,end",
        "A1,2026-03-02,work,2026-03-02 22:00,2026-03-03 02:00",
        "A1,2026-03-02,meal,2026-03-03 02:00,2026-03-03 02:30",
        "A1,2026-03-02,work,2026-03-03 02:30,2026-03-03 06:00",
    )
    (shift,) = read_roster(path).shifts
    assert shift == Shift("A1", MONDAY, 1320, 480, "", (Break(1560, 30, "meal"),))


def test_wrong_roster_rows_are_reported_at_once(tmp_path: Path) -> None:
    long = a_csv(
        tmp_path / "l.csv",
        "agent_id,date,activity,start,end",
        "A1,2026-03-99,work,2026-03-02T08:00,2026-03-02T16:00",
        "A1,2026-03-02,work,8 o'clock,2026-03-02T16:00",
        "A1,2026-03-02,,2026-03-02T16:00,2026-03-02T08:00",
        ",2026-03-02,work,2026-03-02T08:00,2026-03-02T16:00",
        "A2,2026-03-02,work,2026-03-04T08:00,2026-03-04T16:00",
    )
    with pytest.raises(BadRows) as caught:
        read_roster(long)
    text = str(caught.value)
    for said in (
        "row 2: date '2026-03-99' is no day",
        "row 3: start '8 o'clock' is no time",
        "row 4: activity is empty",
        "row 5: agent_id is empty",
        "row 6: A2 2026-03-02: start or length out of range",
    ):
        assert said in text, said
    matrix = a_csv(
        tmp_path / "m.csv",
        "agent_id,2026-03-02",
        "A1,whenever",
        "A1,D8 08:00-16:00",
        "A2,D8 25:00-30:00",
    )
    with pytest.raises(BadRows) as caught:
        read_roster(matrix)
    assert "'whenever' is no shift" in str(caught.value)
    assert "row 3: agent A1 is already in m.csv row 2" in str(caught.value)
    assert "row 4: A2 2026-03-02: start or length out of range" in str(caught.value)


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (("a,b", "1,2"), "expected a roster"),
        (("agent_id,2026-03-02,2026-03-04", "A1,,"), "do not follow one another"),
        (("agent_id,2026-03-02",), "no agents"),
    ],
)
def test_other_tables_are_no_rosters(tmp_path: Path, lines: tuple[str, ...], what: str) -> None:
    with pytest.raises(UnreadableFile, match=what):
        read_roster(a_csv(tmp_path / "x.csv", *lines))


def test_a_roster_exported_on_the_day_clocks_change_reads_back() -> None:
    import tempfile

    sunday = date(2026, 3, 8)
    roster = Roster(sunday, 1, (Shift("A", sunday, 90, 120, "N", (Break(150, 15, "rest"),)),))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r.csv"
        path.write_bytes(roster_long(roster, zone="America/New_York"))
        assert read_roster(path) == roster


def test_paid_minutes_are_counted_minute_by_minute() -> None:
    friday = MONDAY + timedelta(days=4)
    shift = a_shift(
        day=friday,
        start_min=1320,
        length_min=510,
        breaks=(Break(1500, 30), Break(1400, 10, paid=True)),
    )
    # Friday 22:00 to Saturday 06:30 without 01:00-01:30: night 23:00-06:00, Saturday from 00:00.
    assert paid_minutes((shift,), {friday}) == PaidMinutes(1, 480, 390, 360, 120)


def test_payroll_has_a_row_for_everybody() -> None:
    found = rows(payroll(a_period(a_roster())))
    assert [row[0] for row in found[1:]] == ["A2", "A1", "A3"]
    assert found[2] == ["A1", "王丽", "1", "480", *"00000000"]
    assert found[3][2:] == ["0"] * 10


def test_the_workbook_shows_the_matrix_in_colour_and_texts_as_texts() -> None:
    roster = a_roster()
    content = roster_xlsx(roster, a_period(roster, holidays={MONDAY}), version="R-1")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Matrix", "Long", "Payroll"]
    matrix = book["Matrix"]
    assert matrix["B2"].value == "=HYPERLINK(1)"
    assert matrix["B2"].data_type == "s"
    assert matrix["C2"].value == "D8 22:00-06:30"
    assert matrix["C2"].fill.bgColor.rgb != matrix["C3"].fill.bgColor.rgb or (
        matrix["C2"].fill.fgColor.rgb != matrix["C3"].fill.fgColor.rgb
    )
    assert matrix.freeze_panes == "C2"
    days = [matrix.cell(1, column) for column in range(3, 3 + roster.days)]
    assert [cell.value.date() for cell in days] == list(roster.dates)
    assert {cell.number_format for cell in days} == {"yyyy-mm-dd"}
    day, start = book["Long"]["B3"], book["Long"]["D3"]
    assert (day.is_date, day.number_format) == (True, "yyyy-mm-dd")
    assert (start.is_date, start.number_format) == (True, "yyyy-mm-dd hh:mm")
    assert book["Long"].max_row == 1 + 1 + 6  # header, horizon, two shifts of three pieces
    heads, first, *_ = book["Long"].values
    assert heads[-2:] == ("start_offset", "end_offset")
    assert first[-2:] == ("+08:00", "+08:00")
    payroll_rows = list(book["Payroll"].values)
    assert payroll_rows[2][:4] == ("A1", "王丽", 1, 480)
    assert payroll_rows[2][6] == 480
    assert roster_xlsx(roster, a_period(roster, holidays={MONDAY}), version="R-1") == content


def test_the_calendar_has_an_event_a_shift_in_utc() -> None:
    calendar = icalendar.Calendar.from_ical(roster_ics(a_roster(), AGENTS))
    events = calendar.walk("VEVENT")
    assert len(events) == 2
    first = next(e for e in events if "王丽" in str(e["SUMMARY"]))
    assert first["DTSTART"].dt == datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
    assert first["DTEND"].dt == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    assert "12:00-12:30 meal" in str(first["DESCRIPTION"])
    assert len({str(event["UID"]) for event in events}) == 2


def test_an_agents_calendar_holds_only_that_agents_shifts() -> None:
    calendar = icalendar.Calendar.from_ical(roster_ics(a_roster(), AGENTS[1:2], change=Change(4)))
    (event,) = calendar.walk("VEVENT")
    assert str(event["SUMMARY"]) == "D8"
    assert event["SEQUENCE"] == 4
    assert "王丽" in str(calendar["X-WR-CALNAME"])
    assert roster_ics(a_roster(), AGENTS) == roster_ics(a_roster(), AGENTS)


def test_two_shifts_of_one_day_are_two_events() -> None:
    roster = a_roster(
        a_shift(breaks=()), a_shift(breaks=(), start_min=1200, length_min=180, template="E")
    )
    events = icalendar.Calendar.from_ical(roster_ics(roster)).walk("VEVENT")
    assert len({str(event["UID"]) for event in events}) == 2


@pytest.mark.parametrize("typed", ["d8 08:30", "Ｄ８ ０８：３０－１７：００", "D8  8:30-17:00"])
def test_a_code_is_known_however_it_is_typed(tmp_path: Path, typed: str) -> None:
    """Else a shift of the staff's templates counted as one of none, and broke a hard rule."""
    path = a_csv(tmp_path / "x.csv", "agent_id,2026-01-05", f"A001,{typed}")
    (shift,) = read_roster(path, (ShiftTemplate("D8", "day", 0, 1439, 30, 510),)).shifts
    assert (shift.template, shift.start_min, shift.length_min) == ("D8", 510, 510)


def test_of_two_codes_that_look_alike_each_is_read_as_it_stands(tmp_path: Path) -> None:
    menu = tuple(ShiftTemplate(code, "day", 0, 1439, 30, 510) for code in ("D8", "d8"))
    path = a_csv(tmp_path / "x.csv", "agent_id,2026-01-05,2026-01-06", "A001,d8 08:30,D8 08:30")
    assert [shift.template for shift in read_roster(path, menu).shifts] == ["d8", "D8"]
