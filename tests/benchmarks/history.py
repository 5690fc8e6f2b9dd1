"""How long history takes: a sample made, read from a file, imported into a fresh store, loaded."""

import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import numpy as np

from app.services.context import Context, wall_clock
from data.ingest import read_actuals
from data.samples import SampleCentre, sample_centre, write_canonical
from data.store import Store, documents

Found = TypeVar("Found")


def time_history(years: float = 3, seed: int = 7) -> dict[str, Any]:
    """Time the way of a sample's history from the draw to the series.

    Parameters
    ----------
    years
        Length of the history [a], at least four weeks.

    Returns
    -------
    dict
        Rows of one file of all queues, and seconds by the clock on the wall, each once; of a load
        the median over the queues. `wrong`: queues whose series is not the one drawn.

    Notes
    -----
    Nothing else here reads and keeps the same history, so there is no peer: the series loaded are
    held to those drawn instead.

    Raises
    ------
    InvalidValue
        If the history would be too short.
    """
    sample, made_s = _timed(lambda: sample_centre(seed, years=years))
    with tempfile.TemporaryDirectory() as folder:
        found = _kept(sample, Path(folder))
    sizes = {"years": years, "queues": len(sample.queues)}
    return {**sizes, "generate_seconds": round(made_s, 2), **found}


def _kept(sample: SampleCentre, folder: Path) -> dict[str, Any]:
    """Read from one file, imported into a fresh embedded store, loaded."""
    file = _one_file(write_canonical(sample, folder / "sample")[:-1], folder / "all.csv")
    actuals, read_s = _timed(lambda: read_actuals(file, sample.centre))
    with Store.open(str(folder / "store.sqlite")) as store:
        context = Context(store, "bench", wall_clock)
        store.save(documents.CENTRE, sample.centre, context.entry("time_history", "centre"))
        entry = context.entry("time_history", file.name)
        counts, import_s = _timed(
            lambda: store.save_actuals(actuals.frame, actuals.rejected, file.name, entry)
        )
        wrong, load_s = _loaded(sample, store)
    return {
        "rows": counts.new,
        "rejected": counts.rejected,
        "read_seconds": round(read_s, 2),
        "import_seconds": round(import_s, 2),
        "load_seconds": round(load_s, 3),
        "wrong": wrong,
    }


def _timed(work: Callable[[], Found]) -> tuple[Found, float]:
    began = time.perf_counter()
    found = work()
    return found, time.perf_counter() - began


def _one_file(parts: Iterable[Path], path: Path) -> Path:
    """Files of one header put together."""
    with path.open("w", encoding="utf-8", newline="") as file:
        for number, part in enumerate(parts):
            lines = part.read_text(encoding="utf-8").splitlines(keepends=True)
            file.writelines(lines[1 if number else 0 :])
    return path


def _loaded(sample: SampleCentre, store: Store) -> tuple[int, float]:
    """Queues whose series is not the one drawn, and the median time of a load [s]."""
    seconds, wrong = [], 0
    for queue_id, drawn in sample.series.items():
        series, load_s = _timed(partial(store.load_series, queue_id))
        seconds.append(load_s)
        known = np.flatnonzero(np.isfinite(drawn.offered))
        whole = drawn.offered[known[0] : known[-1] + 1]
        wrong += not np.array_equal(series.offered, whole, equal_nan=True)
    return wrong, median(seconds)
