"""The rules that apply to a problem, and whom each setting binds: the closest scope wins."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.rule import RuleSetting
from data.model.staff import Agent
from rostering.rules import RULES, Rule


def in_scope(setting: RuleSetting, agents: Iterable[Agent]) -> tuple[Agent, ...]:
    """Agents that a setting names, by contract or by id; everybody where it names none."""
    return tuple(
        agent
        for agent in agents
        if (not setting.contracts or agent.contract_id in setting.contracts)
        and (not setting.agents or agent.agent_id in setting.agents)
    )


def agents_by_setting(
    settings: Sequence[RuleSetting], agents: Sequence[Agent]
) -> tuple[tuple[Agent, ...], ...]:
    """Agents for whom each setting stands, in the order of the settings.

    One that is switched off lets its agents off the rule.
    """
    everybody, scoped = tuple(agents), {setting.rule for setting in settings if setting.closeness}
    named = [in_scope(s, everybody) if s.rule in scoped else everybody for s in settings]
    closest: dict[tuple[str, str], int] = {}
    for setting, mine in zip(settings, named, strict=True):
        for agent in mine if setting.rule in scoped else ():
            key = setting.rule, agent.agent_id
            closest[key] = max(setting.closeness, closest.get(key, 0))
    return tuple(
        tuple(agent for agent in mine if closest[setting.rule, agent.agent_id] == setting.closeness)
        if setting.rule in scoped
        else mine
        for setting, mine in zip(settings, named, strict=True)
    )


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

    @property
    def said(self) -> str:
        """Its title and the rule in one sentence."""
        return f"«{self.rule.title}»: {self.rule.sentence()}"


RuleSet = tuple[Applied, ...]


def rule_set(problem: RosterProblem) -> RuleSet:
    """Every active rule of a problem; structural rules apply whether they are listed or not.

    Worked out at every call: who asks for each agent or cell asks once and hands the rule set on.

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
            raise InvalidValue(
                tr(
                    "unknown rule {rule!r}; known are {rules}",
                    rule=setting.rule,
                    rules=sorted(RULES),
                )
            )
    for setting, agents in zip(settings, agents_by_setting(settings, problem.agents), strict=True):
        rule = RULES[setting.rule].built(setting)
        if setting.active:
            yield Applied(setting, rule, agents)
