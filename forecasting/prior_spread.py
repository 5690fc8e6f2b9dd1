"""How far each kind of effect reaches on this series: its prior spread learnt from the history."""

import numpy as np

from data.model.arrays import FloatArray, IntArray
from forecasting.calendar import fading

FIXED = 0
"""Group of the effects whose prior stays as it is."""
_PRIOR_EFFECTS = 1.0  # the spread set by theory counts as one effect of that size
_STEPS = 4  # far fewer are needed than for convergence of an expectation step
_WIDEST = 2.0  # times the spread set by theory


def learnt_spread(
    X: FloatArray,
    z: FloatArray,
    precision: FloatArray,
    prior_sd: FloatArray,
    group: IntArray,
    halflife_days: float,
) -> FloatArray:
    """Prior standard deviations after a look at the history, shape (columns,).

    Each group of effects shares one factor on its spread, which maximises the evidence of the
    history (MacKay 1992, Neural Computation 4, eq. 28): squared effects over the number of effects
    that the data determine. Where holidays change little, a single odd one is then not believed.

    Parameters
    ----------
    X, z, precision, prior_sd, halflife_days
        As in `discounted_fits`, of the whole history.
    group
        Group of each column, `FIXED` for those left alone, shape (columns,).
    """
    weight = fading(len(z), halflife_days) * precision
    gram = (X.T * weight) @ X
    moment = X.T @ (weight * z)
    factor = np.ones(len(prior_sd))
    for _ in range(_STEPS):
        held = 1.0 / (prior_sd * factor) ** 2
        spread = np.linalg.inv(gram + np.diag(held))
        effect = spread @ moment
        told = np.clip(1.0 - np.diag(spread) * held, 0.0, 1.0)
        for one in set(group.tolist()) - {FIXED}:
            mine = group == one
            size = ((effect[mine] / prior_sd[mine]) ** 2).sum()
            share = (_PRIOR_EFFECTS + size) / (_PRIOR_EFFECTS + told[mine].sum())
            factor[mine] = min(_WIDEST, float(np.sqrt(share)))
    return np.asarray(prior_sd * factor)
