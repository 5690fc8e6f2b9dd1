"""Conditions under which service is judged: targets, forecasts, how contacts behave."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.context import Context, queues_of, special_days_of
from app.services.remembered import Remembered
from data.model.codec import digest, from_json, to_json
from data.model.errors import NotFound
from data.model.forecast import Forecast
from data.model.language import tr
from data.model.queue import Queue
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.groups import day_links
from rostering.staffing.load import Handling

if TYPE_CHECKING:
    from rostering.simulation import Behaviour

Links = tuple[tuple[float, ...], ...]
_LINKED_DAYS = 365  # of history, to tell which queues' days move together
_FITTED: "Remembered[dict[str, Behaviour]]" = Remembered(8)
_LINKED: Remembered[Links] = Remembered(8)


@dataclass(frozen=True)
class Conditions:
    """What a simulation needs beside the people.

    Parameters
    ----------
    behaviours
        How contacts of each queue vary, by queue id.
    fitted
        Queues whose history shows how handle times vary; the others have the default.
    links
        Correlation of the queues' deviations of a day [-], rows and columns in queue order.
    """

    queues: tuple[Queue, ...]
    forecasts: Mapping[str, Forecast]
    behaviours: Mapping[str, "Behaviour"]
    fitted: tuple[str, ...]
    links: Links

    def as_json(self) -> dict[str, Any]:
        """Everything but the forecasts, which are stored as versions."""
        return {
            "queues": to_json(self.queues),
            "behaviours": to_json(self.behaviours),
            "fitted": list(self.fitted),
            "links": [list(row) for row in self.links],
        }


@asked
def conditions_of(
    context: Context, forecast_ids: tuple[str, ...], queue_ids: tuple[str, ...]
) -> Conditions:
    """Today's service level targets, the named forecasts, and how contacts varied in history."""
    from rostering.simulation import Behaviour

    forecasts = forecasts_behind(context, forecast_ids)
    queues = queues_of(context, queue_ids)
    history = context.store.where, context.store.newest_import(), forecast_ids
    back_days = planning_of(context).handle_time_days
    fitted = _FITTED.once((*history, back_days), lambda: behaviours_of(context, forecasts))
    special = _special(context, forecasts)
    links = _LINKED.once(
        (*history, queue_ids, digest(special)),
        lambda: _links(context, forecasts, queue_ids, special),
    )
    return Conditions(
        queues,
        forecasts,
        {
            q.queue_id: replace(fitted.get(q.queue_id, Behaviour()), handling=Handling.of(q))
            for q in queues
        },
        tuple(fitted),
        links,
    )


@asked
def conditions_from(
    context: Context, forecast_ids: tuple[str, ...], kept: Mapping[str, Any]
) -> Conditions:
    """The conditions that a report says it was made under; nothing of today enters."""
    from rostering.simulation import Behaviour

    return Conditions(
        tuple(from_json(Queue, queue) for queue in kept["queues"]),
        forecasts_behind(context, forecast_ids),
        {name: from_json(Behaviour, value) for name, value in kept["behaviours"].items()},
        tuple(kept["fitted"]),
        tuple(tuple(row) for row in kept["links"]),
    )


@asked
def behaviours_of(context: Context, forecasts: Mapping[str, Forecast]) -> "dict[str, Behaviour]":
    """How each queue's handle times varied in the days that its forecast saw last.

    Queues whose history does not tell are left out: the simulator's default holds for them.
    """
    from rostering.simulation.handle_times import fitted_behaviours

    back_days = planning_of(context).handle_time_days
    seen = (_seen(context, forecast, back_days) for forecast in forecasts.values())
    return fitted_behaviours(series for series in seen if series)


@asked
def forecasts_behind(context: Context, forecast_ids: tuple[str, ...]) -> dict[str, Forecast]:
    """The forecast versions a requirement was made from, by queue.

    Raises
    ------
    NotFound
        If it was made from none.
    """
    if not forecast_ids:
        raise NotFound(tr("the requirement was not made from forecasts, so it cannot be simulated"))
    found = map(context.store.load_forecast, forecast_ids)
    return {forecast.queue_id: forecast for forecast in found}


def _special(context: Context, forecasts: Mapping[str, Forecast]) -> SpecialDays:
    last = max(forecast.grid.days[0] for forecast in forecasts.values())
    return special_days_of(context, last - timedelta(days=_LINKED_DAYS), last)


def _links(
    context: Context,
    forecasts: Mapping[str, Forecast],
    queue_ids: tuple[str, ...],
    special: SpecialDays,
) -> Links:
    """How far two queues' days move together in the year that their forecasts saw last."""
    seen = {q: _seen(context, forecast, _LINKED_DAYS) for q, forecast in forecasts.items()}
    history = {queue_id: series for queue_id, series in seen.items() if series}
    return tuple(tuple(map(float, row)) for row in day_links(history, special, queue_ids))


def _seen(context: Context, forecast: Forecast, days: int) -> ContactSeries | None:
    last = forecast.grid.days[0] - timedelta(days=1)
    try:
        return context.store.load_series(forecast.queue_id, last - timedelta(days=days - 1), last)
    except NotFound:
        return None
