"""A requirement corrected where the simulator disagrees with the formula."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from data.model.errors import InvalidValue
from data.model.forecast import Forecast
from data.model.grid import FloatArray, IntArray
from data.model.language import tr
from data.model.queue import Queue
from data.model.requirement import Requirement
from rostering.simulation.report import ServiceReport
from rostering.simulation.routing import Policy, SkillMix, heads_by_group, skill_groups
from rostering.simulation.simulate import simulate_heads
from rostering.simulation.target_cells import Cells, cells_of
from rostering.simulation.traffic import Behaviour
from rostering.staffing.agents import day_phases, pools_of, rounded_together
from rostering.staffing.queue_requirement import least_agents, safety_agents
from rostering.staffing.shrinkage import kept_share

# Safety staffing may be trebled before the correction gives up.
_LEAST_CREDIT, _MOST_CREDIT = -2.0, 1.0
# Service falls by 0.3 (small pools) to 1 (large ones) per unit of credit: steps of this times
# the gap close it in a few rounds and overshoot in none.
_GAIN = 1.2
_LARGEST_GAP = 0.3
_ROUNDS, _REPAIRS, _REPAIR_STEP = 8, 8, 0.15
# Days simulated for each look: 2-hour parts of a small queue are then known to a point or two.
_LOOK_DAYS, _MOST_CALLS = 224, 3_000_000
_LEVELS = 6  # of the period's level, where it is uncertain, in each look
_SHIFT_MIN = 480


@dataclass(frozen=True, eq=False)
class CorrectedRequirement:
    """A requirement that the simulator has corrected, and what it saw.

    Parameters
    ----------
    credit_share
        Part taken of the safety staffing, by queue and part of the day [-], (queues, parts);
        negative where the correction added some.
    report
        Simulated service of the corrected agents, absence drawn.
    kept
        Whether every target is met in it, in every part of the day.
    """

    requirement: Requirement
    credit_share: FloatArray
    report: ServiceReport
    kept: bool


def corrected_requirement(
    requirement: Requirement,
    forecasts: Mapping[str, Forecast],
    queues: Sequence[Queue],
    skill_mix: SkillMix,
    *,
    seed: int = 0,
    certain: bool = False,
    policy: Policy | None = None,
    behaviours: Mapping[str, Behaviour] | None = None,
    links: npt.ArrayLike | None = None,
    replications: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> CorrectedRequirement:
    """Agents that meet every target in the simulation, and hardly more.

    Parameters
    ----------
    requirement
        Each queue sized alone by formula (`build_requirement`).
    skill_mix
        Agents (or their share) with each set of skills.
    certain
        True: the expected rates are the true ones; False: the forecast's distribution.
    links
        Correlation of the queues' deviations of a day [-].
    replications
        Horizons played for each look; 0: as many as tell parts of the day apart.
    progress
        Called with (looks taken, most that it takes); a correction may need fewer.

    Raises
    ------
    InvalidValue
        If the queues are not those of the requirement, or nobody can serve one of them.

    Notes
    -----
    Formulas size each queue as if its people served nobody else, handle times were exponential
    and everybody came. Of the agents above the offered load a share, the credit, is taken away
    or added for each queue and part of the day, in proportion to how far the simulated service
    lies from the target: a fixed-point iteration under common random numbers. One person is
    one agent in one group, so nobody is counted in two queues. A target over the whole period
    has one credit a queue, and its floor holds in every part of the day.
    """
    if tuple(queue.queue_id for queue in queues) != requirement.queue_ids:
        raise InvalidValue(
            tr(
                "these are not the queues of {requirement_id}",
                requirement_id=requirement.requirement_id,
            )
        )
    cells = cells_of(requirement, queues)
    staffed = _Credits(requirement, forecasts, queues, skill_mix, cells)

    def simulated(credit: FloatArray) -> tuple[IntArray, ServiceReport]:
        _, heads = staffed.heads(credit)
        report = simulated_service(
            replace(requirement, heads=heads),
            forecasts,
            queues,
            skill_mix,
            seed=seed,
            certain=certain,
            policy=policy,
            behaviours=behaviours,
            links=links,
            replications=replications,
        )
        return heads, report

    credit, report, kept = _corrected(simulated, cells, progress)
    floor, heads = staffed.heads(credit)
    corrected = replace(
        requirement,
        floor_heads=floor,
        heads=heads,
        made_with={**requirement.made_with, "judge": _record(credit, report, kept, cells, seed)},
        basis=f"{requirement.basis}; corrected by simulation",
    )
    return CorrectedRequirement(corrected, credit, report, kept)


def simulated_service(
    requirement: Requirement,
    forecasts: Mapping[str, Forecast],
    queues: Sequence[Queue],
    skill_mix: SkillMix,
    *,
    seed: int = 0,
    certain: bool = False,
    policy: Policy | None = None,
    behaviours: Mapping[str, Behaviour] | None = None,
    links: npt.ArrayLike | None = None,
    replications: int = 0,
) -> ServiceReport:
    """Simulated service of a requirement's rostered agents, absence drawn.

    Agents are taken from the skill groups in proportion to the people there are, in shifts of
    eight hours.
    """
    skills, share = skill_groups(skill_mix, requirement.queue_ids)
    return simulate_heads(
        forecasts,
        queues,
        heads_by_group(requirement.heads, skills, share),
        grid=requirement.grid,
        group_skills=skills,
        shrinkages=requirement.shrinkages,
        shift_slots=_SHIFT_MIN // requirement.grid.slot_min,
        replications=replications or _looks(requirement, forecasts),
        seed=seed,
        policy=policy,
        behaviours=behaviours,
        links=links,
        certain=certain,
    )


class _Credits:
    """From credits to agents: the same needs, more or less of what lies above the load."""

    def __init__(
        self,
        requirement: Requirement,
        forecasts: Mapping[str, Forecast],
        queues: Sequence[Queue],
        skill_mix: SkillMix,
        cells: Cells,
    ) -> None:
        self.cells = cells
        self.floor = requirement.floor_heads.astype(np.float64)
        self.safety = safety_agents(requirement.floor_heads, requirement.grid, forecasts, queues)
        self.least = least_agents(requirement.floor_heads, queues)
        self.kept = kept_share(requirement.shrinkages, requirement.grid)
        self.phase = day_phases(requirement.grid.day_index)
        self.pools = pools_of(skill_mix, requirement.queue_ids)

    def heads(self, credit: FloatArray) -> tuple[IntArray, IntArray]:
        """Agents on the floor and to roster, shape (queues, slots) each."""
        need = np.maximum(self.floor - self.cells.spread(credit) * self.safety, self.least)
        heads = rounded_together(need / self.kept, self.pools, self.phase)
        return np.minimum(rounded_together(need, self.pools, self.phase), heads), heads


def _looks(requirement: Requirement, forecasts: Mapping[str, Forecast]) -> int:
    days = max(1, len(requirement.grid.days))
    part = requirement.grid.slots / max(1, next(iter(forecasts.values())).grid.slots)
    calls = part * sum(float(f.demand.contacts.sum()) for f in forecasts.values())
    least = _LEVELS if any(f.dispersion.period_share for f in forecasts.values()) else 2
    return int(max(least, min(-(-_LOOK_DAYS // days), _MOST_CALLS // max(calls, 1.0))))


def _corrected(
    simulated: Callable[[FloatArray], tuple[IntArray, ServiceReport]],
    cells: Cells,
    progress: Callable[[int, int], None] | None,
) -> tuple[FloatArray, ServiceReport, bool]:
    """The cheapest credits seen that meet every target; else those that came closest."""
    credit = np.zeros(cells.shape)
    best: tuple[tuple[int, float], FloatArray, ServiceReport] | None = None
    for step in range(_ROUNDS + _REPAIRS):
        heads, report = simulated(credit)
        if progress:
            progress(step + 1, _ROUNDS + _REPAIRS)
        gap = cells.gaps(report)
        missed = cells.missed(report)
        rank = (int(missed.sum()), float(heads.sum()))
        if best is None or rank <= best[0]:
            best = rank, credit, report
        if step < _ROUNDS:
            credit = credit + _GAIN * np.clip(gap, -_LARGEST_GAP, _LARGEST_GAP)
        elif missed.any():
            credit = credit - _REPAIR_STEP * missed
        else:
            break
        credit = np.clip(credit, _LEAST_CREDIT, _MOST_CREDIT)
    assert best is not None
    return best[1], best[2], best[0][0] == 0


def _record(
    credit: FloatArray, report: ServiceReport, kept: bool, cells: Cells, seed: int
) -> dict[str, Any]:
    """What is saved with the requirement, so that each number can be explained."""
    names = [queue.queue_id for queue in report.queues]
    levels = {q: float(report.service_level(q).mean) for q in names}
    return {
        "seed": seed,
        "replications": report.replications,
        "kept": kept,
        "part_min": cells.part_min,
        "credit": {q: np.round(row, 6).tolist() for q, row in zip(names, credit, strict=True)},
        "service": {q: round(level, 4) for q, level in levels.items() if np.isfinite(level)},
    }
