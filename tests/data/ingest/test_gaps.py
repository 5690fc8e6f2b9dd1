"""Files that list only busy intervals, and intervals whose length no column names."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.ingest.gaps import interval_of
from data.model.errors import UnclearGaps
from tests.data.builders import a_centre
from tests.data.ingest.files import a_row, read, reasons

GENESYS = (
    "Interval Start UTC Date,Queue,Media Type,Skill Set,Language,Offered,"
    "Interactions Handled,Total Handle Time"
)
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


def sparse(
    days: int = 14, a_day: float = 48.0, seed: int = 1, start: datetime = MONDAY
) -> tuple[list[str], int]:
    """Rows of the busy quarter-hours of a quiet queue, and all its contacts."""
    counts = np.random.default_rng(seed).poisson(a_day / 96, days * 96)
    rows = [
        f"{start + timedelta(minutes=15 * k):%Y-%m-%dT%H:%M:%SZ},Quiet,Voice,,,{n},{n},{n * 300}"
        for k, n in enumerate(counts)
        if n
    ]
    return rows, int(counts.sum())


def test_a_file_of_busy_intervals_is_refused_until_somebody_says_what_the_others_are(
    tmp_path: Path,
) -> None:
    rows, contacts = sparse()
    with pytest.raises(UnclearGaps, match=r"Quiet \(3\d%\).*--gaps zero"):
        read(tmp_path, *rows, header=GENESYS)
    for slot_min in (15, 30, 60):
        zero = read(
            tmp_path, *rows, header=GENESYS, gaps="zero", centre=a_centre(slot_min=slot_min)
        )
        assert zero.frame["offered"].sum() == contacts
        assert len(zero.frame) == 14 * 1440 // slot_min
        assert reasons(zero) == {}
        assert any("count as zero contacts" in note for note in zero.warnings)
    missing = read(tmp_path, *rows, header=GENESYS, gaps="missing", centre=a_centre(slot_min=15))
    assert len(missing.frame) == len(rows)


def test_files_of_one_day_meet_without_a_gap_and_a_day_not_over_ends_at_its_last_row(
    tmp_path: Path,
) -> None:
    row = "2026-01-05T10:00:00Z,Quiet,Voice,,,1,1,300"
    late = "2026-01-05T10:15:00Z,Quiet,Voice,,,1,1,300"
    whole = read(tmp_path, row, late, header=GENESYS, gaps="zero").frame
    assert (whole["offered"].sum(), len(whole)) == (2, 48)
    assert whole["interval_start"].iloc[0] == pd.Timestamp("2026-01-05T00:00Z")
    noon = datetime(2026, 1, 5, 12, tzinfo=UTC)
    today = read(tmp_path, row, late, header=GENESYS, gaps="zero", now=noon).frame
    assert today["interval_start"].iloc[-1] == pd.Timestamp("2026-01-05T10:00Z")


def test_hours_of_opening_and_short_files_are_no_gaps_to_ask_about(tmp_path: Path) -> None:
    open_hours = [
        a_row(f"2026-01-{day:02d}T{hour:02d}:{minute}+08:00")
        for day in range(5, 10)
        for hour in range(8, 20)
        for minute in ("00", "30")
    ]
    assert len(read(tmp_path, *open_hours).frame) == 120
    assert len(read(tmp_path, a_row(), a_row("2026-01-09T10:00+08:00")).frame) == 2


@settings(max_examples=60, deadline=None)
@given(
    step=st.sampled_from((5, 10, 15, 30)),
    kept=st.lists(st.integers(0, 500), min_size=40, max_size=200, unique=True),
    slot_min=st.sampled_from((30, 60)),
)
def test_the_interval_is_the_step_on_which_all_rows_lie_however_few_they_are(
    step: int, kept: list[int], slot_min: int
) -> None:
    starts = pd.Series([pd.Timestamp(MONDAY) + timedelta(minutes=step * k) for k in kept])
    queues = pd.Series("q", index=starts.index)
    assert interval_of(starts, queues, slot_min) in (step, 2 * step, 3 * step)
    if {k % 6 for k in kept} == set(range(6)):
        assert interval_of(starts, queues, slot_min) == step


def test_few_rows_are_of_the_length_of_the_centres_slots() -> None:
    starts = pd.Series(pd.to_datetime(["2026-01-05T08:00Z", "2026-01-07T15:00Z"]))
    assert interval_of(starts, pd.Series(["q", "q"]), 30) == 30
    hours = pd.Series(pd.date_range("2026-01-05", periods=48, freq="h", tz="UTC"))
    assert interval_of(hours, pd.Series(["q"] * 48), 30) == 60  # refused as too long, and said


def test_whole_utc_hours_are_shared_out_on_a_clock_that_is_a_quarter_off(tmp_path: Path) -> None:
    rows = [
        a_row(f"2026-01-05T{hour:02d}:00Z", interval_minutes=60, offered=40 + hour)
        for hour in range(10)
    ]
    for slot_min, first in ((60, "2026-01-05T00:15Z"), (30, None)):
        centre = a_centre(zone="Asia/Kathmandu", slot_min=slot_min)
        found = read(tmp_path, *rows, centre=centre)
        if first is None:
            assert len(found.rejected) == 10  # hours do not fill half-hours, whatever the clock
            continue
        assert reasons(found) == {}
        assert found.frame["interval_start"].iloc[0] == pd.Timestamp(first)
        assert found.frame["offered"].iloc[0] == 0.75 * 40 + 0.25 * 41
        assert any("shared between the slots" in note for note in found.warnings)
