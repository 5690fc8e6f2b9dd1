"""How satisfaction falls with waiting."""

from dataclasses import dataclass

import numpy as np

from data.model.errors import NotEnoughHistory
from data.model.grid import BoolArray, FloatArray
from data.model.language import tr
from forecasting.surveys.shares import LEVEL, Share, wilson

_LEAST = 100
_STEPS = 50
BANDS_S = (0, 10, 20, 40, 60, 120, 180, 300, 600)
"""Begins of the bands of waiting that a curve is shown by [s]."""


@dataclass(frozen=True)
class WaitCurve:
    """Logistic curve of being satisfied over the time waited.

    Parameters
    ----------
    level, slope
        Log odds without a wait [-], and their change for each second of it [1/s].
    per_s, low, high
        Satisfied customers lost for each second that one contact waits longer, averaged over the
        contacts of the sample, with its interval [contacts/s].
    bands
        Begin and end of a band of waiting [s] and the share satisfied in it.
    answers
        How many it rests on [-].
    """

    level: float
    slope: float
    per_s: float
    low: float
    high: float
    bands: tuple[tuple[float, float, Share], ...]
    answers: int

    @property
    def is_clear(self) -> bool:
        """Whether waiting costs satisfaction beyond chance."""
        return self.low > 0

    def share(self, wait_s: FloatArray) -> FloatArray:
        """Share satisfied after waiting so long [-]."""
        return np.asarray(1 / (1 + np.exp(-(self.level + self.slope * wait_s))))


def wait_curve(wait_s: FloatArray, satisfied: BoolArray) -> WaitCurve:
    """Fit the curve by maximum likelihood; the interval by the delta method.

    McCullagh and Nelder (1989), Generalized Linear Models, 2nd ed., ch. 4.

    Raises
    ------
    NotEnoughHistory
        If fewer than 100 answers come with a wait, or all answers or all waits are the same.
    """
    from scipy.special import ndtri

    if len(wait_s) < _LEAST or satisfied.all() or not satisfied.any() or np.ptp(wait_s) <= 0:
        raise NotEnoughHistory(
            tr(
                "the curve needs {least} answers of contacts whose wait is known, some satisfied "
                "and some not; there are {n}",
                least=_LEAST,
                n=len(wait_s),
            )
        )
    design = np.column_stack([np.ones(len(wait_s)), wait_s / 60.0])
    weights = np.zeros(2)
    for _ in range(_STEPS):
        mean = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        spread = np.maximum(mean * (1 - mean), 1e-9)
        step = np.linalg.solve((design * spread[:, None]).T @ design, design.T @ (satisfied - mean))
        weights = weights + step
        if np.abs(step).max() < 1e-10:
            break
    mean = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
    spread = mean * (1 - mean)
    covariance = np.linalg.inv((design * np.maximum(spread, 1e-9)[:, None]).T @ design)
    # average marginal effect -b mean(p (1 - p)) and its gradient in (a, b)
    lost = -weights[1] * spread.mean()
    turn = spread * (1 - 2 * mean)
    gradient = -np.array(
        [weights[1] * turn.mean(), spread.mean() + weights[1] * (turn * design[:, 1]).mean()]
    )
    sd = float(np.sqrt(gradient @ covariance @ gradient))
    z = float(ndtri(0.5 + LEVEL / 2))
    ends = (*BANDS_S[1:], np.inf)
    bands = []
    for begin, end in zip(BANDS_S, ends, strict=True):
        mine = (wait_s >= begin) & (wait_s < end)
        if mine.any():
            bands.append((float(begin), float(end), wilson(satisfied[mine].sum(), mine.sum())))
    return WaitCurve(
        float(weights[0]), float(weights[1] / 60), lost / 60, (lost - z * sd) / 60,
        (lost + z * sd) / 60, tuple(bands), len(wait_s),
    )  # fmt: skip
