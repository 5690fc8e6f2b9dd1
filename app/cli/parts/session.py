"""The database and person that a command was called with."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from app.services.context import Context


@dataclass(frozen=True)
class Session:
    """Shared options of one call."""

    db: str
    who: str

    @property
    def url(self) -> str:
        """Database asked for, or the default one."""
        from app.services.context import default_url

        return self.db or default_url()


@contextmanager
def context_of(call: typer.Context) -> Iterator["Context"]:
    """The store and person of a call; the store is closed afterwards."""
    from app.services.context import Context
    from data.store import Store

    session: Session = call.obj
    with Store.open(session.url) as store:
        yield Context(store, session.who) if session.who else Context(store)
