"""Hand edits of a forecast: layers that survive the nightly refresh and are judged afterwards."""

from dataclasses import replace

import numpy as np

from app.services.context import Desk, queues_of
from data.model.adjustment import Layer
from data.model.errors import NotFound
from data.model.forecast import Forecast
from data.store import documents
from forecasting.adjustments import NOTE, AdjustmentValue, edited, value_added

_NOTES = (NOTE, "layer ")  # versions made before November 2026 say layer


def add_layer(desk: Desk, layer: Layer) -> Forecast:
    """Keep a layer and make a new version of its queue's newest forecast with it.

    Raises
    ------
    NotFound
        If the queue is unknown or was never forecast.
    """
    queues_of(desk, (layer.queue_id,))
    named = replace(layer, layer_id=desk.new_id("L", layer.queue_id), who=desk.who)
    layers = (*desk.store.load(documents.LAYERS), named)
    entry = desk.entry("add_layer", f"layer:{named.layer_id}", named.why, says=named.sentence)
    desk.store.save(documents.LAYERS, layers, entry)
    return replay(desk, layer.queue_id, named.why)


def drop_layer(desk: Desk, layer_id: str, why: str = "") -> Forecast:
    """Take a layer away and make a new version of its queue's newest forecast without it.

    Raises
    ------
    NotFound
        If there is no such layer.
    """
    layers = desk.store.load(documents.LAYERS)
    dropped = next((layer for layer in layers if layer.layer_id == layer_id), None)
    if dropped is None:
        raise NotFound(f"no layer {layer_id}; see `peakshift forecast layers`")
    left = tuple(layer for layer in layers if layer is not dropped)
    desk.store.save(documents.LAYERS, left, desk.entry("drop_layer", f"layer:{layer_id}", why))
    return replay(desk, dropped.queue_id, why)


def replay(desk: Desk, queue_id: str, why: str = "") -> Forecast:
    """A new version of a queue's newest forecast with the layers in force."""
    version = with_layers(desk, desk.store.latest_forecast(queue_id))
    entry = desk.entry("edit_forecast", f"forecast:{version.version_id}", why)
    desk.store.save_forecasts((version,), entry)
    return version


def with_layers(desk: Desk, forecast: Forecast) -> Forecast:
    """A forecast with the layers in force, under an id of its own."""
    plain = replace(forecast, notes=tuple(n for n in forecast.notes if not n.startswith(_NOTES)))
    label = f"{forecast.queue_id}-{forecast.grid.days[0]:%Y%m%d}"
    layers = desk.store.load(documents.LAYERS)
    version = edited(plain, layers, desk.new_id("F", label))
    return replace(version, made_at=desk.clock())


def value_of_layers(desk: Desk, version_id: str) -> tuple[AdjustmentValue, ...]:
    """What each layer of a version was worth on the slots whose contacts are known by now.

    The layers are those the version was made with, whether or not they are still in force.
    """
    forecast = desk.store.load_forecast(version_id)
    actual = np.full(forecast.grid.slots, np.nan)
    series = desk.store.load_series(forecast.queue_id)
    first = series.grid.index_of(forecast.grid.start)
    known = series.offered[max(0, first) : max(0, first) + forecast.grid.slots]
    actual[: len(known)] = known
    return value_added(forecast, forecast.layers, actual)
