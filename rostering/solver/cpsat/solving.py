"""A CP-SAT solver with its limits set, which leaves Ctrl-C to the program around it."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from data.model.problem import RosterProblem
from data.model.roster import Roster
from rostering.rules.language.duty import tours
from rostering.solver.cpsat.answer import read_roster
from rostering.solver.cpsat.cover_terms import post_cover
from rostering.solver.cpsat.floor_terms import FloorTerms, post_floors
from rostering.solver.cpsat.model import CellId, RosterModel
from rostering.solver.cpsat.terms import Literal
from rostering.solver.options import OptionTable
from rostering.solver.stopping import WATCH


def new_solver(time_s: float, workers: int, seed: int = 1) -> cp_model.CpSolver:
    """A solver of so much time [s].

    Notes
    -----
    CP-SAT's own hold on SIGINT would end the one model at hand, and afterwards leave the default in
    its place: the next Ctrl-C would kill the program with everything found so far.
    """
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = time_s
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    solver.parameters.catch_sigint_signal = False
    return solver


Values = Callable[[Literal], int]
_HINT_SHARE = 0.3
_NAMES = {
    cp_model.OPTIMAL: "optimal",
    cp_model.FEASIBLE: "feasible",
    cp_model.INFEASIBLE: "infeasible",
}


@dataclass(frozen=True)
class Answer:
    """What CP-SAT says about a model.

    Parameters
    ----------
    status
        `optimal`, `feasible`, `infeasible` or `unknown`.
    bound
        Points of the cost in the model; its cells and all slots, other agents' rules apart.
    """

    status: str
    roster: Roster | None
    bound: float | None


@dataclass(frozen=True)
class Limits:
    """How long, how wide, how random, and until when."""

    time_s: float
    workers: int = 2
    seed: int = 0
    stop: threading.Event | None = None


@dataclass(frozen=True)
class Built:
    """A model with its floor, ready to solve."""

    model: RosterModel
    floor: FloorTerms
    fixed: Roster


def build(
    problem: RosterProblem,
    options: OptionTable,
    free: Iterable[CellId] | None = None,
    fixed: Roster | None = None,
    *,
    partial: bool = False,
    soft_floors: bool = False,
) -> Built:
    """Model of the free cells, all where none are named, under every rule, cover on the cost.

    Parameters
    ----------
    partial
        Hard statements that no free cell can change are left alone.
    soft_floors
        Hard rules about heads on the floor are paid dearly instead.
    """
    fixed = fixed or Roster(problem.first, problem.days)
    if free is None:
        free = [(agent.agent_id, day) for agent in problem.agents for day in range(problem.days)]
    model = RosterModel(problem, options, free, fixed, partial)
    for applied in options.rules:
        model.post(applied, applied.agents)
    floor = FloorTerms(model)
    post_floors(floor, soft_floors)
    post_cover(floor, problem.requirement.heads)
    model.cp.minimize(model.cost.expression)
    return Built(model, floor, fixed)


def hint_whole(model: RosterModel, start: Roster, limits: Limits) -> None:
    """Hint every variable from a start roster, not only its duties.

    A hint of the duties alone is lost in presolve (measured: the first roster of a neighbourhood
    was then far worse than its start). With the duties fixed, all else is solved in no time.
    """
    model.hint(tours(model.problem, start))
    solver = new_solver(max(0.01, _HINT_SHARE * limits.time_s), 1)
    solver.parameters.fix_variables_to_their_hinted_value = True
    status = solver.solve(model.cp)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return  # the start breaks a hard rule: the hint of its duties stays
    values = list(solver.response_proto.solution)
    model.cp.clear_hints()  # type: ignore[no-untyped-call]
    for index, value in enumerate(values):
        model.cp.add_hint(model.cp.get_int_var_from_proto_index(index), value)


def solve(
    built: Built,
    limits: Limits,
    start: Roster | None = None,
    bounded: Callable[[float], None] | None = None,
) -> Answer:
    """Solve a built model; `bounded` hears of each better bound."""
    began = time.monotonic()
    solver = new_solver(limits.time_s, limits.workers, limits.seed)
    # Measured: with two workers CP-SAT's own choice leaves a team of two unproven after 15 s that
    # this one proves in 0.3 s: only the full linear program sees through cover and breaks. On
    # neighbourhoods of the sample its bound closes 3 to 30 times more of the gap in equal time.
    solver.parameters.subsolvers.append("max_lp")
    if bounded is not None:
        solver.best_bound_callback = bounded
    if built.model.partial:
        # Measured on neighbourhoods of the sample: probing and symmetry cost more than they give.
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
    if start is not None:
        hint_whole(built.model, start, limits)
    left_s = limits.time_s - (time.monotonic() - began)  # the hint took its share
    solver.parameters.max_time_in_seconds = max(0.01, left_s)
    name, value = _run(solver, built.model, limits.stop)
    if value is None:
        return Answer(name, None, None)
    roster = read_roster(built.model, built.floor, built.fixed, value)
    return Answer(name, roster, solver.best_objective_bound)


def run_bare(
    model: RosterModel, limits: Limits, *, plainly: bool = False
) -> tuple[str, Values | None]:
    """Solve a model as it stands: status, and the values where there are any.

    Parameters
    ----------
    plainly
        Without presolve and symmetry, led by the linear relaxation: a second route to the answer.
    """
    solver = new_solver(limits.time_s, limits.workers, limits.seed)
    if plainly:
        solver.parameters.cp_model_presolve = False
        solver.parameters.symmetry_level = 0
        solver.parameters.linearization_level = 2
        solver.parameters.random_seed = limits.seed + 1
    return _run(solver, model, limits.stop)


def _run(
    solver: cp_model.CpSolver, model: RosterModel, stop: threading.Event | None
) -> tuple[str, Values | None]:
    with WATCH.ended_by(solver.stop_search, stop.is_set if stop else lambda: False):
        name = _NAMES.get(solver.solve(model.cp), "unknown")
    if name not in ("optimal", "feasible"):
        return name, None
    return name, lambda literal: literal if isinstance(literal, int) else solver.value(literal)


def impossible(model: RosterModel, limits: Limits) -> bool:
    """Whether a model has no answer, by two routes; what either leaves open is not claimed.

    Notes
    -----
    CP-SAT 9.15 has called models with an answer infeasible after presolve (OR-Tools issues 5003
    and 5295), so the same model is searched again without any.
    """
    if run_bare(model, limits)[0] != "infeasible":
        return False
    return run_bare(model, limits, plainly=True)[0] == "infeasible"
