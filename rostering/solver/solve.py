"""One way in: a problem goes in, the best roster found comes out, with cost and lower bound."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.result import Result, Status
from data.model.roster import Lock, Roster
from rostering.rules import RULES
from rostering.solver.cpsat.engine import solve_by_neighbourhoods, solve_whole, whole_again
from rostering.solver.cpsat.improve import Search
from rostering.solver.explain.conflicts import explain
from rostering.solver.explain.relax import relax_rules
from rostering.solver.explain.relaxed import relaxed_rules
from rostering.solver.explain.slots import contradictions, slot_conflicts
from rostering.solver.options import OptionTable
from rostering.solver.progress import Incumbent, Progress, StoppedBefore
from rostering.solver.ready import ready
from rostering.solver.tours.solve import solve_by_tours, solve_tours_then_whole

ENGINES = {
    "cpsat": solve_whole,
    "small": solve_tours_then_whole,
    "tour": solve_by_tours,
    "lns": solve_by_neighbourhoods,
}
# Whole models beyond this many duty literals are better solved in neighbourhoods (measured).
_WHOLE_LITERALS = 4_000
_AGAIN_LITERALS = 40_000
"""Larger ones are not searched whole again: what no conflict proves is told as unknown."""


def solve_roster(
    problem: RosterProblem,
    *,
    time_limit_s: float,
    seed: int = 0,
    engine: str = "auto",
    start: Roster | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
    workers: int = 2,
) -> Result:
    """Build the best roster that time allows.

    Parameters
    ----------
    time_limit_s
        Seconds of searching, until the best roster so far is returned [s]; setting up comes
        before, is shown (`Progress.preparing`) and can be stopped.
    engine
        `cpsat` (one whole model), `small` (tour engine, then one whole model), `tour` (tour
        engine, then neighbourhoods), `lns` (tours placed one by one, then neighbourhoods) or
        `auto` (by size).
    start
        Roster to start from; it may break rules. Activities are placed last
        (`rostering.activities`): those of the start and of locked shifts are left out.
    progress
        Called at every better roster, better bound and new phase.
    stop
        Set it from another thread: the best roster so far returns within a second.

    Raises
    ------
    InvalidValue
        If the engine is unknown, or a rule's setting is out of its range.
    """
    if engine not in (*ENGINES, "auto"):
        raise InvalidValue(
            tr(
                "unknown engine {engine!r}; choose auto, {engines}",
                engine=engine,
                engines=", ".join(ENGINES),
            )
        )
    if engine in ("auto", "small", "tour"):
        ready(progress, stop)
    problem = on_the_floor(problem)
    incumbent = Incumbent(problem, time_limit_s, progress, stop)
    chosen = "" if engine == "auto" else engine
    try:
        if incumbent.set_up(tr("looking for rules that collide"), lambda: _collide(problem)):
            return _result(incumbent, "infeasible", "explain", seed, _explained(incumbent))
        options = incumbent.set_up(
            tr("listing what each agent may work"), lambda: OptionTable(problem)
        )
        chosen = choose_engine(problem, options) if engine == "auto" else engine
        if start is not None:
            incumbent.set_up(
                tr("judging the start"), lambda: incumbent.offer(start.without_activities)
            )
        found = ENGINES[chosen](incumbent, options, seed, workers)
        conflicts: tuple[str, ...] = ()
        if found == "infeasible":
            found, conflicts = _asked_again(incumbent, options, seed, workers)
    except StoppedBefore:
        found = "unknown"
    if found != "infeasible":
        conflicts = _still_broken(incumbent)
    return _result(incumbent, found, chosen, seed, conflicts)


def _asked_again(
    incumbent: Incumbent, options: OptionTable, seed: int, workers: int
) -> tuple[Status, tuple[str, ...]]:
    """What an engine calls impossible, by a second route: nothing else is told as impossible.

    A roster in hand refutes it. A conflict proves it, for each one is solved anew, two ways. Where
    none is found the whole model is searched without presolve and without what was pruned before.
    """
    legal = incumbent.card is not None and not incumbent.card.hard_violations
    conflicts = () if legal else _explained(incumbent)
    if conflicts:
        return "infeasible", conflicts
    if not legal:
        if _literals(incumbent.problem, options) > _AGAIN_LITERALS:
            return "unknown", ()
        incumbent.say(tr("making sure that there is no roster"))
        found, roster = whole_again(incumbent.problem, workers, incumbent.stop)
        if found == "infeasible":
            return "infeasible", (
                tr("No rule can be named: only all of them together leave none."),
            )
        if roster is None or not incumbent.offer(roster):
            return "unknown", ()
    if incumbent.left_s > 0 and not incumbent.proven:
        Search(incumbent, options, seed, workers).run()
    return "feasible", ()


@dataclass(frozen=True)
class Relaxed:
    """A result, the problem it is of, and the conflicts for which rules of it were relaxed."""

    problem: RosterProblem
    result: Result
    conflicts: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The conflicts, and what each rule gives in the roster, as JSON values."""
        roster = self.result.roster
        given = relaxed_rules(self.problem, roster) if roster else ()
        return {"clashes": list(self.conflicts), "rules": [one.as_json() for one in given]}


def solve_as_it_is(problem: RosterProblem, **options: Any) -> Relaxed:
    """As `solve_roster`: every hard rule stays hard."""
    return Relaxed(problem, solve_roster(problem, **options))


def solve_relaxing(
    problem: RosterProblem,
    *,
    stop: threading.Event | None = None,
    progress: Callable[[Progress], None] | None = None,
    **options: Any,
) -> Relaxed:
    """As `solve_roster`; where hard rules are proven to conflict, those first in order are relaxed.

    Notes
    -----
    Conflicts of people and of slots are looked for before the solve, those of the whole team where
    it ends without a roster. What is relaxed has a high price in the problem of the answer
    (`explain.relax`), so no more of it is given than must be; cost and bound are those of that
    problem. An infeasible answer is one in which only rules conflict that are never relaxed, or
    none was proven to.
    """
    conflicts: tuple[str, ...] = ()
    if progress is not None:
        progress(Progress(0.0, None, None, tr("looking for rules that collide"), preparing=True))
    way = relax_rules(problem, stop, team=False)
    while True:
        if way is not None:
            problem, conflicts = way.problem, (*conflicts, *way.conflicts)
        result = solve_roster(problem, stop=stop, progress=progress, **options)
        way = relax_rules(problem, stop) if result.status in ("infeasible", "unknown") else None
        if way is None:
            return Relaxed(problem, result, conflicts)


def on_the_floor(problem: RosterProblem) -> RosterProblem:
    """The problem with no activities in its locked shifts."""
    if not any(lock.shift and lock.shift.activities for lock in problem.locks):
        return problem
    return replace(problem, locks=tuple(map(_without_activities, problem.locks)))


def _without_activities(lock: Lock) -> Lock:
    return replace(lock, shift=replace(lock.shift, activities=())) if lock.shift else lock


def choose_engine(problem: RosterProblem, options: OptionTable) -> str:
    """The engine that `auto` takes for a problem of this size."""
    return "small" if _literals(problem, options) <= _WHOLE_LITERALS else "tour"


def _literals(problem: RosterProblem, options: OptionTable) -> int:
    """Duties that all cells allow [-]."""
    return sum(
        len(options.duties(agent.agent_id, day))
        for agent in problem.agents
        for day in range(problem.days)
    )


def _collide(problem: RosterProblem) -> bool:
    return bool(slot_conflicts(problem)) or any(contradictions(problem))


def _explained(incumbent: Incumbent) -> tuple[str, ...]:
    incumbent.say(tr("finding out which rules collide"))
    return explain(incumbent.problem, incumbent.stop)


def _still_broken(incumbent: Incumbent) -> tuple[str, ...]:
    """What the nearest roster found still breaks, rule by rule; nothing if it keeps them all."""
    card = incumbent.card
    if card is None or not card.hard_violations:
        return ()
    found: dict[str, list[str]] = {}
    for violation in card.violations[: card.hard_violations]:
        found.setdefault(violation.rule, []).append(violation.sentence)
    return tuple(
        tr(
            "The nearest roster found breaks {title} {times}, first: {said}",
            title=RULES[rule].title,
            times=_times(len(said)),
            said=said[0],
        )
        for rule, said in found.items()
    )


def _times(number: int) -> str:
    return tr("once") if number == 1 else tr("{number} times", number=number)


def _result(
    incumbent: Incumbent, found: Status, engine: str, seed: int, conflicts: tuple[str, ...]
) -> Result:
    card = incumbent.card
    kept = card is not None and not card.hard_violations and found != "infeasible"
    return Result(
        status=_status(incumbent, found, kept),
        roster=incumbent.roster if kept else None,
        objective=card.objective if kept and card else None,
        bound=incumbent.bound,
        charges=card.charges if kept and card else (),
        seconds=incumbent.seconds,
        engine=incumbent.engine or engine,
        engine_why=incumbent.engine_why,
        bound_by=incumbent.bound_by,
        seed=seed,
        trace=tuple(incumbent.trace),
        conflicts=conflicts,
        certificate=incumbent.certificate,
    )


def _status(incumbent: Incumbent, found: Status, kept: bool) -> Status:
    if found == "infeasible":
        return "infeasible"
    if not kept:
        return "stopped" if incumbent.stop.is_set() else "unknown"
    if incumbent.proven:
        return "optimal"
    return "stopped" if incumbent.stop.is_set() else "feasible"
