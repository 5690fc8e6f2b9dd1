"""What would come without a storm, and agents for what comes with it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context, local_time
from app.services.day.storms.figures import counts_in
from data.model.errors import NotFound
from data.model.forecast import Forecast
from data.model.grid import FloatArray, IntArray
from data.model.language import tr
from data.model.queue import Queue
from forecasting.intraday.storm_range import ENOUGH_STORMS, with_retrials


@dataclass(frozen=True, eq=False)
class Usual:
    """What one queue would get without the storm.

    Parameters
    ----------
    contacts, handle_s
        By hour [contacts/hour], [s], shape (hours,).
    """

    queue: Queue
    contacts: FloatArray
    handle_s: FloatArray


@asked
def usual_of(context: Context, queue: Queue, hours: np.ndarray) -> Usual:
    """What the hours of a storm would bring without it: by forecast, before it by the history.

    Raises
    ------
    NotFound
        If no forecast holds the hours.
    """
    forecast = _forecast_of(context, queue.queue_id, hours)
    local = forecast.grid.local.astype("datetime64[h]")
    place = (local - hours[0]).astype(int)
    mine = (place >= 0) & (place < len(hours))
    n = len(hours)
    contacts = np.asarray(
        np.bincount(place[mine], forecast.demand.contacts[mine], n), dtype=np.float64
    )
    work = forecast.demand.contacts * forecast.demand.handle_s
    seconds = np.bincount(place[mine], work[mine], n)
    plain = np.bincount(place[mine], forecast.demand.handle_s[mine], n)
    slots = np.maximum(1, np.bincount(place[mine], minlength=n))
    handle = np.where(contacts > 0, seconds / np.maximum(contacts, 1e-9), plain / slots)
    known = np.bincount(place[mine], minlength=n) > 0
    if not known.all():  # hours that are over, before the forecast begins
        before = counts_in(context, queue.queue_id, hours)[1]
        contacts = np.where(known, contacts, np.nan_to_num(before))
        handle = np.where(known, handle, float(handle[known].mean()))
    return Usual(queue, contacts, np.maximum(handle, 1.0))


def _forecast_of(context: Context, queue_id: str, hours: np.ndarray) -> Forecast:
    """The newest forecast that holds the hours."""
    first, last = hours[0].astype("datetime64[D]").item(), hours[-1].astype("datetime64[D]").item()
    begin = hours[hours_over(context, hours)]
    for listed in context.store.list_forecasts(queue_id):
        forecast = context.store.load_forecast(listed.version_id)
        local = forecast.grid.local
        if local[0] <= begin and local[-1] >= hours[-1]:
            return forecast
    raise NotFound(
        tr(
            "no forecast of {queue_id} holds {first} to {last}: run `peakshift forecast run`, "
            "or give the storm another window",
            queue_id=queue_id,
            first=first,
            last=last,
        )
    )


@asked
def hours_over(context: Context, hours: np.ndarray) -> int:
    """Place of the first hour that is not over; 0 where all are."""
    now = local_time(context).replace(tzinfo=None)
    over = int((hours + np.timedelta64(1, "h") <= np.datetime64(now, "s")).sum())
    return over if over < len(hours) else 0


def agents_for(usual: Usual, contacts: FloatArray) -> IntArray:
    """Agents required on the floor [agents], shape (scenarios, hours)."""
    from rostering.staffing.agents import fewest_agents

    queue = usual.queue
    handle_s = np.broadcast_to(usual.handle_s, contacts.shape).copy()
    heads = fewest_agents(
        contacts * handle_s / 3600.0,
        handle_s,
        queue.target,
        patience_s=queue.patience_s,
        concurrency=queue.concurrency,
    )
    return np.asarray(heads)


def with_repeats(usual: Usual, contacts: FloatArray) -> FloatArray:
    """Contacts with those who are not answered by the agents of a usual day and call again."""
    heads = agents_for(usual, usual.contacts[None])[0]
    capacity = heads * usual.queue.concurrency * 3600.0 / usual.handle_s
    return with_retrials(contacts, capacity, usual.queue.retry_share)


def retry_share_of(usual: Mapping[str, Usual], added: Mapping[str, FloatArray]) -> float:
    """Retry share of the queues, by what the storm adds to each [-]."""
    sizes = {queue_id: float(extra.sum()) for queue_id, extra in added.items()}
    whole = sum(sizes.values())
    if whole <= 0:
        return 0.0
    return sum(usual[q].queue.retry_share * size for q, size in sizes.items()) / whole


def why_a_range(past: int) -> tuple[str, ...]:
    """A sentence on why no single number is shown, where so few storms are known."""
    if past >= ENOUGH_STORMS:
        return ()
    return (
        tr(
            "It is shown as a range: errors of storm forecasts fall until about {enough} "
            "storms are known, and below that a single number would be a guess.",
            enough=ENOUGH_STORMS,
        ),
    )
