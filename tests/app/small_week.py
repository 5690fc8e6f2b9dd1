"""The week that tests of a rostered centre stand on, the same in every run.

A search ends elsewhere each time, so tests met a night without people, or nobody who could take a
shift over, once in many runs. `python -m tests.app.small_week` searches anew and keeps what it
finds; run it where the week no longer keeps the rules, or lies far from its bound.
"""

import json
import tempfile
from pathlib import Path

from app.services.context import Context
from app.services.forecast.make import forecast_all
from app.services.roster.build import Built, build_roster, problem_for, save_built
from app.services.staffing.requirement import set_requirement
from data.model.codec import from_json, to_json
from data.model.publication import SavedRoster
from data.model.result import Certificate, Result
from data.model.roster import Roster
from rostering.evaluation.scorecard import score
from rostering.rules.history import unknown_history
from rostering.solver.tours.proof import recomputed_bound
from tests.app.small_centre import a_small_centre
from tests.until import until, within

KEPT = Path(__file__).with_name("small_week.json")


def staff_it(context: Context) -> None:
    """Forecasts and the requirement that the week is made for."""
    forecast_all(context, weeks=4, members=("seasonal_naive", "glm_days"))
    set_requirement(context)


def save_small_week(context: Context) -> SavedRoster:
    """The kept week as a saved roster; its cost and its bound are added up anew."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    roster = from_json(Roster, kept["roster"])
    certificate = from_json(Certificate, kept["certificate"])
    problem = problem_for(context, roster.first, roster.days)
    card = score(problem, roster)
    result = Result(
        "stopped",
        roster,
        card.objective,
        recomputed_bound(problem, certificate),
        charges=card.charges,
        seconds=1.0,
        engine="small",
        bound_by="tour engine",
        certificate=certificate,
    )
    detail = {"time_limit_s": 60.0, "unknown_history": unknown_history(problem)}
    return save_built(context, Built(problem, result, detail))


def main() -> None:
    """Search for a week and keep it."""
    with tempfile.TemporaryDirectory() as folder:
        context = a_small_centre(Path(folder)).context
        staff_it(context)
        first = context.store.list_requirements()[0].first
        found = build_roster(context, first, 1, **until(within(0.1), 120)).result
        context.store.close()
    kept = {"roster": to_json(found.roster), "certificate": to_json(found.certificate)}
    KEPT.write_text(json.dumps(kept, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{found.objective:,} points, at least {found.bound:,.0f}")


if __name__ == "__main__":
    main()
