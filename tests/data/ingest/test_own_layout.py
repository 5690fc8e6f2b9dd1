"""Files of a centre's own layout: guessed, mapped, and read as any other."""

from pathlib import Path

import pytest

from data.ingest import read_actuals
from data.ingest.own_layout import first_look, guessed, looks_average
from data.model.errors import InvalidValue, UnreadableFile
from data.model.series import FileLayout
from tests.data.builders import a_centre
from tests.data.ingest.files import a_file, reasons

HEADER = "日期,时段,技能组,来电量,接通量,平均处理时长"
ROWS = (
    "2026/1/5,08:00-08:30,报修,12,10,0:04:10",
    "2026/1/5,08:30-09:00,报修,9,9,0:05:00",
    "2026/1/5,09:00-09:30,报修,7,x,0:05:00",
)
COLUMNS = {
    "interval_start": "日期",
    "time": "时段",
    "queue_id": "技能组",
    "offered": "来电量",
    "handled": "接通量",
    "handle_seconds_total": "平均处理时长",
}
ACD = FileLayout("ACD", COLUMNS, handle_time="average", time_unit="clock")


def a_report(folder: Path, *rows: str, header: str = HEADER) -> Path:
    return a_file(folder / "acd.csv", rows or ROWS, header)


def test_a_first_look_shows_the_columns_and_guesses_what_they_are(tmp_path: Path) -> None:
    look = first_look(a_report(tmp_path))
    assert (look.layout, look.header) == ("", tuple(HEADER.split(",")))
    assert look.rows[0][:2] == ("2026/1/5", "08:00-08:30")
    assert guessed(look.header) == COLUMNS
    assert looks_average(COLUMNS["handle_seconds_total"])
    assert first_look(a_report(tmp_path), (ACD,)).layout == "ACD"


def test_a_unit_behind_a_header_hides_no_column() -> None:
    found = guessed(["Date", "AHT (s)", "来电量（件）"])
    assert found == {
        "interval_start": "Date",
        "handle_seconds_total": "AHT (s)",
        "offered": "来电量（件）",
    }


def test_a_mapped_file_is_read_by_its_first_row(tmp_path: Path) -> None:
    found = read_actuals(a_report(tmp_path), a_centre(), own=(ACD,))
    assert found.layout == "ACD"
    assert found.frame["offered"].tolist() == [12, 9]
    assert found.frame["handle_seconds_total"].tolist() == [2500, 2700]
    assert [f"{at:%H:%M}" for at in found.frame["interval_start"]] == ["00:00", "00:30"]
    assert set(found.frame["queue_id"]) == {"报修"}
    assert "接通量 'x' is no number" in reasons(found)[4]  # as the file calls it


def test_without_the_layout_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no header known here"):
        read_actuals(a_report(tmp_path), a_centre())
    with pytest.raises(InvalidValue, match="unknown layout 'ACD'"):
        read_actuals(a_report(tmp_path), a_centre(), "ACD")


@pytest.mark.parametrize(
    ("order", "text", "day"),
    [("dmy", "03/04/2026 8:00", 3), ("mdy", "03/04/2026 8:00 AM", 4), ("ymd", "3.4.2026 8:00", 3)],
)
def test_a_day_is_read_in_the_order_that_was_said(
    order: str, text: str, day: int, tmp_path: Path
) -> None:
    own = FileLayout(
        "one", {"interval_start": "When", "offered": "Calls"}, "faults", 30, day_order=order
    )  # type: ignore[arg-type]
    found = read_actuals(
        a_report(tmp_path, f"{text},5", header="when,calls"), a_centre(), own=(own,)
    )
    assert found.frame["interval_start"][0].tz_convert("Asia/Shanghai").day == day
    assert found.frame["queue_id"].tolist() == ["faults"]


@pytest.mark.parametrize(
    ("hour", "minute"), [("8", 0), ("08时", 0), ("8:30", 30), ("08:30~09:00", 30)]
)
def test_a_time_of_day_beside_the_day_may_be_an_hour_or_a_span(
    hour: str, minute: int, tmp_path: Path
) -> None:
    columns = {"interval_start": "d", "time": "t", "offered": "n"}
    own = FileLayout("hours", columns, "faults", 30)
    path = a_report(tmp_path, f"2026-01-05,{hour},5", header="d,t,n")
    found = read_actuals(path, a_centre(), own=(own,))
    at = found.frame["interval_start"][0].tz_convert("Asia/Shanghai")
    assert (at.hour, at.minute) == (8, minute)


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"offered": "n"}, "interval_start, queue_id"),
        ({"interval_start": "d", "offered": "D", "queue_id": "q"}, "stands for two columns"),
        (
            {"interval_start": "d", "offered": "n", "queue_id": "q", "colour": "c"},
            "no column colour",
        ),
    ],
)
def test_a_mapping_that_cannot_be_read_by_is_refused(columns: dict[str, str], says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        FileLayout("bad", columns)
