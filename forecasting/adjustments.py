"""Adjustments replayed on a forecast, and what each was worth afterwards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from data.model.adjustment import Adjustment
from data.model.forecast import Forecast
from data.model.grid import FloatArray, Grid
from data.model.language import tr
from forecasting.evaluation.accuracy import wape

NOTE = "adjustment "
"""How a note that names an adjustment begins."""

_APPLY: Mapping[str, Callable[[FloatArray, float], FloatArray]] = {
    "set": lambda mean, amount: np.full_like(mean, amount),
    "change_by": lambda mean, amount: mean + amount,
    "change_by_percent": lambda mean, amount: mean * (1 + amount / 100),
    "at_least": np.maximum,
    "at_most": np.minimum,
}


def apply_adjustments(
    mean: FloatArray, grid: Grid, adjustments: Sequence[Adjustment]
) -> FloatArray:
    """Mean after all adjustments [contacts/slot], never negative, shape (slots,)."""
    return steps(mean, grid, adjustments)[-1]


def steps(
    mean: FloatArray, grid: Grid, adjustments: Sequence[Adjustment]
) -> tuple[FloatArray, ...]:
    """Mean before any adjustment, after the first, after the second, ..."""
    found = [np.asarray(mean, dtype=np.float64)]
    for one in adjustments:
        changed = np.asarray(_APPLY[one.verb](found[-1], one.amount))
        found.append(np.where(one.covers(grid), np.maximum(0.0, changed), found[-1]))
    return tuple(found)


def edited(forecast: Forecast, adjustments: Sequence[Adjustment], version_id: str) -> Forecast:
    """A new version: the model's forecast with the adjustments replayed on it.

    Slots keep the shape of their band: its quantiles move in proportion to the mean, which
    leaves the relative uncertainty (and so `dispersion`) as it was. Where the model expected
    nothing, the band is the Poisson one of the new mean.

    Notes
    -----
    Always replayed on `forecast.model`, so applying the same adjustments twice changes nothing, and
    a nightly refresh replays them on the new model.
    """
    own = tuple(one for one in adjustments if one.queue_id == forecast.queue_id)
    base = forecast.model if forecast.model.size else forecast.demand.contacts
    mean = apply_adjustments(base, forecast.grid, own)
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
        adjustments=own,
        notes=(*forecast.notes, *(f"{NOTE}{one.layer_id}: {one.sentence}" for one in own)),
    )


def _moved(
    quantiles: FloatArray, levels: Sequence[float], before: FloatArray, after: FloatArray
) -> FloatArray:
    factor = np.divide(after, before, out=np.ones(len(after)), where=before > 0)
    fresh = (before <= 0) & (after > 0)
    moved = quantiles * factor
    if fresh.any():
        from scipy.stats import poisson  # only where an adjustment fills empty slots

        moved[:, fresh] = poisson.ppf(np.asarray(levels)[:, None], after[fresh])
    return np.asarray(moved)


@dataclass(frozen=True)
class AdjustmentValue:
    """What one adjustment was worth afterwards.

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
        """What it saved or cost, in one line."""
        error = tr(
            "{layer_id}: error {wape_before:.1%} without, {wape_after:.1%} with it",
            layer_id=self.layer_id,
            wape_before=self.wape_before,
            wape_after=self.wape_after,
        )
        contacts = abs(self.saved_contacts)
        if self.saved_contacts >= 0:
            return error + tr(
                "; saved {contacts:.0f} contacts of error on {slots} slots",
                contacts=contacts,
                slots=self.slots,
            )
        return error + tr(
            "; cost {contacts:.0f} contacts of error on {slots} slots",
            contacts=contacts,
            slots=self.slots,
        )


def value_added(
    forecast: Forecast, adjustments: Sequence[Adjustment], actual: FloatArray
) -> tuple[AdjustmentValue, ...]:
    """Forecast value added by each adjustment, in the order of their application.

    Parameters
    ----------
    actual
        Contacts that came [contacts/slot], NaN = not yet known, shape (slots,).
    """
    own = tuple(one for one in adjustments if one.queue_id == forecast.queue_id)
    base = forecast.model if forecast.model.size else forecast.demand.contacts
    means = steps(base, forecast.grid, own)
    values = []
    for one, before, after in zip(own, means[:-1], means[1:], strict=True):
        mask = one.covers(forecast.grid) & np.isfinite(actual)
        error = [np.abs(actual - mean)[mask].sum() for mean in (before, after)]
        without, with_it = (wape(actual[mask], mean[mask]) for mean in (before, after))
        saved = float(error[0] - error[1])
        values.append(AdjustmentValue(one.layer_id, int(mask.sum()), without, with_it, saved))
    return tuple(values)
