"""What service a roster, or plain counts of agents, will give."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
import numpy.typing as npt

from data.model.codec import digest
from data.model.errors import InvalidValue
from data.model.forecast import Forecast
from data.model.grid import BoolArray, FloatArray, Grid
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.queue import Queue
from data.model.requirement import Shrinkage
from data.model.roster import Roster
from rostering.simulation.presence import Presence, presence_of_heads, presence_of_roster
from rostering.simulation.replicate import replicate, totals_by_slot
from rostering.simulation.report import ServiceReport
from rostering.simulation.routing import Policy
from rostering.simulation.traffic import Behaviour, Traffic, traffic_of
from rostering.simulation.turns import in_turns


def simulate_roster(
    problem: RosterProblem,
    roster: Roster,
    queues: Sequence[Queue],
    forecasts: Mapping[str, Forecast],
    *,
    replications: int = 30,
    seed: int = 0,
    policy: Policy | None = None,
    behaviours: Mapping[str, Behaviour] | None = None,
    links: npt.ArrayLike | None = None,
    threads: int = 2,
    progress: Callable[[int, int], None] | None = None,
    behind: bool = True,
) -> ServiceReport:
    """Service of a roster under the distribution of its forecasts.

    Parameters
    ----------
    problem
        Whose agents, skills, shrinkages, horizon and earlier shifts hold.
    queues, forecasts
        Of every queue of the requirement.
    replications
        Independent plays of the whole horizon [-].
    seed
        Same seed, same callers: rosters are compared under common random numbers.
    links
        Correlation of the queues' deviations of a day [-], shape (queues, queues), in the order
        of the requirement; None: independent.
    threads
        Replications played at once; the event loop runs without the interpreter lock.
    progress
        Called with (done, all) after each replication.
    behind
        Whether it stands behind pages that people wait for; see `in_turns`.

    Raises
    ------
    InvalidValue
        If a forecast is missing or does not cover the horizon.
    """
    grid = problem.grid
    ordered = _in_order(queues, problem.requirement.queue_ids)
    traffic = traffic_of(forecasts, ordered, grid, behaviours, links)
    skills = [(agent.agent_id, agent.skills) for agent in problem.agents]
    shifts = (*problem.history, *roster.shifts)
    plan = presence_of_roster(shifts, skills, problem.requirement.queue_ids, grid)
    shrinkages = problem.requirement.shrinkages
    inputs = {
        "roster": digest(roster),
        "agents": digest(problem.agents),
        "queues": digest(ordered),
        "requirement": problem.requirement.requirement_id,
        "forecasts": {key: value.version_id for key, value in sorted(forecasts.items())},
        "forecast_digests": {key: digest(value) for key, value in sorted(forecasts.items())},
    }
    return played(
        traffic,
        plan,
        policy or Policy(),
        shrinkages,
        replications,
        seed,
        threads,
        progress,
        {"inputs": inputs},
        behind=behind,
    )


def simulate_heads(
    forecasts: Mapping[str, Forecast],
    queues: Sequence[Queue],
    heads: npt.ArrayLike,
    *,
    grid: Grid,
    group_skills: BoolArray | None = None,
    replications: int = 30,
    seed: int = 0,
    policy: Policy | None = None,
    behaviours: Mapping[str, Behaviour] | None = None,
    links: npt.ArrayLike | None = None,
    certain: bool = False,
    shrinkages: Sequence[Shrinkage] = (),
    shift_slots: int = 0,
    threads: int = 2,
) -> ServiceReport:
    """Service of plain counts of agents.

    Parameters
    ----------
    heads
        Heads on the floor by skill group, shape (groups, slots); by queue if no groups are given.
    group_skills
        Whether a group serves a queue, shape (groups, queues); None: one group a queue.
    links
        Correlation of the queues' deviations of a day [-]; None: independent.
    certain
        True: the expected rates are the true ones (no forecast error).
    shrinkages
        Losses to draw: then `heads` are those rostered, not those on the floor.
    shift_slots
        Longest stretch that one person works [slots], missed as a whole by who is absent.
    """
    traffic = traffic_of(forecasts, queues, grid, behaviours, links)
    if certain:
        traffic = Traffic(grid, *(getattr(traffic, n) for n in _CERTAIN))
    skills = np.eye(len(queues), dtype=bool) if group_skills is None else group_skills
    plan = presence_of_heads(
        np.asarray(heads, dtype=np.int64), skills, 60.0 * grid.slot_min, shift_slots
    )
    losses = tuple(shrinkages)
    return played(traffic, plan, policy or Policy(), losses, replications, seed, threads, None, {})


_CERTAIN = ("queues", "behaviours", "contacts", "handle_s")


def played(
    traffic: Traffic,
    plan: Presence,
    policy: Policy,
    shrinkages: tuple[Shrinkage, ...],
    replications: int,
    seed: int,
    threads: int,
    progress: Callable[[int, int], None] | None,
    made_with: dict[str, Any],
    *,
    behind: bool = True,
) -> ServiceReport:
    """Traffic played against presence so many times, counted by queue and slot.

    Raises
    ------
    InvalidValue
        If it is to be played less than once.
    """
    if replications < 1:
        raise InvalidValue(
            tr(
                "{replications} replications: give at least 1, and 2 for intervals",
                replications=replications,
            )
        )

    every = replace(traffic, horizons=replications)

    def play(replication: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        records = replicate(
            every,
            plan,
            policy=policy,
            shrinkages=shrinkages,
            seed=seed,
            replication=replication,
        )
        able = plan.group_skills.T.astype(np.float64)
        return totals_by_slot(records, traffic), able @ records.busy_s, able @ records.present_s

    parts = []
    for part in in_turns(play, replications, threads, behind=behind):
        parts.append(part)
        if progress:
            progress(len(parts), replications)
    sums, busy_s, present_s = (np.array(column) for column in zip(*parts, strict=True))
    about = {
        "seed": seed,
        "policy": {"contact": policy.contact, "agent": policy.agent},
        "shrinkages": [_shrinkage_json(s) for s in shrinkages],
        "program": _program(),
        **made_with,
    }
    return ServiceReport(traffic.grid, traffic.queues, sums, busy_s, present_s, about)


def _in_order(queues: Sequence[Queue], queue_ids: Sequence[str]) -> tuple[Queue, ...]:
    known = {queue.queue_id: queue for queue in queues}
    missing = [queue_id for queue_id in queue_ids if queue_id not in known]
    if missing:
        raise InvalidValue(
            tr("the requirement names queues {missing} that were not given", missing=missing)
        )
    return tuple(known[queue_id] for queue_id in queue_ids)


def _shrinkage_json(shrinkage: Shrinkage) -> dict[str, Any]:
    drawn = "no" if shrinkage.inside else ("in shifts" if shrinkage.planned else "whole shifts")
    return {"name": shrinkage.name, "share": shrinkage.share, "drawn": drawn}


def _program() -> str:
    try:
        return f"peakshift {version('peakshift')}"
    except PackageNotFoundError:
        return "peakshift from source"
