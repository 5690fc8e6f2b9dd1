"""What a measure did to a series of counts: before against after."""

from dataclasses import dataclass

import numpy as np

from data.model.errors import NotEnoughHistory
from data.model.grid import FloatArray, IntArray
from data.model.language import tr

_LEAST_DAYS = 28
_STEPS = 50
_LAGS = 7


@dataclass(frozen=True)
class Effect:
    """Change of a series at a measure.

    Parameters
    ----------
    factor, low, high
        Counts after over what would have come without it, right after it began, with the 95 %
        interval [-].
    drift_factor
        Change of the trend for each further 30 days [-].
    before, after
        Days that it rests on [days].
    expected
        What would have come on each day after, had nothing changed [contacts], shape (after,).
    """

    factor: float
    low: float
    high: float
    drift_factor: float
    before: int
    after: int
    expected: FloatArray

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out that nothing changed."""
        return self.low > 1 or self.high < 1


def effect_of(counts: FloatArray, kinds: IntArray, begun: int) -> Effect:
    """Level and trend before and after a day, kinds of days taken out.

    Parameters
    ----------
    counts, kinds
        Counts a day and the kind of each day, shape (days,).
    begun
        Number of the first day under the measure.

    Notes
    -----
    Segmented log-linear regression, quasi-Poisson (Bernal, Cummins and Gasparrini 2017, IJE 46,
    348-355, doi:10.1093/ije/dyw098); standard errors allow for days that go together (Newey and
    West 1987, Econometrica 55, 703-708, doi:10.2307/1913610, seven lags). Nothing here tells
    the measure from whatever else began on that day.

    Raises
    ------
    NotEnoughHistory
        If there are fewer than four weeks before or two after.
    """
    after = len(counts) - begun
    if begun < _LEAST_DAYS or after < _LEAST_DAYS // 2:
        raise NotEnoughHistory(
            tr(
                "the effect of a measure needs {before} days before it and {after} after; there "
                "are {have_before} and {have_after}",
                before=_LEAST_DAYS,
                after=_LEAST_DAYS // 2,
                have_before=max(0, begun),
                have_after=max(0, after),
            )
        )
    day = np.arange(len(counts), dtype=np.float64)
    step = (day >= begun).astype(np.float64)
    present = np.unique(kinds)
    dummies = [(kinds == kind).astype(np.float64) for kind in present[1:]]
    month = 30.0
    design = np.column_stack(
        [np.ones(len(day)), (day - begun) / month, step, step * (day - begun) / month, *dummies]
    )
    weights, mean = _poisson(design, counts)
    errors = _errors(design, counts - mean, mean)
    change, sd = float(weights[2]), float(errors[2])
    plain = design.copy()
    plain[:, 2:4] = 0.0
    return Effect(
        float(np.exp(change)),
        float(np.exp(change - 1.96 * sd)),
        float(np.exp(change + 1.96 * sd)),
        float(np.exp(weights[3])),
        begun,
        after,
        np.exp(plain @ weights)[begun:],
    )


def _poisson(design: FloatArray, counts: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Log-linear weights by iteratively reweighted least squares, and the means."""
    weights = np.zeros(design.shape[1])
    weights[0] = np.log(max(float(counts.mean()), 0.1))
    mean = np.full(len(counts), np.exp(weights[0]))
    for _ in range(_STEPS):
        goal = design @ weights + (counts - mean) / mean
        root = np.sqrt(mean)
        new = np.linalg.lstsq(design * root[:, None], goal * root, rcond=None)[0]
        moved = float(np.abs(new - weights).max())
        weights = new
        mean = np.exp(np.clip(design @ weights, -20, 20))
        if moved < 1e-9:
            break
    return weights, mean


def _errors(design: FloatArray, rest: FloatArray, mean: FloatArray) -> FloatArray:
    bread = np.linalg.pinv((design * mean[:, None]).T @ design)
    score = design * rest[:, None]
    meat = score.T @ score
    for lag in range(1, _LAGS + 1):
        both = score[lag:].T @ score[:-lag]
        meat = meat + (1 - lag / (_LAGS + 1)) * (both + both.T)
    days, columns = design.shape
    free = max(1, days - columns)
    variance = np.diag(bread @ meat @ bread) * days / free
    # seven lags of few days come out too small by chance: never below days that are independent
    alone = np.diag(bread) * float((rest**2 / mean).sum()) / free
    return np.asarray(np.sqrt(np.maximum(variance, alone)))
