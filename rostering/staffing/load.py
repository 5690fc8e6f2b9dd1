"""The load that staffing sees: what chats and IVR make of contacts, and load that changes fast."""

from dataclasses import dataclass

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import FloatArray
from data.model.language import tr
from data.model.queue import Queue


@dataclass(frozen=True)
class Handling:
    """How contacts of a queue reach and occupy agents.

    Parameters
    ----------
    ivr_contained_share
        Share of the forecast contacts that the IVR settles without an agent [-]. The forecast of
        a queue behind the IVR already excludes them: leave 0 there.
    concurrency_slowdown
        Relative stretch of handle time for each further chat held at once [-]: with c chats,
        handle time is h x (1 + slowdown x (c - 1)).
    retry_share
        Share of those who hang up who call again [-].
    backlog_contacts
        Deferrable work open when the horizon begins, due like work of its first slot [contacts];
        all is then done by the horizon's end. None: the steady state, in which as much is carried
        in as is carried over the end.
    """

    ivr_contained_share: float = 0.0
    concurrency_slowdown: float = 0.0
    retry_share: float = 0.0
    backlog_contacts: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.ivr_contained_share < 1 or not 0 <= self.retry_share <= 1:
            raise InvalidValue(tr("IVR and retry shares must lie between 0 and 1"))
        if self.concurrency_slowdown < 0:
            raise InvalidValue(tr("concurrency slowdown cannot be negative"))
        if self.backlog_contacts is not None and self.backlog_contacts < 0:
            raise InvalidValue(tr("open work cannot be negative"))

    @classmethod
    def of(cls, queue: Queue) -> "Handling":
        """As the queue itself says."""
        return cls(queue.ivr_contained_share, queue.concurrency_slowdown, queue.retry_share)

    def reaching(self, contacts: FloatArray) -> FloatArray:
        """Contacts that reach the queue [contacts/slot]."""
        return np.asarray(contacts * (1.0 - self.ivr_contained_share))

    def stretched(self, handle_s: FloatArray, concurrency: int) -> FloatArray:
        """Handle time while `concurrency` contacts are held at once [s]."""
        return np.asarray(handle_s * (1.0 + self.concurrency_slowdown * (concurrency - 1)))


def lagged_load(contacts: FloatArray, handle_s: FloatArray, slot_s: float) -> FloatArray:
    """Mean contacts in hand in each slot if nobody had to wait [Erlang], shape (slots,).

    Parameters
    ----------
    contacts
        Expected contacts [contacts/slot].
    handle_s
        Mean handle time [s].
    slot_s
        Length of a slot [s].

    Notes
    -----
    The modified offered load: m'(t) = rate(t) - m(t) / h, solved exactly for rates that are
    constant within a slot, and averaged over it (Jennings et al. 1996; Green, Kolesar, Soares
    2001). It trails the plain load by about one handle time and cuts its peaks. The horizon
    begins in the steady state of its first slot.
    """
    steady = contacts * handle_s / slot_s
    load = np.empty_like(steady)
    in_hand = steady[0] if len(steady) else 0.0
    for slot, (goal, mean_s) in enumerate(zip(steady, handle_s, strict=True)):
        if mean_s <= 0:
            load[slot] = in_hand = 0.0
            continue
        left = np.exp(-slot_s / mean_s)
        load[slot] = goal + (in_hand - goal) * (1 - left) * mean_s / slot_s
        in_hand = goal + (in_hand - goal) * left
    return load
