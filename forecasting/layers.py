"""Hand edits and events as objects that are replayed on every new forecast of the model."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import numpy as np

from data.model.arrays import BoolArray, FloatArray
from data.model.errors import InvalidValue
from data.model.forecast import Forecast
from data.model.grid import Grid
from forecasting.accuracy import wape

Verb = Literal["set", "change_by", "change_by_percent", "at_least", "at_most"]


@dataclass(frozen=True, order=True)
class Layer:
    """One edit over a range of time; layers are applied in the order they were made.

    Parameters
    ----------
    verb
        `set`, `change_by` [contacts/slot], `change_by_percent` [%], `at_least`, `at_most`.
    amount
        In the verb's unit.
    first, end
        Instants between which slots begin; end exclusive.
    weekdays
        0 = Monday .. 6 = Sunday; all if empty.
    earliest_min, latest_min
        Clock of the slots meant, minutes after local midnight, end exclusive [min].
    event
        Name of the event it belongs to, empty for a plain hand edit.
    """

    layer_id: str
    queue_id: str
    verb: Verb
    amount: float
    first: datetime
    end: datetime
    who: str = ""
    why: str = ""
    weekdays: tuple[int, ...] = ()
    earliest_min: int = 0
    latest_min: int = 1440
    event: str = ""

    def __post_init__(self) -> None:
        if self.first.tzinfo is None or self.end.tzinfo is None or self.first >= self.end:
            raise InvalidValue(f"layer {self.layer_id}: needs aware instants, first before end")
        if self.verb not in _APPLY:
            raise InvalidValue(f"layer {self.layer_id}: unknown verb {self.verb!r}")
        if not np.isfinite(self.amount) or (self.amount < 0 and self.verb in _LEVELS):
            raise InvalidValue(f"layer {self.layer_id}: {self.amount} contacts make no sense")
        if self.verb == "change_by_percent" and self.amount < -100:
            raise InvalidValue(f"layer {self.layer_id}: cannot take away more than 100 %")

    @property
    def sentence(self) -> str:
        """The edit in one line."""
        what = _WORDS[self.verb].format(self.amount)
        text = f"{self.first:%Y-%m-%d %H:%M} to {self.end:%Y-%m-%d %H:%M} UTC: {what}"
        return f"{text} ({self.why})" if self.why else text

    def covers(self, grid: Grid) -> BoolArray:
        """Slots that the layer changes, shape (slots,)."""
        first, end = (
            np.datetime64(t.astimezone(grid.start.tzinfo).replace(tzinfo=None), "m")
            for t in (self.first, self.end)
        )
        mask = (grid.utc >= first) & (grid.utc < end)
        minute = grid.minute_of_day
        mask &= (minute >= self.earliest_min) & (minute < self.latest_min)
        if self.weekdays:
            mask &= np.isin(grid.weekday, self.weekdays)
        return np.asarray(mask)


_LEVELS = ("set", "at_least", "at_most")
_WORDS: Mapping[str, str] = {
    "set": "set to {:g} contacts a slot",
    "change_by": "change by {:+g} contacts a slot",
    "change_by_percent": "change by {:+g} %",
    "at_least": "at least {:g} contacts a slot",
    "at_most": "at most {:g} contacts a slot",
}
_APPLY: Mapping[str, Callable[[FloatArray, float], FloatArray]] = {
    "set": lambda mean, amount: np.full_like(mean, amount),
    "change_by": lambda mean, amount: mean + amount,
    "change_by_percent": lambda mean, amount: mean * (1 + amount / 100),
    "at_least": np.maximum,
    "at_most": np.minimum,
}


def apply_layers(mean: FloatArray, grid: Grid, layers: Sequence[Layer]) -> FloatArray:
    """Mean after all layers [contacts/slot], never negative, shape (slots,)."""
    return steps(mean, grid, layers)[-1]


def steps(mean: FloatArray, grid: Grid, layers: Sequence[Layer]) -> tuple[FloatArray, ...]:
    """Mean before any layer, after the first, after the second, ..."""
    found = [np.asarray(mean, dtype=np.float64)]
    for layer in layers:
        changed = np.asarray(_APPLY[layer.verb](found[-1], layer.amount))
        found.append(np.where(layer.covers(grid), np.maximum(0.0, changed), found[-1]))
    return tuple(found)


def edited(forecast: Forecast, layers: Sequence[Layer], version_id: str) -> Forecast:
    """A new version: the model's forecast with the layers replayed on it.

    Slots keep the shape of their band: its quantiles move in proportion to the mean, which
    leaves the relative uncertainty (and so `dispersion`) as it was. Where the model expected
    nothing, the band is the Poisson one of the new mean.

    Notes
    -----
    Always replayed on `forecast.model`, so applying the same layers twice changes nothing, and
    a nightly refresh replays them on the new model.
    """
    own = tuple(layer for layer in layers if layer.queue_id == forecast.queue_id)
    base = forecast.model if forecast.model.size else forecast.demand.contacts
    mean = apply_layers(base, forecast.grid, own)
    days = forecast.grid.day_index
    before, after = (
        np.bincount(days, m).astype(np.float64) for m in (forecast.demand.contacts, mean)
    )
    return replace(
        forecast,
        version_id=version_id,
        demand=replace(forecast.demand, contacts=mean),
        quantiles=_moved(forecast.quantiles, forecast.levels, forecast.demand.contacts, mean),
        day_quantiles=_moved(forecast.day_quantiles, forecast.levels, before, after),
        model=base,
        notes=(*forecast.notes, *(f"layer {y.layer_id}: {y.sentence}" for y in own)),
    )


def _moved(
    quantiles: FloatArray, levels: Sequence[float], before: FloatArray, after: FloatArray
) -> FloatArray:
    from scipy.stats import poisson

    factor = np.divide(after, before, out=np.ones(len(after)), where=before > 0)
    fresh = (before <= 0) & (after > 0)
    moved = quantiles * factor
    if fresh.any():
        moved[:, fresh] = poisson.ppf(np.asarray(levels)[:, None], after[fresh])
    return np.asarray(moved)


@dataclass(frozen=True)
class LayerValue:
    """What one layer was worth afterwards.

    Parameters
    ----------
    wape_before, wape_after
        Error on the slots it changed, without and with it [-].
    saved_contacts
        Absolute error that it took away (negative: added) [contacts].
    """

    layer_id: str
    slots: int
    wape_before: float
    wape_after: float
    saved_contacts: float

    @property
    def sentence(self) -> str:
        """The verdict in one line."""
        verb = "saved" if self.saved_contacts >= 0 else "cost"
        return (
            f"{self.layer_id}: error {self.wape_before:.1%} without, {self.wape_after:.1%} with "
            f"it; {verb} {abs(self.saved_contacts):.0f} contacts of error on {self.slots} slots"
        )


def value_added(
    forecast: Forecast, layers: Sequence[Layer], actual: FloatArray
) -> tuple[LayerValue, ...]:
    """Forecast value added by each layer, in the order of their application.

    Parameters
    ----------
    actual
        Contacts that came [contacts/slot], NaN = not yet known, shape (slots,).
    """
    own = tuple(layer for layer in layers if layer.queue_id == forecast.queue_id)
    base = forecast.model if forecast.model.size else forecast.demand.contacts
    means = steps(base, forecast.grid, own)
    values = []
    for layer, before, after in zip(own, means[:-1], means[1:], strict=True):
        mask = layer.covers(forecast.grid) & np.isfinite(actual)
        error = [np.abs(actual - mean)[mask].sum() for mean in (before, after)]
        without, with_it = (wape(actual[mask], mean[mask]) for mean in (before, after))
        saved = float(error[0] - error[1])
        values.append(LayerValue(layer.layer_id, int(mask.sum()), without, with_it, saved))
    return tuple(values)
