"""What a group of queues, or the whole centre, has to expect: the total of its queues."""

from datetime import date, timedelta

from app.services.desk import Desk
from app.services.read_centre import queues_of, special_days_of
from data.model.errors import NotFound
from data.model.forecast import Forecast
from data.model.queue import WHOLE_CENTRE, Queue
from data.model.series import ContactSeries
from forecasting.sums import day_links, sum_of

_YEAR_DAYS = 365  # of history, to tell which queues' days move together


def groups_of(desk: Desk) -> dict[str, tuple[str, ...]]:
    """Queues of each group of at least two, and of the centre under `centre`."""
    queues = queues_of(desk)
    names = dict.fromkeys(queue.group for queue in queues if queue.group)
    found = {name: _ids(tuple(q for q in queues if q.group == name)) for name in names}
    every = {name: ids for name, ids in found.items() if len(ids) > 1}
    return every | ({WHOLE_CENTRE: _ids(queues)} if len(queues) > 1 else {})


def forecast_of_group(desk: Desk, group: str = WHOLE_CENTRE, *, seed: int = 0) -> Forecast:
    """Sum of the newest forecasts of a group's queues over the slots they share.

    The mean is the sum of the queues' means, so that queues, groups and centre add up. The
    band comes from sampled paths; how far two queues' days move together is learnt from the
    last year. Nothing is stored: it follows from the queues' versions.

    Raises
    ------
    NotFound
        If there is no such group, or a queue of it was never forecast.
    """
    groups = groups_of(desk)
    if group not in groups:
        known = ", ".join(groups) or "none, as there are not two queues"
        raise NotFound(f"unknown group {group!r}; known: {known}")
    parts = [desk.store.latest_forecast(queue_id) for queue_id in groups[group]]
    first = min(f.origin for f in parts).date() - timedelta(days=_YEAR_DAYS)
    history = {p.queue_id: s for p in parts if (s := _recent(desk, p.queue_id, first))}
    special = special_days_of(desk, first, max(p.origin for p in parts).date())
    links = day_links(history, special, groups[group])
    return sum_of(parts, group, correlation=links, seed=seed)


def _recent(desk: Desk, queue_id: str, first: date) -> ContactSeries | None:
    try:
        return desk.store.load_series(queue_id, first)
    except NotFound:
        return None


def _ids(queues: tuple[Queue, ...]) -> tuple[str, ...]:
    return tuple(queue.queue_id for queue in queues)
