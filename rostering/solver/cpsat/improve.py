"""A first roster agent by agent, then large neighbourhood search around the best one."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import FloatArray, IntArray
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.shift import Shift
from data.model.staff import Agent
from rostering.evaluation.scorecard import Scorecard
from rostering.solver.cpsat.marginal_values import FloorState, Placed
from rostering.solver.cpsat.model import CellId, RosterModel
from rostering.solver.cpsat.solving import Answer, Limits, build, run_bare, solve
from rostering.solver.options import OptionTable
from rostering.solver.progress import Incumbent, rank

_SHARE_OF_TIME = 0.5
# A tour alone is proven best in 0.1-0.4 s on the sample; a good one is enough for a start.
_TOUR_S = 2.0
_PATIENCE_S = 30.0


class NoTour(InvalidValue):
    """The hard rules leave an agent no tour at all."""


def construct(incumbent: Incumbent, options: OptionTable, seed: int) -> Roster | None:
    """A roster that keeps every hard rule of single agents; None where time ran out.

    Agents see the heads that those placed so far owe, so that nobody takes all the best days.
    Rules about heads on the floor come later, in the neighbourhoods.

    Raises
    ------
    NoTour
        If some agent's hard rules leave no tour.
    """
    problem, rng = incumbent.problem, np.random.default_rng(seed)
    empty = Roster(problem.first, problem.days)
    heads = problem.requirement.heads
    floor = FloorState(problem, empty, heads)
    dither = rng.random(heads.shape)
    shifts: list[Shift] = []
    for number, i in enumerate(rng.permutation(len(problem.agents)).tolist()):
        if incumbent.left_s <= 0:
            return None
        if number % 10 == 0:
            incumbent.say(
                tr(
                    "first roster: {number} of {agents} agents placed",
                    number=number,
                    agents=len(problem.agents),
                )
            )
        floor.heads = _owed(heads, (number + 1) / len(problem.agents), dither)
        left = (len(problem.agents) - number) / max(0.1, _SHARE_OF_TIME * incumbent.left_s)
        tour = best_tour(floor, options, problem.agents[i], min(_TOUR_S, 1 / left), seed)
        floor.add(tour)
        shifts += tour
    return Roster(problem.first, problem.days, tuple(shifts))


def best_tour(
    floor: FloorState, options: OptionTable, agent: Agent, time_s: float, seed: int
) -> tuple[Shift, ...]:
    """The tour of one agent that saves most, the agent's own rules kept and paid.

    Raises
    ------
    NoTour
        If the agent's hard rules leave no tour.
    """
    problem = floor.problem
    cells = [(agent.agent_id, day) for day in range(problem.days)]
    empty = Roster(problem.first, problem.days)
    model = RosterModel(problem, options, cells, empty, partial=True)
    for applied in options.rules:
        model.post(applied, [agent] if agent.agent_id in applied.ids else [])
    worth = floor.worth(agent.agent_id)
    placed: dict[tuple[int, int], Placed] = {}
    for (_, day), choices in model.free.items():
        for k, (duty, literal) in enumerate(choices):
            placed[day, k] = floor.placed(day, duty, worth)
            model.cost.add(literal, -placed[day, k].saves)
    model.cp.minimize(model.cost.expression)
    status, value = run_bare(model, Limits(time_s, 1, seed))
    if status == "unknown":
        status, value = run_bare(model, Limits(_PATIENCE_S, 2, seed))
    if value is None:
        raise NoTour(
            tr(
                "no tour found for {name} ({agent_id}): {status}",
                name=agent.name,
                agent_id=agent.agent_id,
                status=status,
            )
        )
    return tuple(
        floor.shift(agent.agent_id, day, duty, placed[day, k])
        for (_, day), choices in model.free.items()
        for k, (duty, literal) in enumerate(choices)
        if value(literal)
    )


def _owed(heads: IntArray, share: float, dither: np.ndarray) -> IntArray:
    """The part of the heads that the agents placed so far owe, rounded at random but steadily."""
    owed = np.floor(heads * share + dither).astype(np.int64)
    return np.asarray(np.minimum(heads, owed))


Neighbourhood = Callable[[RosterProblem, Scorecard, int, np.random.Generator], list[CellId]]
"""(problem, scorecard of the incumbent, cells wanted, rng) -> cells to free."""


def whole_tours(
    problem: RosterProblem, card: Scorecard, size: int, rng: np.random.Generator
) -> list[CellId]:
    """A few agents, every day."""
    return _block(problem, round(size / problem.days), range(problem.days), rng)


def some_days(
    problem: RosterProblem, card: Scorecard, size: int, rng: np.random.Generator
) -> list[CellId]:
    """Everybody on a few neighbouring days, chosen by what they cost."""
    span = max(1, min(problem.days, round(size / len(problem.agents))))
    cost = np.convolve(day_cost(problem, card) + 1.0, np.ones(span), mode="valid")
    first = int(rng.choice(len(cost), p=cost / cost.sum()))
    return _block(problem, size // span, range(first, first + span), rng)


def some_weeks(
    problem: RosterProblem, card: Scorecard, size: int, rng: np.random.Generator
) -> list[CellId]:
    """Some agents for one or two weeks."""
    span = min(problem.days, int(rng.choice((7, 14))))
    first = int(rng.integers(problem.days - span + 1))
    return _block(problem, round(size / span), range(first, first + span), rng)


def charged_agents(
    problem: RosterProblem, card: Scorecard, size: int, rng: np.random.Generator
) -> list[CellId]:
    """Agents whose rules cost most, with some who cost nothing, every day."""
    points = dict.fromkeys((agent.agent_id for agent in problem.agents), 0.2)
    for charge in card.charges:
        if charge.agent_id is not None:
            points[charge.agent_id] += charge.points
    weights = np.array(list(points.values()))
    share = weights / weights.sum()
    return _block(problem, round(size / problem.days), range(problem.days), rng, share)


def _block(
    problem: RosterProblem,
    count: int,
    days: range,
    rng: np.random.Generator,
    share: FloatArray | None = None,
) -> list[CellId]:
    """Some days of so many agents, drawn evenly or by a share of each."""
    count = min(len(problem.agents), max(1, count))
    chosen = rng.choice(len(problem.agents), count, replace=False, p=share)
    return [(problem.agents[i].agent_id, day) for i in chosen for day in days]


NEIGHBOURHOODS = (whole_tours, some_days, some_weeks, charged_agents)


def day_cost(problem: RosterProblem, card: Scorecard) -> FloatArray:
    """Missing and idle heads of each day [heads x slots], shape (days,)."""
    per_slot = card.cover.shortfall.sum(axis=0) + card.cover.surplus
    days = np.minimum(problem.requirement.grid.day_index, problem.days - 1)
    return np.bincount(days, weights=per_slot, minlength=problem.days).astype(np.float64)


# A neighbourhood that CP-SAT finishes well within this time grows, one it cannot finish shrinks.
_TARGET_S = 3.0
_FIRST_CELLS = 112
_LEAST_CELLS = 28


@dataclass
class _Arm:
    """One kind of neighbourhood: how large, and how much it won lately per second."""

    cells: Neighbourhood
    size: float = _FIRST_CELLS
    gain: float = 1.0


@dataclass
class Search:
    """The neighbourhoods in play, and what is known of them."""

    incumbent: Incumbent
    options: OptionTable
    seed: int
    workers: int
    arms: list[_Arm] = field(default_factory=lambda: [_Arm(kind) for kind in NEIGHBOURHOODS])
    overhead_s: float = 0.0
    """What a turn lately took beyond its solver's limit: building, judging, and late returns."""

    def run(self) -> None:
        """Search until the time is up, somebody stops it, or nothing can be better."""
        rng, turn = np.random.default_rng(self.seed), 0
        while self.incumbent.left_s > self.overhead_s and not self.incumbent.proven:
            arm = self._choose(rng)
            self._turn(arm, rng, turn)
            turn += 1

    def _choose(self, rng: np.random.Generator) -> _Arm:
        gains = np.array([arm.gain for arm in self.arms])
        weights = gains / gains.sum() + 0.15  # nobody is ever forgotten
        return self.arms[int(rng.choice(len(self.arms), p=weights / weights.sum()))]

    def _turn(self, arm: _Arm, rng: np.random.Generator, turn: int) -> None:
        seen, began = self.incumbent, self.incumbent.seconds
        if seen.roster is None or seen.card is None:
            return
        before, roster = rank(seen.card), seen.roster
        cells = arm.cells(seen.problem, seen.card, round(arm.size), rng)
        soft = before[0] > 0
        built = build(seen.problem, self.options, cells, roster, partial=True, soft_floors=soft)
        time_s = min(2 * _TARGET_S, seen.left_s - self.overhead_s / 2)
        if time_s <= 0:
            return
        asked = seen.seconds
        limits = Limits(time_s, self.workers, self.seed + turn, seen.stop)
        answer = solve(built, limits, start=roster)
        late = max(0.0, seen.seconds - asked - time_s)
        if answer.roster is not None:
            seen.offer(answer.roster)
        self.overhead_s = max(0.7 * self.overhead_s, asked - began + late)
        self._learn(arm, answer, before, seen.seconds - began)

    def _learn(self, arm: _Arm, answer: Answer, before: tuple[int, int], spent_s: float) -> None:
        if self.incumbent.card is None:
            return
        after = rank(self.incumbent.card)
        won = max(0, before[1] - after[1]) + 1000 * max(0, before[0] - after[0])
        arm.gain = 0.7 * arm.gain + 0.3 * (won / max(0.1, spent_s) + 0.01)
        if answer.status == "optimal" and spent_s < _TARGET_S:
            arm.size *= 1.15
        elif answer.status != "optimal":
            arm.size = max(_LEAST_CELLS, arm.size * 0.85)
