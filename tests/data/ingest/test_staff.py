"""The staff folder: read back equal, every fault of all files reported at once."""

from pathlib import Path

import pytest

from data.export import write_staff
from data.ingest import read_staff
from data.model.errors import BadRows, InvalidValue, UnreadableFile
from data.model.staff import Staff
from tests.data.builders import a_staff

MINIMAL = {
    "agents.csv": "agent_id,contract_id,skills\nA1,full,faults;billing\n",
    "contracts.csv": "contract_id,weekly_min_min,weekly_max_min\nfull,0,2400\n",
    "templates.csv": "code,earliest_start,length_min\nD8,8:00,480\n",
}


def a_folder(path: Path, **changes: str) -> Path:
    for name, text in (MINIMAL | {f"{k}.csv": v for k, v in changes.items()}).items():
        (path / name).write_text(text, encoding="utf-8")
    return path


def test_a_staff_written_is_read_back_equal(tmp_path: Path) -> None:
    paths = write_staff(a_staff(), tmp_path / "staff")
    assert sorted(p.name for p in paths) == [
        "agents.csv",
        "availability.csv",
        "contracts.csv",
        "leave.csv",
        "templates.csv",
        "wishes.csv",
    ]
    assert read_staff(tmp_path / "staff") == a_staff()


def test_formulas_in_names_are_harmless_in_the_file(tmp_path: Path) -> None:
    write_staff(a_staff(), tmp_path)
    text = (tmp_path / "agents.csv").read_text(encoding="utf-8-sig")
    assert "'=A2,'@Smith," in text


def test_an_empty_staff_round_trips(tmp_path: Path) -> None:
    write_staff(Staff(), tmp_path)
    assert read_staff(tmp_path) == Staff()


def test_the_time_between_two_breaks_is_read_and_written(tmp_path: Path) -> None:
    breaks = "meal|60|180|240|unpaid;rest|15|300|420|paid|90"
    rows = f"code,earliest_start,length_min,breaks\nD,08:00,480,{breaks}\n"
    staff = read_staff(a_folder(tmp_path, templates=rows))
    assert [b.apart_min for b in staff.templates[0].breaks] == [0, 90]
    write_staff(staff, tmp_path / "out")
    assert read_staff(tmp_path / "out") == staff
    assert breaks in (tmp_path / "out" / "templates.csv").read_text(encoding="utf-8")


def test_breaks_that_cannot_be_as_far_apart_as_asked_are_reported_with_their_row(
    tmp_path: Path,
) -> None:
    breaks = "a|60|180|240|unpaid;b|15|240|250|paid|60"
    rows = f"code,earliest_start,length_min,breaks\nD,08:00,480,{breaks}\n"
    with pytest.raises(BadRows, match="widen its window or ask for less time between"):
        read_staff(a_folder(tmp_path, templates=rows))


def test_only_what_is_needed_must_be_there(tmp_path: Path) -> None:
    staff = read_staff(a_folder(tmp_path))
    assert staff.agents[0].skills == ("faults", "billing")
    assert staff.templates[0].starts_min == (480,)
    assert staff.leave == staff.wishes == staff.availability == ()


def test_all_faults_of_all_files_are_reported_at_once(tmp_path: Path) -> None:
    a_folder(
        tmp_path,
        agents="agent_id,contract_id,skills,senior\nA1,full,f,maybe\nA2,half,f,\n,full,f,\nA2,full,f,\n",
        contracts="contract_id,weekly_min_min,weekly_max_min,templates\nfull,many,2400,\nc,90,60,X9\n",
        templates="code,earliest_start,length_min,breaks\n"
        "D8,25 o'clock,480,\nL,08:00,480,meal|30\n",
        leave="agent_id,first,last\nA9,2026-01-05,2026-01-04\nA9,2026-01-05,2026-01-05\n",
        availability="agent_id,weekday,latest\nA2,Someday,30:00\n",
        wishes="agent_id,day,want\nA2,2026-13-01,off\nA2,,perhaps\n",
    )
    with pytest.raises(BadRows) as caught:
        read_staff(tmp_path)
    text = "\n".join(caught.value.complaints)
    for said in (
        "agents.csv row 2: senior 'maybe' is neither true nor false",
        "agents.csv row 3: contract 'half' is unknown",
        "agents.csv row 4: agent_id is empty",
        "agents.csv row 5: A2 is already in agents.csv row 3",
        "contracts.csv row 2: weekly_min_min 'many' is no whole number",
        "contracts.csv row 3: contract c: weekly minutes out of order",
        "templates.csv row 2: earliest_start '25 o'clock' is no time",
        "templates.csv row 3: break 'meal|30' is not label|length_min",
        "leave.csv row 2: leave of A9 ends before it begins",
        "leave.csv row 3: agent 'A9' is unknown",
        "availability.csv row 2: weekday 'Someday' is none of Mon",
        "wishes.csv row 2: day '2026-13-01' is no day",
        "wishes.csv row 3: want 'perhaps' is none of off, on",
    ):
        assert said in text, said
    assert "nothing was read" in str(caught.value)


def test_a_long_list_of_faults_is_cut_in_the_message_only(tmp_path: Path) -> None:
    a_folder(tmp_path, leave="agent_id,first,last\n" + "X,2026-01-05,2026-01-05\n" * 50)
    with pytest.raises(BadRows, match="and 30 more") as caught:
        read_staff(tmp_path)
    assert len(caught.value.complaints) == 50


def test_missing_folders_files_and_columns_are_reported(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="is no folder"):
        read_staff(tmp_path / "nowhere")
    with pytest.raises(UnreadableFile, match=r"templates\.csv"):
        read_staff(tmp_path)
    a_folder(tmp_path, agents="name\nx\n")
    with pytest.raises(UnreadableFile, match="lacks agent_id, contract_id, skills"):
        read_staff(tmp_path)


def test_ids_that_a_cell_cannot_hold_are_refused_before_anything_is_written(
    tmp_path: Path,
) -> None:
    from dataclasses import replace

    staff = a_staff()
    bad = replace(staff, agents=(replace(staff.agents[0], skills=("a;b",)),))
    with pytest.raises(InvalidValue, match="a;b"):
        write_staff(bad, tmp_path / "staff")
    assert not (tmp_path / "staff").exists()
