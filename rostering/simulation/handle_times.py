"""How handle times vary, read from the totals that history keeps."""

from collections.abc import Iterable
from contextlib import suppress

import numpy as np

from data.model.errors import NotEnoughHistory
from data.model.language import tr
from data.model.series import ContactSeries
from rostering.simulation.traffic import Behaviour

# Fewer pairs leave the fitted spread uncertain by more than a fifth (chi-square of 50).
_LEAST_SLOTS = 50
_LEAST_HANDLED = 5


def fitted_behaviours(history: Iterable[ContactSeries]) -> dict[str, Behaviour]:
    """Behaviour of each queue whose history tells how its handle times vary.

    Queues with too little history are left out and keep the default.
    """
    found = {}
    for series in history:
        with suppress(NotEnoughHistory):
            found[series.queue_id] = Behaviour(handle_cv=fitted_handle_cv(series))
    return found


def fitted_handle_cv(series: ContactSeries) -> float:
    """Coefficient of variation of single handle times [-].

    Raises
    ------
    NotEnoughHistory
        If fewer than 50 slots have handled contacts and handle times.

    Notes
    -----
    History keeps totals, not single contacts. The mean of n contacts varies with variance
    s^2 / n around what is usual then; neighbouring slots share what is usual, so half the mean of
    (difference of neighbours)^2 / (1/n + 1/n') estimates s^2 whatever the slow movement. The
    median over slots, corrected by that of a chi-square, keeps odd slots from dominating.
    """
    handled, total = series.handled, series.handle_s_total
    if handled.size == 0 or total.size == 0:
        raise NotEnoughHistory(
            tr("{queue_id}: no handle times in history; keep the default", queue_id=series.queue_id)
        )
    good = (handled >= _LEAST_HANDLED) & np.isfinite(total) & (total > 0)
    pair = np.flatnonzero(good[:-1] & good[1:])
    if len(pair) < _LEAST_SLOTS:
        raise NotEnoughHistory(
            tr(
                "{queue_id}: {pair} pairs of slots with {least_handled} or more "
                "handled contacts; {least_slots} are needed to fit how handle times "
                "vary",
                queue_id=series.queue_id,
                pair=len(pair),
                least_handled=_LEAST_HANDLED,
                least_slots=_LEAST_SLOTS,
            )
        )
    mean = total[good.nonzero()].sum() / handled[good.nonzero()].sum()
    each = np.divide(total, handled, out=np.zeros_like(total), where=good)
    noise = (each[pair + 1] - each[pair]) ** 2 / (1 / handled[pair] + 1 / handled[pair + 1])
    chi_square_median = 0.4549364  # of one degree of freedom
    return float(np.sqrt(np.median(noise) / chi_square_median) / mean)
