"""Every text of a time ends as an instant or as a reason, whatever it holds."""

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.files.instants import read_instants, without_serials

GOOD = {
    "2026-07-02T01:00+8:00": "2026-07-01T17:00Z",
    "2026-07-02T01:00+08:00": "2026-07-01T17:00Z",
    "2026-07-02 01:00:00.000+0800": "2026-07-01T17:00Z",
    "2026-07-02T01:00+8": "2026-07-01T17:00Z",
    "2026-07-02T01:00-3:30": "2026-07-02T04:30Z",
    "2026-07-02T01:00 UTC": "2026-07-02T01:00Z",
    "2026-07-02T01:00z": "2026-07-02T01:00Z",
    "2026/7/2 9:00": "2026-07-02T01:00Z",
    "20260702 09:00": "2026-07-02T01:00Z",
    "02.07.2026 09:00": "2026-07-02T01:00Z",
    "2026年7月2日 9:00": "2026-07-02T01:00Z",
    "2026-07-02": "2026-07-01T16:00Z",
}
BAD = (
    "2026-07-02T01:00+8:00+8:00", "2026-07-02T01:00+15:00", "2026-07-02T01:00+08:60", "T01:00+8:00",
    "2026-07-02T24:00", "2026-02-30 08:00", "2026-13-01 08:00", "7/2/2026 9:00", "2026-07-02T1:0",
    "2026-07-02T01:60", "2026-W27-4", "2026-183", "now", "", "NaT", "nan", "1e9", "46205.375",
)  # fmt: skip


def test_the_shapes_that_programs_write_are_read() -> None:
    found = read_instants(pd.Series(list(GOOD)), "Asia/Shanghai")
    assert found.fault.tolist() == [""] * len(GOOD)
    assert found.utc.tolist() == [pd.Timestamp(text) for text in GOOD.values()]


@pytest.mark.parametrize("text", BAD)
def test_other_shapes_are_complained_of(text: str) -> None:
    found = read_instants(pd.Series([text, "2026-07-02T01:00Z"]), "Asia/Shanghai")
    assert found.fault[0].startswith("interval_start") or "clocks" in found.fault[0]
    assert found.utc.isna().tolist() == [True, False]


_PIECE = st.sampled_from(
    ["2026", "-", "/", ".", "07", "7", "02", "31", "T", " ", "01", ":", "60", "24", "+", "Z", "8",
     "08", "UTC", "年", "月", "日", "AM", "\u2212", "０", ",", "9999", "0000"]
)  # fmt: skip
_STAMP = st.one_of(st.text(max_size=30), st.lists(_PIECE, max_size=14).map("".join))


_FEW_OR_MANY = st.one_of(
    st.lists(_STAMP, min_size=1, max_size=2), st.lists(_STAMP, min_size=8, max_size=24)
)
"""About a thousand texts in all: a call costs as much as a hundred of them."""


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(texts=_FEW_OR_MANY, zone=st.sampled_from(
    ["UTC", "Asia/Shanghai", "Asia/Kathmandu", "America/New_York", "Pacific/Apia"]
))  # fmt: skip
@example(texts=["2026-07-02T01:00+8:00"], zone="UTC")
def test_any_text_ends_as_a_value_or_a_complaint(texts: list[str], zone: str) -> None:
    found = read_instants(pd.Series(texts, dtype=object), zone)
    assert (found.utc.isna() == (found.fault != "")).all()


def test_a_column_of_day_numbers_is_read_as_the_times_they_mean() -> None:
    notes: list[str] = []
    texts = pd.Series(["45000.5", "", "45000.354166666664", "45000,35417", "46205"])
    found = without_serials(texts, "interval_start", notes)
    assert found.tolist() == [
        "2023-03-15 12:00:00", "", "2023-03-15 08:30:00", "2023-03-15 08:30:00",
        "2026-07-02 00:00:00",
    ]  # fmt: skip
    (note,) = notes
    assert "45000.5 is 2023-03-15 12:00:00" in note


@pytest.mark.parametrize("other", ["2026-07-02 08:30", "120", "99999.5", "x", "-45000"])
def test_a_column_with_as_much_else_is_none_of_day_numbers(other: str) -> None:
    notes: list[str] = []
    texts = pd.Series(["45000.5", other])
    assert without_serials(texts, "interval_start", notes) is texts
    assert notes == []


def test_a_slip_among_day_numbers_is_the_only_one_complained_of() -> None:
    notes: list[str] = []
    texts = pd.Series(["45000.5", "45000.52083", "tomorrow"], index=[2, 3, 4])
    found = read_instants(without_serials(texts, "interval_start", notes), "UTC")
    assert found.fault.index[found.fault != ""].tolist() == [4]
    assert len(notes) == 1
