"""Whom each setting of a rule book binds: the settings aimed most closely at an agent do."""

from collections.abc import Iterable, Sequence

from data.model.rule import RuleSetting
from data.model.staff import Agent


def meant(setting: RuleSetting, agents: Iterable[Agent]) -> tuple[Agent, ...]:
    """Agents that a setting names, by contract or by id; everybody where it names none."""
    return tuple(
        agent
        for agent in agents
        if (not setting.contracts or agent.contract_id in setting.contracts)
        and (not setting.agents or agent.agent_id in setting.agents)
    )


def bound(
    settings: Sequence[RuleSetting], agents: Sequence[Agent]
) -> tuple[tuple[Agent, ...], ...]:
    """Agents for whom each setting stands, in the order of the settings.

    One that is switched off lets its agents off the rule.
    """
    everybody, aimed = tuple(agents), {setting.rule for setting in settings if setting.aim}
    named = [meant(s, everybody) if s.rule in aimed else everybody for s in settings]
    aims: dict[tuple[str, str], int] = {}
    for setting, mine in zip(settings, named, strict=True):
        for agent in mine if setting.rule in aimed else ():
            key = setting.rule, agent.agent_id
            aims[key] = max(setting.aim, aims.get(key, 0))
    return tuple(
        tuple(agent for agent in mine if aims[setting.rule, agent.agent_id] == setting.aim)
        if setting.rule in aimed
        else mine
        for setting, mine in zip(settings, named, strict=True)
    )
