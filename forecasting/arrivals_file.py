"""Series from plain CSV files `series_id, ts, y[, temp_c|temp_day_c]` on a local clock."""

from pathlib import Path

import numpy as np
import pandas as pd

from data.model.arrays import FloatArray
from data.model.errors import UnreadableFile
from data.model.grid import Grid
from data.model.series import ContactSeries

_TEMPERATURES = ("temp_c", "temp_day_c")


def read_arrivals(path: Path, zone: str = "UTC") -> dict[str, ContactSeries]:
    """Each series of a file (CSV, gzipped or not).

    `ts` is the local clock at the slot's start. It is read as if the clock never changed, so
    that every local day has the same slots; an hour that occurs twice is averaged.

    Raises
    ------
    UnreadableFile
        If the columns are not there or the slots are not equal.
    """
    try:
        frame = pd.read_csv(path)
    except (OSError, ValueError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{path.name}: not a CSV that can be read ({error})") from error
    missing = {"ts", "y"} - set(frame.columns)
    if missing:
        raise UnreadableFile(
            f"{path.name}: columns {sorted(missing)} are missing; found "
            f"{list(frame.columns)}; needed: series_id, ts, y"
        )
    if "series_id" not in frame:
        frame["series_id"] = path.name.split(".")[0]
    try:
        frame["ts"] = pd.to_datetime(frame["ts"])
        frame["y"] = pd.to_numeric(frame["y"])
    except (ValueError, TypeError) as error:
        raise UnreadableFile(f"{path.name}: {error}") from error
    return {str(name): _series(str(name), part, zone) for name, part in frame.groupby("series_id")}


def _series(name: str, frame: pd.DataFrame, zone: str) -> ContactSeries:
    stamps = frame["ts"].to_numpy().astype("datetime64[m]")
    minutes = stamps.astype(np.int64)
    gaps = np.diff(np.unique(minutes))
    if not len(gaps):
        raise UnreadableFile(f"{name}: a single time stamp tells no slot length")
    slot_min = int(gaps.min())
    if 1440 % slot_min or (minutes % slot_min).any():
        raise UnreadableFile(f"{name}: slots of {slot_min} min do not divide a day")
    first = stamps.min().astype("datetime64[D]")
    days = int((stamps.max().astype("datetime64[D]") - first).astype(int)) + 1
    grid = Grid.for_days(first.item(), days, slot_min, zone)
    slot = (minutes - first.astype("datetime64[m]").astype(np.int64)) // slot_min
    warmth = next((c for c in _TEMPERATURES if c in frame), None)
    temperature = _placed(frame[warmth], slot, grid.slots) if warmth else np.empty(0)
    return ContactSeries(
        name, grid, _placed(frame["y"], slot, grid.slots), temperature_c=temperature
    )


def _placed(values: pd.Series, slot: np.ndarray, slots: int) -> FloatArray:
    known = values.notna().to_numpy()
    count = np.bincount(slot[known], minlength=slots)
    total = np.bincount(slot[known], weights=values.to_numpy(dtype=float)[known], minlength=slots)
    return np.asarray(np.divide(total, count, out=np.full(slots, np.nan), where=count > 0))
