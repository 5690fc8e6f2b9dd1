"""Load that changes faster than contacts end: what is in hand from the slots before."""

import numpy as np

from data.model.arrays import FloatArray


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
