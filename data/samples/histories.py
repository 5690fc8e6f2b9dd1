"""From expected rates to what was counted, and to what the records kept of it."""

from dataclasses import dataclass

import numpy as np

from data.model.arrays import FloatArray
from data.model.series import ContactSeries
from data.samples.dispersion import counts
from data.samples.handle_time import handle_totals_s, mean_handle_s
from data.samples.patience import abandon_shares, planned_heads
from data.samples.planned_outages import EVENT_NAME
from data.samples.queue_models import FAULTS, QueueModel
from data.samples.rates import Rates
from data.samples.streams import stream
from data.samples.truth import QueueTruth, SampleTruth
from data.samples.world import RUN_UP_DAYS, World


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
