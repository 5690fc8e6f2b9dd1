"""People one by one or several at once: added, changed, taken out; when they can work."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from app.services.changes import change, meanwhile, merged, parts_of
from app.services.context import Context, agent_of
from app.services.people.staff_import import refuse_strange_skills
from data.model.audit import AuditEntry
from data.model.codec import to_json
from data.model.errors import Conflict, InvalidValue, NotFound
from data.model.language import tr
from data.model.staff import Agent, Availability, Contract, Staff
from data.store import documents

AGENT_LABELS: dict[str, Callable[[], str]] = {
    "name": lambda: tr("name"),
    "contract_id": lambda: tr("contract"),
    "skills": lambda: tr("skills"),
    "team": lambda: tr("team"),
    "senior": lambda: tr("senior"),
    "leave_days": lambda: tr("days of leave a year"),
    "proficiency": lambda: tr("proficiency"),
}
"""Field of an agent -> what people call it."""


@change
def add_agent(context: Context, agent: Agent, why: str = "") -> Agent:
    """Take somebody new into the staff; the next build knows them.

    Raises
    ------
    InvalidValue
        If the id is taken, or contract or skills are unknown.
    """
    staff = context.store.load(documents.STAFF)
    agent = replace(agent, agent_id=agent.agent_id.strip(), team=agent.team.strip())
    if agent.agent_id in {one.agent_id for one in staff.agents}:
        raise InvalidValue(
            tr("somebody has the number {number} already: take another one", number=agent.agent_id)
        )
    _save_agents(context, staff, (*staff.agents, agent), "add_agent", [agent.agent_id], why)
    return agent


@change
def change_agent(
    context: Context, agent: Agent, why: str = "", *, seen: Agent | None = None
) -> Agent:
    """Change somebody's name, contract, skills, team or leave a year; rosters built before stay.

    Parameters
    ----------
    agent
        As they shall be, under the number they have.
    seen
        As they were shown: only what differs is changed, and what others changed meanwhile stays.

    Raises
    ------
    Conflict
        If somebody changed one of the same fields since.
    NotFound
        If there is no such agent.
    InvalidValue
        If contract or skills are unknown, or nothing changes.
    """
    staff = context.store.load(documents.STAFF)
    now = agent_of(staff, agent.agent_id)

    def conflict(name: str) -> Conflict:
        what = tr("{field} of {who}", field=AGENT_LABELS[name](), who=now.name or now.agent_id)
        subject = f"agent:{now.agent_id}"
        return meanwhile(context, what, _said(getattr(now, name)), subject, _touched(name))

    after = Agent(**merged(conflict, *map(parts_of, (seen or now, agent, now))))
    if after == now:
        raise InvalidValue(
            tr("{who} is so already; change something first", who=now.name or now.agent_id)
        )
    agents = tuple(after if one.agent_id == now.agent_id else one for one in staff.agents)
    _save_agents(context, staff, agents, "change_agent", [now.agent_id], why)
    return after


@dataclass(frozen=True)
class AgentChanges:
    """What shall change of several people; None and empty leave a thing as it is."""

    add_skills: tuple[str, ...] = ()
    drop_skills: tuple[str, ...] = ()
    contract_id: str | None = None
    team: str | None = None
    senior: bool | None = None

    def of(self, agent: Agent) -> Agent:
        """Somebody with these changes made."""
        skills = tuple(skill for skill in agent.skills if skill not in self.drop_skills)
        skills += tuple(skill for skill in self.add_skills if skill not in skills)
        given = {"contract_id": self.contract_id, "team": self.team, "senior": self.senior}
        more = {name: value for name, value in given.items() if value is not None}
        return replace(agent, skills=skills, **more)  # type: ignore[arg-type]


@change
def change_agents(
    context: Context, agent_ids: Collection[str], changes: AgentChanges, why: str = ""
) -> tuple[Agent, ...]:
    """Change several people alike, all or none of them.

    Returns
    -------
    tuple
        Those whom it changed, as they are now.

    Raises
    ------
    NotFound
        If one of them is not there.
    InvalidValue
        If a skill or contract is unknown, somebody would have no skill left, or nothing changes.
    """
    staff = context.store.load(documents.STAFF)
    before = [agent_of(staff, agent_id) for agent_id in dict.fromkeys(agent_ids)]
    after = {agent.agent_id: changes.of(agent) for agent in before}
    changed = [agent for agent in before if after[agent.agent_id] != agent]
    if not changed:
        raise InvalidValue(tr("they are all so already; choose a change first"))
    idle = [agent.name or agent.agent_id for agent in changed if not after[agent.agent_id].skills]
    if idle:
        raise InvalidValue(
            tr("{names} would have no skill left: they could serve nobody", names=", ".join(idle))
        )
    agents = tuple(after.get(one.agent_id, one) for one in staff.agents)
    ids = [agent.agent_id for agent in changed]
    _save_agents(context, staff, agents, "change_agents", ids, why)
    return tuple(after[agent_id] for agent_id in ids)


@change
def remove_agents(context: Context, agent_ids: Collection[str], why: str = "") -> tuple[Agent, ...]:
    """Take people who leave out of the staff, with their leave, hours and wishes.

    Rosters, published versions, the fairness ledger and the trail keep them as they were.

    Raises
    ------
    NotFound
        If one of them is not there.
    InvalidValue
        If nobody would be left.
    """
    staff = context.store.load(documents.STAFF)
    gone = tuple(agent_of(staff, agent_id) for agent_id in dict.fromkeys(agent_ids))
    ids = {agent.agent_id for agent in gone}
    left = tuple(agent for agent in staff.agents if agent.agent_id not in ids)
    if not left:
        raise InvalidValue(tr("nobody would be left in the staff"))

    def others(rows: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(row for row in rows if row.agent_id not in ids)

    after = replace(
        staff,
        agents=left,
        leave=others(staff.leave),
        availability=others(staff.availability),
        wishes=others(staff.wishes),
    )
    entry = context.entry("remove_agents", _subject(ids), why, before=to_json(gone), after=[])
    context.store.save(documents.STAFF, after, entry)
    return gone


@change
def set_availability(
    context: Context,
    agent_id: str,
    hours: Collection[Availability],
    why: str = "",
    *,
    seen: Collection[Availability] | None = None,
) -> tuple[Availability, ...]:
    """Say on which weekdays and between which times somebody can work; none: at any time.

    Parameters
    ----------
    seen
        The hours as they were shown; None: whatever there is is replaced.

    Raises
    ------
    Conflict
        If somebody changed the hours of the same weekday since.
    NotFound
        If there is no such agent.
    InvalidValue
        If they are of somebody else, or nothing changes.
    """
    staff = context.store.load(documents.STAFF)
    agent = agent_of(staff, agent_id)
    if any(row.agent_id != agent_id for row in hours):
        raise InvalidValue(tr("these hours are of somebody else"))
    now = tuple(row for row in staff.availability if row.agent_id == agent_id)

    def conflict(weekday: int) -> Conflict:
        what = tr("The hours of {who}", who=agent.name or agent_id)
        became = _said(_by_day(now).get(weekday, ()))
        return meanwhile(context, what, became, f"agent:{agent_id}", _touched("availability"))

    shown = now if seen is None else seen
    days = merged(conflict, _by_day(shown), _by_day(hours), _by_day(now))
    after = tuple(row for day in sorted(days) for row in days[day])
    if sorted(after) == sorted(now):
        raise InvalidValue(tr("these hours are so already; change one first"))
    others = tuple(row for row in staff.availability if row.agent_id != agent_id)
    told = {
        "before": {"availability": to_json(now)},
        "after": {"availability": to_json(after)},
    }
    entry = context.entry("set_availability", f"agent:{agent_id}", why, **told)
    context.store.save(documents.STAFF, replace(staff, availability=(*others, *after)), entry)
    return after


def _by_day(hours: Collection[Availability]) -> dict[int, tuple[Availability, ...]]:
    days = sorted({row.weekday for row in hours})
    return {day: tuple(sorted(row for row in hours if row.weekday == day)) for day in days}


def _save_agents(
    context: Context,
    staff: Staff,
    agents: tuple[Agent, ...],
    verb: str,
    ids: Collection[str],
    why: str,
) -> None:
    after = replace(staff, agents=agents)
    refuse_strange_skills(context, after, tr("the staff"))
    _refuse_unknown_contracts(agents, staff.contracts)
    were, are = (
        [to_json(agent) for agent in side if agent.agent_id in ids]
        for side in (staff.agents, agents)
    )
    told: dict[str, Any] = {"before": were, "after": are}
    if len(ids) == 1:  # field by field, so that a conflict names who changed which
        told = {"before": were[0] if were else {}, "after": are[0]}
    entry = context.entry(verb, _subject(ids), why, **told)
    context.store.save(documents.STAFF, after, entry)


def _refuse_unknown_contracts(agents: Iterable[Agent], contracts: Iterable[Contract]) -> None:
    known = {contract.contract_id for contract in contracts}
    if strange := sorted({agent.contract_id for agent in agents} - known):
        raise NotFound(
            tr(
                "no contract {names}; there are: {known}",
                names=", ".join(strange),
                known=", ".join(sorted(known)) or tr("none yet: add one first"),
            )
        )


def _subject(ids: Collection[str]) -> str:
    return ", ".join(f"agent:{agent_id}" for agent_id in sorted(ids))


def _touched(name: str) -> Callable[[AuditEntry], bool]:
    def touches(entry: AuditEntry) -> bool:
        sides = (entry.detail.get(side) or {} for side in ("before", "after"))
        before, after = (side if isinstance(side, dict) else {} for side in sides)
        return bool(before.get(name) != after.get(name))

    return touches


def _said(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, to_json(value))) or tr("nothing")
    return str(value)
