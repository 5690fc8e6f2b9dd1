"""How large a year of nights makes the store, with and without thinning old forecasts.

`python -m tests.benchmarks.retention` prints one JSON document.
"""

import json
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.services.context import Context
from app.services.forecast.make import forecast_all
from app.services.running.retention import thin
from data.model.forecast import Forecast
from data.model.grid import Grid
from data.store import Store
from tests.app.small_centre import SmallCentre, a_small_centre


def run(nights: int = 365, every: int = 7) -> dict[str, Any]:
    """Save real forecasts of two half-hourly queues night after night.

    Parameters
    ----------
    nights
        Nights simulated [-].
    every
        Nights between two thinnings [-].

    Returns
    -------
    dict
        Megabytes of the file after each way, and per queue; seconds of all thinnings.
    """
    return {"nights": nights, "kept_all": _year(nights, 0), "thinned": _year(nights, every)}


def _year(nights: int, every: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        centre = a_small_centre(Path(folder))
        before = _size_mb(centre)
        forecast_all(centre.context)
        made = [centre.context.store.latest_forecast(q) for q in ("fault", "billing")]
        took_s = 0.0
        for night in range(1, nights + 1):
            entry = centre.context.entry("forecast", "night")
            centre.context.store.save_forecasts([_moved(one, night) for one in made], entry)
            if every and night % every == 0:
                began = time.perf_counter()
                thin(Context(centre.context.store, "nightly", lambda: datetime.now(UTC)))
                took_s += time.perf_counter() - began
        grown = _size_mb(centre) - before
        return {
            "versions": len(centre.context.store.list_forecasts()),
            "grown_mb_a_queue": round(grown / len(made), 2),
            "intact": centre.context.store.verify_trail().intact,
            "thinning_s": round(took_s, 2),
        }


def _moved(one: Forecast, night: int) -> Forecast:
    first = one.grid.days[0] + timedelta(days=night)
    grid = Grid.for_days(first, len(one.grid.days), one.grid.slot_min, one.grid.zone)
    origin = one.origin + timedelta(days=night)
    # Another mean each night, or neighbours would pack alike.
    demand = replace(one.demand, grid=grid, contacts=one.demand.contacts * (1 + night * 1e-4))
    return replace(
        one, version_id=f"{one.version_id}-{night}", demand=demand, model=demand.contacts,
        quantiles=one.quantiles * (1 + night * 1e-4), origin=origin, made_at=origin,
    )  # fmt: skip


def _size_mb(centre: SmallCentre) -> float:
    with Store.open(centre.url) as store:
        store.give_back_room()
    return Path(centre.url).stat().st_size / 1e6


if __name__ == "__main__":
    print(json.dumps(run()))
