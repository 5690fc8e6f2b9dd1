"""Training or meetings placed with the shifts, beside those put into the best shifts of that time.

The peer searches on for shifts alone while shifts and activities are searched for together; then it
places the activities into what is idle, training proven best for its shifts.
"""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.services.context import Context
from app.services.demo import load_sample
from app.services.forecast.make import forecast_all
from app.services.roster.build import problem_for
from app.services.staffing.requirement import set_requirement
from data.model.activity import ActivityOrder
from data.model.problem import RosterProblem
from data.store import Store
from rostering.activities import Placement, place_activities, place_with_shifts
from rostering.activities.bound import bound_with_activities
from rostering.solver.progress import Progress
from rostering.solver.solve import solve_roster
from tests.benchmarks.peak import peak_mb

_UNTIL = date(2025, 12, 7)
"""Last day of the sample's history, a Sunday."""


def run(
    minutes: int = 120,
    meetings: bool = False,
    time_limit_s: float = 60.0,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> dict[str, Any]:
    """Four weeks of the sample centre: shifts, then an activity for everybody, in both ways.

    Parameters
    ----------
    minutes
        Length of each agent's activity [min].
    meetings
        Each team meets, but one at most; else everybody is trained alone.
    time_limit_s
        Seconds of the shifts alone, then of the search for both, then of the peer's [s].

    Returns
    -------
    dict
        Points of the shifts alone, and of both ways with what is not placed; bounds; hard
        violations; activities placed of those wanted; whether the shifts could move.
    """
    problem = sample_problem()
    each_team_but = 1 if meetings else None
    orders = (ActivityOrder("activity", minutes, each_team_but=each_team_but),)
    given: dict[str, Any] = {"time_limit_s": time_limit_s, "progress": progress, "stop": stop}
    alone = solve_roster(problem, seed=seed, **given)
    if alone.roster is None:
        return {"agents": len(problem.agents), "shifts_alone": None}
    known = bound_with_activities(problem, orders, alone.bound)
    both = place_with_shifts(problem, alone.roster, orders, known_bound=known, seed=seed, **given)
    longer = solve_roster(problem, seed=seed, start=alone.roster, **given)
    after = place_activities(problem, longer.roster or alone.roster, orders, seed=seed, **given)
    return {
        "agents": len(problem.agents),
        "days": problem.days,
        "minutes": minutes,
        "teams": len({agent.team for agent in problem.agents}) if meetings else 0,
        "time_limit_seconds": time_limit_s,
        "shifts_alone": {"objective": alone.objective, "bound": alone.bound},
        "together": {**_told(both), "moved": both.moved, "stayed": both.stayed},
        "peer": {**_told(after), "shifts_alone": longer.objective},
        "peak_mb": peak_mb(),
    }


def sample_problem() -> RosterProblem:
    """Four weeks of the sample centre from the Monday after its history."""
    that_night = datetime.combine(_UNTIL, time(18), UTC)
    with TemporaryDirectory() as folder, Store.open(f"sqlite:///{folder}/centre.sqlite") as store:
        context = Context(store=store, who="bench", clock=lambda: that_night)
        load_sample(context, Path(folder) / "sample", until=_UNTIL)
        forecast_all(context)
        set_requirement(context)
        return problem_for(context, _UNTIL + timedelta(days=1), 28)


def _told(found: Placement) -> dict[str, Any]:
    return {
        "objective": found.objective,
        "bound": round(found.bound, 1),
        "gap": round(found.gap, 4),
        "placed": found.placed,
        "wanted": found.wanted,
        "hard_violations": found.after.hard_violations,
        "seconds": round(found.seconds, 1),
    }
