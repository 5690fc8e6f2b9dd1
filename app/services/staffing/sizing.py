"""Agents required under given conditions: by formula, then corrected by the simulator."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context
from app.services.remembered import Remembered
from app.services.staffing.conditions import Conditions
from data.model.checks.opening import open_slots
from data.model.codec import digest, to_json
from data.model.forecast import Demand, Forecast
from data.model.queue import Queue
from data.model.requirement import Requirement, Shrinkage
from data.store import documents
from rostering.staffing.load import Handling
from rostering.staffing.sizing import Basis, Model, Ramp, parsed_basis

Progress = Callable[[int, int], None]
SkillMix = Mapping[tuple[str, ...], float]
_WORKED_OUT: Remembered[Requirement] = Remembered(24)


@dataclass(frozen=True)
class Asked:
    """What a requirement is asked for.

    Parameters
    ----------
    basis
        `expected` (service expected over what may come), `mean` (as if the forecast were
        certain), or a quantile such as `p80`.
    period_floor_share
        None: the target is met in every slot. Else it is met over the whole period, and no slot
        falls below this service level.
    judged
        Let the simulator correct the formula: shared skills, real handle times, absence.
    """

    basis: str = "expected"
    period_floor_share: float | None = None
    judged: bool = True
    model: Model = "auto"
    ramp: Ramp = "lag"

    @classmethod
    def of(cls, requirement: Requirement) -> "Asked":
        """What a saved requirement was asked for; older ones did not say all of it."""
        made = requirement.made_with
        return cls(
            made.get("basis", "mean"),
            made.get("asked_period_floor_share", made.get("period_floor_share")),
            "judge" in made,
            made.get("model", "auto"),
            made.get("ramp", "lag"),
        )


def sized(
    asked: Asked,
    conditions: Conditions,
    skill_mix: SkillMix,
    shrinkages: tuple[Shrinkage, ...],
    requirement_id: str,
    progress: Progress | None = None,
) -> Requirement:
    """A requirement, not saved yet.

    Parameters
    ----------
    progress
        Called with the simulations that were made and the most that it takes; what it raises ends
        the work.

    Notes
    -----
    A target met in every slot is met over the period too. Where floors make the period's plan
    the dearer one (small queues, whole agents), the plan slot by slot is given.

    Plans are remembered by the digest of all they follow from: what-ifs start again and again from
    the same service level targets of today.
    """
    given = _Given(asked, conditions, skill_mix, shrinkages)
    twice = asked.period_floor_share is not None and asked.judged
    found = _sized(given, requirement_id, part(progress, 0, 1 + twice))
    if not twice:
        return found
    every_slot = given._replace(asked=replace(asked, period_floor_share=None))
    slotwise = _sized(every_slot, requirement_id, part(progress, 1, 2))
    if slotwise.heads.sum() >= found.heads.sum() or not slotwise.made_with["judge"]["kept"]:
        return found
    made_with = {**slotwise.made_with, "asked_period_floor_share": asked.period_floor_share}
    return replace(
        slotwise,
        made_with=made_with,
        basis=f"{slotwise.basis}; slot by slot, cheaper here than over the period",
    )


class _Given(NamedTuple):
    """All that a plan follows from."""

    asked: Asked
    conditions: Conditions
    skill_mix: SkillMix
    shrinkages: tuple[Shrinkage, ...]


def part(progress: Progress | None, number: int, parts: int) -> Progress | None:
    """Progress of one of so many parts of the whole."""
    if progress is None:
        return None
    return lambda done, total: progress(number * total + done, parts * total)


def _sized(given: _Given, requirement_id: str, progress: Progress | None) -> Requirement:
    """The plan asked for, worked out unless it is remembered."""
    found = _WORKED_OUT.once(digest(given), lambda: _worked_out(given, requirement_id, progress))
    return replace(found, requirement_id=requirement_id)


def _worked_out(given: _Given, requirement_id: str, progress: Progress | None) -> Requirement:
    from rostering.simulation.correction import corrected_requirement
    from rostering.staffing.agents import pools_of
    from rostering.staffing.requirement import build_requirement

    asked, conditions, skill_mix, shrinkages = given
    forecasts, queues = conditions.forecasts, conditions.queues
    formula = build_requirement(
        forecasts,
        queues,
        shrinkages,
        requirement_id=requirement_id,
        basis=asked.basis,
        model=asked.model,
        ramp=asked.ramp,
        period_floor_share=asked.period_floor_share,
        handling={queue.queue_id: Handling.of(queue) for queue in queues},
        pools=pools_of(skill_mix, [queue.queue_id for queue in queues]),
    )
    made_with: dict[str, Any] = {
        **formula.made_with,
        "basis": asked.basis,
        "queues": {queue.queue_id: to_json(queue) for queue in queues},
        "formula_heads": to_json(formula.floor_heads),
    }
    formula = replace(formula, made_with=made_with)
    if not asked.judged:
        return formula
    basis = parsed_basis(asked.basis)
    corrected = corrected_requirement(
        formula,
        {queue_id: _as_staffed(forecast, basis) for queue_id, forecast in forecasts.items()},
        queues,
        skill_mix,
        certain=basis != "expected",
        behaviours=conditions.behaviours,
        links=conditions.links,
        progress=progress,
    )
    return _nobody_when_closed(corrected.requirement, queues)


def _nobody_when_closed(found: Requirement, queues: Sequence[Queue]) -> Requirement:
    """Without those whom the simulation added outside the hours that were set for a queue."""
    by_id = {queue.queue_id: queue for queue in queues}
    open_ = np.stack([open_slots(by_id[q].opening, found.grid) for q in found.queue_ids])
    if open_.all():
        return found
    return replace(found, heads=found.heads * open_, floor_heads=found.floor_heads * open_)


def service_seen(
    requirement: Requirement, conditions: Conditions, skill_mix: SkillMix
) -> dict[str, float]:
    """Service level of each queue simulated over all that may come, whatever the basis [-]."""
    from rostering.simulation.correction import simulated_service

    report = simulated_service(
        requirement,
        conditions.forecasts,
        conditions.queues,
        skill_mix,
        behaviours=conditions.behaviours,
        links=conditions.links,
    )
    levels = {q: float(report.service_level(q).mean) for q in requirement.queue_ids}
    return {queue_id: level for queue_id, level in levels.items() if level == level}


@asked
def skill_mix_of(context: Context, queue_ids: tuple[str, ...]) -> SkillMix:
    """Agents with each set of skills; queues that nobody serves yet have people of their own."""
    wanted = (
        tuple(s for s in a.skills if s in queue_ids)
        for a in context.store.load(documents.STAFF).agents
    )
    mix = Counter(skills for skills in wanted if skills)
    known = {skill for skills in mix for skill in skills}
    for queue_id in queue_ids:
        if queue_id not in known:
            mix[(queue_id,)] += max(1, sum(mix.values()) // len(queue_ids))
    return mix


def _as_staffed(forecast: Forecast, basis: Basis) -> Forecast:
    """The forecast with the contacts that a basis staffs for in the place of its mean."""
    demand = forecast.demand
    from rostering.staffing.queue_requirement import contacts_on

    contacts = contacts_on(forecast, basis)
    return replace(forecast, demand=Demand(demand.queue_id, demand.grid, contacts, demand.handle_s))
