"""Times as planners write them, to instants (UTC)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

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
        Why a text is no instant, empty where it is one.
    naive
        Texts without offset, read on the local clock.
    """

    utc: pd.Series
    fault: pd.Series
    naive: pd.Series


def read_instants(texts: pd.Series, zone: str) -> Instants:
    """Instants of texts; those without an offset are local times of a zone."""
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
