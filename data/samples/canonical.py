"""The sample as files: actuals in the canonical layout, one file a queue, and special days."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd

from data.model.queue import Queue
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from data.samples.centre import SampleCentre


def write_canonical(sample: SampleCentre, folder: Path) -> tuple[Path, ...]:
    """Write `actuals_<queue>.csv` for each queue and `special_days.csv`.

    Parameters
    ----------
    folder
        Made if absent; files of the same names are replaced.

    Returns
    -------
    tuple[Path, ...]
        The files, actuals first. Lost slots have no row.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for queue in sample.queues:
        path = folder / f"actuals_{queue.queue_id}.csv"
        frame = _actuals(queue, sample.series[queue.queue_id])
        frame.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")
        written.append(path)
    written.append(_write_special_days(sample.special_days, folder / "special_days.csv"))
    return tuple(written)


def _actuals(queue: Queue, series: ContactSeries) -> pd.DataFrame:
    grid = series.grid
    voice = queue.deferrable_due_min is None
    frame = pd.DataFrame(
        {
            "interval_start": grid.stamps,
            "interval_minutes": grid.slot_min,
            "queue_id": queue.queue_id,
            "queue_name": queue.name,
            "channel": queue.channel,
            "offered": _whole(series.offered),
            "handled": _whole(series.handled),
            "abandoned": _whole(series.abandoned),
            "answered_in_threshold": "",
            "threshold_seconds": f"{queue.target.threshold_s:g}" if voice else "",
            "handle_seconds_total": series.handle_s_total,
            "wait_seconds_total": "",
            "event_tag": [series.event_tag.get(slot, "") for slot in range(grid.slots)],
            "quality_flag": "",
            "temperature_c": series.temperature_c,
        }
    )
    return frame[np.isfinite(series.offered)]


def _whole(values: np.ndarray) -> "pd.Series[int]":
    return pd.Series(values).astype("Int64")


def _write_special_days(special_days: SpecialDays, path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("day", "name", "kind", "exclude"))
        for special in special_days.days:
            writer.writerow(
                (special.day.isoformat(), special.name, special.kind, str(special.exclude).lower())
            )
    return path
