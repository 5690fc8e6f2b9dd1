"""Whose people may take contacts of which other queue when it is short."""

from app.services.access.asking import asked
from app.services.changes import change, save_changed
from app.services.context import Context, queues_of
from data.model.day.overflow import Overflow
from data.model.errors import InvalidValue
from data.model.language import tr
from data.store import documents


@asked
def overflows_of(context: Context) -> tuple[Overflow, ...]:
    """The overflows that are allowed; none until somebody allows one."""
    return context.store.load(documents.OVERFLOWS)


@change
def set_overflows(context: Context, overflows: tuple[Overflow, ...], why: str = "") -> None:
    """Set which overflows are allowed; those left out are no longer.

    Raises
    ------
    InvalidValue
        If one names a queue that there is not, or they are set so already.
    """
    known = {queue.queue_id for queue in queues_of(context)}
    named = {q for one in overflows for q in (one.queue_id, one.of_queue_id)}
    if strange := sorted(named - known):
        raise InvalidValue(
            tr(
                "no queue {strange}; there are: {known}",
                strange=", ".join(strange),
                known=", ".join(sorted(known)),
            )
        )
    entry = context.entry(
        "set_overflows", "overflows", why,
        overflows=[[one.queue_id, one.of_queue_id] for one in overflows],
    )  # fmt: skip
    unique = tuple(dict.fromkeys(overflows))
    save_changed(context, documents.OVERFLOWS, unique, entry, tr("the list of overflows"))
