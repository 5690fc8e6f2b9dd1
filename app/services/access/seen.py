"""The store as a person may see it: of the staff only their people."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from app.services.access.about import Person, people_of
from app.services.access.duties import DUTY_OF
from data.model.day.swap import SwapRequest
from data.model.staff import Staff
from data.store import documents

if TYPE_CHECKING:
    from data.store import Store
    from data.store.documents import Document

T = TypeVar("T")


class Seen:
    """A store of which the staff is narrowed to the people whom a person may see; for reading."""

    def __init__(self, store: "Store", person: Person) -> None:
        self._store, self._person = store, person

    def load(self, document: "Document[T]") -> T:
        """As the store's; of the staff and of swaps what the person may see."""
        found = self._store.load(document)
        if document.kind == documents.STAFF.kind:
            return cast("T", staff_seen(cast("Staff", found), self._person))
        if document.kind == documents.SWAPS.kind:
            mine = _people(self._store.load(documents.STAFF), self._person, "see_people")
            swaps = cast("tuple[SwapRequest, ...]", found)
            return cast("T", tuple(one for one in swaps if mine & {*one.pair}))
        return found

    def __getattr__(self, name: str) -> Any:
        """Everything else is the store's own."""
        return getattr(self._store, name)


def staff_seen(staff: Staff, person: Person) -> Staff:
    """The staff as a person may see it: names of those in rosters they see, wishes and leave
    only of their own people."""
    rosters, people = (_people(staff, person, name) for name in ("see_rosters", "see_people"))
    names = rosters | people

    def personal(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(row for row in rows if row.agent_id in people)

    return replace(
        staff,
        agents=tuple(agent for agent in staff.agents if agent.agent_id in names),
        leave=personal(staff.leave),
        availability=personal(staff.availability),
        wishes=personal(staff.wishes),
    )


def _people(staff: Staff, person: Person, name: str) -> frozenset[str]:
    duty = DUTY_OF[name]
    having = [held for held in person.held if held.role in duty.roles]
    if duty.shared and having:
        return frozenset(agent.agent_id for agent in staff.agents)
    found = (people_of(held, person.agent_id, staff) for held in having)
    return frozenset().union(*found)
