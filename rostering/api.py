"""The way in for notebooks and scripts: from forecasts to a proven roster in a few calls.

Solvers and kernels are loaded when they are called.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from data.model.codec import digest, from_json, to_json
from data.model.errors import InvalidValue
from data.model.forecast import Demand, Forecast
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.queue import Queue, ServiceTarget
from data.model.requirement import Requirement, Shrinkage
from data.model.result import Result
from data.model.roster import Roster
from rostering.staffing.load import Handling
from rostering.staffing.sizing import Basis

if TYPE_CHECKING:
    from rostering.simulation.report import ServiceReport
    from rostering.solver.progress import Progress

Work = Forecast | Demand
"""What agents are required for: with its uncertainty, or as if it were certain."""


def agents_required(
    work: Work | Iterable[Work],
    *,
    service_share: float = 0.80,
    threshold_s: float = 20.0,
    patience_s: float | None = None,
    shrinkage_share: float = 0.0,
    queues: Sequence[Queue] = (),
    basis: Basis | None = None,
) -> Requirement:
    """The fewest agents that keep a service level target in every slot (Erlang A or C).

    Parameters
    ----------
    work
        Forecasts, or plain demands, one a queue, all on one grid.
    service_share, threshold_s
        Target: share of contacts [-] answered within so many seconds [s].
    patience_s
        Mean patience before a caller hangs up [s]: Erlang A. None: Erlang C.
    shrinkage_share
        Share of rostered time lost outside the roster: sickness, lateness [-], in [0, 1).
    queues
        Queues with targets, patience, concurrency or due times of their own, in any order; those
        that are not named here have the target of the arguments above.
    basis
        `expected`: the service level expected over the forecast's dispersion; `mean`: as if the
        forecast were certain; `p80`: a quantile of the contacts. None: `expected` for forecasts,
        `mean` for demands.

    Returns
    -------
    Requirement
        `heads` to roster [-] of shape (queues, slots); `to_frame()` gives a table.

    Raises
    ------
    InvalidValue
        If grids differ, a queue is named that has no work, or a share is out of range.

    Examples
    --------
    >>> from datetime import date
    >>> import numpy as np
    >>> from data.model.forecast import Demand
    >>> from data.model.grid import Grid
    >>> grid = Grid.for_days(date(2026, 3, 2), 1, 60, "UTC")
    >>> calls = Demand("faults", grid, np.full(24, 60.0), np.full(24, 300.0))
    >>> needed = agents_required(calls, service_share=0.8, threshold_s=20)
    >>> needed.queue_ids, int(needed.heads.max())
    (('faults',), 8)
    """
    from rostering.staffing.requirement import build_requirement

    given = {one.queue_id: one for one in ([work] if isinstance(work, Work) else work)}
    own = {queue.queue_id: queue for queue in queues}
    if strange := sorted(set(own) - set(given)):
        raise InvalidValue(
            tr(
                "queues {strange} have no forecast; forecast them, or leave them out",
                strange=strange,
            )
        )
    target = ServiceTarget(service_share, threshold_s)
    all_queues = tuple(
        own.get(name) or Queue(name, name, target=target, patience_s=patience_s) for name in given
    )
    uncertain = all(isinstance(one, Forecast) for one in given.values())
    loss = (Shrinkage(tr("outside the roster"), shrinkage_share),) if shrinkage_share else ()
    found = build_requirement(
        given,  # type: ignore[arg-type]  # a mapping of either, or of both with basis "mean"
        all_queues,
        loss,
        requirement_id=f"N-{digest([to_json(given), to_json(all_queues), to_json(loss)])[:8]}",
        basis=basis if basis is not None else ("expected" if uncertain else "mean"),
        handling={queue.queue_id: Handling.of(queue) for queue in all_queues},
    )
    found.made_with["queues"] = {queue.queue_id: to_json(queue) for queue in all_queues}
    return found


def solve(
    problem: RosterProblem,
    *,
    time_limit_s: float = 60.0,
    seed: int = 0,
    engine: str = "auto",
    start: Roster | None = None,
    progress: "Callable[[Progress], None] | None" = None,
    stop: threading.Event | None = None,
) -> Result:
    """The best roster that time allows, with the bound that proves how good it is.

    Parameters
    ----------
    time_limit_s
        Seconds of search [s]; it ends sooner where the roster is proven best. Compiling the
        numerical kernels, once on a machine, comes before (`peakshift warm-up`).
    engine
        `auto` by size; others as `rostering.solver.choices` says.
    start
        A roster to start from; it may break rules.
    progress
        Called with every better roster, better bound and new phase.
    stop
        Set it from another thread: the best roster so far is returned within a second.

    Returns
    -------
    Result
        `roster`, `objective` and `bound` [points], `gap` [-], `charges` (the cost breakdown);
        `to_frame()` gives the shifts, `to_frame("cost")` what is paid for. An infeasible problem
        is an answer too: `roster` is None and `conflicts` says which rules collide.

    Raises
    ------
    InvalidValue
        If the engine is unknown, or a rule's setting is out of its range.

    Examples
    --------
    >>> from datetime import date
    >>> import numpy as np
    >>> from data.model.forecast import Demand
    >>> from data.model.grid import Grid
    >>> grid = Grid.for_days(date(2026, 3, 2), 7, 60, "UTC")
    >>> from rostering import agents, contract, roster_problem, shift_template
    >>> open_h = (grid.minute_of_day >= 540) & (grid.minute_of_day < 1020)
    >>> calls = Demand("faults", grid, np.where(open_h, 6.0, 0.0), np.full(grid.slots, 300.0))
    >>> problem = roster_problem(
    ...     agents_required(calls),
    ...     agents(4, "full", ["faults"]),
    ...     [contract("full", (24, 40))],
    ...     [shift_template("D", "09:00", 8)],
    ... )
    >>> result = solve(problem, time_limit_s=20)
    >>> result.status, result.gap
    ('optimal', 0.0)
    """
    from rostering.solver.solve import solve_roster

    return solve_roster(
        problem,
        time_limit_s=time_limit_s,
        seed=seed,
        engine=engine,
        start=start,
        progress=progress,
        stop=stop,
    )


def simulate(
    problem: RosterProblem,
    roster: Roster,
    forecasts: Forecast | Iterable[Forecast],
    *,
    queues: Sequence[Queue] = (),
    replications: int = 30,
    seed: int = 0,
) -> "ServiceReport":
    """Service that a roster will give, contact by contact, under its forecasts' uncertainty.

    Parameters
    ----------
    forecasts
        Of every queue of the requirement.
    queues
        With their targets; those that `agents_required` was given if empty.
    replications
        Independent plays of the whole horizon [-].
    seed
        The same seed, the same callers: rosters are compared on equal terms.

    Returns
    -------
    ServiceReport
        `service_level(queue_id).mean` [-] with its confidence interval, by period, day or slot.

    Raises
    ------
    InvalidValue
        If a forecast or a queue is missing.

    Examples
    --------
    >>> report = simulate(problem, result.roster, calls)  # doctest: +SKIP
    >>> float(report.service_level("faults").mean)  # doctest: +SKIP
    0.83
    """
    from rostering.simulation.simulate import simulate_roster

    known: Mapping[str, object] = problem.requirement.made_with.get("queues", {})
    return simulate_roster(
        problem,
        roster,
        tuple(queues) or tuple(from_json(Queue, queue) for queue in known.values()),
        {
            one.queue_id: one
            for one in ([forecasts] if isinstance(forecasts, Forecast) else forecasts)
        },
        replications=replications,
        seed=seed,
    )
