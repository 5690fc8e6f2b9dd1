"""Hours of past surges most like one at hand, and what those surges left some hours later.

A surge at nine in the evening fades into a quiet night and one at seven grows into a morning; what
counts alone cannot tell, hours of earlier surges of that size at that time of day can (nearest
neighbours; Lorenz 1969, Journal of the Atmospheric Sciences 26, 636-646,
doi:10.1175/1520-0469(1969)26<636:APARBN>2.0.CO;2).
"""

from dataclasses import dataclass

import numpy as np

from data.model.grid import BoolArray, FloatArray, IntArray

# Of the hours most alike, by the lead. Later hours that are calm again count so much less: who
# answers a surge asks what comes if it goes on (docs/decisions/forecasting.md).
_ALIKE = (100, 80, 60, 60, 60, 60)
_CALM_WEIGHT = (0.15, 0.3, 0.4, 0.4, 0.4, 0.4)
_SURGE = 3.0  # times its usual count makes an hour a surge's
_MOST_TRUST = 0.5
_LEAST = 0.5  # contacts of an hour, where usual ones are compared


@dataclass(frozen=True, eq=False)
class Analogues:
    """Hours of past surges, some hours before others that are known.

    Parameters
    ----------
    marks
        What makes hours alike, each of mean 0 and deviation 1, shape (hours, marks).
    left
        What came on top later over the size of the surge then [-], shape (hours,).
    weight
        Of each hour [-], shape (hours,).
    centre, scale
        Of the marks before, shape (marks,).
    nearest
        How many are looked at [-].
    """

    marks: FloatArray
    left: FloatArray
    weight: FloatArray
    centre: FloatArray
    scale: FloatArray
    nearest: int

    @classmethod
    def of(
        cls, usual: FloatArray, gap: FloatArray, size: FloatArray, on: BoolArray, lead: int
    ) -> "Analogues":
        """Those of past hours, in order.

        Parameters
        ----------
        usual
            Contacts of a usual hour [contacts/hour], NaN where unknown, shape (hours,).
        gap
            What came on top, NaN where unknown [contacts/hour], shape (hours,).
        size, on
            What a surge adds in each hour [contacts/hour], and whether one is on, shape (hours,).
        lead
            Hours until what is told [h].
        """
        used = np.flatnonzero(on[:-lead] & (size[:-lead] > 0) & np.isfinite(gap[lead:]))
        raw = _marks(usual, np.nan_to_num(gap), used, lead)
        centre = raw.mean(axis=0) if len(used) else np.zeros(raw.shape[1])
        scale = np.maximum(raw.std(axis=0), 1e-9) if len(used) else np.ones(raw.shape[1])
        later, then = gap[used + lead], usual[used + lead]
        weight = np.where(later >= (_SURGE - 1.0) * then, 1.0, _CALM_WEIGHT[lead - 1])
        return cls(
            (raw - centre) / scale, later / size[used], weight, centre, scale, _ALIKE[lead - 1]
        )

    @property
    def trust(self) -> float:
        """Weight of what they say beside what all surges leave on average [-]."""
        return _MOST_TRUST * min(1.0, len(self.left) / self.nearest)

    def left_of(
        self, usual: FloatArray, gap: FloatArray, hours: BoolArray, lead: int
    ) -> FloatArray:
        """Weighted median of what the most alike left of themselves [-]; parameters as in `of`.

        Returns
        -------
        FloatArray
            Shape (hours,); NaN where not asked for by `hours`, or nothing is alike.
        """
        found = np.full(len(usual), np.nan)
        at = np.flatnonzero(hours[:-lead])
        if not len(self.left) or not len(at):
            return found
        asked = (_marks(usual, gap, at, lead) - self.centre) / self.scale
        away = np.zeros((len(asked), len(self.marks)))
        for mine, theirs in zip(asked.T, self.marks.T, strict=True):  # one mark at a time in memory
            away += (mine[:, None] - theirs) ** 2
        near = np.argsort(away, axis=1, kind="stable")[:, : self.nearest]
        order = np.take_along_axis(near, np.argsort(self.left[near], axis=1, kind="stable"), 1)
        below = np.cumsum(self.weight[order], axis=1)
        middle = (below >= 0.5 * below[:, -1:]).argmax(axis=1)
        found[at] = self.left[order[np.arange(len(at)), middle]]
        return found


def _marks(usual: FloatArray, gap: FloatArray, hours: IntArray, lead: int) -> FloatArray:
    """Last two counts, and the usual ones of now, of later and of the day, as logarithms."""
    base = np.maximum(np.nan_to_num(usual), _LEAST)
    came = np.maximum(0.0, base + gap)
    sums = np.cumsum(np.concatenate([np.zeros(24), base]))
    day = (sums[24:] - sums[:-24]) / np.minimum(np.arange(1, len(base) + 1), 24)
    return np.column_stack([
        np.log1p(came[hours]),
        np.log1p(came[np.maximum(hours - 1, 0)]),
        np.log(base[hours + lead]),
        np.log(base[hours]),
        np.log(day[hours + lead]),
    ])  # fmt: skip
