"""The forecast that a name means: of a queue, a group, the centre, or one kept version."""

from app.services.desk import Desk
from app.services.forecast_of_group import forecast_of_group, groups_of
from data.model.errors import NotFound
from data.model.forecast import Forecast
from data.store import documents


def forecast_named(desk: Desk, name: str) -> Forecast:
    """Newest forecast of a queue or a group (`centre` is all queues), or a version by its id.

    Raises
    ------
    NotFound
        If nothing bears that name, or it was never forecast.
    """
    queues = {queue.queue_id for queue in desk.store.load(documents.QUEUES)}
    if name in queues:
        return desk.store.latest_forecast(name)
    if name in groups_of(desk):
        return forecast_of_group(desk, name)
    if any(summary.version_id == name for summary in desk.store.list_forecasts(None)):
        return desk.store.load_forecast(name)
    known = ", ".join((*sorted(queues), *groups_of(desk))) or "none yet"
    raise NotFound(
        f"nothing called {name!r} was forecast; queues and groups: {known}; "
        "versions: `peakshift forecast list`"
    )
