"""What a manager waits for: a roster judged, an edit judged, the replacements for a shift ranked.

A replacement is ranked by what it changes. Its peer in the same run is the full scorecard of
every candidate shown, which must find the same points and the same hard rules broken anew.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median
from timeit import timeit
from typing import Any

import numpy as np

from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.shift import Shift
from rostering.evaluation.scorecard import Scorecard, score
from rostering.repair.effects import effects
from rostering.repair.replacement import Candidate, rank_replacements
from tests.benchmarks.rosters.trust.cases import a_rostered_centre

BAR_S = 2.0
"""A ranking should take no longer [s]."""

_RUNS = 5


def run(
    agents: int = 300,
    days: int = 28,
    rankings: int = 10,
    seed: int = 0,
    progress: Callable[[str, int, int], None] = lambda what, done, total: None,
) -> dict[str, Any]:
    """Judge, edit and repair a drawn roster.

    Parameters
    ----------
    rankings
        Shifts drawn at random that are emptied, and whose replacements are ranked [-].

    Returns
    -------
    dict
        Sizes and seconds by the clock on the wall after a run that does not count: the median,
        for rankings the worst too. In `peer` the seconds of a full scorecard for each candidate
        shown of a ranking, and `wrong`: those of whom it says something else.

    Raises
    ------
    InvalidValue
        If nothing is to be ranked or the roster has fewer shifts.
    """
    problem, roster = a_rostered_centre(agents, days, seed)
    if not 1 <= rankings <= len(roster.shifts):
        raise InvalidValue(f"rank 1 to {len(roster.shifts)} shifts of this roster, not {rankings}")
    chosen = np.random.default_rng(seed).choice(len(roster.shifts), rankings, replace=False)
    shifts = [roster.shifts[number] for number in chosen]
    judged = _seconds(lambda _: score(problem, roster), range(_RUNS))
    edited = _seconds(lambda shift: score(problem, _without(roster, shift)), shifts)
    ranked = _seconds(lambda shift: _ranking(problem, roster, shift), shifts)
    return {
        "agents": agents,
        "days": days,
        "shifts": len(roster.shifts),
        "rankings": rankings,
        "judge_seconds": round(median(judged), 3),
        "edit_seconds": round(median(edited), 3),
        "ranking_seconds": round(median(ranked), 3),
        "ranking_worst_seconds": round(max(ranked), 3),
        "ranking_bar_seconds": BAR_S,
        "peer": _peer(problem, roster, shifts, progress),
    }


def _seconds(work: Callable[[Any], object], given: Sequence[Any]) -> list[float]:
    work(given[0])  # some things are worked out once and kept
    return [timeit(partial(work, one), "import gc; gc.enable()", number=1) for one in given]


def _without(roster: Roster, shift: Shift) -> Roster:
    return roster.with_cell(shift.agent_id, shift.day, None)


def _ranking(problem: RosterProblem, roster: Roster, shift: Shift) -> object:
    return effects(problem, rank_replacements(problem, roster, shift.agent_id, shift.day))


def _peer(
    problem: RosterProblem,
    roster: Roster,
    shifts: Sequence[Shift],
    progress: Callable[[str, int, int], None],
) -> dict[str, Any]:
    """Every candidate shown, judged whole."""
    seconds, shown, wrong = [], 0, 0
    for number, shift in enumerate(shifts):
        progress("candidates judged whole", number, len(shifts))
        found = rank_replacements(problem, roster, shift.agent_id, shift.day)
        left = score(problem, _without(roster, shift))
        began = time.perf_counter()
        cards = [score(problem, candidate.roster) for candidate in found]
        seconds.append(time.perf_counter() - began)
        shown += len(found)
        wrong += sum(not _agrees(*pair, left) for pair in zip(found, cards, strict=True))
    return {
        "name": "a full scorecard for each candidate shown",
        "candidates": shown,
        "seconds": round(median(seconds), 3),
        "wrong": wrong,
    }


def _agrees(candidate: Candidate, card: Scorecard, left: Scorecard) -> bool:
    """Whether a scorecard tells the same points and the same hard rules broken anew."""
    known = {violation for violation in left.violations if violation.hard}
    broken = {violation for violation in card.violations if violation.hard} - known
    points = card.objective - left.objective
    return (points, broken) == (candidate.points, set(candidate.broken))
