"""Shape of a day: morning and evening peaks over a night floor."""

from dataclasses import dataclass

import numpy as np

from data.model.arrays import FloatArray


@dataclass(frozen=True)
class Peak:
    """A bump of the day.

    Parameters
    ----------
    hour, width_h
        Its middle on the local clock and its width (distance at which it falls to 1/e) [h].
    height
        Height over the floor [-].
    """

    hour: float
    width_h: float
    height: float


def day_profile(peaks: tuple[Peak, ...], floor: float, slots: int) -> FloatArray:
    """Share of the day's contacts in each slot [-], shape (slots,), summing to one.

    Peaks wrap round midnight: an evening's tail reaches the small hours.
    """
    hour = (np.arange(slots) + 0.5) * 24.0 / slots
    shape = np.full(slots, floor)
    for peak in peaks:
        away = np.abs(hour - peak.hour)
        away = np.minimum(away, 24.0 - away)
        shape += peak.height * np.exp(-((away / peak.width_h) ** 2))
    return np.asarray(shape / shape.sum())
