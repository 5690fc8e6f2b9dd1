"""Hours of complaint handling as deferrable work: a queue that forecast and requirement know."""

from typing import TYPE_CHECKING

from app.services.access.asking import asked
from app.services.changes import change
from app.services.context import Context, centre_of
from data.model.errors import InvalidValue, NotFound
from data.model.language import tr
from data.model.queue import Queue
from data.store import documents

if TYPE_CHECKING:
    import pandas as pd

HANDLING = "complaint_handling"
_DUE_H = 24


@asked
def handling_to_history(
    context: Context,
    *,
    queue: str = HANDLING,
    due_h: int | None = None,
    departments: tuple[str, ...] = (),
    why: str = "",
) -> int:
    """Count the work of complaints' steps as history of a deferrable queue.

    The forecast, the requirement and the placing of backlog then take it like any work that can
    wait: each step comes in when it begins, takes its handling time, and must be done within the
    due time.

    Parameters
    ----------
    due_h
        Time within which a step must be done [h]; None: as the queue has it, a day where it is new.
    departments
        Whose steps are the centre's work; empty: everybody's.

    Returns
    -------
    int
        Slots of history written [-].

    Raises
    ------
    InvalidValue
        If the due time is under an hour.
    NotFound
        If no step has a handling time.
    """
    import pandas as pd

    if due_h is not None and due_h < 1:
        raise InvalidValue(tr("the due time is at least an hour"))
    slot_min = centre_of(context).slot_min
    steps = context.store.load_service_records("case_steps")
    mine = steps[steps["handling_min"].notna()]
    if departments:
        mine = mine[mine["department"].isin(departments)]
    if not len(mine):
        raise NotFound(
            tr("no step of a complaint has a handling time; import steps with handling_min")
        )
    _have_queue(context, queue, due_h, why)
    frame = _by_slot(mine, queue, slot_min)
    nothing = pd.DataFrame({"row": [], "reason": [], "text": []})
    source = tr("handling of complaints")
    entry = context.entry("import_history", f"queue:{queue}", why, departments=list(departments))
    context.store.save_actuals(frame, nothing, source, entry)
    return len(frame)


def _by_slot(steps: "pd.DataFrame", queue: str, slot_min: int) -> "pd.DataFrame":
    """Steps and their work by the slot in which they begin, as history is read in."""
    import numpy as np
    import pandas as pd

    first = steps["begun_at"].min().floor(f"{slot_min}min")
    slot = (
        ((steps["begun_at"] - first).dt.total_seconds() // (60 * slot_min)).astype(int).to_numpy()
    )
    count = np.bincount(slot).astype(float)
    seconds = np.bincount(slot, weights=steps["handling_min"].to_numpy() * 60)
    return pd.DataFrame(
        {
            "queue_id": queue,
            "queue_name": queue,
            "channel": "back_office",
            "interval_start": first + pd.to_timedelta(np.arange(len(count)) * slot_min, unit="min"),
            "interval_minutes": slot_min,
            "offered": count,
            "handled": count,
            "handle_seconds_total": seconds,
        }
    )


@change
def _have_queue(context: Context, queue: str, due_h: int | None, why: str) -> None:
    known = context.store.load(documents.QUEUES)
    mine = next((one for one in known if one.queue_id == queue), None)
    if mine is not None and mine.deferrable_due_min is None:
        raise InvalidValue(
            tr("queue {queue} is answered at once; name another for work that waits", queue=queue)
        )
    due_min = 60 * (due_h or _DUE_H) if due_h or mine is None else mine.deferrable_due_min
    new = Queue(queue, queue, "back_office", deferrable_due_min=due_min)
    if mine is None:
        after = (*known, new)
    elif mine.deferrable_due_min != due_min:
        after = tuple(new if one is mine else one for one in known)
    else:
        return
    entry = context.entry("set_queue", f"queue:{queue}", why, due_min=due_min)
    context.store.save(documents.QUEUES, after, entry)
