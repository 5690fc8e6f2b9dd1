"""Repair of a published roster: who can help is asked first, then neighbourhoods around them."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from data.model.problem import RosterProblem
from data.model.roster import Roster
from rostering.evaluation.scorecard import Scorecard, cover_of, score
from rostering.rules.language.duty import locked_cells
from rostering.rules.language.presence import FloorCount, SkillGroups
from rostering.rules.rule_set import rule_set
from rostering.solver.cpsat.keeping import DEAR, Broken, KeepingOptions, Kept, build_kept
from rostering.solver.cpsat.model import CellId
from rostering.solver.cpsat.solving import Limits, solve
from rostering.solver.progress import Progress
from rostering.solver.ready import ready
from rostering.solver.tours.single_agent_reroster import SingleAgentReroster, single_agent_reroster

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
    """

    roster: Roster
    card: Scorecard
    proven: bool
    seconds: float


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
    report: Callable[[str, int], None]
    stop: threading.Event
    roster: Roster
    card: Scorecard
    locked: dict[str, frozenset[int]] = field(default_factory=dict)

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
        return True

    def cells(self, agents: list[str], days: Iterable[int]) -> list[CellId]:
        """Free cells of some agents and days; locked ones stay."""
        wanted = list(days)
        return [
            (agent_id, day)
            for agent_id in agents
            for day in wanted
            if day not in self.locked.get(agent_id, frozenset())
        ]

    def choices(self, cells: list[CellId]) -> int:
        """Literals of a model of some cells."""
        return sum(len(self.options.duties(*cell)) for cell in cells)


def total(card: Scorecard, kept: Kept, roster: Roster) -> int:
    """Cost of the roster, its changes and any hard rule that stays broken [points]."""
    changes = len(kept.changes(roster))
    return card.objective + kept.change_price * changes + DEAR * card.hard_violations


def search_repair(
    problem: RosterProblem,
    kept: Kept,
    damaged: Roster,
    days: Sequence[int],
    *,
    time_limit_s: float,
    ask: bool = True,
    seed: int = 0,
    workers: int = 2,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Repair:
    """Change cells of some days where that saves more than it costs.

    Parameters
    ----------
    damaged
        The published roster without the cells that fall out.
    days
        Day numbers that may change.
    ask
        Whether everybody in a large team is asked first what they could take over: it pays
        where agents are missing, not where a rule of few people is broken.
    """
    ready(progress, stop)
    began = time.monotonic()
    card = score(problem, damaged)

    def report(phase: str, points: int) -> None:
        if progress:
            progress(Progress(time.monotonic() - began, float(points), None, phase))

    search = _Search(
        problem,
        kept,
        days,
        _days_hit(problem, kept, card),
        KeepingOptions(problem, kept),
        frozenset((v.rule, v.agent_id) for v in card.violations[: card.hard_violations]),
        began + time_limit_s,
        np.random.default_rng(seed),
        workers,
        report,
        stop or threading.Event(),
        damaged,
        card,
        {a.agent_id: frozenset(locked_cells(problem, a)) for a in problem.agents},
    )
    everything = search.cells([a.agent_id for a in problem.agents], days)
    if search.choices(everything) <= _WHOLE_CHOICES:
        report("one model of everything that may change", search.total)
        _, status = search.turn(everything, time_limit_s)
        proven = status == "optimal"
    else:
        proven = False
        _by_turns(search, ask)
    return Repair(search.roster, search.card, proven, time.monotonic() - began)


def _by_turns(search: _Search, ask: bool) -> None:
    """Neighbourhoods around those who can help most, until several bring nothing."""
    asked = None
    if ask:
        search.report("asking everybody what they could take over", search.total)
        asked = single_agent_reroster(search.problem, search.kept, search.days)
    if asked:
        search.offer(asked.descend(search.roster, lambda: search.left_s > 0))
    idle, number = 0, 0
    order = _ranked(search, asked)
    while search.left_s > 0.2 and idle < _PATIENCE:
        cells, phase = _neighbourhood(search, order, number)
        search.report(phase, search.total)
        better, _ = search.turn(cells, _TURN_S)
        idle = 0 if better else idle + 1
        number += 1
        if better:
            order = _ranked(search, asked)


def _neighbourhood(search: _Search, order: list[str], number: int) -> tuple[list[CellId], str]:
    """First the best helpers for all days, then everybody on each day that was hit, in turns."""
    hit = search.days_hit.tolist()
    helpers = order if number < 2 else _shuffled_tail(search, order)
    if number % 2 == 0 or not hit:
        return _within(search, helpers, search.days), "those who can help most, all days"
    day = hit[(number // 2) % len(hit)]
    near = [d for d in (day, day + 1) if d in search.days]
    return _within(search, helpers, near), f"everybody on {search.problem.dates[day]}"


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


def _ranked(search: _Search, asked: SingleAgentReroster | None) -> list[str]:
    """Agents: who was changed or breaks a hard rule, whom a broken rule counts, who can help."""
    changed = {agent for agent, _ in search.kept.changes(search.roster)}
    hard = search.card.violations[: search.card.hard_violations]
    changed |= {v.agent_id for v in hard if v.agent_id}
    counted = _counted(search.problem, search.card)
    gains = asked.gains(search.roster) if asked else {}
    agents = [agent.agent_id for agent in search.problem.agents]
    shuffled = search.rng.permutation(agents).tolist()
    return sorted(shuffled, key=lambda a: (a not in changed, a not in counted, -gains.get(a, 0)))


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


def _days_hit(problem: RosterProblem, kept: Kept, damaged: Scorecard) -> np.ndarray:
    """Days on which a hard rule is broken or more people are missing than published."""
    published = cover_of(problem, FloorCount.of(problem, kept.published)).shortfall
    more = (damaged.cover.shortfall - published).T @ SkillGroups(problem).prices
    days = np.minimum(problem.requirement.grid.day_index, problem.days - 1)
    points = np.bincount(days, weights=np.maximum(0, more), minlength=problem.days)
    for violation in damaged.violations[: damaged.hard_violations]:
        number = (violation.day - problem.first).days if violation.day else -1
        if 0 <= number < problem.days:
            points[number] += DEAR
    worst = np.argsort(-points, kind="stable")
    return np.asarray(worst[points[worst] > 0])
