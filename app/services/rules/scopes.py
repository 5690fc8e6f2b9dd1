"""Whom the rule set binds, and whom a change of it would let go."""

from collections.abc import Sequence
from dataclasses import replace

from data.model.language import tr, trn
from data.model.queue import Queue
from data.model.rule import RuleSetting
from data.model.staff import Agent, Staff
from rostering.rules import RULES
from rostering.rules.floor.understaffing import priced_by_queue
from rostering.rules.rule_set import agents_by_setting, in_scope

FEW = 3
"""So many people are named rather than counted."""

RuleSet = tuple[RuleSetting, ...]


def whom(rule_set: RuleSet, staff: Staff, queues: Sequence[Queue] = ()) -> tuple[str, ...]:
    """Whom each setting of a rule set binds, such as `everybody`, `contract Full time (40)`...

    Parameters
    ----------
    queues
        The centre's queues: settings about queues name theirs, and say which ones can wait.
    """
    standing = agents_by_setting(rule_set, staff.agents)
    return tuple(
        _people_bound(setting, mine, staff)
        if RULES[setting.rule].scope == "agents"
        else _queues_bound(rule_set, setting, queues)
        for setting, mine in zip(rule_set, standing, strict=True)
    )


def let_go(before: RuleSet, after: RuleSet, rule: str, staff: Staff) -> tuple[Agent, ...]:
    """Agents whom a rule binds by one rule set, not by the other; none where it is about queues."""
    if RULES[rule].scope != "agents":
        return ()
    still = _held(after, rule, staff.agents)
    held = _held(before, rule, staff.agents)
    return tuple(agent for agent in staff.agents if agent.agent_id in held - still)


def people(agents: Sequence[Agent], staff: Staff) -> str:
    """Some of the staff as people say it: names of a few, whole contracts, or so many of each."""
    if len(agents) == len(staff.agents):
        return tr("everybody ({agents})", agents=len(agents))
    if len(agents) <= FEW:
        return ", ".join(f"{agent.name} ({agent.agent_id})" for agent in agents)
    found = []
    for contract in staff.contracts:
        mine = sum(agent.contract_id == contract.contract_id for agent in agents)
        every = sum(agent.contract_id == contract.contract_id for agent in staff.agents)
        if mine:
            share = (
                tr("all {every}", every=every)
                if mine == every
                else tr("{mine} of {every}", mine=mine, every=every)
            )
            found.append(tr("{share} with contract {name}", share=share, name=contract.name))
    return tr("{agents} agents: ", agents=len(agents)) + "; ".join(found)


def for_the_others(
    rule_set: RuleSet, before: RuleSetting, after: RuleSetting, staff: Staff
) -> RuleSetting | None:
    """A setting as it was, for those it bound whom its change no longer names; None if nobody."""
    standing = agents_by_setting(rule_set, staff.agents)[rule_set.index(before)]
    named = {agent.agent_id for agent in in_scope(after, staff.agents)}
    others = tuple(agent.agent_id for agent in standing if agent.agent_id not in named)
    if not others:
        return None
    if before.closeness < after.closeness:
        return before  # the closer setting stands in for it by itself
    if before.agents:
        return replace(before, agents=others)
    return replace(before, contracts=tuple(c for c in before.contracts if c not in after.contracts))


def stand_in(rule_set: RuleSet, setting: RuleSetting, staff: Staff) -> RuleSet:
    """Settings of its rule that would bind the agents of a setting that is taken out."""
    if setting.queues:
        return tuple(s for s in rule_set if s.rule == setting.rule and not s.queues)
    place = rule_set.index(setting)
    ids = {agent.agent_id for agent in agents_by_setting(rule_set, staff.agents)[place]}
    rest = (*rule_set[:place], *rule_set[place + 1 :])
    return tuple(
        other
        for other, mine in zip(rest, agents_by_setting(rest, staff.agents), strict=True)
        if other.rule == setting.rule and ids & {agent.agent_id for agent in mine}
    )


def _held(rule_set: RuleSet, rule: str, agents: Sequence[Agent]) -> set[str]:
    settings = tuple(setting for setting in rule_set if setting.rule == rule)
    standing = agents_by_setting(settings, agents)
    return {
        agent.agent_id
        for setting, mine in zip(settings, standing, strict=True)
        if setting.active
        for agent in mine
    }


def _people_bound(setting: RuleSetting, mine: Sequence[Agent], staff: Staff) -> str:
    if not setting.closeness:
        if not setting.active:
            return tr("nobody")
        whole = len(mine) == len(staff.agents)
        return tr("everybody") if whole else tr("everybody else ({mine})", mine=len(mine))
    if setting.agents:
        scoped = tr(
            "{mine} agent{value} ({some})",
            mine=len(mine),
            value="s" * (len(mine) != 1),
            some=_some(setting.agents),
        )
    else:
        names = {contract.contract_id: contract.name for contract in staff.contracts}
        scoped = trn(
            "contract {listed} ({mine})",
            "contracts {listed} ({mine})",
            len(setting.contracts),
            listed=_some([names.get(c, c) for c in setting.contracts]),
            mine=len(mine),
        )
    if not mine:
        return tr("nobody: {scoped}", scoped=scoped)
    return scoped if setting.active else tr("lets off {scoped}", scoped=scoped)


def _queues_bound(rule_set: RuleSet, setting: RuleSetting, queues: Sequence[Queue]) -> str:
    """Which queues a price is for; the price of those that can wait is derived, and said."""
    if RULES[setting.rule].scope == "centre":
        return tr("the whole floor") if setting.active else tr("nobody")
    names = {queue.queue_id: queue.name for queue in queues}
    if setting.queues:
        scoped = trn(
            "queue {listed}",
            "queues {listed}",
            len(setting.queues),
            listed=_some([names.get(q, q) for q in setting.queues]),
        )
        return scoped if setting.active else tr("lets off {scoped}", scoped=scoped)
    if not setting.active:
        return tr("no queue")
    waiting = [queue.queue_id for queue in queues if queue.deferrable_due_min]
    derived = [s for s in priced_by_queue(rule_set, waiting) if s not in rule_set]
    own = any(s.rule == setting.rule and s.queues for s in rule_set)
    said = tr("every other queue") if own else tr("every queue")
    return said + "".join(
        tr(
            "; {price} points for {some}, whose work can wait",
            price=s.price,
            some=_some([names.get(q, q) for q in s.queues]),
        )
        for s in derived
    )


def _some(names: Sequence[str]) -> str:
    more = len(names) - FEW
    return ", ".join(names[:FEW]) + (tr(" and {more} more", more=more) if more > 0 else "")
