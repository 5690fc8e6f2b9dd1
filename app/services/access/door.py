"""What a door holds of the store: it reads what the person may see, and writes nothing."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from app.services.access.asking import access_of, need, person_of, plain
from app.services.access.duties import OF_DOCUMENTS, OF_STORE
from app.services.access.seen import Seen
from data.model.errors import NotAllowed
from data.model.language import tr
from data.store import documents

if TYPE_CHECKING:
    from app.services.context import Context
    from data.store import Store
    from data.store.documents import Document

T = TypeVar("T")

_FREE = ("where", "warning", "close")


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
        """As the store's, where the person may; of people what they may see."""
        store = self.unguarded_store
        need(self._context, OF_DOCUMENTS[document.kind.partition(":")[0]], _nobody(document))
        if self._binds:
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


def _nobody(document: "Document[Any]") -> tuple[str, ...] | None:
    return () if document.kind == documents.STAFF.kind else None
