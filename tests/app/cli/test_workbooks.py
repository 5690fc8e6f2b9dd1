"""History and staff tables as spreadsheets save them: workbooks are read as their CSV is."""

from pathlib import Path

from data.export import write_staff
from data.ingest.staff import read_staff
from data.samples import sample_staff
from tests.app.command_line import run, told
from tests.app.small_centre import HEADER, SmallCentre
from tests.data.export.spreadsheet import workbook_of


def test_a_staff_folder_of_workbooks_is_the_staff_it_was(tmp_path: Path) -> None:
    staff = sample_staff({"fault": 1.0, "billing": 1.0}, 12, 3)
    write_staff(staff, tmp_path)
    for file in tmp_path.glob("*.csv"):
        file.with_suffix(".xlsx").write_bytes(workbook_of(file.read_bytes()))
        file.unlink()
    assert read_staff(tmp_path) == staff


def test_workbooks_and_text_files_may_lie_in_one_folder_but_not_of_one_table(
    small: SmallCentre,
) -> None:
    folder = small.folder / "staff"
    run(small, "staff", "export", str(folder))
    assert {file.suffix for file in folder.iterdir()} == {".csv"}
    agents = folder / "agents.csv"
    agents.with_suffix(".xlsx").write_bytes(workbook_of(agents.read_bytes()))
    twice = str(run(small, "staff", "import", str(folder), "--dry-run").exception)
    assert "agents.csv and agents.xlsx" in twice
    agents.unlink()
    found = told(small, "staff", "import", str(folder), "--dry-run")
    assert not any(t["new"] or t["changed"] or t["dropped"] for t in found["tables"])


def test_a_workbook_of_history_is_read_as_its_csv_is(small: SmallCentre) -> None:
    lines = [HEADER] + [
        f"2025-08-11T{hour:02d}:{half}:00+08:00,30,fault,Fault,voice,{hour},{hour},0,{hour},20,"
        f"{hour * 240},{hour * 9},,"
        for hour in range(24)
        for half in ("00", "30")
    ]
    file = small.folder / "more.xlsx"
    file.write_bytes(workbook_of(("\n".join(lines) + "\n").encode()))
    said = told(small, "history", "import", str(file))
    assert said["rejected"] == 0
    assert list(small.context.store.load_series("fault").offered[-48:]) == [
        hour for hour in range(24) for _ in range(2)
    ]
