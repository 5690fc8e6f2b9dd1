"""Checks of history rows: repeated, negative, implausible, contradictory, in the future."""

from datetime import datetime

import pandas as pd

from data.files.values import COUNTS, NUMBERS, Complaints

_KEY = ["queue_id", "part", "interval_start", "interval_minutes"]


def drop_repeats(frame: pd.DataFrame, complaints: Complaints, notes: list[str]) -> pd.DataFrame:
    """Drop repeated rows, and complain about all rows of a slot that contradict each other.

    Notes
    -----
    Only the planner knows which of two different values is right: both are set aside, so that
    the slot is missing and the planner sees it.
    """
    repeated = frame.duplicated([*_KEY, *NUMBERS, "event_tag", "quality_flag"])
    if repeated.any():
        notes.append(f"{int(repeated.sum())} rows repeat an earlier row of the file: left out")
    first = frame.loc[~repeated]
    odd = first.duplicated(_KEY, keep=False)
    others = first.loc[odd].groupby(_KEY, sort=False)
    rivals = {
        row: [int(other) for other in rows if other != row]
        for rows in others.groups.values()
        for row in rows
    }
    complaints.add(
        odd, lambda row: f"row {', '.join(map(str, rivals[row]))} says otherwise for the same slot"
    )
    return first.loc[~odd]


# No contact centre reaches these: units are wrong or columns shifted.
MOST_CONTACTS = 1e6  # [contacts/interval]
MOST_SECONDS = 1e9  # [s/interval]
MOST_HANDLE_S = 4 * 3600.0  # mean handle time of one contact [s]
# Contacts offered earlier may be handled now, so handled may exceed offered up to a limit.
CARRY_OVER_SHARE, CARRY_OVER = 4.0, 200.0
_LIVE = ("voice", "phone", "call", "chat")


def check_plausible(frame: pd.DataFrame, complaints: Complaints) -> None:
    """Complain about values out of range, too long handle times and too many handled contacts."""
    for name in NUMBERS:
        if name != "temperature_c":
            _check_range(frame[name], 0.0, _most(name), complaints)
    _check_range(frame["temperature_c"], -90.0, 60.0, complaints)
    _check_handle_time(frame, complaints)
    _check_balance(frame, complaints)
    rest = complaints.spared(frame)  # a bad count is missing too, but has its complaint already
    empty = rest["offered"].isna() & _says_something(rest)
    complaints.add(empty, "offered is missing although other counts are given")


def check_past(frame: pd.DataFrame, until: datetime, complaints: Complaints) -> None:
    """Complain about counts of future intervals: one such typo would move the forecast's start."""
    begins = frame["interval_start"]
    complaints.add(
        begins > pd.Timestamp(until),
        lambda row: f"interval_start {begins.at[row]:%Y-%m-%d %H:%M} UTC lies in the future",
    )


def drop_gaps(frame: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Leave out rows without any count: these slots are missing, not zero."""
    gaps = frame["offered"].isna() & ~_says_something(frame)
    if gaps.any():
        notes.append(f"{int(gaps.sum())} rows have no offered count: missing, not zero")
    return frame.loc[~gaps]


def _says_something(frame: pd.DataFrame) -> pd.Series:
    return frame[[*COUNTS[1:], "handle_seconds_total"]].notna().any(axis=1)


def _most(name: str) -> float:
    return MOST_CONTACTS if name in COUNTS else MOST_SECONDS


def _check_range(numbers: pd.Series, least: float, most: float, complaints: Complaints) -> None:
    name = numbers.name

    values = dict(zip(numbers.index, numbers.to_numpy(float), strict=True))

    def reason(row: int) -> str:
        number = values[row]
        what = "is negative" if number < 0 <= least else f"lies outside {least:g} .. {most:g}"
        return f"{name} {number:g} {what}"

    complaints.add((numbers < least) | (numbers > most), reason)


def _check_handle_time(frame: pd.DataFrame, complaints: Complaints) -> None:
    mean = frame["handle_seconds_total"] / frame["handled"].where(frame["handled"] > 0)
    hours = mean / 3600
    complaints.add(
        mean > MOST_HANDLE_S,
        lambda row: f"handle time of {hours.at[row]:.1f} h a contact exceeds 4 h",
    )


def _check_balance(frame: pd.DataFrame, complaints: Complaints) -> None:
    offered = frame["offered"]
    left = frame["handled"].fillna(0.0) + frame["abandoned"].fillna(0.0)
    live = frame["channel"].str.lower().isin(_LIVE)
    odd = live & (left > CARRY_OVER + (1.0 + CARRY_OVER_SHARE) * offered)
    complaints.add(
        odd,
        lambda row: (
            f"handled + abandoned {left.at[row]:g} exceed offered {offered.at[row]:g} by far"
        ),
    )
