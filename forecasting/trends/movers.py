"""Which series moved over the last days, many looked at allowed for."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.trends.limits import Limits


@dataclass(frozen=True)
class Mover:
    """A series over the last days.

    Parameters
    ----------
    came, expected
        Contacts of the last days [contacts].
    score
        Standard deviations off what was expected [-].
    beyond
        Whether chance among all series looked at would reach that less than once in 20 looks.
    """

    name: str
    came: float
    expected: float
    score: float
    beyond: bool

    @property
    def ratio(self) -> float:
        """Came over expected [-]."""
        return self.came / self.expected if self.expected > 0 else float("nan")


def movers(
    names: Sequence[str], limits: Limits, days: int = 7, chance: float = 0.05
) -> tuple[Mover, ...]:
    """Every series, those farthest off first.

    Parameters
    ----------
    names
        Of the series, in the order of the limits.

    Notes
    -----
    Expectations are those made one day ahead of each day, so they follow a level that stays: a
    mover moves now. Bonferroni over the series.
    """
    from scipy.special import ndtri

    days = min(days, int(np.isfinite(limits.expected[0]).sum()))
    came = limits.counts[:, -days:].sum(axis=1)
    mean = limits.expected[:, -days:]
    variance = (mean + limits.spread[:, None] * mean**2).sum(axis=1)
    expected = mean.sum(axis=1)
    score = (came - expected) / np.sqrt(np.maximum(variance, 1e-9))
    least = float(ndtri(1 - chance / (2 * max(1, len(came)))))
    order = np.argsort(-np.abs(score), kind="stable")
    return tuple(
        Mover(names[k], float(came[k]), float(expected[k]), float(score[k]),
              bool(abs(score[k]) > least))
        for k in order
    )  # fmt: skip
