"""Work that can wait: when it arrives, by when it is due, and what becomes of it, oldest first."""

from dataclasses import dataclass

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import FloatArray
from data.model.language import tr

_DUST = 1e-6  # agent-slots below which nothing is open


@dataclass(frozen=True, eq=False)
class Backlog:
    """Deferrable work of a roster's horizon, queue by queue.

    Parameters
    ----------
    queue_ids
        Deferrable queues, in the requirement's order.
    due_slots
        Slots within which work must be done, the slot of arrival included [-].
    arriving
        Work that arrives [agent-slots on the floor], shape (queues, slots).
    opening
        Work open when the horizon begins, by slot of arrival, shape (queues, slots before); the
        last column is the slot just before the horizon.
    kept_share
        Share of a rostered agent who is left on the floor after outside shrinkage [-], (slots,).
    urgent_load
        Contacts in hand of each queue that cannot wait [Erlang], shape (all queues, slots); the
        rows of deferrable queues are zero.
    between_share
        Share of the time between urgent contacts that is used for work that can wait [-]. 1: an
        urgent contact interrupts it, as the simulator has it; 0: only people whom no urgent queue
        needs do it.
    """

    queue_ids: tuple[str, ...]
    due_slots: tuple[int, ...]
    arriving: FloatArray
    opening: FloatArray
    kept_share: FloatArray
    urgent_load: FloatArray
    between_share: float = 0.0

    def __post_init__(self) -> None:
        rows = len(self.queue_ids)
        if not rows:
            raise InvalidValue(tr("a backlog needs a deferrable queue"))
        if {len(self.arriving), len(self.opening), len(self.due_slots)} != {rows}:
            raise InvalidValue(tr("a backlog needs work and a due time for every queue"))
        if min(self.due_slots) < 1 or self.opening.shape[1] < max(self.due_slots):
            raise InvalidValue(tr("opening work must reach back as far as the longest due time"))
        if not 0 <= self.between_share <= 1:
            raise InvalidValue(
                tr(
                    "between_share {between_share} must lie between 0 and 1",
                    between_share=self.between_share,
                )
            )

    @property
    def slots(self) -> int:
        """Slots of the horizon [-]."""
        return int(self.arriving.shape[1])

    def work(self, row: int) -> "Work":
        """One queue's work with what was open before."""
        return Work(self.opening[row], self.arriving[row], self.due_slots[row])


@dataclass(frozen=True, eq=False)
class Work:
    """Work of one queue: open before the horizon, arriving in it [agent-slots], and when due."""

    opening: FloatArray
    arriving: FloatArray
    due_slots: int

    @property
    def total(self) -> float:
        """All there is to do [agent-slots]."""
        return float(self.opening.sum() + self.arriving.sum())

    def arrived(self) -> FloatArray:
        """Work arrived by the end of each slot, opening included [agent-slots], (slots,)."""
        return np.asarray(self.opening.sum() + np.cumsum(self.arriving))

    def due(self) -> FloatArray:
        """Work whose due time has passed by the end of each slot [agent-slots], (slots,).

        Work that arrives in slot s may be done until the end of slot s + due_slots - 1.
        """
        lead, slots = len(self.opening), len(self.arriving)
        every = np.cumsum([*self.opening, *self.arriving])
        last = lead + np.arange(slots) - self.due_slots + 1
        return np.where(last >= 0, every[np.maximum(last, 0)], 0.0)


@dataclass(frozen=True, eq=False)
class Course:
    """What becomes of one queue's work, done oldest first.

    Parameters
    ----------
    done
        Work done in each slot [agent-slots], shape (slots,).
    overdue
        Work past its due time and still open at the end of each slot [agent-slots], (slots,).
    in_time
        Work done by its due time [agent-slots].
    late
        Work done after it [agent-slots].
    open_late, open_due
        Work left at the end of the horizon: past its due time, and still in it [agent-slots].
    longest_slots
        Most slots by which any work is late; work still open counts to the end [-].
    """

    done: FloatArray
    overdue: FloatArray
    in_time: float
    late: float
    open_late: float
    open_due: float
    longest_slots: int


def follow(work: Work, possible: FloatArray) -> Course:
    """Do the oldest work first, as much as agents and open work allow.

    Parameters
    ----------
    possible
        Work that could be done in each slot [agent-slots], shape (slots,).
    """
    arrived, due = work.arrived(), work.due()
    done_by = np.empty_like(arrived)
    done = 0.0
    for slot in range(len(arrived)):
        done = min(float(arrived[slot]), done + float(possible[slot]))
        done_by[slot] = done
    overdue = np.maximum(0.0, due - done_by)
    overdue[overdue < _DUST] = 0.0
    late = _came_late(done_by, due)
    open_late = float(overdue[-1]) if len(overdue) else 0.0
    left = float(arrived[-1] - done) if len(arrived) else 0.0
    return Course(
        np.diff(done_by, prepend=0.0),
        overdue,
        done - late,
        late,
        open_late,
        max(0.0, left - open_late),
        _longest(overdue, done_by, due),
    )


def _came_late(done_by: FloatArray, due: FloatArray) -> float:
    """Work done in a slot by whose beginning it was past due."""
    before = np.concatenate(([0.0], done_by[:-1]))
    past = np.concatenate(([0.0], due[:-1]))
    return float(np.maximum(0.0, np.minimum(done_by, past) - before).sum())


def _longest(overdue: FloatArray, done_by: FloatArray, due: FloatArray) -> int:
    """Most slots between the moment work was due and its being done."""
    most = 0
    for slot in np.flatnonzero(overdue).tolist():
        ended = int(np.searchsorted(done_by, due[slot] - _DUST))
        most = max(most, min(ended, len(due)) - slot)
    return most


def opening_of(
    arriving: FloatArray, possible: FloatArray, start: int, due_slots: int, lead: int
) -> FloatArray:
    """Work still in its due time when slot `start` begins, by slot of arrival, shape (lead,).

    Parameters
    ----------
    arriving, possible
        Over the whole horizon of a plan, which repeats: what is carried over its end arrives at its
        start (as `staffing.deferrable.spread_work`).
    lead
        Slots looked back, at least the due time.

    Notes
    -----
    Nothing is taken to be overdue at the start: a plan that falls behind says so in its horizon.
    """
    came = np.concatenate([arriving, arriving, arriving[:start]])
    able = np.concatenate([possible, possible, possible[:start]])
    done = follow(Work(np.zeros(due_slots), came, due_slots), able).done.sum()
    left = np.clip(np.cumsum(came) - done, 0.0, came)[-(due_slots - 1) :] if due_slots > 1 else []
    return np.concatenate([np.zeros(lead - len(left)), left])
