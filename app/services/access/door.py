"""What a door holds of the store: it reads what the person may see, and writes nothing."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from app.services.access.about import people_of
from app.services.access.asking import Person, access_of, need, person_of, plain
from app.services.access.duties import DUTY_OF, OF_DOCUMENTS, OF_STORE
from data.model.errors import NotAllowed
from data.model.language import tr
from data.model.staff import Staff
from data.store import documents

if TYPE_CHECKING:
    from app.services.context import Context
    from data.store import Store
    from data.store.documents import Document

T = TypeVar("T")

_FREE = ("where", "warning", "close")


class Seen:
    """A store of which the staff is narrowed to the people whom a person may see; for reading."""

    def __init__(self, store: "Store", person: Person) -> None:
        self._store, self._person = store, person

    def load(self, document: "Document[T]") -> T:
        """As the store's; of the staff what the person may see."""
        found = self._store.load(document)
        if document.kind == documents.STAFF.kind:
            return cast("T", staff_seen(cast("Staff", found), self._person))
        return found

    def __getattr__(self, name: str) -> Any:
        """Everything else is the store's own."""
        return getattr(self._store, name)


class DoorStore:
    """A store behind a door: each reading is asked, writing is for use cases.

    Notes
    -----
    A use case that is called with it, and is allowed, works on the store itself.
    """

    def __init__(self, context: "Context") -> None:
        self._context = plain(context)

    @property
    def unguarded_store(self) -> "Store":
        """The store itself, for use cases that were allowed."""
        return self._context.store

    def load(self, document: "Document[T]") -> T:
        """As the store's, where the person may; of the staff what they may see."""
        store = self.unguarded_store
        need(self._context, OF_DOCUMENTS[document.kind.partition(":")[0]], _nobody(document))
        if document.kind == documents.STAFF.kind and self._binds:
            return Seen(store, person_of(self._context, access_of(store))).load(document)
        return store.load(document)

    @property
    def _binds(self) -> bool:
        return bool(self._context.token_id) or access_of(self.unguarded_store).bind

    def __getattr__(self, name: str) -> Any:
        """A reading method of the store, if the person may; what is not listed is refused."""
        found = getattr(self.unguarded_store, name)
        if name in _FREE:
            return found
        if name in OF_STORE:
            need(self._context, OF_STORE[name])
        elif self._binds:
            raise NotAllowed(tr("{what} is for a use case, not for its door", what=name))
        return found


def at_door(context: "Context") -> "Context":
    """The context that a page, a command or a request gets."""
    return replace(context, store=cast("Store", DoorStore(context)), permit=None)


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


def _nobody(document: "Document[Any]") -> tuple[str, ...] | None:
    return () if document.kind == documents.STAFF.kind else None
