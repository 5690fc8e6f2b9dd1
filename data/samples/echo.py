"""Lead and lag: what went wrong yesterday comes back as complaints today."""

import numpy as np

from data.model.grid import FloatArray

LAG_SHARES = (0.12, 0.60, 0.28)
"""Part of the echo heard on the same day, the next, and the one after [-]."""


def day_echo(excess_share: FloatArray) -> FloatArray:
    """Echo of a day-by-day excess [-], shape (days,).

    Parameters
    ----------
    excess_share
        How far each day's fault reports stood above the usual [-], shape (days,).
    """
    heard = np.zeros(len(excess_share))
    for lag, share in enumerate(LAG_SHARES):
        heard[lag:] += share * excess_share[: len(excess_share) - lag]
    return heard
