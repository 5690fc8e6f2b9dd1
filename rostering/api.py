"""The way in for notebooks and scripts: from forecasts to a proven roster in a few calls.

Solvers and kernels are loaded when they are called.
"""

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.model.codec import digest, from_json, to_json
from data.model.errors import InvalidValue
from data.model.forecast import Demand, Forecast
from data.model.problem import RosterProblem
from data.model.queue import Queue, ServiceTarget
from data.model.requirement import Requirement, Shrinkage
from data.model.result import Result
from data.model.roster import Lock, Roster
from data.model.rule import RuleSetting
from data.model.shift import BreakWindow, Shift, ShiftTemplate, morning_after_min
from data.model.staff import Agent, Availability, Contract, Leave, Wish
from rostering.rules import default_settings
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
        raise InvalidValue(f"queues {strange} have no forecast; forecast them, or leave them out")
    target = ServiceTarget(service_share, threshold_s)
    all_queues = tuple(
        own.get(name) or Queue(name, name, target=target, patience_s=patience_s) for name in given
    )
    uncertain = all(isinstance(one, Forecast) for one in given.values())
    loss = (Shrinkage("outside the roster", shrinkage_share),) if shrinkage_share else ()
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


def contract(
    contract_id: str, weekly_h: tuple[float, float], templates: Sequence[str] = ()
) -> Contract:
    """Terms that agents share: least and most paid hours of a calendar week [h].

    Parameters
    ----------
    templates
        Codes of the shift templates that may be worked; empty: all.

    Examples
    --------
    >>> contract("full", (32, 40)).weekly_max_min
    2400
    """
    least, most = (round(60 * hours) for hours in weekly_h)
    return Contract(contract_id, contract_id, least, most, tuple(templates))


def shift_template(
    code: str,
    starts: str,
    length_h: float,
    breaks: Sequence[BreakWindow] = (),
    *,
    step_min: int = 30,
) -> ShiftTemplate:
    """A shift that may be worked: its starts, its length and its breaks.

    Parameters
    ----------
    starts
        First and last start on the local clock, `06:00-11:00`, or the only one, `06:00`.
    length_h
        From start to end, breaks included [h].
    breaks
        Windows in their order through the shift.
    step_min
        Distance of possible starts [min].

    Raises
    ------
    InvalidValue
        If the starts cannot be read, or a break does not fit.

    Examples
    --------
    >>> day = shift_template("D8", "06:00-08:00", 9, [BreakWindow("meal", 60, 180, 270)])
    >>> day.starts_min, day.paid_min
    ((360, 390, 420, 450, 480), 480)
    """
    first, _, last = starts.partition("-")
    span = _minute(first), _minute(last or first)
    return ShiftTemplate(code, code, *span, step_min, round(60 * length_h), tuple(breaks))


def _minute(text: str) -> int:
    hour, colon, minute = text.strip().partition(":")
    if not (colon and hour.isdigit() and minute.isdigit() and int(minute) < 60):
        raise InvalidValue(f"start {text!r} is no time of day; write 06:00 or 06:00-11:00")
    return 60 * int(hour) + int(minute)


def agents(
    number: int, contract_id: str, skills: Sequence[str], *, seniors: int = 0, team: str = ""
) -> tuple[Agent, ...]:
    """So many agents of one contract and with the same skills.

    Parameters
    ----------
    skills
        Queue ids that each can serve.
    seniors
        How many of them count where rules ask for experienced people [-].

    Examples
    --------
    >>> [agent.agent_id for agent in agents(2, "full", ["faults"])]
    ['full-001', 'full-002']
    """
    prefix = f"{team}-{contract_id}" if team else contract_id
    return tuple(
        Agent(name, name, contract_id, tuple(skills), team, i < seniors)
        for i, name in enumerate(f"{prefix}-{i:03d}" for i in range(1, number + 1))
    )


def roster_problem(
    requirement: Requirement,
    agents: Sequence[Agent],
    contracts: Sequence[Contract],
    templates: Sequence[ShiftTemplate],
    *,
    first: date | None = None,
    weeks: int | None = None,
    rules: Sequence[RuleSetting] | None = None,
    leave: Sequence[Leave] = (),
    availability: Sequence[Availability] = (),
    wishes: Sequence[Wish] = (),
    history: Sequence[Shift] = (),
    locks: Sequence[Lock] = (),
    holidays: Collection[date] = (),
) -> RosterProblem:
    """Everything that a roster of whole weeks is built from and judged against.

    Parameters
    ----------
    first
        First day; the first Monday of the requirement if None.
    weeks
        How many [weeks]; as many as the requirement covers if None.
    rules
        The rule set; every rule as is usual (`default_settings()`) if None. A rule of your own
        stands in the place of the usual one: `[*default_settings(), RuleSetting(...)]`.
    leave, availability, wishes, history, locks, holidays
        As in `RosterProblem`.

    Raises
    ------
    InvalidValue
        If the requirement does not cover a whole week, or an agent's contract is unknown.

    Notes
    -----
    Where the requirement goes on, the morning after the last day counts too, until the first
    start of a template: only shifts of the last evening can cover it.
    """
    days = requirement.grid.days
    begin = first or days[0] + timedelta(days=-days[0].weekday() % 7)
    most = next((n for n in range(len(days) // 7, 0, -1) if requirement.covers(begin, 7 * n)), 0)
    if not most or (weeks or 1) > most:
        raise InvalidValue(
            f"requirement {requirement.requirement_id} covers {days[0]} .. {days[-1]}: that is not "
            f"{weeks or 1} whole weeks from {begin}; forecast further ahead"
        )
    horizon = 7 * (weeks or most)
    tail_min = morning_after_min(templates)
    needed = requirement.of_days(begin, horizon, tail_min)
    own = requirement.of_days(begin, horizon)
    return RosterProblem(
        first=begin,
        days=horizon,
        requirement=needed,
        agents=tuple(agents),
        contracts=tuple(contracts),
        templates=tuple(templates),
        rules=default_settings() if rules is None else tuple(rules),
        leave=tuple(leave),
        availability=tuple(availability),
        wishes=tuple(wishes),
        history=tuple(history),
        locks=tuple(locks),
        holidays=frozenset(holidays),
        tail_min=tail_min if needed.grid.slots > own.grid.slots else 0,
    )


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
