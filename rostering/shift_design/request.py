"""What a design may hold, as a planner asks for it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.shift import DAY_MIN
from rostering.shift_design.restrictions import Restriction
from rostering.solver.template_needs import WEEK, TypicalWeek

Lengths = Literal["free", "today"] | tuple[int, ...]


@dataclass(frozen=True)
class DesignRequest:
    """What a design may hold.

    Parameters
    ----------
    step_min
        Starts lie on multiples of it [min].
    any_start
        Any time of day for each length; False: the starts of today's templates only.
    codes
        Sizes of design asked for [codes].
    time_limit_s
        For each size [s].
    lengths
        From start to end, breaks included [min]; `free`: every length from the shortest to the
        longest template, by the hour (the half hour where today's are); `today`: today's only.
    restrictions
        What each design must keep to; each is priced too.
    """

    step_min: int = 30
    any_start: bool = False
    codes: tuple[int, ...] = (4, 6, 8, 10, 12, 16)
    time_limit_s: float = 10.0
    lengths: Lengths = "free"
    restrictions: tuple[Restriction, ...] = ()

    def __post_init__(self) -> None:
        if self.step_min <= 0 or DAY_MIN % self.step_min:
            raise InvalidValue(
                tr("starts every {step_min} min do not divide a day", step_min=self.step_min)
            )
        if not self.codes or min(self.codes) < 1:
            raise InvalidValue(tr("name at least one size of design, of one code or more"))
        if isinstance(self.lengths, tuple) and not self.lengths:
            raise InvalidValue(tr("name at least one length of shift"))


def typical_week(problem: RosterProblem) -> TypicalWeek:
    """Mean heads by weekday and slot, and who is there to meet them."""
    grid = problem.requirement.grid
    per_day = grid.slots_per_day
    place = grid.weekday * per_day + grid.slot_of_day
    total = problem.requirement.heads.sum(axis=0).astype(np.float64)
    sums = np.bincount(place, weights=total, minlength=WEEK * per_day)
    counts = np.bincount(place, minlength=WEEK * per_day)
    heads = sums / np.maximum(1, counts)
    weight = problem.requirement.heads.sum(axis=1)
    prices = np.array(
        [problem.cover_prices.of(q) for q in problem.requirement.queue_ids], dtype=float
    )
    price = float(prices @ weight / weight.sum()) if weight.sum() else float(prices.max())
    people = _people(problem)
    agreed = {
        c.contract_id: (c.weekly_min_min, c.weekly_max_min)
        for c in problem.contracts
        if c.contract_id in people
    }
    return TypicalWeek(heads, price, float(problem.cover_prices.surplus), people, agreed)


def _people(problem: RosterProblem) -> dict[str, float]:
    """Agents of each contract there on an average day [-]."""
    people: dict[str, float] = {}
    for agent in problem.agents:
        away = problem.leave_days.get(agent.agent_id, frozenset())
        there = 1 - sum(0 <= day < problem.days for day in away) / problem.days
        people[agent.contract_id] = people.get(agent.contract_id, 0.0) + there
    return people
