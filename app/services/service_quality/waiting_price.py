"""What a missing agent costs of satisfaction, and that as the price of understaffing."""

from dataclasses import dataclass, replace

import numpy as np

from app.services.access.asking import asked
from app.services.changes import change
from app.services.context import Context, queues_of
from app.services.roster.build import rules_of
from app.services.rules.saved import price_queues
from data.model.errors import InvalidValue, NotEnoughHistory
from data.model.language import tr
from data.model.rule import UNDERSTAFFING
from forecasting.surveys.waiting import WaitCurve

_DAYS = 28


@dataclass(frozen=True)
class WaitingPrice:
    """A price of understaffing as answers of customers show it.

    Parameters
    ----------
    lost_per_s
        Dissatisfied for each second that one contact waits longer, with its interval
        [contacts/s].
    longer_s
        Seconds that all contacts of a slot together wait longer for each missing agent [s].
    dissatisfied
        For each agent who is missing in one slot [contacts].
    price
        Points of a missing agent in one slot: `dissatisfied` times the points of each, rounded.
    now
        Price in force [points]; None where understaffing is hard or off.
    slots
        Slots of the newest forecast that it is the mean of [-].
    """

    queue_id: str
    lost_per_s: float
    low: float
    high: float
    longer_s: float
    dissatisfied: float
    points_each: float
    price: int
    now: int | None
    slots: int


@asked
def price_from(
    context: Context, queue_id: str, curve: WaitCurve, points_each: float
) -> WaitingPrice:
    """The price from a curve of satisfaction, and from waits with one agent fewer than required.

    Notes
    -----
    Waits are those of Erlang A (Erlang C without patience) in the slots of the next four weeks
    of the newest forecast, with the newest requirement's agents on the floor and one fewer.

    Raises
    ------
    InvalidValue
        If a dissatisfied customer weighs nothing.
    NotEnoughHistory
        If there are no agents required, or none in the hours of the forecast.
    """
    from rostering.staffing.service import service

    if not points_each > 0:
        raise InvalidValue(tr("say what a dissatisfied customer weighs: more than 0 points"))
    queue = queues_of(context, (queue_id,))[0]
    forecast = context.store.latest_forecast(queue_id)
    need = next(
        (
            found
            for listed in context.store.list_requirements()
            for found in [context.store.load_requirement(listed.requirement_id)]
            if queue_id in found.queue_ids
        ),
        None,
    )
    if need is None:
        raise NotEnoughHistory(
            tr("no agents required are saved for {queue_id}: run `peakshift requirement build`",
               queue_id=queue_id)
        )  # fmt: skip
    slots = min(need.grid.slots, _DAYS * need.grid.slots_per_day)
    there = forecast.grid.index_of(need.grid.start) + np.arange(slots)
    known = (there >= 0) & (there < forecast.grid.slots)
    agents = need.floor_heads[need.queue_ids.index(queue_id)][:slots]
    known &= agents > 1
    if not known.any():
        raise NotEnoughHistory(
            tr(
                "newest forecast and agents required of {queue_id} have no slot in common",
                queue_id=queue_id,
            )
        )
    contacts = forecast.demand.contacts[there[known]]
    handle = np.maximum(forecast.demand.handle_s[there[known]], 1.0)
    load = contacts * handle / (forecast.grid.slot_min * 60)
    threshold = np.full(len(load), 20.0)
    patience = queue.patience_s or 300.0
    waits = [
        service(agents[known] - fewer, load, handle, threshold, patience).asa_s for fewer in (0, 1)
    ]
    longer = float((contacts * (waits[1] - waits[0])).mean())
    lost = longer * curve.per_s
    setting = next((one for one in rules_of(context) if one.rule == UNDERSTAFFING), None)
    return WaitingPrice(
        queue_id, curve.per_s, curve.low, curve.high, longer, lost, points_each,
        max(1, round(lost * points_each)),
        setting.price if setting and setting.active else None, int(known.sum()),
    )  # fmt: skip


@change
def take_over_price(context: Context, queue_id: str, price: int, why: str = "") -> str:
    """Make a price the price of understaffing of a queue; the label of its setting.

    Raises
    ------
    InvalidValue
        If understaffing is no rule of this centre, or the price is none.
    """
    if price < 1:
        raise InvalidValue(tr("a price is a whole number of points, 1 or more"))
    mine = [one for one in rules_of(context) if one.rule == UNDERSTAFFING]
    if not mine:
        raise InvalidValue(tr("understaffing has no price in this centre's rules"))
    queues_of(context, (queue_id,))
    return price_queues(context, replace(mine[0], price=price, queues=(queue_id,)), why)
