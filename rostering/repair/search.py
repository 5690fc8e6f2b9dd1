"""Repair of a published roster: replacements, then everybody alone, then neighbourhoods."""

import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

import numpy as np

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.shift import Shift
from rostering.evaluation.scorecard import Scorecard, cover_of, score
from rostering.repair.replacement import Candidate, Earliest, rank_replacements
from rostering.repair.searched import Searched
from rostering.repair.single_changes import SingleChanges
from rostering.rules.language.duty import locked_cells
from rostering.rules.language.presence import FloorCount, SkillGroups
from rostering.rules.rule_set import rule_set
from rostering.solver.cpsat.keeping import DEAR, Broken, KeepingOptions, Kept, build_kept
from rostering.solver.cpsat.model import CellId
from rostering.solver.cpsat.solving import Limits, solve
from rostering.solver.progress import Progress
from rostering.solver.ready import ready
from rostering.solver.stopping import unless_stopped
from rostering.solver.tours.single_agent_reroster import Descent, single_agent_reroster

# Choices in one model: so many are solved well within a turn (measured on the sample centre).
_WHOLE_CHOICES, _TURN_CHOICES = 4_000, 1_200
_TURN_S = 4.0
_PATIENCE = 4
"""Turns without anything better after which the repair is done."""


@dataclass(frozen=True, eq=False)
class Repair:
    """The best repair found.

    Parameters
    ----------
    proven
        Whether no other repair of the free days can be cheaper.
    searched
        How far people were asked for changes of their own.
    """

    roster: Roster
    card: Scorecard
    proven: bool
    seconds: float
    searched: Searched


@dataclass(eq=False)
class _Search:
    problem: RosterProblem
    kept: Kept
    days: Sequence[int]
    days_hit: np.ndarray
    options: KeepingOptions
    broken: Broken
    deadline: float
    rng: np.random.Generator
    workers: int
    began: float
    progress: Callable[[Progress], None] | None
    stop: threading.Event
    roster: Roster
    card: Scorecard
    locked: dict[str, frozenset[int]] = field(default_factory=dict)
    gains: dict[str, int] = field(default_factory=dict)
    searched: Searched = field(default_factory=Searched)

    def start_clock(self, time_limit_s: float) -> None:
        """From now on the limit counts."""
        self.began = time.monotonic()
        self.deadline = self.began + time_limit_s

    def report(self, phase: str, preparing: bool = False) -> None:
        """Tell whoever watches; while preparing, the limit does not run."""
        if self.progress:
            seconds = 0.0 if preparing else time.monotonic() - self.began
            self.progress(Progress(seconds, float(self.total), None, phase, preparing))

    def may_touch(self, agent_id: str, date: date) -> bool:
        """Whether that day of somebody may change, and somebody's days at all."""
        day, most = (date - self.problem.first).days, self.kept.max_touched
        touched = {agent for agent, _ in self.kept.changes(self.roster)}
        locked = day in self.locked[agent_id] or (agent_id, day) in self.kept.away
        return not locked and (most is None or agent_id in touched or len(touched) < most)

    @property
    def left_s(self) -> float:
        return 0.0 if self.stop.is_set() else max(0.0, self.deadline - time.monotonic())

    @property
    def total(self) -> int:
        return total(self.card, self.kept, self.roster)

    def turn(self, cells: list[CellId], time_s: float) -> tuple[bool, str]:
        """Solve some cells; whether the repair became better, and the status of CP-SAT."""
        built = build_kept(self.options, cells, self.roster, self.broken)
        limits = Limits(
            min(time_s, self.left_s), self.workers, int(self.rng.integers(2**31)), self.stop
        )
        answer = solve(built, limits, start=self.roster)
        return answer.roster is not None and self.offer(answer.roster), answer.status

    def offer(self, roster: Roster) -> bool:
        """Take a repair that is cheaper by the scorecard."""
        card = score(self.problem, roster)
        if total(card, self.kept, roster) >= self.total:
            return False
        self.roster, self.card = roster, card
        self.searched = replace(self.searched, ended=False)
        return True

    def ask(self, askers: "Sequence[Asker]") -> None:
        """Give people the changes of their own that save most, until none saves anything."""
        for asker in askers:
            ended = asker.descend(self.roster, lambda: self.left_s > 0)
            better = ended.roster is self.roster or self.offer_parts(ended.roster)
            asked = max(ended.asked, self.searched.asked)
            whole = better and ended.ended and asker is askers[-1]
            self.gains = ended.gains
            self.searched = Searched(asked, ended.people, whole)

    def offer_parts(self, roster: Roster) -> bool:
        """Take a repair, or else the new days of as many of its people as make it cheaper."""
        if self.offer(roster):
            return True
        before, new = self.roster.by_agent, roster.by_agent
        for agent in self.problem.agents:
            mine = new.get(agent.agent_id, ())
            if mine == before.get(agent.agent_id, ()):
                continue
            if self.stop.is_set():
                return False
            others = [s for s in self.roster.shifts if s.agent_id != agent.agent_id]
            self.offer(Roster(roster.first, roster.days, (*others, *mine)))
        return False

    def cells(self, agents: list[str], days: Iterable[int]) -> list[CellId]:
        """Free cells of some agents and days; locked ones stay, and what has begun."""
        wanted = list(days)
        return [
            (agent_id, day)
            for agent_id in agents
            for day in wanted
            if day not in self.locked.get(agent_id, frozenset())
            and not self.kept.has_begun(agent_id, day)
        ]

    def choices(self, cells: list[CellId]) -> int:
        """Literals of a model of some cells."""
        return sum(len(self.options.duties(*cell)) for cell in cells)


def total(card: Scorecard, kept: Kept, roster: Roster) -> int:
    """Cost of the roster, its changes and any hard rule that stays broken [points]."""
    changes = len(kept.changes(roster))
    return card.objective + kept.change_price * changes + DEAR * card.hard_violations


class Asker(Protocol):
    """Makes the changes of one person that save most, one after the other."""

    def descend(self, roster: Roster, go_on: Callable[[], bool]) -> Descent:
        """Where that ends; `go_on` is asked before each person."""


def search_repair(
    problem: RosterProblem,
    kept: Kept,
    damaged: Roster,
    days: Sequence[int],
    *,
    time_limit_s: float,
    hit: Collection[int] = (),
    ask: bool = True,
    seed: int = 0,
    workers: int = 2,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Repair:
    """Change cells of some days where that saves more than it costs.

    Replacements and who could be called in are offered before the limit runs: with no time at
    all, the answer is no worse than the best of them.

    Parameters
    ----------
    damaged
        The published roster without the cells that fall out.
    days
        Day numbers that may change.
    hit
        Day numbers on which something happened.
    ask
        Whether everybody is asked first what they could take over: it pays where agents are
        missing, not where a rule of few people is broken.
    """
    stop = stop or threading.Event()
    ready(progress, stop)
    began = time.monotonic()
    card = score(problem, damaged)
    search = _Search(
        problem,
        kept,
        days,
        _days_hit(problem, kept, card, hit),
        KeepingOptions(problem, kept),
        frozenset((v.rule, v.agent_id) for v in card.violations[: card.hard_violations]),
        began,
        np.random.default_rng(seed),
        workers,
        began,
        progress,
        stop,
        damaged,
        card,
        {a.agent_id: frozenset(locked_cells(problem, a)) for a in problem.agents},
        searched=Searched(people=len(problem.agents)),
    )
    askers: Sequence[Asker] = ()
    if ask:
        _replace(search)
        _call_in(search, [day for day in hit if day in days])
        askers = _askers(search) if time_limit_s > 0 else ()
    search.start_clock(time_limit_s)
    if ask:
        search.report(tr("asking everybody what they could take over"))
        search.ask(askers)
    everything = search.cells([a.agent_id for a in problem.agents], days)
    proven = False
    if not search.left_s:
        pass
    elif search.choices(everything) <= _WHOLE_CHOICES:
        search.report(tr("one model of everything that may change"))
        _, status = search.turn(everything, time_limit_s)
        proven = status == "optimal"
    else:
        _by_turns(search, askers)
    searched = replace(search.searched, stopped=stop.is_set() and not proven)
    return Repair(search.roster, search.card, proven, time.monotonic() - began, searched)


def _replace(search: _Search) -> None:
    """Offer the best lawful replacement for each shift that fell out, those that save most first.

    One person may be the best for several shifts.
    """
    kept, problem = search.kept, search.problem
    fallen = [
        (shift, day)
        for shift in kept.published.shifts
        for day in [(shift.day - problem.first).days]
        if (shift.agent_id, day) in kept.away and day in search.days
    ]
    asked = [
        (_best_replacement(search, *one, of=(n, len(fallen))), *one)
        for n, one in enumerate(fallen, 1)
    ]
    asked.sort(key=lambda one: one[0].points if one[0] else 0)
    as_asked = search.roster
    for number, (best, shift, day) in enumerate(asked, 1):
        if search.roster is not as_asked:
            best = _best_replacement(search, shift, day, of=(number, len(fallen)))
        if best is not None:
            search.offer(best.roster.with_cell(shift.agent_id, shift.day, None))


def _best_replacement(
    search: _Search, shift: Shift, day: int, *, of: tuple[int, int]
) -> Candidate | None:
    """Who takes a shift over at the least cost and may; None where nobody may, or after a stop."""
    if search.stop.is_set():
        return None
    search.report(
        tr("asking who could take over: {number} of {fallen}", number=of[0], fallen=of[1]),
        preparing=True,
    )
    vacated = search.roster.with_cell(shift.agent_id, shift.day, shift)
    minute = search.kept.minute_of(day)
    earliest = None if minute is None else Earliest(minute + 1, minute + 1)
    who = shift.agent_id
    ranked = rank_replacements(search.problem, vacated, who, shift.day, earliest=earliest)
    lawful = (one for one in ranked if not one.broken)
    return next((one for one in lawful if search.may_touch(one.agent_id, shift.day)), None)


def _call_in(search: _Search, hit: Sequence[int]) -> None:
    """Call people in on the days hit, who saves most first."""
    if not hit or search.stop.is_set():
        return
    search.report(tr("asking who is off and could come in"), preparing=True)
    called = SingleChanges(search.problem, search.options, hit, called_in_only=True)
    ended = called.descend(search.roster, lambda: not search.stop.is_set())
    if ended.roster is not search.roster:
        search.offer_parts(ended.roster)


def _askers(search: _Search) -> "Sequence[Asker]":
    """Who asks everybody: by best tours, and day by day where those do not count everything."""
    search.report(tr("stating everybody's days as tours"), preparing=True)
    problem, kept, days = search.problem, search.kept, search.days
    # Tours know no clock: they are asked about the days after today.
    ahead = [day for day in days if kept.now is None or day > kept.now[0]]
    single = SingleChanges(problem, search.options, days)
    if not ahead:
        return (single,)
    tours = unless_stopped(lambda: single_agent_reroster(problem, kept, ahead), search.stop)
    if tours is None:
        return (single,)
    return (tours,) if tours.exact and len(ahead) == len(days) else (tours, single)


def _by_turns(search: _Search, askers: "Sequence[Asker]") -> None:
    """Neighbourhoods around those who can help most, until several bring nothing."""
    idle, number = 0, 0
    order = _ranked(search)
    while search.left_s > 0.2 and idle < _PATIENCE:
        cells, phase = _neighbourhood(search, order, number)
        search.report(phase)
        better, _ = search.turn(cells, _TURN_S)
        idle = 0 if better else idle + 1
        number += 1
        if better:
            search.ask(askers)
            order = _ranked(search)


def _neighbourhood(search: _Search, order: list[str], number: int) -> tuple[list[CellId], str]:
    """First the best helpers for all days, then everybody on each day that was hit, in turns."""
    hit = search.days_hit.tolist()
    helpers = order if number < 2 else _shuffled_tail(search, order)
    if number % 2 == 0 or not hit:
        return _within(search, helpers, search.days), tr("those who can help most, all days")
    day = hit[(number // 2) % len(hit)]
    near = [d for d in (day, day + 1) if d in search.days]
    return _within(search, helpers, near), tr(
        "everybody on {dates}", dates=search.problem.dates[day]
    )


def _shuffled_tail(search: _Search, order: list[str]) -> list[str]:
    """Half of the places for the best helpers, the rest by lot."""
    head = order[: max(3, len(order) // 12)]
    rest = [agent for agent in order if agent not in head]
    return [*head, *search.rng.permutation(rest).tolist()]


def _within(search: _Search, agents: list[str], days: Sequence[int]) -> list[CellId]:
    """Cells of as many agents as a turn can take."""
    found: list[CellId] = []
    left = _TURN_CHOICES
    for agent_id in agents:
        mine = search.cells([agent_id], days)
        left -= search.choices(mine)
        if left < 0 and found:
            break
        found += mine
    return found


def _ranked(search: _Search) -> list[str]:
    """Agents: who was changed or breaks a hard rule, whom a broken rule counts, who can help."""
    changed = {agent for agent, _ in search.kept.changes(search.roster)}
    hard = search.card.violations[: search.card.hard_violations]
    changed |= {v.agent_id for v in hard if v.agent_id}
    counted = _counted(search.problem, search.card)
    agents = [agent.agent_id for agent in search.problem.agents]
    shuffled = search.rng.permutation(agents).tolist()
    return sorted(
        shuffled, key=lambda a: (a not in changed, a not in counted, -search.gains.get(a, 0))
    )


def _counted(problem: RosterProblem, card: Scorecard) -> set[str]:
    """Agents whom a broken hard rule of the team counts on the floor: seniors, who has a skill."""
    hard = card.violations[: card.hard_violations]
    broken = {violation.rule for violation in hard if violation.agent_id is None}
    return {
        agent_id
        for applied in rule_set(problem)
        if applied.setting.hard and applied.setting.rule in broken
        for floor in applied.rule.floor(problem, applied.agents)
        for agent_id in floor.agents
    }


def _days_hit(
    problem: RosterProblem, kept: Kept, damaged: Scorecard, hit: Collection[int]
) -> np.ndarray:
    """Days on which a hard rule is broken, more people are missing than published, or both.

    `hit` comes last: a surge changes what is needed, not who is there.
    """
    published = cover_of(problem, FloorCount.of(problem, kept.published)).shortfall
    more = (damaged.cover.shortfall - published).T @ SkillGroups(problem).prices
    days = np.minimum(problem.requirement.grid.day_index, problem.days - 1)
    points = np.bincount(days, weights=np.maximum(0, more), minlength=problem.days)
    for violation in damaged.violations[: damaged.hard_violations]:
        number = (violation.day - problem.first).days if violation.day else -1
        if 0 <= number < problem.days:
            points[number] += DEAR
    points[[day for day in hit if 0 <= day < problem.days]] += 1
    worst = np.argsort(-points, kind="stable")
    return np.asarray(worst[points[worst] > 0])
