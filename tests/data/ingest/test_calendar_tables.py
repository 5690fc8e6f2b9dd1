"""Tables of special days: every wrong row is reported at once."""

from datetime import date
from pathlib import Path

import pytest

from data.ingest import read_special_days
from data.model.errors import BadRows, UnreadableFile
from data.model.special_day import SpecialDay
from tests.data.ingest.files import a_file


def test_a_table_of_special_days(tmp_path: Path) -> None:
    rows = [
        "2026-02-17,春节,holiday,",
        "2026/2/14,Make-up,makeup,no",
        "2026-07-25,Storm,event,true",
    ]
    days = read_special_days(a_file(tmp_path / "f.csv", rows, "day,name,kind,exclude"))
    assert days.days == (
        SpecialDay(date(2026, 2, 14), "Make-up", "makeup"),
        SpecialDay(date(2026, 2, 17), "春节"),
        SpecialDay(date(2026, 7, 25), "Storm", "event", True),
    )


def test_kind_and_exclude_may_be_left_out(tmp_path: Path) -> None:
    days = read_special_days(a_file(tmp_path / "f.csv", ["2026-02-17,春节"], "day,name"))
    assert days[date(2026, 2, 17)].kind == "holiday"


def test_wrong_rows_are_reported_at_once(tmp_path: Path) -> None:
    rows = [
        "2026-02-30,x,holiday,",
        "2026-02-17,,party,perhaps",
        "2026-02-18,one,holiday,",
        "2026-02-18,two,holiday,",
    ]
    with pytest.raises(BadRows) as caught:
        read_special_days(a_file(tmp_path / "f.csv", rows, "day,name,kind,exclude"))
    text = "\n".join(caught.value.complaints)
    for said in (
        "f.csv row 2: day '2026-02-30' is no day",
        "f.csv row 3: name is empty",
        "kind 'party' is none of holiday",
        "exclude 'perhaps' is neither true nor false",
        "f.csv row 5: 2026-02-18 is already one",
    ):
        assert said in text


def test_another_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="lacks day, name"):
        read_special_days(a_file(tmp_path / "f.csv", ["1,2"], "a,b"))
