"""Texts of cells to numbers and instants, and the complaints about rows that fit neither."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

REJECTED_COLUMNS = ("row", "reason", "text")


class Complaints:
    """Reasons to set rows aside, by row number; a row may have several.

    Parameters
    ----------
    known
        Reasons found earlier, e.g. for rows that could not be split into cells.
    """

    def __init__(self, known: Mapping[int, str] | None = None) -> None:
        self._reasons: dict[int, list[str]] = {row: [text] for row, text in (known or {}).items()}

    def add(self, bad: pd.Series, reason: str | Callable[[int], str]) -> None:
        """Add a reason to the rows where `bad` is true.

        Parameters
        ----------
        bad
            Booleans indexed by row number.
        reason
            One text for all rows, or what gives the text of a row number.
        """
        for row in bad.index[bad.to_numpy(bool)]:
            text = reason if isinstance(reason, str) else reason(row)
            self._reasons.setdefault(int(row), []).append(text)

    def spared(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of a frame that have no complaint."""
        if not self._reasons:
            return frame
        bad = np.fromiter(self._reasons, dtype=np.int64)
        return frame.loc[~frame.index.isin(bad)]

    def table(self, original: Mapping[int, str]) -> pd.DataFrame:
        """Bad rows with columns `row`, `reason` (all of them) and `text`, by row number."""
        rows = sorted(self._reasons)
        columns = (rows, ["; ".join(self._reasons[row]) for row in rows])
        texts = [original.get(row, "") for row in rows]
        return pd.DataFrame(dict(zip(REJECTED_COLUMNS, (*columns, texts), strict=True)))


_OFFSET = r"(?:[Zz]|[+-]\d{2}:?\d{2}|[+-]\d{2})$"
# ISO 8601 first; then what Excel and Calabrio make of it. Forms that put the day or month first
# are left out: 03/04 could be either.
_FORMATS = ("ISO8601", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y%m%d %H:%M")
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


@dataclass(frozen=True, eq=False)
class Instants:
    """Instants read from texts.

    Parameters
    ----------
    utc
        Aware instants, NaT where unreadable.
    fault
        Why a text is no instant; empty where it is one.
    naive
        Texts without offset, read on the local clock.
    """

    utc: pd.Series
    fault: pd.Series
    naive: pd.Series


def read_instants(texts: pd.Series, zone: str) -> Instants:
    """Instants of texts; those without an offset are read on the clock of a zone."""
    codes, unique = pd.factorize(texts)
    found = _read_unique(pd.Series(unique, dtype=object), zone)
    columns = (
        pd.Series(column.to_numpy()[codes], index=texts.index)
        for column in (found.utc.dt.tz_localize(None), found.fault, found.naive)
    )
    utc, fault, naive = columns
    return Instants(utc.dt.tz_localize("UTC"), fault, naive)


def _read_unique(texts: pd.Series, zone: str) -> Instants:
    with_offset = texts.str.contains(r"\d[T ]\d", regex=True) & texts.str.contains(
        _OFFSET, regex=True
    )
    fault = pd.Series("", index=texts.index, dtype=object)
    utc = pd.to_datetime(
        texts.where(with_offset), format="ISO8601", utc=True, errors="coerce"
    ).dt.as_unit("s")
    wall = _wall_times(texts.where(~with_offset))
    local, reasons = _localised(wall, zone)
    utc = utc.where(with_offset, local)
    fault = fault.where(wall.isna() | (reasons == ""), reasons)
    unreadable = utc.isna() & (fault == "")
    shown = "interval_start '" + texts.where(texts != "", "(empty)") + "' is no time; "
    fault = fault.where(~unreadable, shown + "write 2026-01-31T08:30+08:00")
    odd = utc.notna() & ~utc.dt.year.between(_FIRST_YEAR, _LAST_YEAR)
    fault = fault.where(~odd, f"interval_start lies outside {_FIRST_YEAR} .. {_LAST_YEAR}")
    return Instants(utc, fault, ~with_offset & wall.notna())


def _wall_times(texts: pd.Series) -> pd.Series:
    times = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[s]")
    for form in _FORMATS:
        left = texts.where(times.isna())
        if left.notna().any():
            parsed = pd.to_datetime(left, format=form, errors="coerce")
            times = times.fillna(parsed.dt.as_unit("s"))
    return times


def _localised(wall: pd.Series, zone: str) -> tuple[pd.Series, pd.Series]:
    """Instants of wall times, and why some have none."""
    first = np.ones(len(wall), dtype=bool)
    missing = wall.dt.tz_localize(zone, ambiguous=first, nonexistent="NaT").isna() & wall.notna()
    known = wall.where(~missing)
    local = known.dt.tz_localize(zone, ambiguous="NaT", nonexistent="NaT")
    twice = local.isna() & known.notna()
    reasons = pd.Series("", index=wall.index, dtype=object)
    text = wall.dt.strftime("%Y-%m-%d %H:%M")
    reasons[missing] = text[missing] + f" does not exist in {zone}: clocks went forward"
    reasons[twice] = (
        text[twice] + f" happens twice in {zone}: clocks went back; write the offset from UTC"
    )
    return local.dt.tz_convert("UTC").dt.as_unit("s"), reasons


COUNTS = ("offered", "handled", "abandoned", "answered_in_threshold")
NUMBERS = (
    *COUNTS,
    "threshold_seconds",
    "handle_seconds_total",
    "wait_seconds_total",
    "temperature_c",
)
TEXTS = ("queue_name", "channel", "event_tag", "quality_flag", "part")


def typed(texts: pd.DataFrame, zone: str, complaints: Complaints, notes: list[str]) -> pd.DataFrame:
    """Canonical columns with types, same rows; a bad cell becomes missing and adds a complaint.

    Parameters
    ----------
    zone
        Clock of times without an offset.
    complaints, notes
        Reasons and warnings; this function adds to them.
    """
    frame = pd.DataFrame(index=texts.index)
    frame["queue_id"] = texts["queue_id"].astype(object)
    complaints.add(frame["queue_id"] == "", "queue_id is empty")
    for name in TEXTS:
        frame[name] = texts[name].astype(object) if name in texts else ""
    frame["queue_name"] = frame["queue_name"].where(frame["queue_name"] != "", frame["queue_id"])
    frame["channel"] = frame["channel"].where(frame["channel"] != "", "voice")
    _add_instants(frame, texts["interval_start"], zone, complaints, notes)
    frame["interval_minutes"] = _minutes(texts["interval_minutes"], complaints)
    for name in NUMBERS:
        frame[name] = _numbers(texts[name], complaints) if name in texts else np.nan
    return frame


def _add_instants(
    frame: pd.DataFrame, texts: pd.Series, zone: str, complaints: Complaints, notes: list[str]
) -> None:
    found = read_instants(texts, zone)
    complaints.add(found.fault != "", lambda row: str(found.fault.at[row]))
    frame["interval_start"] = found.utc
    naive = int((found.naive & (found.fault == "")).sum())
    if naive and zone != "UTC":
        notes.append(f"{naive} times have no offset from UTC: read on the clock of {zone}")


def _numbers(texts: pd.Series, complaints: Complaints) -> pd.Series:
    numbers = pd.to_numeric(texts, errors="coerce").astype(np.float64)
    bad = (numbers.isna() & (texts != "")) | np.isinf(numbers)
    name = texts.name
    complaints.add(bad, lambda row: f"{name} '{texts.at[row]}' is no number (write 1234.5)")
    return numbers.where(~bad)


def _minutes(texts: pd.Series, complaints: Complaints) -> pd.Series:
    numbers = pd.to_numeric(texts, errors="coerce").astype(np.float64)
    good = numbers.between(1, 1440) & (numbers == numbers.round())
    shown = texts.where(texts != "", "(empty)")
    complaints.add(
        ~good, lambda row: f"interval_minutes '{shown.at[row]}' is no whole number 1 .. 1440"
    )
    return numbers.where(good, 0).astype(np.int64)
