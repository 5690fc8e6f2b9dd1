"""The two ways of CP-SAT: one whole model, or a first roster and then neighbourhoods."""

import math
import threading

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.result import Status
from data.model.roster import Roster
from rostering.solver.cpsat.answer import read_roster
from rostering.solver.cpsat.improve import NoTour, Search, construct
from rostering.solver.cpsat.solving import Limits, build, run_bare, solve
from rostering.solver.options import OptionTable
from rostering.solver.progress import Incumbent


def solve_whole(
    incumbent: Incumbent,
    options: OptionTable,
    seed: int,
    workers: int,
    most_s: float = math.inf,
) -> Status:
    """Every cell in one model, for the time left or so many seconds: it proves small teams."""
    problem = incumbent.problem
    built = incumbent.set_up(
        tr("building one model of everything"), lambda: build(problem, options)
    )
    if incumbent.bound is not None and incumbent.bound > 0:
        built.model.cp.add(built.model.cost.expression >= math.ceil(incumbent.bound - 1e-6))
    limits = Limits(min(incumbent.left_s, most_s), workers, seed, incumbent.stop)
    answer = solve(
        built,
        limits,
        start=incumbent.roster,
        bounded=lambda bound: incumbent.raise_bound(bound, "CP-SAT, whole model"),
    )
    if answer.status == "infeasible":
        return "infeasible"
    if answer.bound is not None:
        incumbent.raise_bound(answer.bound, "CP-SAT, whole model")
    if answer.roster is not None:
        incumbent.offer(answer.roster)
    return "feasible"


_AGAIN_S = 30.0
"""How long a whole model may be searched again before it is called impossible [s]."""


def whole_again(
    problem: RosterProblem, workers: int, stop: threading.Event | None
) -> tuple[str, Roster | None]:
    """Every cell in one model by the hard rules alone: nothing pruned, no presolve, no cost.

    Returns
    -------
    str, Roster or None
        `infeasible`, or a status of a search that proves nothing; a legal roster if it found one.
    """
    built = build(problem, OptionTable(problem, prune=False))
    built.model.cp.clear_objective()  # type: ignore[no-untyped-call]
    found, value = run_bare(built.model, Limits(_AGAIN_S, workers, stop=stop), plainly=True)
    if value is None:
        return found, None
    return found, read_roster(built.model, built.floor, built.fixed, value)


def solve_by_neighbourhoods(
    incumbent: Incumbent, options: OptionTable, seed: int, workers: int
) -> Status:
    """A first roster agent by agent, then neighbourhoods; they prove nothing."""
    incumbent.raise_bound(0.0, tr("no bound but zero: every price is at least zero"))
    try:
        if incumbent.card is None or incumbent.card.hard_violations:
            first = construct(incumbent, options, seed)
            if first is not None:
                incumbent.offer(first)
        Search(incumbent, options, seed, workers).run()
    except NoTour:
        return "infeasible"
    return "feasible"
