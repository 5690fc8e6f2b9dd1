"""Ridge regression that forgets: its solution at many origins in one pass over the days."""

import numpy as np

from data.model.arrays import FloatArray, IntArray


def discounted_fits(
    X: FloatArray,
    z: FloatArray,
    precision: FloatArray,
    prior_sd: FloatArray,
    halflife_days: float,
    origins: IntArray,
) -> FloatArray:
    """Coefficients at each origin, from the rows before it only.

    Minimises sum_d 0.5^((o-1-d)/halflife) precision_d (z_d - x_d b)^2 + sum_j (b_j / prior_sd_j)^2.

    Parameters
    ----------
    X
        Regressors, shape (days, columns).
    z
        Target, shape (days,) or (days, targets); rows of precision 0 are skipped.
    precision
        Inverse variances [-], shape (days,).
    origins
        Ascending days, 0 .. days; shape (origins,).

    Returns
    -------
    Shape (origins, columns) or (origins, columns, targets).
    """
    targets = z.reshape(len(z), -1)
    columns = X.shape[1]
    keep = 0.5 ** (1.0 / halflife_days)
    rows = np.hstack([X, np.where(precision[:, None] > 0, targets, 0.0)])
    sums = np.zeros((columns, columns + targets.shape[1]))
    kept = np.empty((len(origins), *sums.shape))
    first = 0
    for i, origin in enumerate(origins.tolist()):
        # One matrix product per stretch between origins, not one per day.
        stretch = slice(first, origin)
        fade = keep ** np.arange(origin - 1 - first, -1, -1) * precision[stretch]
        sums = sums * keep ** (origin - first) + (X[stretch] * fade[:, None]).T @ rows[stretch]
        kept[i] = sums
        first = origin
    gram = kept[:, :, :columns] + np.diag(1.0 / prior_sd**2)
    solved = np.linalg.solve(gram, kept[:, :, columns:])
    return np.asarray(solved.reshape(len(origins), columns, *z.shape[1:]))
