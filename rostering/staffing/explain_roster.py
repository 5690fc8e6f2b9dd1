"""Why this number, second half: from the agents of a formula to the agents of a roster."""

from dataclasses import dataclass

import numpy as np

from data.model.codec import from_json
from data.model.forecast import Demand, Forecast
from data.model.grid import IntArray
from data.model.language import phrase, tr
from data.model.queue import Queue
from data.model.requirement import Requirement, Shrinkage
from data.model.shift import clock
from rostering.staffing.queue_requirement import least_agents, plain_demand, safety_agents
from rostering.staffing.shrinkage import applies

BY_FORMULA, CORRECTED = phrase("agents by formula"), phrase("corrected by simulation")
AGENTS = "agents"  # unit of a step


@dataclass(frozen=True)
class Step:
    """One line of the reckoning.

    Parameters
    ----------
    formula
        With this slot's numbers put in.
    value
        Its result, unrounded.
    """

    name: str
    formula: str
    value: float
    unit: str


def agents_by_formula(requirement: Requirement) -> IntArray:
    """Agents of each queue alone, before the simulator's correction, shape (queues, slots)."""
    kept = requirement.made_with.get("formula_heads")
    return requirement.floor_heads if kept is None else np.asarray(from_json(np.ndarray, kept))


def roster_steps(
    requirement: Requirement,
    demand: Demand | Forecast,
    queue: Queue,
    slot: int,
    formula: IntArray,
) -> list[Step]:
    """Correction, each shrinkage, and the rounding, in the order in which they are applied."""
    row = requirement.queue_ids.index(queue.queue_id)
    need, steps = float(formula[row, slot]), []
    if "judge" in requirement.made_with:
        steps.append(_correction(requirement, demand, queue, slot, formula[row]))
        need = steps[-1].value
    for shrinkage in requirement.shrinkages:
        if not applies(shrinkage, requirement.grid)[slot]:
            continue
        if shrinkage.inside:
            formula_text = tr(
                "{properties}: the roster places it, never added", properties=_properties(shrinkage)
            )
            steps.append(Step(f"{shrinkage.name}, inside", formula_text, need, AGENTS))
            continue
        more = need / (1 - shrinkage.share)
        formula_text = f"{need:.4g} / (1 - {shrinkage.share:.4g}), {_properties(shrinkage)}"
        steps.append(Step(tr("after {name}", name=shrinkage.name), formula_text, more, AGENTS))
        need = more
    heads = int(requirement.heads[row, slot])
    steps.append(
        Step(tr("agents to roster"), _rounding(requirement, slot, need, heads), heads, AGENTS)
    )
    return steps


def _correction(
    requirement: Requirement, demand: Demand | Forecast, queue: Queue, slot: int, formula: IntArray
) -> Step:
    judge, grid = requirement.made_with["judge"], requirement.grid
    length, minute = int(judge["part_min"]), int(grid.minute_of_day[slot])
    part = minute // length
    credit = float(judge["credit"][queue.queue_id][part])
    demands = {queue.queue_id: plain_demand(demand)}
    safety = safety_agents(formula[None], grid, demands, [queue])[0, slot]
    least = float(least_agents(formula[None], [queue])[0, slot])
    need = max(float(formula[slot]) - credit * float(safety), least)
    sign = "-" if credit >= 0 else "+"
    formula_text = tr(
        "{formula} {sign} {credit:.4g} x {safety:.4g} of safety staffing",
        formula=formula[slot],
        sign=sign,
        credit=abs(credit),
        safety=safety,
    )
    if length < 1440:
        formula_text += f", {clock(part * length)} - {clock((part + 1) * length)}"
    if need == least:
        formula_text += tr("; at least {least:g}", least=least)
    level = judge["service"].get(queue.queue_id)
    seen = "" if level is None else tr("; simulated over the period {level:.1%}", level=level)
    return Step(
        CORRECTED,
        tr(
            "{formula_text}{seen} (seed {judge})",
            formula_text=formula_text,
            seen=seen,
            judge=judge["seed"],
        ),
        need,
        AGENTS,
    )


def _properties(shrinkage: Shrinkage) -> str:
    words = [
        "planned" if shrinkage.planned else "unplanned",
        "paid" if shrinkage.paid else "unpaid",
    ]
    if (shrinkage.from_min, shrinkage.to_min) != (0, 1440):
        words.append(f"{clock(shrinkage.from_min)} - {clock(shrinkage.to_min)}")
    return ", ".join([*words, *([shrinkage.source] if shrinkage.source else [])])


def _rounding(requirement: Requirement, slot: int, need: float, heads: int) -> str:
    together = int(requirement.heads[:, slot].sum())
    if heads == int(np.ceil(need - 1e-9)):
        return tr(
            "{need:.4g} rounded up; all queues together {together}", need=need, together=together
        )
    return tr(
        "{need:.4g}: queues that share people are rounded once, together "
        "{together}; whole parts first, then the largest remainders",
        need=need,
        together=together,
    )
