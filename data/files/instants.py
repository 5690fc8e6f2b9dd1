"""Texts that programs write to instants, a whole column at once; each ends as one or as a reason.

What people type and spreadsheets show, where a text may mean two days, is read by `moments`.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.files.headings import column_said
from data.files.moments import SERIAL_DAYS
from data.model.language import tr

_FIRST_YEAR, _LAST_YEAR = 1990, 2100
# ISO 8601, and what Excel and Calabrio make of it. A slash with the day or month first is left
# out: 03/04 could be either. A dot says that the day comes first.
_DAYS = (
    r"(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})",
    r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
    r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})",
    r"(?P<year>[0-9]{4})年(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日",
)
_TIME = (
    r"(?:(?:T| +)(?P<hour>[0-9]{1,2})"
    r"(?::?(?P<minute>[0-9]{2})(?::?(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?)?)?"
)
_ZONE = (
    r"(?: ?(?P<zone>[Zz]|UTC|(?P<sign>[+-])(?P<ahead_h>[0-9]{1,2})(?::?(?P<ahead_min>[0-9]{2}))?))?"
)
_MOST_AHEAD_MIN = 14 * 60  # Kiritimati
_PARTS = ("year", "month", "day", "hour", "minute", "second", "ahead_h", "ahead_min")


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


def read_instants(texts: pd.Series, zone: str, name: str = "interval_start") -> Instants:
    """Instants of texts; those without an offset are read on the clock of a zone.

    Parameters
    ----------
    name
        Of the column, which reasons begin with.
    """
    codes, unique = pd.factorize(texts)
    found = _read_unique(pd.Series(unique, dtype=object), zone, name)
    columns = (
        pd.Series(column.to_numpy()[codes], index=texts.index)
        for column in (found.utc.dt.tz_localize(None), found.fault, found.naive)
    )
    utc, fault, naive = columns
    return Instants(utc.dt.tz_localize("UTC"), fault, naive)


def without_serials(texts: pd.Series, name: str, notes: list[str]) -> pd.Series:
    """Texts of a column, a spreadsheet's day numbers (45000.5) in it as the times they mean.

    A column holds such numbers where more than half of its filled cells are numbers of days between
    1954 and 2119; other cells stay, to be complained about. Times are to the second; to the minute
    where the number was cut short of it. A note tells of them.
    """
    shaped = texts[texts.str.fullmatch(r"[0-9]{5}(?:[.,][0-9]+)?")]
    days = pd.to_numeric(shaped.str.replace(",", "."))
    days = days[(days >= SERIAL_DAYS.start) & (days < SERIAL_DAYS.stop)]
    if 2 * len(days) <= (texts != "").sum():
        return texts
    seconds = np.round(days.to_numpy(float) * 86_400)
    minutes = np.round(seconds / 60) * 60
    seconds = np.where(np.abs(seconds - minutes) <= 1, minutes, seconds).astype(np.int64)
    walls = np.datetime64("1899-12-30T00:00:00", "s") + seconds
    times = pd.Series(walls, index=days.index).dt.strftime("%Y-%m-%d %H:%M:%S")
    notes.append(
        tr(
            "{name} holds day numbers of a spreadsheet, read as times: {text} is {time}",
            name=column_said(name),
            text=texts[days.index[0]],
            time=times.iloc[0],
        )
    )
    found = texts.astype(object).copy()
    found[times.index] = times
    return pd.Series(found)


def _read_unique(texts: pd.Series, zone: str, name: str) -> Instants:
    parts = _parts(texts)
    wall, ahead_min = _walls(parts), _ahead_min(parts)
    with_offset = parts["zone"].notna() & ahead_min.notna()
    offset = pd.to_timedelta(ahead_min.fillna(0.0) * 60, unit="s").dt.as_unit("s")
    local, reasons = _localised(wall.where(parts["zone"].isna()), zone)
    utc = (wall - offset).dt.tz_localize("UTC").where(with_offset, local)
    fault = reasons.copy()
    unreadable = utc.isna() & (fault == "")
    name = column_said(name)
    shown = f"{name} '" + texts.str.slice(0, 100).where(texts != "", "(empty)")
    fault = fault.where(~unreadable, shown + tr("' is no time; write 2026-01-31T08:30+08:00"))
    year = parts["year"]
    odd = year.notna() & ~year.between(_FIRST_YEAR, _LAST_YEAR)
    fault = fault.where(
        ~odd,
        tr(
            "{name} lies outside {first_year} .. {last_year}",
            name=name,
            first_year=_FIRST_YEAR,
            last_year=_LAST_YEAR,
        ),
    )
    return Instants(utc.where(fault == ""), fault, parts["zone"].isna() & wall.notna())


def _parts(texts: pd.Series) -> pd.DataFrame:
    """Numbers of each text by `_PARTS` (NaN where absent), its `zone` and `sign` as texts."""
    found = pd.DataFrame(index=texts.index, columns=[*_PARTS, "zone", "sign"], dtype=object)
    for day in _DAYS:
        left = found["year"].isna()
        if left.any():
            read = texts[left].str.extract(f"^{day}{_TIME}{_ZONE}$").reindex(columns=found.columns)
            found.loc[left] = read.astype(object)
    return found.assign(**{name: pd.to_numeric(found[name]) for name in _PARTS})


def _walls(parts: pd.DataFrame) -> pd.Series:
    """Wall times, NaT where the numbers are no time of a day that the calendar has."""
    numbers = parts[list(_PARTS[:6])].astype(float)
    numbers[["hour", "minute", "second"]] = numbers[["hour", "minute", "second"]].fillna(0.0)
    good = numbers["year"].between(_FIRST_YEAR, _LAST_YEAR) & numbers["month"].between(1, 12)
    good &= (numbers["hour"] < 24) & (numbers["minute"] < 60) & (numbers["second"] < 60)
    year, month, day, hour, minute, second = numbers.where(good, 1).to_numpy(np.int64).T
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    first, after = months.astype("datetime64[D]"), (months + 1).astype("datetime64[D]")
    good &= (day >= 1) & (day <= (after - first).astype(np.int64))
    at = first.astype("datetime64[s]") + ((day - 1) * 86_400 + hour * 3600 + minute * 60 + second)
    return pd.Series(at, index=parts.index).where(good)


def _ahead_min(parts: pd.DataFrame) -> pd.Series:
    """How far each text's clock is ahead of UTC [min]; NaN where no clock is."""
    minutes = parts["ahead_h"].astype(float) * 60 + parts["ahead_min"].fillna(0).astype(float)
    possible = (minutes <= _MOST_AHEAD_MIN) & (parts["ahead_min"].fillna(0) < 60)
    minutes = minutes.where(possible) * np.where(parts["sign"] == "-", -1, 1)
    return minutes.where(parts["sign"].notna(), 0.0)


def _localised(wall: pd.Series, zone: str) -> tuple[pd.Series, pd.Series]:
    """Instants of wall times, and why some have none."""
    first = np.ones(len(wall), dtype=bool)
    missing = wall.dt.tz_localize(zone, ambiguous=first, nonexistent="NaT").isna() & wall.notna()
    known = wall.where(~missing)
    local = known.dt.tz_localize(zone, ambiguous="NaT", nonexistent="NaT")
    twice = local.isna() & known.notna()
    reasons = pd.Series("", index=wall.index, dtype=object)
    text = wall.dt.strftime("%Y-%m-%d %H:%M")
    reasons[missing] = text[missing] + tr(
        " does not exist in {zone}: clocks went forward", zone=zone
    )
    reasons[twice] = text[twice] + tr(
        " happens twice in {zone}: clocks went back; write the offset from UTC", zone=zone
    )
    return local.dt.tz_convert("UTC").dt.as_unit("s"), reasons
