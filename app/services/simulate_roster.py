"""The simulated service of a roster under the uncertainty of its forecast."""

from typing import Any

from app.services.build_roster import problem_of
from app.services.check_roster import roster_of
from app.services.desk import Desk
from app.services.read_centre import queues_of
from data.model.errors import NotFound
from data.model.forecast import Forecast
from data.model.saved_roster import SavedRoster
from rostering.simulation import simulate_roster


def simulate_kept(
    desk: Desk, saved: SavedRoster, *, replications: int = 20, seed: int = 0
) -> dict[str, Any]:
    """Service report of a kept roster, as JSON values; see `rostering/simulation/README.md`."""
    problem = problem_of(desk, saved)
    forecasts = forecasts_behind(desk, problem.requirement.forecast_ids)
    report = simulate_roster(
        problem,
        roster_of(saved),
        queues_of(desk, problem.requirement.queue_ids),
        forecasts,
        replications=replications,
        seed=seed,
    )
    return report.as_json()


def forecasts_behind(desk: Desk, forecast_ids: tuple[str, ...]) -> dict[str, Forecast]:
    """The forecast versions a requirement was made from, by queue."""
    if not forecast_ids:
        raise NotFound("the requirement was not made from forecasts, so it cannot be simulated")
    found = map(desk.store.load_forecast, forecast_ids)
    return {forecast.queue_id: forecast for forecast in found}
