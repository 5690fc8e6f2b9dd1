"""What calm hours say of the hours to come: their last deviations, weighed by past hours."""

import numpy as np

from data.model.grid import BoolArray, FloatArray

WINDOWS = (1, 3, 8, 24)  # hours whose mean deviation is looked at in calm
_CALM_LIMIT = 2.0  # deviations beyond so many usual hours say nothing of calm
_CALM_RIDGE = 5.0
_ROUNDS = 30


def calm_part(gap: FloatArray, usual: FloatArray, mean_hour: FloatArray) -> FloatArray:
    """Mean deviations of the last hours, cut where they are a surge's [contacts/hour].

    Returns
    -------
    FloatArray
        Shape (hours, windows).
    """
    limit = _CALM_LIMIT * np.maximum(np.nan_to_num(usual), mean_hour)
    cut = np.clip(gap, -limit, limit)
    return np.column_stack([_last(cut, hours) for hours in WINDOWS])


def learn_calm(
    part: FloatArray, later: FloatArray, weight: FloatArray, used: BoolArray
) -> FloatArray:
    """Weights of the windows by least absolute errors [-], shape (windows,).

    Parameters
    ----------
    part, later
        Deviations before, and some hours later [contacts/hour].
    weight
        Contacts of a usual hour, by which both are scaled [contacts/hour].
    used
        Hours that are learnt from.
    """
    scale = np.maximum(weight[used], 1e-9)
    X, y = part[used] / scale[:, None], later[used] / scale
    found: FloatArray = np.zeros(X.shape[1])
    if not len(y):
        return found
    least = 0.05 * max(float(np.abs(y).mean()), 1e-9)
    for _ in range(_ROUNDS):  # iteratively reweighted least squares
        w = scale / np.maximum(np.abs(y - X @ found), least)
        square = X.T @ (X * w[:, None]) + _CALM_RIDGE * np.eye(X.shape[1])
        found = np.asarray(np.linalg.solve(square, X.T @ (w * y)), dtype=np.float64)
    return found


def _last(values: FloatArray, hours: int) -> FloatArray:
    """Mean of the last hours, each with itself."""
    sums = np.cumsum(np.concatenate([np.zeros(hours), values]))
    return np.asarray((sums[hours:] - sums[:-hours]) / hours)
