"""The rules that apply to a problem, and to whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.rule import RuleSetting
from data.model.staff import Agent
from rostering.rules import RULES, Rule
from rostering.rules.aims import bound


@dataclass(frozen=True)
class Applied:
    """One rule as it applies: its setting, itself, and whom it binds."""

    setting: RuleSetting
    rule: Rule
    agents: tuple[Agent, ...]

    @cached_property
    def ids(self) -> frozenset[str]:
        """Ids of the agents it binds."""
        return frozenset(agent.agent_id for agent in self.agents)


Book = tuple[Applied, ...]


def rule_book(problem: RosterProblem) -> Book:
    """Every active rule of a problem; structural rules apply whether they are listed or not.

    Worked out at every call: who asks for each agent or cell asks once and hands the book on.

    Raises
    ------
    InvalidValue
        If a setting names an unknown rule or field, or a value out of range.
    """
    listed = {setting.rule for setting in problem.rules}
    missing = tuple(
        RuleSetting(name, precedence=0)
        for name, rule in RULES.items()
        if rule.structural and name not in listed
    )
    return tuple(_applied(problem, (*missing, *problem.rules)))


def _applied(problem: RosterProblem, settings: tuple[RuleSetting, ...]) -> Iterator[Applied]:
    for setting in settings:
        if setting.rule not in RULES:
            raise InvalidValue(f"unknown rule {setting.rule!r}; known are {sorted(RULES)}")
    for setting, agents in zip(settings, bound(settings, problem.agents), strict=True):
        rule = RULES[setting.rule].built(setting)
        if setting.active:
            yield Applied(setting, rule, agents)
