"""The simulated service of a roster under the uncertainty of its forecast."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.services.build_roster import problem_of
from app.services.check_roster import roster_of
from app.services.desk import Desk
from app.services.read_centre import queues_of
from data.model.errors import NotFound
from data.model.forecast import Forecast
from data.model.saved_roster import SavedRoster
from data.model.series import ContactSeries
from rostering.simulation import Behaviour, simulate_roster
from rostering.simulation.fit import fitted_behaviours
from rostering.staffing.handling import Handling

FITTED_DAYS = 91
"""History read for how handle times vary: a quarter has every weekday 13 times and is recent."""


def simulate_kept(
    desk: Desk,
    saved: SavedRoster,
    *,
    replications: int = 20,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Service report of a kept roster, as JSON values; see `rostering/simulation/README.md`.

    Notes
    -----
    `behaviours` in the report says how handle times were made to vary, and whether history told.
    """
    problem = problem_of(desk, saved)
    forecasts = forecasts_behind(desk, problem.requirement.forecast_ids)
    queues = queues_of(desk, problem.requirement.queue_ids)
    fitted = behaviours_of(desk, forecasts)
    behaviours = {
        q.queue_id: replace(fitted.get(q.queue_id, Behaviour()), handling=Handling.of(q))
        for q in queues
    }
    report = simulate_roster(
        problem,
        roster_of(saved),
        queues,
        forecasts,
        replications=replications,
        seed=seed,
        behaviours=behaviours,
        progress=progress,
    )
    said = {queue_id: _said(fitted.get(queue_id)) for queue_id in forecasts}
    return {**report.as_json(), "behaviours": said}


def behaviours_of(desk: Desk, forecasts: Mapping[str, Forecast]) -> dict[str, Behaviour]:
    """How each queue's handle times varied in the quarter that its forecast saw last.

    Queues whose history does not tell are left out: the simulator's default holds for them.
    """
    seen = (_seen(desk, queue_id, forecast) for queue_id, forecast in forecasts.items())
    return fitted_behaviours(series for series in seen if series)


def forecasts_behind(desk: Desk, forecast_ids: tuple[str, ...]) -> dict[str, Forecast]:
    """The forecast versions a requirement was made from, by queue."""
    if not forecast_ids:
        raise NotFound("the requirement was not made from forecasts, so it cannot be simulated")
    found = map(desk.store.load_forecast, forecast_ids)
    return {forecast.queue_id: forecast for forecast in found}


def _seen(desk: Desk, queue_id: str, forecast: Forecast) -> ContactSeries | None:
    last = forecast.grid.days[0] - timedelta(days=1)
    try:
        return desk.store.load_series(queue_id, last - timedelta(days=FITTED_DAYS - 1), last)
    except NotFound:
        return None


def _said(behaviour: Behaviour | None) -> dict[str, Any]:
    found = behaviour or Behaviour()
    return {
        "handle_cv": round(found.handle_cv, 4),
        "handle_law": found.handle_law,
        "fitted": behaviour is not None,
    }
