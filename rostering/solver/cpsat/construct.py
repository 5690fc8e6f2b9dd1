"""A first roster: one agent after the other on the best tour for what heads are worth by then."""

import numpy as np

from data.model.arrays import IntArray
from data.model.errors import InvalidValue
from data.model.roster import Roster
from data.model.shift import Shift
from data.model.staff import Agent
from rostering.solver.cpsat.model import RosterModel
from rostering.solver.cpsat.options import OptionTable
from rostering.solver.cpsat.solving import Limits, run_bare
from rostering.solver.cpsat.worth import FloorBook, Placed
from rostering.solver.incumbent import Incumbent

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
    book = FloorBook(problem, empty, heads)
    dither = rng.random(heads.shape)
    shifts: list[Shift] = []
    for number, i in enumerate(rng.permutation(len(problem.agents)).tolist()):
        if incumbent.left_s <= 0:
            return None
        if number % 10 == 0:
            incumbent.say(f"first roster: {number} of {len(problem.agents)} agents placed")
        book.heads = _owed(heads, (number + 1) / len(problem.agents), dither)
        left = (len(problem.agents) - number) / max(0.1, _SHARE_OF_TIME * incumbent.left_s)
        tour = best_tour(book, options, problem.agents[i], min(_TOUR_S, 1 / left), seed)
        book.add(tour)
        shifts += tour
    return Roster(problem.first, problem.days, tuple(shifts))


def best_tour(
    book: FloorBook, options: OptionTable, agent: Agent, time_s: float, seed: int
) -> tuple[Shift, ...]:
    """The tour of one agent that saves most, the agent's own rules kept and paid.

    Raises
    ------
    NoTour
        If the agent's hard rules leave no tour.
    """
    problem = book.problem
    cells = [(agent.agent_id, day) for day in range(problem.days)]
    empty = Roster(problem.first, problem.days)
    model = RosterModel(problem, options, cells, empty, partial=True)
    for applied in options.book:
        model.post(applied, [agent] if agent.agent_id in applied.ids else [])
    worth = book.worth(agent.agent_id)
    placed: dict[tuple[int, int], Placed] = {}
    for (_, day), choices in model.free.items():
        for k, (duty, literal) in enumerate(choices):
            placed[day, k] = book.placed(day, duty, worth)
            model.bill.add(literal, -placed[day, k].saves)
    model.cp.minimize(model.bill.expression)
    status, value = run_bare(model, Limits(time_s, 1, seed))
    if status == "unknown":
        status, value = run_bare(model, Limits(_PATIENCE_S, 2, seed))
    if value is None:
        raise NoTour(f"no tour found for {agent.name} ({agent.agent_id}): {status}")
    return tuple(
        book.shift(agent.agent_id, day, duty, placed[day, k])
        for (_, day), choices in model.free.items()
        for k, (duty, literal) in enumerate(choices)
        if value(literal)
    )


def _owed(heads: IntArray, share: float, dither: np.ndarray) -> IntArray:
    """The part of the heads that the agents placed so far owe, rounded at random but steadily."""
    owed = np.floor(heads * share + dither).astype(np.int64)
    return np.asarray(np.minimum(heads, owed))
