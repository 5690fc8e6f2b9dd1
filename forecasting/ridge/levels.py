"""The level of a series now: fast and slow levels, each trusted as far as it held in the past."""

from dataclasses import dataclass

import numpy as np

from data.model.grid import FloatArray, IntArray

# Half-lives of the levels [days]: the last days, the week, the month. They only span a range:
# halving or doubling all of them moves errors on earlier data by less than 1 %.
HALFLIVES_DAYS = (2.0, 7.0, 28.0)
_REACH_DAYS = 140
_LEVEL_SD = 0.25  # a level is held towards 0 as if one day of this spread had shown none
_BELIEF = (0.9, 0.5, 0.0)  # prior belief in the slow level, middle - slow, fast - middle
_BELIEF_SD = 0.3
_BELIEF_HALFLIFE_DAYS = (60.0, 20.0, 10.0)  # how prior belief wanes with the lead
_MEMORY_DAYS = 180.0
_THINNING = 5.0  # errors at neighbouring origins overlap: five count as one
KNOTS = (1, 2, 3, 5, 7, 10, 14, 21, 28)  # leads [days] at which belief is learnt


@dataclass(frozen=True, eq=False)
class Levels:
    """Levels at each origin as increments, slowest first, shape (origins, scales)."""

    increments: FloatArray

    @classmethod
    def at(cls, residual: FloatArray, weight: FloatArray, origins: IntArray) -> "Levels":
        """Exponentially weighted residual levels.

        Parameters
        ----------
        residual
            Log residual of each day under the fit at each origin, shape (days, origins).
        weight
            Precision of each day's residual, 0 where unknown, shape (days,).
        """
        reach = min(_REACH_DAYS, len(weight))
        age = np.arange(reach)
        rows = origins[:, None] - 1 - age
        inside = rows >= 0
        rows = np.maximum(rows, 0)
        recent = residual[rows, np.arange(len(origins))[:, None]]
        trust = np.where(inside, weight[rows], 0.0)
        levels = []
        for halflife in reversed(HALFLIVES_DAYS):
            w = trust * 0.5 ** (age / halflife)
            levels.append((w * recent).sum(axis=1) / (w.sum(axis=1) + 1 / _LEVEL_SD**2))
        steps = np.diff(np.column_stack(levels), axis=1)
        return cls(np.column_stack([levels[0], steps]))


def learn_belief(
    levels: Levels, origins: IntArray, ahead: FloatArray, precision: FloatArray, now: int
) -> FloatArray:
    """How much of each increment survives to each lead, by ridge over past origins.

    Parameters
    ----------
    ahead
        Log residual under the fit at the origin, shape (origins, leads); NaN beyond `now`.
    precision
        Weight of those residuals, same shape.

    Returns
    -------
    Shape (leads, scales). Neighbouring leads are pooled; few origins leave the prior.
    """
    _, leads = ahead.shape
    memory = 0.5 ** ((now - origins) / _MEMORY_DAYS)
    knots = [k for k in KNOTS if k <= leads] or [1]
    learnt = [_belief_at(k, levels.increments, ahead, precision, memory) for k in knots]
    lead = np.arange(1, leads + 1)
    columns = np.array(learnt).T
    return np.column_stack([np.interp(lead, knots, column) for column in columns])


def _belief_at(
    lead: int, increments: FloatArray, ahead: FloatArray, precision: FloatArray, memory: FloatArray
) -> FloatArray:
    first, last = max(1, int(0.7 * lead)), min(ahead.shape[1], int(1.4 * lead) + 1)
    columns = slice(first - 1, last)
    error = ahead[:, columns]
    known = np.isfinite(error)
    weight = np.where(known, precision[:, columns], 0.0) * memory[:, None]
    weight /= _THINNING * (last - first + 1)
    mass = weight.sum(axis=1)
    gram = (increments * mass[:, None]).T @ increments
    moment = increments.T @ (weight * np.where(known, error, 0.0)).sum(axis=1)
    prior = np.array(_BELIEF) * 0.5 ** (lead / np.array(_BELIEF_HALFLIFE_DAYS))
    hold = np.eye(len(prior)) / _BELIEF_SD**2
    return np.asarray(np.linalg.solve(gram + hold, moment + hold @ prior))
