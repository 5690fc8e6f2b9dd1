"""What became of every wish: granted or refused, what was at stake and what was charged."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.staff import Agent, Wish
from rostering.rules.language.duty import Tour, tours
from rostering.rules.language.wishes import refusals, weighed, wishes_on
from rostering.rules.rule_set import RuleSet, rule_set
from rostering.rules.wishes.wishes import Wishes


@dataclass(frozen=True)
class WishOutcome:
    """One wish on one day; a wish for every day has an outcome on each.

    Parameters
    ----------
    refusals
        Shifts of the day, or its being off, that go against the wish; 0 = granted.
    earlier
        Refusals of the same agent before it in this roster.
    at_stake
        What a refusal costs by the wish's weight alone, as the rule set shares it [points].
    charged
        What the roster pays for it; more than is at stake where the agent was refused often
        [points].
    """

    agent_id: str
    day: date
    wish: Wish
    refusals: int
    earlier: int
    at_stake: int
    charged: int

    @property
    def granted(self) -> bool:
        """Whether nothing goes against it."""
        return not self.refusals


def wish_outcomes(problem: RosterProblem, roster: Roster) -> tuple[WishOutcome, ...]:
    """Every wish of the horizon, agents in their order, days ascending.

    Notes
    -----
    What is charged sums to the scorecard's charges of the rule. Where the rule is hard or off
    nothing is charged, and granted or refused is reported all the same.
    """
    every, rules = tours(problem, roster), rule_set(problem)
    return tuple(
        outcome
        for agent in problem.agents
        if agent.agent_id in problem.wishes_of
        for outcome in _outcomes(problem, rules, agent, every[agent.agent_id])
    )


def _outcomes(
    problem: RosterProblem, rules: RuleSet, agent: Agent, tour: Tour
) -> Iterator[WishOutcome]:
    mine = problem.wishes_of[agent.agent_id]
    asked = {day: wishes_on(mine, date) for day, date in enumerate(problem.dates)}
    priced = [(rule, price, weighed(asked, rule.total)) for rule, price in _priced(rules, agent)]
    earlier = 0
    for day, wish in ((day, wish) for day, found in asked.items() for wish in found):
        against = refusals(wish, tour.get(day, ()))
        at_stake = sum(price * weights[day, wish] for _, price, weights in priced)
        rise = sum(price * rule.rise(earlier, against) for rule, price, _ in priced)
        charged = against * at_stake + rise
        date = problem.dates[day]
        yield WishOutcome(agent.agent_id, date, wish, against, earlier, at_stake, charged)
        earlier += against


def _priced(rules: RuleSet, agent: Agent) -> Iterator[tuple[Wishes, int]]:
    """The settings of the rule that put a price on this agent's wishes."""
    for applied in rules:
        price = applied.setting.price
        if isinstance(applied.rule, Wishes) and price is not None and agent.agent_id in applied.ids:
            yield applied.rule, price
