"""Slots without a row: how long the intervals of a file are, and whether a missing one is zero."""

from datetime import datetime
from typing import Literal

import numpy as np
import pandas as pd

from data.ingest.layout import Layout
from data.model.centre import Centre
from data.model.errors import UnclearGaps
from data.model.grid import IntArray
from data.model.language import tr

Gaps = Literal["ask", "zero", "missing"]
"""What slots without a row are: without contacts, or unknown; `ask` refuses where it is unclear."""

ASSUMED = "assumed"
"""Column of a read file: whether no row said this slot's value."""

_DAY_MIN = 1440
_STEPS = (1440, 720, 360, 240, 180, 120, 60, 30, 20, 15, 10, 5, 1)
_ODD_SHARE = 0.01  # of the starts that may lie off the step: slips of the hand
_DENSE_SHARE = 0.5  # of the distances that equal the step where every interval has a row
_LISTED_SHARE = 0.7  # of its usual intervals that a queue has rows for where none is left out
_JUDGED_ROWS, _JUDGED_DAYS = 20, 3  # fewer show nothing


def interval_of(starts: pd.Series, queues: pd.Series, slot_min: int) -> int:
    """Length of the intervals of a file that does not name it [min].

    Notes
    -----
    The longest step on which all starts lie. The commonest distance of neighbours would be longer
    where quiet intervals have no row. A step longer than a slot is believed only where intervals
    follow one another; otherwise rows are few, and it is the centre's slot.
    """
    minutes = _minutes(starts)
    sound = minutes[minutes % 5 == 0]
    minutes = sound if 2 * len(sound) > len(minutes) else minutes
    if len(minutes) < 2:
        return slot_min
    step = next(step for step in _STEPS if _odd(minutes, step) <= _ODD_SHARE)
    if step <= slot_min:
        return step
    ordered = pd.DataFrame({"at": starts, "of": queues}).dropna().sort_values(["of", "at"])
    apart = ordered.groupby("of")["at"].diff().dt.total_seconds().to_numpy() / 60
    apart = apart[np.nan_to_num(apart) > 0]
    dense = len(apart) > 0 and (apart == step).mean() >= _DENSE_SHARE
    return step if dense else slot_min


def _minutes(starts: pd.Series) -> IntArray:
    utc = starts.dropna().dt.tz_localize(None).to_numpy()
    return np.unique(utc.astype("datetime64[m]").astype(np.int64))


def _odd(minutes: IntArray, step: int) -> float:
    """Share of starts off the commonest phase of a step."""
    return float(1 - np.unique(minutes % step, return_counts=True)[1].max() / len(minutes))


def refuse_unclear(frame: pd.DataFrame, layout: Layout) -> None:
    """Refuse rows that seem to list only busy intervals.

    Raises
    ------
    UnclearGaps
        If a queue has no row of zero contacts and lacks many of the intervals that it usually has.
    """
    shares = {str(name): _listed_share(rows) for name, rows in frame.groupby("queue_id")}
    sparse = {name: share for name, share in shares.items() if share < _LISTED_SHARE}
    if sparse:
        named = ", ".join(f"{name} ({share:.0%})" for name, share in list(sparse.items())[:5])
        more = tr(" and {sparse} more", sparse=len(sparse) - 5) if len(sparse) > 5 else ""
        raise UnclearGaps(
            tr(
                "the file has rows for only some intervals of {named}{more}, none of "
                "them with 0 contacts: say what an interval without a row is",
                named=named,
                more=more,
            ),
            tr("With --gaps zero nobody contacted you then; with --gaps missing nobody knows"),
            layout.name,
        )


def _listed_share(rows: pd.DataFrame) -> float:
    minutes = _minutes(rows["interval_start"])
    of_day, days = minutes % _DAY_MIN, np.unique(minutes // _DAY_MIN)
    few = len(minutes) < _JUDGED_ROWS or len(days) < _JUDGED_DAYS
    if few or (rows["offered"] == 0).any():
        return 1.0
    return len(minutes) / (len(np.unique(of_day)) * len(days))


def fill_days(
    frame: pd.DataFrame, layout: Layout, centre: Centre, now: datetime | None, notes: list[str]
) -> pd.DataFrame:
    """Zero contacts in every slot without a row, of each queue from its first day to the last.

    Notes
    -----
    Days are those of the file's clock, so that files of one day each meet without a gap. A day
    that is not over is filled to its last row only.
    """
    if not len(frame):
        return frame
    zone = "UTC" if layout.utc else centre.zone
    end = _end(frame["interval_start"].max(), zone, centre.slot_min, now)
    parts = []
    for queue_id, rows in frame.groupby("queue_id", sort=True):
        first = rows["interval_start"].min()
        before = (first - first.tz_convert(zone).normalize()) // _slot(centre.slot_min)
        begin = first - before * _slot(centre.slot_min)
        every = pd.date_range(begin, end, freq=f"{centre.slot_min}min", inclusive="left")
        part = pd.DataFrame({"interval_start": every.as_unit("s"), "queue_id": queue_id})
        name, channel = rows["queue_name"].iloc[0], rows["channel"].iloc[0]
        parts.append(part.assign(queue_name=name, channel=channel))
    full = pd.concat(parts).merge(
        frame.drop(columns=["queue_name", "channel"]), how="left", on=["queue_id", "interval_start"]
    )
    return zeroed(full, centre.slot_min, notes, tr("as was asked for"))


def _slot(slot_min: int) -> pd.Timedelta:
    return pd.Timedelta(minutes=slot_min)


def _end(last: pd.Timestamp, zone: str, slot_min: int, now: datetime | None) -> pd.Timestamp:
    midnight = (last.tz_convert(zone).normalize() + pd.Timedelta(hours=36)).normalize()
    after = last + _slot(slot_min)
    if now is not None and midnight > pd.Timestamp(now):
        return after
    return after + (midnight - after) // _slot(slot_min) * _slot(slot_min)


def fill_zeros(frame: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Zero contacts where other queues have a row, for layouts that omit zeros."""
    if not len(frame):
        return frame
    queues = frame[["queue_id", "queue_name", "channel"]].drop_duplicates("queue_id")
    every = queues.merge(frame[["interval_start"]].drop_duplicates(), how="cross")
    full = every.merge(
        frame.drop(columns=["queue_name", "channel"]), how="left", on=["queue_id", "interval_start"]
    )
    slot_min = int(frame["interval_minutes"].iloc[0])
    return zeroed(full, slot_min, notes, tr("this layout lists only what happened"))


def zeroed(full: pd.DataFrame, slot_min: int, notes: list[str], because: str) -> pd.DataFrame:
    """Rows without a count as zero contacts."""
    silent = full["offered"].isna()
    if silent.any():
        notes.append(
            tr(
                "{sum} slots without a row count as zero contacts: {because}",
                sum=int(silent.sum()),
                because=because,
            )
        )
    zeros = ["offered", "handled", "abandoned", "handle_seconds_total", "wait_seconds_total"]
    full.loc[silent, zeros] = 0.0
    full[ASSUMED] = silent
    full.loc[silent, ["event_tag", "quality_flag"]] = ""
    full["interval_minutes"] = slot_min
    return full.sort_values(["queue_id", "interval_start"], kind="stable").reset_index(drop=True)
