"""The simulated service of a roster under the uncertainty of its forecast."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.context import Context
from app.services.remembered import Remembered
from app.services.roster.check import roster_of
from app.services.staffing.conditions import Conditions, conditions_of
from data.model.codec import digest
from data.model.publication import Publication, SavedRoster

if TYPE_CHECKING:
    from rostering.simulation import Policy

_SIMULATED: Remembered[dict[str, Any]] = Remembered(32)


@asked
def simulate_saved(
    context: Context,
    saved: SavedRoster,
    *,
    replications: int | None = None,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
    behind: bool = True,
) -> dict[str, Any]:
    """Service report of a saved roster, as JSON values; see `docs/simulation.md`.

    Parameters
    ----------
    replications
        Simulated horizons [-]; None: as planning defaults have it.
    behind
        Whether it stands behind pages; not where a page itself waits for it.

    Notes
    -----
    `behaviours` in the report says how handle times were made to vary, and whether that was fitted;
    `conditions` holds everything needed to make the very same report again. The same question
    is answered from memory, by this program alone: `rebuild_proof` simulates anew.
    """
    if replications is None:
        replications = planning_of(context).simulate_replications
    requirement = saved.problem.requirement
    conditions = conditions_of(context, requirement.forecast_ids, requirement.queue_ids)
    # Rosters of one name in two databases differ in what the report's inputs tell apart.
    question = (
        context.store.where, saved.roster_id, saved.roster_digest, saved.problem.digest,
        requirement.requirement_id, requirement.forecast_ids, digest(conditions.as_json()),
        replications, seed,
    )  # fmt: skip
    return _SIMULATED.once(
        question,
        lambda: simulated(
            context, saved, conditions, replications, seed, progress=progress, behind=behind
        ),
    )


@asked
def simulated(
    context: Context,
    saved: SavedRoster,
    conditions: Conditions,
    replications: int,
    seed: int,
    *,
    policy: "Policy | None" = None,
    progress: Callable[[int, int], None] | None = None,
    behind: bool = True,
) -> dict[str, Any]:
    """Service report of a saved roster under given conditions; `behind` as in `simulate_saved`."""
    from rostering.simulation import simulate_roster

    report = simulate_roster(
        saved.problem,
        roster_of(saved),
        conditions.queues,
        conditions.forecasts,
        replications=replications,
        seed=seed,
        policy=policy,
        behaviours=conditions.behaviours,
        links=conditions.links,
        progress=progress,
        behind=behind,
    )
    said = {queue_id: _said(queue_id, conditions) for queue_id in conditions.forecasts}
    return {**report.as_json(), "behaviours": said, "conditions": conditions.as_json()}


def _said(queue_id: str, conditions: Conditions) -> dict[str, Any]:
    behaviour = conditions.behaviours[queue_id]
    return {
        "handle_cv": round(behaviour.handle_cv, 4),
        "handle_law": behaviour.handle_law,
        "fitted": queue_id in conditions.fitted,
    }


@dataclass(frozen=True)
class Certificate:
    """The simulated service that was saved when a roster was published."""

    version: int
    report: dict[str, Any]


@asked
def certificate_of(context: Context, roster_id: str) -> Certificate | None:
    """The newest published certificate of a roster; None where it has none."""
    mine = [p for p in context.store.load_publications() if _certified(p, roster_id)]
    return Certificate(mine[-1].version, mine[-1].proof["service"]) if mine else None


def _certified(publication: Publication, roster_id: str) -> bool:
    service = publication.proof.get("service") or {}
    return publication.roster_id == roster_id and bool(service.get("queues"))
