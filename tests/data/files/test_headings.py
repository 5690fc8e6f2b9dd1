"""Files are written with Chinese headings for who reads Chinese, and read whatever they bear."""

import ast
import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from app.locale import catalogue
from data.export import roster_long, roster_matrix, write_staff
from data.export.payroll import COLUMNS
from data.export.workbook import roster_xlsx
from data.files.headings import CHINESE, column_id
from data.ingest import Actuals, read_actuals, read_roster, read_staff, write_canonical_csv
from data.model.language import speaking
from tests import ROOT
from tests.data.builders import a_centre, a_frame, a_roster, a_staff
from tests.data.export.test_rosters import a_period


@contextmanager
def in_chinese() -> Iterator[None]:
    with speaking(catalogue("zh-CN")):
        yield


def first_row(content: bytes) -> list[str]:
    return next(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_no_two_columns_are_called_alike_and_each_is_read_back() -> None:
    assert len(set(CHINESE.values())) == len(CHINESE)
    for name, title in CHINESE.items():
        assert column_id(title) == column_id(f" {title} ") == name


def written_columns() -> dict[str, str]:
    """Every column that some file of the product is written with -> the module that does."""
    found: dict[str, str] = {}
    for path in sorted([*(ROOT / "data").rglob("*.py"), *(ROOT / "app").rglob("*.py")]):
        if "layouts" in path.parts or "csv_bytes(" not in (text := path.read_text("utf-8")):
            continue
        for node in ast.walk(ast.parse(text)):
            named = isinstance(node, ast.Assign) and "COLUMNS" in ast.unparse(node.targets[0])
            called = isinstance(node, ast.Call) and ast.unparse(node.func) == "csv_bytes"
            value = node.value if named else node.args[0] if called else None  # type: ignore[attr-defined]
            for one in value.elts if isinstance(value, ast.Tuple) else ():
                if isinstance(one, ast.Constant):
                    found[str(one.value)] = path.name
    return found


def test_every_column_of_every_file_has_a_chinese_heading() -> None:
    found = written_columns()
    assert {"agent_id", "interval_start", "heads", "charged_points", "overdue"} <= set(found)
    assert {name: where for name, where in found.items() if name not in CHINESE} == {}
    assert not [name for name in COLUMNS if name not in CHINESE]


def test_a_staff_goes_out_in_chinese_and_comes_back(tmp_path: Path) -> None:
    staff = a_staff()
    rated = replace(staff.agents[0], proficiency=(("billing", 5),), leave_days=12)
    staff = replace(staff, agents=(rated, *staff.agents[1:]))
    with in_chinese():
        write_staff(staff, tmp_path)
    head = first_row((tmp_path / "agents.csv").read_bytes())
    assert head == ["工号", "姓名", "合同编号", "技能", "班组", "资深", "休假天数", "熟练度"]
    assert read_staff(tmp_path) == staff  # whatever the language of who reads it


def test_what_cells_say_in_chinese_is_stored_as_its_word_and_own_kinds_stay(tmp_path: Path) -> None:
    staff = a_staff()
    write_staff(staff, tmp_path)
    who = staff.agents[0].agent_id
    leave = (
        f"工号,首日,末日,类型\n{who},2026-01-05,2026-01-05,年假\n{who},2026/1/7,2026年1月8日,病假\n"
    )
    leave += f"{who},2026-01-12,2026-01-12,SICK\n{who},2026-01-14,2026-01-14,婚假\n"
    (tmp_path / "leave.csv").write_text(leave, encoding="utf-8")
    wishes = f"工号,日期,意愿,最早开始\n{who},2026-01-05,休,\n{who},2026-01-06,上班,09：30\n"
    (tmp_path / "wishes.csv").write_text(wishes, encoding="utf-8")
    (tmp_path / "availability.csv").write_text(f"工号,星期,最早\n{who},周三,8:00\n", "utf-8")
    found = read_staff(tmp_path)
    assert [row.kind for row in found.leave] == ["annual", "sick", "sick", "婚假"]
    assert [(wish.want, wish.earliest_start_min) for wish in found.wishes] == [
        ("off", 0),
        ("on", 570),
    ]
    assert [row.weekday for row in found.availability] == [2]


@pytest.mark.parametrize(
    "cell", ["D8 08:30-17:00", "D8 08：30－17：00", "D8 ０8：３0—17:00", "D8 8:30至17:00"]
)
def test_a_shift_typed_with_a_chinese_keyboard_is_read(cell: str, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(f"工号,2026-01-05,2026-01-06,2026-01-07\nA1,{cell},休,（年假）\n", "utf-8")
    (shift,) = read_roster(path).shifts
    assert (shift.template, shift.start_min, shift.length_min) == ("D8", 510, 510)


@pytest.mark.parametrize("write", [roster_long, roster_matrix, roster_xlsx])
@pytest.mark.parametrize("titles", [True, False])
def test_a_roster_goes_out_in_chinese_and_comes_back(
    write: Callable[..., bytes], titles: bool, tmp_path: Path
) -> None:
    roster = a_roster()
    path = tmp_path / ("roster.xlsx" if write is roster_xlsx else "roster.csv")
    with in_chinese():
        given = (roster, a_period(roster)) if write is roster_xlsx else (roster,)
        path.write_bytes(write(*given, titles=titles))
    if path.suffix == ".csv":
        assert first_row(path.read_bytes())[0] == "工号"
    found = read_roster(path)
    assert [(s.agent_id, s.day, s.start_min) for s in found.shifts] == [
        (s.agent_id, s.day, s.start_min) for s in roster.shifts
    ]


def test_a_history_goes_out_in_chinese_and_comes_back(tmp_path: Path) -> None:
    frame = a_frame([3.0, 4.0], handled=2.0, temperature_c=-3.5)
    with in_chinese():
        path = write_canonical_csv(Actuals(frame, pd.DataFrame(), (), ""), tmp_path / "f.csv")
    assert first_row(path.read_bytes())[:3] == ["时段开始", "时段分钟", "队列编号"]
    found = read_actuals(path, a_centre())
    assert (found.layout, list(found.frame["offered"])) == ("canonical", [3.0, 4.0])
    assert list(found.frame["temperature_c"]) == [-3.5, -3.5]


def test_a_fault_names_the_column_as_the_reader_knows_it(tmp_path: Path) -> None:
    with in_chinese():
        write_staff(a_staff(), tmp_path)
        path = tmp_path / "agents.csv"
        path.write_text(path.read_text("utf-8-sig").replace("A1,", ",", 1), encoding="utf-8")
        with pytest.raises(Exception, match="工号"):
            read_staff(tmp_path)


def test_a_fault_of_a_history_names_the_column_as_typed_and_in_chinese(tmp_path: Path) -> None:
    path = write_canonical_csv(
        Actuals(a_frame([3.0, 4.0], temperature_c=-3.5), pd.DataFrame(), (), ""), tmp_path / "f.csv"
    )
    text = path.read_text("utf-8-sig")
    path.write_text(text.replace(text.splitlines()[1].split(",")[0], "tomorrow", 1), "utf-8")
    with in_chinese():
        found = read_actuals(path, a_centre())
    assert found.rejected["reason"].str.startswith("interval_start（时段开始） 'tomorrow'").all()
    plain = read_actuals(path, a_centre())
    assert plain.rejected["reason"].str.startswith("interval_start 'tomorrow'").all()


def test_a_history_of_day_numbers_is_read_and_the_reader_is_told(tmp_path: Path) -> None:
    frame = a_frame([3.0, 4.0], temperature_c=-3.5)
    path = write_canonical_csv(Actuals(frame, pd.DataFrame(), (), ""), tmp_path / "f.csv")
    lines = path.read_text("utf-8-sig").splitlines()
    walls = [pd.Timestamp(line.split(",")[0]).tz_localize(None) for line in lines[1:]]
    numbers = [(wall - pd.Timestamp("1899-12-30")) / pd.Timedelta(days=1) for wall in walls]
    cells = [
        f"{number:.5f}," + line.split(",", 1)[1]
        for number, line in zip(numbers, lines[1:], strict=True)
    ]
    path.write_text("\n".join([lines[0], *cells]) + "\n", "utf-8")
    found = read_actuals(path, a_centre())
    assert list(found.frame["offered"]) == [3.0, 4.0]
    zone = a_centre().zone
    read = [start.tz_convert(zone).tz_localize(None) for start in found.frame["interval_start"]]
    assert read == walls  # the clock of the centre, as a spreadsheet shows it
    assert any("day numbers of a spreadsheet" in note for note in found.warnings)
