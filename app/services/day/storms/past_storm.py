"""A past storm in a file of counts: where it begins and ends, and what was known before it."""

from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from data.files.text import decode, read_bytes
from data.model.errors import InvalidValue, NotEnoughHistory, UnreadableFile
from data.model.grid import BoolArray, FloatArray
from data.model.language import tr
from forecasting.calendar.panel import fold
from forecasting.history import as_series
from forecasting.intraday.usual import HOURS, usual_days

if TYPE_CHECKING:
    from forecasting.intraday.surge import SurgeModel, SurgeTrail

_LEAST_DAYS = 56
_BREAK_H, _LEAST_SHARE = 6, 0.3
_MOST_HOURS, _OF_PEAK = 48, 0.03


@dataclass(frozen=True)
class PastStorm:
    """A storm of a file, and what was learnt at the midnight before it.

    Parameters
    ----------
    usual, counts
        Of every hour of the file [contacts/hour], shape (hours,).
    begin, end
        Its first hour, and the one after its last.
    trail
        What the alarm says hour by hour, until its end.
    past
        Share and added contacts of each storm before.
    """

    usual: FloatArray
    counts: FloatArray
    begin: int
    end: int
    model: "SurgeModel"
    trail: "SurgeTrail"
    past: list[tuple[float, list[float]]]

    @property
    def span(self) -> slice:
        """Its hours."""
        return slice(self.begin, self.end)

    @property
    def base(self) -> FloatArray:
        """What is usual in its hours [contacts/hour]."""
        return self.usual[self.span]

    @property
    def heard(self) -> FloatArray:
        """What the file has of its hours [contacts/hour]; NaN where it knows nothing."""
        return self.counts[self.span]

    @property
    def came(self) -> FloatArray:
        """The same, as usual where nothing is known [contacts/hour]."""
        return np.where(np.isfinite(self.heard), self.heard, self.base)


def storm_cells(file: Path, series_id: str = "") -> tuple[str, date, FloatArray]:
    """Name, first day, and counts by day and hour of a file [contacts/hour], shape (days, 24).

    Hours that are not `covered`, where the file says so, count as unknown.

    Raises
    ------
    UnreadableFile
        If it is no text, no table, or has other columns.
    InvalidValue
        If a cell cannot be read, or its slots are no hours.
    """
    import pandas as pd

    expected = tr("columns local and outages, or ts and y")
    text = decode(read_bytes(file, expected), file, expected)
    try:
        table = pd.read_csv(StringIO(text))
    except ValueError as error:
        raise UnreadableFile(
            tr("{path} is no table; expected {expected}", path=file.name, expected=expected)
        ) from error
    if {"local", "outages"} <= set(table.columns):
        if "covered" in table:
            covered = table["covered"].astype(str).str.strip().str.lower()
            table = table[covered.isin(("true", "1", "1.0"))]
        table = table[["local", "outages"]].rename(columns={"local": "ts", "outages": "y"})
        series_id = series_id or "outages"
    elif not {"ts", "start", "interval_start"} & set(table.columns):
        shown = ", ".join(map(str, table.columns))[:200]
        raise UnreadableFile(
            tr(
                "{path} has the columns {shown}; expected {expected}",
                path=file.name,
                shown=shown,
                expected=expected,
            )
        )
    series = as_series(table, series_id)
    if series.grid.slot_min != 60:
        raise InvalidValue(
            tr(
                "{series} has slots of {slot_min} min; give hours",
                series=series.queue_id,
                slot_min=series.grid.slot_min,
            )
        )
    panel = fold(series.grid, series.offered)
    return series.queue_id, panel.days[0].item(), panel.cells


def past_storm(first: date, cells: FloatArray, day: date | None) -> PastStorm:
    """The storm of a day, or the highest, and what is learnt of the days before it.

    Raises
    ------
    NotEnoughHistory
        If too few whole days lie before the storm.
    InvalidValue
        If the file knows nothing of the day, or nothing stands out on it.
    """
    from forecasting.intraday.surge import follow, learn_surges

    usual = usual_days(cells)
    begin, end = _window(first, cells, usual, day)
    flat, counts = usual.ravel(), cells.ravel()
    before = begin - begin % HOURS
    _refuse_too_few(cells[: before // HOURS])
    model = learn_surges(flat[:before], counts[:before])
    trail = follow(model, flat[:end], counts[:end])
    past = _past(flat, counts, follow(model, flat[:before], counts[:before]).alarm)
    return PastStorm(flat, counts, begin, end, model, trail, past)


def _window(first: date, cells: FloatArray, usual: FloatArray, day: date | None) -> tuple[int, int]:
    """First hour of the storm of a day, and the one after its last."""
    known = np.isfinite(cells) & np.isfinite(usual)
    added = np.where(known, np.nan_to_num(cells) - np.nan_to_num(usual), 0.0)
    if day is None:
        place = int(np.argmax(added.sum(axis=1)))
    else:
        place = (day - first).days
        if not 0 <= place < len(cells) or not np.isfinite(cells[place]).any():
            raise InvalidValue(tr("the file knows nothing of {day}", day=day))
        _refuse_too_few(cells[:place])
    hour_mean = np.nan_to_num(usual[place]).mean()
    great = added >= max(1.0, _LEAST_SHARE * float(hour_mean), _OF_PEAK * float(added[place].max()))
    mine = np.flatnonzero(great[place])
    if not len(mine):
        raise InvalidValue(
            tr(
                "nothing stands out on {day}: name another day",
                day=hour_of(first, 24 * place).date(),
            )
        )
    flat = great.ravel()
    peak = 24 * place + int(np.argmax(added[place]))
    begin = end = peak
    while begin > 0 and flat[max(0, begin - _BREAK_H) : begin].any() and peak - begin < 24:
        begin -= 1
    while end < len(flat) and flat[end : end + _BREAK_H].any() and end - begin < _MOST_HOURS:
        end += 1
    while begin < peak and not flat[begin]:
        begin += 1
    return begin, max(end, begin + 1)


def _refuse_too_few(before: FloatArray) -> None:
    whole = int(np.isfinite(before).all(axis=1).sum())
    if whole < _LEAST_DAYS:
        raise NotEnoughHistory(
            tr(
                "{days} whole days before the storm are too few; {least} are needed",
                days=whole,
                least=_LEAST_DAYS,
            )
        )


def _past(
    usual: FloatArray, counts: FloatArray, alarm: BoolArray
) -> list[tuple[float, list[float]]]:
    """Share and added contacts of each storm before."""
    on = np.flatnonzero(alarm)
    runs = np.split(on, np.flatnonzero(np.diff(on) > _BREAK_H) + 1) if len(on) else []
    found = []
    for run in runs:
        hours = slice(int(run[0]), int(run[-1]) + 1)
        added = np.maximum(0.0, np.nan_to_num(counts[hours] - usual[hours]))
        share = float(added.sum() / max(1e-9, float(np.nansum(usual[hours]))))
        if share >= _LEAST_SHARE:
            found.append((share, added.tolist()))
    return found


def hour_of(first: date, hour: int) -> datetime:
    """Begin of an hour of a file whose first day is known."""
    at: datetime = (np.datetime64(first, "h") + hour).astype("datetime64[s]").item()
    return at
