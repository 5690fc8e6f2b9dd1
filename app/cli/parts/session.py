"""The database and person that a command was called with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import typer

from app.cli.parts.output import errors
from data.model.language import tr

if TYPE_CHECKING:
    from app.services.context import Context
    from data.model.centre import PlanningDefaults


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
def context_of(call: typer.Context, *, make: bool = False) -> Iterator["Context"]:
    """The store and person of a call; the store is closed afterwards.

    Parameters
    ----------
    make
        Whether a database that is not there is made: only by commands that begin a centre, so
        that a mistyped name makes nothing.
    """
    from app.services.access.door import at_door
    from app.services.context import Context
    from data.store import Store

    session: Session = call.obj
    with Store.open(session.url, make=make) as store:
        if store.warning:
            errors.print(
                tr("Warning: {warning}", warning=store.warning),
                style="yellow",
                highlight=False,
            )
        yield at_door(Context(store, session.who) if session.who else Context(store))


def clock_of(context: "Context") -> Callable[[datetime], str]:
    """Says moments by the centre's clock, also once the store is closed; in UTC without one."""
    from data.model.errors import StoreUnavailable
    from data.store import documents

    try:
        centre = context.store.load(documents.CENTRE)
    except StoreUnavailable:  # where it is damaged the rest stays readable; what else fails is met
        centre = None
    return centre.said if centre else lambda at: f"{at:%Y-%m-%d %H:%M} UTC"


def queue_names(context: "Context") -> dict[str, str]:
    """Names of the queues by id, for people to read beside the ids."""
    from data.store import documents

    return {queue.queue_id: queue.name for queue in context.store.load(documents.QUEUES)}


@contextmanager
def planning_of_call(call: typer.Context) -> Iterator[tuple["Context", "PlanningDefaults"]]:
    """As `context_of`, with the planning defaults that stand in for what the call leaves out."""
    from app.services.centre import planning_of

    with context_of(call) as context:
        yield context, planning_of(context)
