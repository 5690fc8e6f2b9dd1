"""Whatever is written is read back unharmed."""

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.export import roster_long, roster_matrix, write_staff
from data.files.cells import cell_label, harmless, unharmed
from data.ingest import Actuals, read_actuals, read_roster, read_staff, write_canonical_csv
from data.model.activity import Activity
from data.model.roster import Roster
from data.model.staff import Staff
from tests.data.builders import a_centre, a_frame
from tests.data.export.strategies import names, rosters, staffs, words

pytestmark = pytest.mark.slow

CHECKED = settings(deadline=None, max_examples=40, derandomize=True)
ZONES = st.sampled_from(["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"])


def read_back(content: bytes) -> Roster:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.csv"
        path.write_bytes(content)
        return read_roster(path)


@CHECKED
@given(st.text())
def test_harmless_cells_come_back_unharmed(text: str) -> None:
    assert unharmed(harmless(text)) == text
    assert harmless(text)[:1] not in {*"=+-@\t\r\n"}


@CHECKED
@given(rosters(), ZONES)
def test_the_long_form_keeps_everything(roster: Roster, zone: str) -> None:
    assert read_back(roster_long(roster, version="=R", zone=zone)) == roster


@CHECKED
@given(rosters())
def test_the_matrix_keeps_everything_but_breaks(roster: Roster) -> None:
    def shown(held: Activity) -> Activity:
        return replace(held, label=cell_label(held.label))

    shifts = tuple(
        replace(s, breaks=(), activities=tuple(map(shown, s.activities))) for s in roster.shifts
    )
    bare = Roster(roster.first, roster.days, shifts)
    found = read_back(roster_matrix(roster)) if roster.shifts else bare
    assert found == bare


@CHECKED
@given(staffs())
def test_a_staff_folder_keeps_everything(staff: Staff) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_staff(staff, Path(folder))
        assert read_staff(Path(folder)) == staff


numbers = st.none() | st.integers(0, 200) | st.floats(0, 200).filter(lambda x: x == x)


@CHECKED
@given(
    st.lists(st.tuples(st.floats(0, 1e5), numbers, numbers, words), min_size=1, max_size=6),
    names.map(str.strip),
    ZONES,
)
def test_canonical_actuals_keep_everything(
    rows: list[tuple[float, float | None, float | None, str]], queue: str, zone: str
) -> None:
    offered, handled, waited, tags = (list(column) for column in zip(*rows, strict=True))
    frame = a_frame(
        offered,
        queue_id=queue,
        queue_name=queue,
        channel="work_order",
        handled=np.array(handled, dtype=float),
        handle_seconds_total=np.nan,
        wait_seconds_total=np.array(waited, dtype=float),
        event_tag=[tag.strip(" \t\u3000\u00a0") for tag in tags],
        temperature_c=np.nan,
    )
    actuals = Actuals(frame, pd.DataFrame(), (), "")
    with tempfile.TemporaryDirectory() as folder:
        path = write_canonical_csv(actuals, Path(folder) / "f.csv", zone)
        found = read_actuals(path, a_centre(zone=zone))
    assert len(found.rejected) == 0
    wanted = found.frame[list(frame.columns)]
    pd.testing.assert_frame_equal(
        wanted, frame.astype({"interval_start": wanted["interval_start"].dtype}), check_dtype=False
    )


SIGNS = "=+-@\t\r\n＝＋－＠﹦﹢﹣﹫−"
BEFORE = ("", " ", "\u3000", "\ufeff", "\u200b ")


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", BEFORE)
def test_no_form_of_a_sign_begins_a_formula(sign: str, before: str) -> None:
    for text in (f"{before}{sign}1+1", f"'{before}{sign}1+1", f"{before}{sign}"):
        assert harmless(text).startswith("'")
        assert unharmed(harmless(text)) == text


def test_plain_texts_are_left_as_they_are() -> None:
    for text in ("", "Wang 王", "a=b", "D 08:00", "'quoted'", "1-2", "A－B"):
        assert harmless(text) == text
        assert unharmed(text) == text
