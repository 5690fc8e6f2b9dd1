"""Fair shares: how many unpopular shifts each agent owes, given what each has already borne."""

import math
from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import ClassVar

import numpy as np

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from data.model.words import counted
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import (
    Duty,
    contract_templates,
    day_of,
    history,
    lies_within,
    stated_hours,
)
from rostering.rules.language.needed_shifts import needed_shifts
from rostering.rules.language.periods import horizon, weekday
from rostering.rules.language.rule import Rule, param
from rostering.rules.language.statement import Total, TourStatement
from rostering.rules.language.unpopular import Kind

_ALMOST = 1e-6


@lru_cache(maxsize=32)
def shares(problem: RosterProblem, kind: Kind, ledger_days: int) -> dict[str, int]:
    """Shifts of a kind that each able agent owes in the horizon.

    Notes
    -----
    The needed shifts are poured over the agents until what each bore in the ledger and bears now
    stands at one level in proportion to the working days of contract and presence; nobody pays
    back more than the horizon holds. Rounded up, so that the shares together cover the need and
    no roster pays what it cannot avoid.
    """
    able = {a.agent_id: n for a in problem.agents if (n := _possible_days(problem, a, kind))}
    if not able:
        return {}
    longest = max(able.values())
    agents = [agent for agent in problem.agents if agent.agent_id in able]
    rate = np.array([_shifts_a_week(problem, agent, kind) / 7 for agent in agents])
    now = rate * problem.days * np.array([able[a.agent_id] / longest for a in agents])
    known = np.array([_known_days(problem, agent, ledger_days) for agent in agents])
    past = np.array([_past(problem, agent, kind, ledger_days) for agent in agents], dtype=float)
    weights: dict[str, float] = {}
    for agent, weight in zip(agents, now.tolist(), strict=True):
        weights[agent.contract_id] = weights.get(agent.contract_id, 0.0) + weight
    needed = needed_shifts(problem, kind, weights)
    owed = water_filled(
        needed, now + rate * known, past, np.array(list(able.values()), dtype=float)
    )
    return {
        agent.agent_id: math.ceil(share - _ALMOST)
        for agent, share in zip(agents, owed.tolist(), strict=True)
    }


def water_filled(
    needed: float, weight: np.ndarray, past: np.ndarray, most: np.ndarray
) -> np.ndarray:
    """What each owes: `clip(level x weight - past, 0, most)` at the level that sums to `needed`.

    Parameters
    ----------
    weight, past, most
        Working days that count, shifts borne so far, and most that can still be borne, by agent.
    """
    low, high = 0.0, float(np.max((past + most) / weight))

    def owed(level: float) -> np.ndarray:
        return np.asarray(np.clip(level * weight - past, 0.0, most))

    for _ in range(60):  # halving: the sum grows with the level
        middle = (low + high) / 2
        low, high = (low, middle) if owed(middle).sum() >= needed else (middle, high)
    return owed(high)


def _possible_days(problem: RosterProblem, agent: Agent, kind: Kind) -> int:
    """Days of the horizon on which leave and availability allow a shift of the kind."""
    away = problem.leave_days.get(agent.agent_id, frozenset())
    spans = stated_hours(problem, agent)
    return sum(
        day not in away and any(lies_within(d, spans.get(weekday(problem, day))) for d in duties)
        for day, duties in enumerate(_of_kind(problem, kind, agent.contract_id))
    )


@lru_cache(maxsize=64)
def _of_kind(problem: RosterProblem, kind: Kind, contract_id: str) -> tuple[tuple[Duty, ...], ...]:
    """Duties of a kind that a contract allows, by day: the same for all who have it."""
    duties = contract_templates(problem, contract_id)
    return tuple(
        tuple(duty for duty in duties if kind(problem, day, duty)) for day in range(problem.days)
    )


def _shifts_a_week(problem: RosterProblem, agent: Agent, kind: Kind) -> float:
    """Shifts of the kind that a contract's full week holds, at most one a day."""
    contract = problem.contract_of[agent.agent_id]
    ever = {duty for day in _of_kind(problem, kind, agent.contract_id) for duty in day}
    paid = [d.paid_min for d in contract_templates(problem, agent.contract_id) if d in ever]
    return min(7.0, max(1.0, contract.weekly_max_min / float(np.mean(paid))))


def _known_days(problem: RosterProblem, agent: Agent, ledger_days: int) -> int:
    """Days before the horizon that ledger or history cover; none of a newcomer's."""
    line = problem.ledger_of.get(agent.agent_id)
    known = [line.since] if line else []
    known += [problem.history_first] if history(problem, agent) else []
    return min(ledger_days, (problem.first - min(known)).days) if known else 0


def _past(problem: RosterProblem, agent: Agent, kind: Kind, ledger_days: int) -> int:
    """Days on which a kind was borne: as the ledger has them, and as history shows."""
    since = problem.first - timedelta(days=ledger_days)
    line = problem.ledger_of.get(agent.agent_id)
    days = set(line.of(kind.name, since, problem.first) if line else ())
    for shift in history(problem, agent):
        number = (shift.day - problem.first).days
        if number >= -ledger_days and kind(problem, number, Duty.of(shift)):
            days.add(day_of(problem, number))
    return len(days)


@dataclass(frozen=True)
class FairShare(Rule):
    """Shifts of a kind beyond an agent's fair share; the n-th beyond it counts n."""

    what: ClassVar[str]

    tolerance: int = param(0, "Shifts beyond the share that do not count", "shifts", 0, 10)
    ledger_days: int = param(92, "Look back over", "days", 0, 400)

    @property
    @abstractmethod
    def kind(self) -> Kind:
        """Which shifts."""

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """The whole horizon."""
        kind = self.kind
        share = shares(problem, kind, self.ledger_days).get(agent.agent_id)
        if share is None:
            return

        def count(day: int, duty: Duty | None) -> int:
            return int(duty is not None and kind(problem, day, duty))

        yield Total(horizon(problem), count, most=share + self.tolerance, rising=True)

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr(
            "Nobody works more {what} than their fair share, which counts those of the last "
            "{days}.",
            what=self.what,
            days=counted(self.ledger_days, "day"),
        )

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        asked = breach.statement
        fair = asked.most if isinstance(asked, Total) else 0
        return tr(
            "{what}: {value}, a fair share is {fair}",
            what=self.what, value=breach.value, fair=fair,
        )  # fmt: skip
