"""Whom a use case is about: roles that are held for some teams, or for oneself, ask that."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data.model.staff import Staff
from data.model.users import AGENT, Held
from data.store import documents

if TYPE_CHECKING:
    from data.store import Store

Arguments = Mapping[str, Any]
Named = Callable[["Store", Arguments], Collection[str]]


@dataclass(frozen=True)
class Person:
    """Who acts, as the roles know them.

    Parameters
    ----------
    user_id
        Short name of the user, or id of the token.
    only
        Use cases or duties that a token is narrowed to; empty: all that its roles may.
    """

    user_id: str
    called: str
    held: tuple[Held, ...]
    agent_id: str = ""
    only: tuple[str, ...] = ()


def people_of(held: Held, agent_id: str, staff: Staff) -> frozenset[str]:
    """Agents whom a role is held for.

    Parameters
    ----------
    agent_id
        Whom of the staff the person is, or empty.
    """
    if held.role == AGENT:
        return frozenset({agent_id} - {""})
    every = (agent for agent in staff.agents if not held.teams or agent.team in held.teams)
    return frozenset(agent.agent_id for agent in every)


def _one(_store: "Store", given: Arguments) -> Collection[str]:
    return {given["agent_id"]} - {""}


def _each_of(name: str) -> Named:
    return lambda _store, given: {thing.agent_id for thing in given[name]}


def _of(name: str) -> Named:
    return lambda _store, given: {given[name].agent_id}


def _both(_store: "Store", given: Arguments) -> Collection[str]:
    return set(given["pair"])


def _of_swap(name: str) -> Named:
    """Who asked for a swap (`agent_id`), or of whom it is asked (`other_id`)."""

    def people(store: "Store", given: Arguments) -> Collection[str]:
        found = [s for s in store.load(documents.SWAPS) if s.request_id == given["request_id"]]
        return {getattr(one, name) for one in found} or {given["request_id"]}

    return people


def _ordered_for(store: "Store", given: Arguments) -> Collection[str]:
    """Agents of an order, and of the one that stands under its name."""
    from rostering.activities.candidates import is_in_scope

    label = given["order"].label if "order" in given else given["label"]
    orders = [one for one in store.load(documents.ACTIVITY_ORDERS) if one.label == label]
    orders += [given["order"]] if "order" in given else []
    agents = store.load(documents.STAFF).agents
    found = {agent.agent_id for agent in agents for one in orders if is_in_scope(one, agent)}
    return found or {label}  # of nobody: only a role of the whole centre covers it


ABOUT: dict[str, Named] = {
    "add_wish": _of("wish"),
    "remove_wishes": _each_of("wishes"),
    "wishes_kept": _one,
    "wishes_about": _one,
    "leave_kept": _one,
    "swaps_of": _one,
    "swap_partners": _one,
    "ask_swap": _one,
    "withdraw_swap": _of_swap("agent_id"),
    "agree_swap": _of_swap("other_id"),
    "decline_swap": _of_swap("other_id"),
    "add_leave": _of("leave"),
    "leave_balance": _one,
    "leave_doubts": _of("leave"),
    "remove_leave": _one,
    "record_absences": _each_of("absent"),
    "shifts_of_agent": _one,
    "calendar_of_agent": _one,
    "feed_tag": _one,
    "has_confirmed": _one,
    "confirm_shifts": _one,
    "set_own_quiet_hours": _one,
    "consequence": _each_of("edits"),
    "save_edit": _each_of("edits"),
    "swap_edits": _both,
    "save_swap": _both,
    "add_activity_order": _ordered_for,
    "remove_activity_order": _ordered_for,
    "agent_states_of_day": lambda _store, given: (),
}
"""By use case: ids of the agents it is about; none at all where it is of all whom one may see."""
