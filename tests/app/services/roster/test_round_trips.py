"""Every form of a roster, as spreadsheets of several countries save it, comes back unchanged."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path

import openpyxl
import pytest

from app.services.roster.agent_ids import known_ids
from app.services.roster.check import diff_rosters
from app.services.roster.files import import_roster
from data.export import PayPeriod, payroll, roster_long, roster_matrix, roster_xlsx
from data.ingest import read_roster_file
from data.model.activity import Activity
from data.model.errors import InvalidValue, UnreadableFile
from data.model.publication import SavedRoster
from data.model.roster import Roster
from data.model.shift import Break, Shift
from data.model.staff import Agent, Leave
from tests.app.small_centre import SmallCentre
from tests.data.export.spreadsheet import (
    COUNTRIES,
    Country,
    saved_again,
    saved_as,
    sheet_saved_as,
    workbook_of,
)

FIRST = date(2026, 3, 23)  # the clock of Berlin changes on the 29th
ZONE = "Europe/Berlin"
IDS = ("001", "0002", "123456789012345678", "2E5", "A1", "=b", "老王", "Jörg")
AGENTS = tuple(Agent(one, f"Name of {one}", "full", ()) for one in IDS)


def _day(number: int) -> date:
    return FIRST + timedelta(days=number)


def _shifts() -> tuple[Shift, ...]:
    meal, rest = Break(720, 30, "meal"), Break(900, 15, "Pause früh", paid=True)
    course = Activity(600, 60, "Training; part [1]")
    found = [
        Shift(one, _day(day), 480, 510, "D8", (meal, rest), (course,) if day == 2 else ())
        for one in IDS
        for day in range(1, 5)
    ]
    return (
        *found,
        Shift("A1", _day(5), 1320, 480, "N", (Break(1560, 30, "meal"),)),
        Shift("001", _day(5), 1320, 480, "N", (Break(1605, 30, "meal", paid=True),)),
        Shift("2E5", _day(5), 360, 240, ""),
        Shift("2E5", _day(5), 1020, 240, "E 1"),
    )


ROSTER = Roster(FIRST, 9, _shifts())
LEAVE = (Leave("A1", _day(6), _day(7)), Leave("老王", _day(2), _day(2), "sick"))
PERIOD = PayPeriod(ROSTER.first, ROSTER.last, ROSTER.shifts, AGENTS, leave=LEAVE, zone=ZONE)
Make = Callable[[bool], bytes]
CSV_FORMS: dict[str, Make] = {
    "csv": lambda titles: roster_long(ROSTER, version="R-1", zone=ZONE, leave=LEAVE, titles=titles),
    "matrix": lambda titles: roster_matrix(
        ROSTER, AGENTS, version="R-1", leave=LEAVE, titles=titles
    ),
}


@cache
def _workbook(titles: bool) -> bytes:
    return roster_xlsx(ROSTER, PERIOD, version="R-1", titles=titles)


def _alone(sheet: str, titles: bool) -> bytes:
    def keep(opened: openpyxl.Workbook) -> None:
        for name in {"Matrix", "Long", "Payroll"} - {sheet}:
            del opened[name]

    return saved_again(_workbook(titles), keep)


def _as_xlsx(make: Make, titles: bool) -> bytes:
    return workbook_of(make(titles))


def _as_text(make: Make, country: Country, titles: bool) -> bytes:
    return saved_as(make(titles), country)


def _sheet(sheet: str, country: Country, titles: bool) -> bytes:
    return sheet_saved_as(_workbook(titles), sheet, country)


VARIANTS: dict[str, Make] = {
    "xlsx as it is": _workbook,
    "xlsx saved again": lambda titles: saved_again(_workbook(titles)),
}
"""Every file that may come back, by form and how it was saved."""
for _form, _make in CSV_FORMS.items():
    VARIANTS[f"{_form} as it is"] = _make
    VARIANTS[f"{_form} saved as xlsx"] = partial(_as_xlsx, _make)
    VARIANTS |= {f"{_form}, {one.name}": partial(_as_text, _make, one) for one in COUNTRIES}
for _name in ("Matrix", "Long"):
    VARIANTS[f"xlsx with {_name} alone"] = partial(_alone, _name)
    VARIANTS |= {f"sheet {_name}, {one.name}": partial(_sheet, _name, one) for one in COUNTRIES}


def _read(path: Path, content: bytes, base: Roster | None = ROSTER) -> Roster:
    path.write_bytes(content)
    found = read_roster_file(path)
    assert found.base_id == "R-1"
    return found.renamed(known_ids(found.agent_ids, IDS)).roster(base)


CASES = [
    pytest.param(titles, name, id=f"{name}, {'titles' if titles else 'ids'}")
    for titles in (True, False)
    for name in VARIANTS
]


@pytest.mark.parametrize(("titles", "name"), CASES)
def test_what_nobody_changed_comes_back_unchanged(tmp_path: Path, titles: bool, name: str) -> None:
    found = _read(tmp_path / "file", VARIANTS[name](titles))
    assert diff_rosters(ROSTER, found) == ()
    assert found == ROSTER


@pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: country.name)
def test_a_changed_cell_of_a_matrix_changes_that_cell_alone(
    tmp_path: Path, country: Country
) -> None:
    text = CSV_FORMS["matrix"](True).decode("utf-8-sig")
    edited = text.replace("N 22:00-06:00", "N 21:00-05:00", 1).encode("utf-8-sig")
    found = _read(tmp_path / "m.csv", saved_as(edited, country))
    (change,) = diff_rosters(ROSTER, found)
    assert (change.agent_id, change.day) == ("001", _day(5))


@pytest.mark.parametrize(
    ("sheet", "column", "new", "after"),
    [("Matrix", 3, "D8 09:00-17:30", "09:00"), ("Long", None, None, "off")],
)
def test_a_workbook_is_read_from_the_sheet_that_was_changed(
    tmp_path: Path, sheet: str, column: int | None, new: str | None, after: str
) -> None:
    def change(book: openpyxl.Workbook) -> None:
        opened = book[sheet]
        if column:
            opened.cell(6, column + 1).value = new
            return
        gone = [
            row[0].row
            for row in opened.iter_rows(min_row=2)
            if row[0].value == "A1" and row[1].value.date() == _day(1)
        ]
        for row in reversed(gone):
            opened.delete_rows(row)

    (found,) = diff_rosters(
        ROSTER, _read(tmp_path / "b.xlsx", saved_again(_workbook(True), change))
    )
    assert (found.agent_id, found.day) == ("A1", _day(1))
    assert after in found.after
    if column:
        with pytest.raises(UnreadableFile, match=r"differ in 1 cells, first A1 on 2026-03-24"):
            _read(tmp_path / "b.xlsx", saved_again(_workbook(True), change), None)


def test_paid_minutes_are_those_that_pass_and_whether_a_break_is_paid_comes_back(
    tmp_path: Path,
) -> None:
    lines = CSV_FORMS["csv"](False).decode("utf-8-sig").splitlines()
    night = [line.split(",") for line in lines if line.startswith("A1,2026-03-28")]
    assert sum(int(row[5]) for row in night) == 420 - 30 + 30  # the break lies in the skipped hour
    assert [row[8] for row in night] == ["yes", "no", "yes"]


def test_other_lists_of_ours_say_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "pay.csv"
    path.write_bytes(payroll(PERIOD, titles=True))
    with pytest.raises(UnreadableFile, match="a payroll list holds no shifts"):
        read_roster_file(path)


@pytest.mark.parametrize(
    ("named", "known", "expected"),
    [
        (["1"], ["001"], {"1": "001"}),
        (["1"], ["001", "1"], {}),
        ([" Ａ１ "], ["A1"], {" Ａ１ ": "A1"}),
        (["1.23457E+17"], ["123456789012345678"], {"1.23457E+17": "123456789012345678"}),
        (["1,23457E+17"], ["123456789012345678"], {"1,23457E+17": "123456789012345678"}),
        (["7"], ["A7"], {}),
        (["a1"], ["A1"], {}),
    ],
)
def test_ids_that_a_spreadsheet_changed_are_known_again(
    named: list[str], known: list[str], expected: dict[str, str]
) -> None:
    assert known_ids(named, known) == expected


@pytest.mark.parametrize(
    ("named", "known"), [(["1"], ["001", "01"]), (["1", "001"], ["001"]), (["1", "01"], ["001"])]
)
def test_ids_that_may_be_two_people_are_refused(named: list[str], known: list[str]) -> None:
    with pytest.raises(InvalidValue, match=r"may be|are both"):
        known_ids(named, known)


def test_a_built_roster_comes_back_with_its_points(
    rostered: tuple[SmallCentre, SavedRoster], tmp_path: Path
) -> None:
    from app.services.roster.files import export_roster

    centre, saved = rostered
    for form in ("csv", "matrix", "xlsx"):
        path = tmp_path / f"{form}.file"
        path.write_bytes(export_roster(centre.context, saved.roster_id, form))  # type: ignore[arg-type]
        read, found = import_roster(centre.context, path, "back again")
        assert found.roster == saved.result.roster, form
        assert read.parent_id == saved.roster_id
        assert read.result.objective == saved.result.objective
        assert found.notes == ()
    roster = saved.result.roster
    assert roster is not None
    moved = replace(roster, shifts=(replace(roster.shifts[0], breaks=()), *roster.shifts[1:]))
    path.write_bytes(roster_matrix(moved, saved.problem.agents))  # an older file names no base
    read, found = import_roster(centre.context, path, base_id=saved.roster_id)
    assert found.roster == roster
