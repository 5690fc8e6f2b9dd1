"""Every importer answers any file with a value or with an error of ours."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.ingest import (
    LAYOUTS,
    read_absence,
    read_actuals,
    read_roster,
    read_series_file,
    read_special_days,
    read_staff,
)
from data.ingest.day.events import read_day_events
from data.ingest.staff import FILES
from data.model.errors import PeakShiftError
from data.model.staff import Staff
from tests.data.builders import a_centre
from tests.data.ingest.test_layouts import CASES

STAFF = {
    "agents": "agent_id,contract_id,skills,senior",
    "contracts": "contract_id,weekly_min_min,weekly_max_min,templates",
    "templates": "code,earliest_start,latest_start,step_min,length_min,breaks",
    "leave": "agent_id,first,last,kind",
    "availability": "agent_id,weekday,earliest,latest",
    "wishes": "agent_id,day,want,earliest_start,latest_start,weight",
}


def day_events(path: Path) -> object:
    """A file of the running day, of a centre that knows nobody."""
    return read_day_events(path, "UTC", now=datetime(2026, 7, 2, tzinfo=UTC), queues=(), agents=())


IMPORTERS: dict[str, tuple[str, str, Callable[[Path], Any]]] = {
    **{
        name: (CASES[name].header, "f.csv", lambda path: read_actuals(path, a_centre()))
        for name in LAYOUTS
    },
    **{
        f"staff {name}": (STAFF[name], f"{name}.csv", lambda p: read_staff(p.parent, Staff()))
        for name in FILES
    },
    "special days": ("day,name,kind,exclude", "f.csv", read_special_days),
    "absence": ("day,cause,rostered_minutes,lost_minutes", "f.csv", read_absence),
    "series file": ("series_id,ts,y", "f.csv", read_series_file),
    "queue states": ("queue,at,waiting", "f.csv", day_events),
    "agent states": ("agent,state,since", "f.csv", day_events),
    "long list": ("agent_id,date,activity,start,end", "f.csv", read_roster),
    "matrix": ("agent_id,2026-01-05,2026-01-06", "f.csv", read_roster),
}
CELLS = st.one_of(
    st.sampled_from(
        ["", "7", "007", "-1", "1e300", "3.600", "1,5", "2026-01-05", "2026-07-02T01:00+8:00",
         "22:00", "99:99", "D8 08:30", "meal|30|240|300|unpaid", "１２", "=1+1", "\u3000", '"',
         "nan"]
    ),
    st.text(max_size=6),
)  # fmt: skip


@pytest.mark.parametrize("name", IMPORTERS)
@settings(max_examples=25, deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, min_size=1, max_size=8), max_size=5),
    mark=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"]),
)
def test_any_file_ends_as_a_value_or_an_error_of_ours(
    name: str, rows: list[list[str]], mark: str, encoding: str
) -> None:
    header, file, read = IMPORTERS[name]
    width = header.count(",") + 1 if header else 6
    lines = [header.replace(",", mark)] if header else []
    lines += [mark.join([*row, *[""] * width][:width]) for row in rows]
    with TemporaryDirectory() as folder:
        path = Path(folder) / file
        path.write_bytes("\n".join(lines).encode(encoding, errors="replace"))
        try:
            read(path)
        except PeakShiftError as error:
            said = str(error)
            assert path.stem in said or re.search(r"row|column|line", said), said


@pytest.mark.parametrize("name", [name for name, (header, _, _) in IMPORTERS.items() if header])
def test_a_column_that_is_there_twice_is_refused(name: str, tmp_path: Path) -> None:
    """Whichever: of two columns of one name one would be lost unseen."""
    header, file, read = IMPORTERS[name]
    for column in header.split(","):
        path = tmp_path / file
        path.write_text(f"{header},{column}\n{',' * (header.count(',') + 1)}\n", encoding="utf-8")
        with pytest.raises(PeakShiftError, match="names a column twice"):
            read(path)
