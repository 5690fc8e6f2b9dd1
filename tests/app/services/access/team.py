"""A team: a user of each role, at a store whose staff has two teams."""

from dataclasses import dataclass, replace
from pathlib import Path

from app.services.context import Context
from data.model.audit import AuditEntry
from data.model.day.swap import SwapRequest, SwapWord
from data.model.queue import Queue
from data.model.staff import Agent, Contract, Staff
from data.model.users import AGENT, FOR_TEAMS, ROLES, Access, Held, User
from data.store import Store, documents
from tests.app.small_centre import CENTRE, NOW

OWN, OTHER = "Day", "Night"
ONE, MATE, STRANGER = "A1", "A2", "B1"
"""Agents: the one who is a user, one of the same team, one of the other."""
STAFF = Staff(
    agents=(
        Agent(ONE, "Li Na", "full", ("fault",), OWN),
        Agent(MATE, "Wang Wei", "full", ("fault",), OWN),
        Agent(STRANGER, "Chen Jie", "full", ("fault",), OTHER),
    ),
    contracts=(Contract("full", "Full time", 0, 2400),),
)


def user_of(role: str, teams: tuple[str, ...] = ()) -> User:
    """A user who holds one role."""
    agent_id = ONE if role == AGENT else ""
    return User(
        role, role.title(), f"{role}@example.org", f"os-{role}", agent_id, (Held(role, teams),)
    )


TEAM = tuple(user_of(role, (OWN,) if role == "team_leader" else ()) for role in ROLES)
"""One of each role; the team leader's is for one team."""
LIMITED = tuple(
    replace(user_of(role, (OWN,)), user_id=f"{role}-of-day", email="", login=f"os-{role}-of-day")
    for role in FOR_TEAMS
)


def a_swap(agent_id: str) -> SwapRequest:
    """One that an agent asked for of themselves, so that it is about them alone."""
    word = SwapWord("asked", agent_id, NOW)
    return SwapRequest(f"W-{agent_id}", NOW.date(), agent_id, agent_id, "", "", None, None, (word,))


@dataclass(frozen=True)
class Bound:
    """A store at which roles bind."""

    store: Store
    url: str

    def as_(self, user_id: str) -> Context:
        """A user signed in, at a service."""
        return Context(self.store, f"{user_id}@example.org", lambda: NOW, signed_in=True)


def a_team(folder: Path, **settings: object) -> Bound:
    """Centre, queue, staff and a team in a new store."""
    url = str(folder / "team.sqlite")
    store = Store.open(url)
    entry = AuditEntry("tester", "set_up", "centre", NOW)
    store.save(documents.CENTRE, CENTRE, entry)
    store.save(documents.QUEUES, (Queue("fault", "Fault"),), entry)
    store.save(documents.STAFF, STAFF, entry)
    store.save(documents.SWAPS, tuple(map(a_swap, (ONE, MATE, STRANGER))), entry)
    users = (*TEAM, *LIMITED)
    store.save(documents.USERS, replace(Access(users), **settings), entry)  # type: ignore[arg-type]
    return Bound(store, url)
