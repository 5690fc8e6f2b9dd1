"""Rostering by the tour engine: its bounds and rosters go to the incumbent as they come."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.result import Certificate, Status
from rostering.rules.rule_set import rule_set
from rostering.solver.cpsat.engine import solve_by_neighbourhoods, solve_whole
from rostering.solver.cpsat.improve import Search
from rostering.solver.options import OptionTable
from rostering.solver.progress import Incumbent
from rostering.solver.tours.engine import TourResult, solve_tours
from rostering.solver.tours.instance import NotForTours
from rostering.solver.tours.translate.translate import Translation, translate
from rostering.solver.tours.tree.cells import few_shifts

# Shares of the time: before one whole model, or a search tree; for the model before the tree (at
# most so many seconds), and for the tree where it does not branch on breaks; before neighbourhoods
# that must add what the tour engine leaves out; before those that repair what it left of hard
# limits of heads; before those that only polish.
_SHARE_BEFORE, _SHARE_OF_WHOLE, _WHOLE_S, _SHARE_BESIDE = 0.25, 0.1, 5.0, 0.5
_SHARE_TIED, _SHARE_LIMITED, _SHARE_ALONE = 0.5, 0.8, 0.9
_LOOK_S, _STALL_S = 0.05, 1.0
METHOD = "tour engine (Lagrangian prices, exact tours)"
TREE = "tour engine (search tree over exact tours)"


def run_tours(
    incumbent: Incumbent,
    translation: Translation,
    seed: int,
    share_of_time: float,
    stop: threading.Event | None = None,
    grow_from: TourResult | None = None,
) -> TourResult:
    """Run the tour engine for a share of the time left; its roster goes to the incumbent.

    Parameters
    ----------
    grow_from
        As `solve_tours` takes it.
    stop
        Ends this run only; the incumbent's own stop if not given.

    Raises
    ------
    InvalidValue
        If an agent's hard rules leave no tour.
    """
    start = incumbent.roster

    def heard(seconds: float, objective: int | None, bound: int) -> None:
        if bound > 0:
            incumbent.raise_bound(float(bound), METHOD)
        incumbent.tell(objective if not translation.dropped else None)

    packed = incumbent.set_up(tr("laying the problem out"), lambda: translation.packed)
    answer = solve_tours(
        translation.instance,
        packed=packed,
        time_limit_s=incumbent.left_s * share_of_time,
        seed=seed,
        start=translation.tours(start) if start is not None else None,
        grow_from=grow_from,
        progress=heard,
        stop=stop or incumbent.stop,
    )
    incumbent.raise_bound(float(answer.bound), METHOD)
    prices, multipliers = (
        tuple(map(tuple, a.tolist())) for a in (answer.prices, answer.multipliers)
    )
    incumbent.certify(Certificate(answer.bound, prices, multipliers))
    incumbent.offer(translation.roster(answer.tours))
    if answer.searched and not translation.dropped:
        incumbent.raise_bound(float(answer.objective), TREE)
    return answer


def solve_by_tours(incumbent: Incumbent, options: OptionTable, seed: int, workers: int) -> Status:
    """The tour engine first; then neighbourhoods for the rules that it leaves out.

    Where the problem cannot be stated as tours, or an agent has none, the neighbourhoods' own way
    goes on (and says why there is no roster); the result names that engine and the reason.
    """
    try:
        translation = _stated(incumbent, options)
        first = None
        if few_shifts(translation.instance):
            with _until_it_stalls(incumbent) as stop:
                first = run_tours(incumbent, translation, seed, _SHARE_BEFORE, stop)
        if not incumbent.proven:
            share = _share(incumbent, translation)
            run_tours(incumbent, translation, seed, share, grow_from=first)
    except InvalidValue as reason:
        incumbent.hand_over("lns", _why(reason))
        return solve_by_neighbourhoods(incumbent, options, seed, workers)
    if incumbent.left_s > 0 and not incumbent.proven:
        Search(incumbent, options, seed, workers).run()
    return "feasible"


def solve_tours_then_whole(
    incumbent: Incumbent, options: OptionTable, seed: int, workers: int
) -> Status:
    """For small teams: the tour engine's roster and bound, then one whole model to prove the rest.

    Where the tour engine grows a search tree, the whole model has a short turn only, for it is
    quicker on the smallest. What cannot be stated as tours, or an agent without any, is left to the
    whole model alone.
    """
    try:
        translation = _stated(incumbent, options)
        with _until_it_stalls(incumbent) as stop:
            first = run_tours(incumbent, translation, seed, _SHARE_BEFORE, stop)
        if few_shifts(translation.instance) and not incumbent.proven:
            turn_s = min(_WHOLE_S, _SHARE_OF_WHOLE * incumbent.left_s)
            found = solve_whole(incumbent, options, seed, workers, turn_s)
            if incumbent.proven or found == "infeasible":
                return found
            breaks = any(template.breaks for template in incumbent.problem.templates)
            share = _SHARE_BESIDE if breaks else _share(incumbent, translation)
            run_tours(incumbent, translation, seed, share, grow_from=first)
    except InvalidValue as reason:
        incumbent.hand_over("cpsat", _why(reason))
    if incumbent.proven:
        return "feasible"
    return solve_whole(incumbent, options, seed, workers)


def _stated(incumbent: Incumbent, options: OptionTable) -> Translation:
    return incumbent.set_up(
        tr("stating the problem as tours"), lambda: translate(incumbent.problem, options)
    )


@contextmanager
def _until_it_stalls(incumbent: Incumbent) -> Iterator[threading.Event]:
    """A stop that is set when neither roster nor bound has moved for half of the time so far.

    A small team is done within a second or two; the whole model that follows needs the time.
    """
    stop, left = threading.Event(), threading.Event()
    began, seen, moved_s = time.monotonic(), _state(incumbent), 0.0

    def watch() -> None:
        nonlocal seen, moved_s
        while not left.wait(_LOOK_S):
            so_far_s = time.monotonic() - began
            if (now := _state(incumbent)) != seen:
                seen, moved_s = now, so_far_s
            stalled = so_far_s - moved_s > max(_STALL_S, so_far_s / 2)
            if stalled or incumbent.stop.is_set():
                stop.set()
                return

    watcher = threading.Thread(target=watch, name=tr("until it stalls"), daemon=True)
    watcher.start()
    try:
        yield stop
    finally:
        left.set()
        watcher.join()


def _state(incumbent: Incumbent) -> tuple[object, ...]:
    return incumbent.bound, len(incumbent.trace)


def _why(reason: InvalidValue) -> str:
    if isinstance(reason, NotForTours):
        return tr("the tour engine cannot state this problem: {reason}", reason=reason)
    return tr("the tour engine found no tour: {reason}", reason=reason)


def _share(incumbent: Incumbent, translation: Translation) -> float:
    """Share of the time for the tour engine: less, the more of the rules it leaves to others."""
    if translation.dropped:
        return _SHARE_TIED
    problem = incumbent.problem
    hard = [a for a in rule_set(problem) if a.setting.price is None]
    several = [read(problem, a.agents) for a in hard for read in (a.rule.floor, a.rule.breaks)]
    return _SHARE_LIMITED if any(map(list, several)) else _SHARE_ALONE
