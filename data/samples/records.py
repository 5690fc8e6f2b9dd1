"""From expected rates to counts, abandons and handle times, and to records with faults."""

from dataclasses import dataclass

import numpy as np

from data.model.grid import FloatArray, IntArray
from data.model.series import ContactSeries
from data.samples.happenings import EVENT_NAME
from data.samples.noise import counts, stream
from data.samples.queue_models import FAULTS, QueueModel, handle_totals_s, mean_handle_s
from data.samples.rates import Rates
from data.samples.truth import QueueTruth, SampleTruth
from data.samples.world import RUN_UP_DAYS, World

SQUARE_ROOT_FACTOR = 0.9
"""Agents beyond the load, in square roots of it [-] (square-root safety staffing, Halfin,
Whitt 1981); 0.9 is close to 80 % within 20 s for handle times of four minutes."""
OCCUPANCY_CAP = 0.9
_MOST_HEADS = 120
_RATIOS = np.linspace(0.0, 8.0, 161)


def planned_heads(load_erlang: FloatArray) -> IntArray:
    """Agents that were on the floor for an expected load [-], shape as given."""
    safe = np.maximum(
        load_erlang + SQUARE_ROOT_FACTOR * np.sqrt(load_erlang), load_erlang / OCCUPANCY_CAP
    )
    return np.maximum(1, np.ceil(safe)).astype(np.int64)


def abandon_shares(
    load_erlang: FloatArray, heads: IntArray, handle_s: float, patience_s: float
) -> FloatArray:
    """Share of callers who hang up, Erlang A in steady state [-], shape as given.

    Parameters
    ----------
    load_erlang
        Load that really came, abandoned callers included [Erlang].
    handle_s, patience_s
        Means of handle time and patience [s].

    Notes
    -----
    Looked up in a table over agents (up to 120; more take 120's share at equal load per agent, a
    little too many) and load per agent (up to 8), linear in between.
    """
    table = abandon_table(handle_s / patience_s)
    n = np.clip(heads, 1, _MOST_HEADS)
    ratio = np.clip(load_erlang / np.maximum(heads, 1), 0.0, _RATIOS[-1])
    place = ratio / _RATIOS[1]
    low = np.minimum(place.astype(np.int64), len(_RATIOS) - 2)
    weight = place - low
    return np.asarray((1 - weight) * table[n, low] + weight * table[n, low + 1])


def abandon_table(impatience: float) -> FloatArray:
    """P(abandon) of Erlang A by agents (0 .. 120; row 0 unused) and load per agent.

    P(ab) = P(wait) x (1 / (rho A) + 1 - 1 / rho), P(wait) = A B / (1 + (A - 1) B) with Erlang B
    and A = 1 + sum over j of prod over i <= j of a / (n + i r) (Mandelbaum, Zeltyn 2007, Sec. 3).

    Parameters
    ----------
    impatience
        Mean handle time over mean patience, r [-].
    """
    heads = np.arange(_MOST_HEADS + 1, dtype=np.float64)[:, None]
    rho = np.maximum(_RATIOS, 1e-9)[None, :]
    load = heads * rho
    blocked = _erlang_b(load)
    queue = _queue_sum(load, heads, impatience)
    waits = queue * blocked / (1.0 + (queue - 1.0) * blocked)
    share = waits * (1.0 / (rho * queue) + 1.0 - 1.0 / rho)
    share[:, 0] = 0.0
    return np.asarray(np.clip(share, 0.0, 1.0))


def _erlang_b(load: FloatArray) -> FloatArray:
    # Row n needs n steps of the recursion: B(0) = 1, B(k) = a B / (k + a B).
    blocked = np.ones_like(load)
    for k in range(1, _MOST_HEADS + 1):
        blocked[k:] = load[k:] * blocked[k:] / (k + load[k:] * blocked[k:])
    return blocked


def _queue_sum(load: FloatArray, heads: FloatArray, impatience: float) -> FloatArray:
    total = np.ones_like(load)
    term = np.ones_like(load)
    step = 0
    while float((term / total).max()) > 1e-12 or step < _MOST_HEADS:
        step += 1
        term = term * load / (heads + step * impatience)
        total = total + term
    return total


@dataclass(frozen=True, eq=False)
class QueueHistory:
    """Truth of a queue and its undamaged records, on the truth's grid, shapes (slots,)."""

    truth: QueueTruth
    abandoned: FloatArray
    handle_s_total: FloatArray


def draw_history(
    model: QueueModel, world: World, rates: Rates, day_factor: FloatArray, seed: int
) -> QueueHistory:
    """What came, was answered and was worked on, run-up cut off."""
    name = model.queue.queue_id
    cut = RUN_UP_DAYS * world.grid.slots_per_day
    given = (rates.full * day_factor[world.grid.day_index])[cut:]
    offered = counts(given, model.slot_cv, stream(seed, f"counts {name}"))
    handle_s = mean_handle_s(model.handle, world.grid.minute_of_day, world.heat_c + world.cold_c)
    leave = _abandon_share(model, rates.calm[cut:], given, handle_s[cut:], world.grid.slot_min)
    hang_up = stream(seed, f"abandons {name}").binomial(offered.astype(np.int64), leave)
    abandoned = np.asarray(hang_up, dtype=np.float64)
    total_s = handle_totals_s(
        offered - abandoned, handle_s[cut:], model.handle.sigma, stream(seed, f"handle {name}")
    )
    truth = QueueTruth(
        rates.full[cut:],
        rates.calm[cut:],
        rates.special_effect[RUN_UP_DAYS:],
        day_factor[RUN_UP_DAYS:],
        offered,
        handle_s[cut:],
        leave,
        model.slot_cv,
        model.handle.sigma,
    )
    return QueueHistory(truth, abandoned, total_s)


def _abandon_share(
    model: QueueModel, planned: FloatArray, came: FloatArray, handle_s: FloatArray, slot_min: int
) -> FloatArray:
    if model.queue.patience_s is None:  # work orders do not hang up
        return np.zeros_like(came)
    load = handle_s / (60.0 * slot_min)
    heads = planned_heads(planned * load)
    return abandon_shares(came * load, heads, model.handle.mean_s, model.queue.patience_s)


def observed(queue_id: str, history: QueueHistory, truth: SampleTruth) -> ContactSeries:
    """The series as the platform recorded it, with its faults."""
    known = slice(0, truth.history_slots)
    columns = {
        "offered": history.truth.offered[known].copy(),
        "handled": (history.truth.offered - history.abandoned)[known],
        "abandoned": history.abandoned[known].copy(),
        "handle_s_total": history.handle_s_total[known].copy(),
    }
    for fault in truth.data_faults:
        if fault.queue_id == queue_id:
            lost = slice(fault.first_slot, fault.first_slot + fault.slots)
            for column in columns.values():
                column[lost] = 0.0 if fault.kind == "false zeros" else np.nan
    return ContactSeries(
        queue_id,
        truth.grid.part(0, truth.history_slots),
        temperature_c=truth.temperature_c[known],
        event_tag=_tags(truth) if queue_id == FAULTS.queue.queue_id else {},
        **columns,
    )


def _tags(truth: SampleTruth) -> dict[int, str]:
    slot_min = truth.grid.slot_min
    tags = {}
    for outage in truth.planned_outages:
        first = truth.grid.index_of(outage.start)
        for slot in range(first, first + outage.hours * 60 // slot_min):
            if slot < truth.history_slots:
                tags[slot] = EVENT_NAME
    return tags
