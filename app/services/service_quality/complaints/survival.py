"""How long steps take, with those that are still open counted as far as they have come."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from data.model.grid import FloatArray


@dataclass(frozen=True, eq=False)
class Survival:
    """Kaplan-Meier estimate (Kaplan and Meier 1958, doi:10.1080/01621459.1958.10501452).

    Parameters
    ----------
    times
        Instants at which something ended, ascending [h], shape (times,).
    at_risk, ended
        Still open just before each, and ended at it [-], shape (times,).
    open_share
        Share still open after each [-], shape (times,).
    variance
        Greenwood's variance of that share [-], shape (times,).
    """

    times: FloatArray
    at_risk: FloatArray
    ended: FloatArray
    open_share: FloatArray
    variance: FloatArray

    def quantile_h(self, share: float) -> float:
        """Time after which at least `share` of all have ended [h]; NaN where it is not reached."""
        there = np.flatnonzero(self.open_share <= 1 - share + 1e-12)
        return float(self.times[there[0]]) if len(there) else float("nan")


def survival(length_h: Any, ended: Any) -> Survival:
    """Estimate from lengths, some of them not over yet.

    Parameters
    ----------
    length_h
        From begin to end, or to now where it is still open [h].
    ended
        Whether each has ended; those that have not are censored after all that end at the same
        time.
    """
    length, done = np.asarray(length_h, float), np.asarray(ended, bool)
    times = np.unique(length[done])
    at_risk = np.array([(length >= t).sum() for t in times], float)
    events = np.array([(length[done] == t).sum() for t in times], float)
    share = np.cumprod(1 - events / at_risk) if len(times) else np.empty(0)
    left = at_risk - events
    terms = np.divide(events, at_risk * left, out=np.zeros(len(times)), where=left > 0)
    return Survival(times, at_risk, events, share, share**2 * np.cumsum(terms))
