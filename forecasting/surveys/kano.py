"""Kano's model: which features people must have, want more of, or are delighted by."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from data.model.language import phrase

MUST, WANT, DELIGHT, SAME, REVERSE, DOUBTFUL = "M", "O", "A", "I", "R", "Q"
NAMES = {
    DELIGHT: phrase("attractive"),
    WANT: phrase("one-dimensional"),
    MUST: phrase("must-be"),
    SAME: phrase("indifferent"),
    REVERSE: phrase("reverse"),
    DOUBTFUL: phrase("questionable"),
}
_TABLE = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
"""Answer if it is there (row) and if it is missing (column): 1 like, 2 must be, 3 neutral, 4 can
live with, 5 dislike. Kano et al. (1984), Journal of the Japanese Society for Quality Control 14(2),
39-48; the table as in Berger et al. (1993), Center for Quality of Management Journal 2(4), 3-36."""
_FIRST = "MOAI"


def category(there: float, missing: float) -> str:
    """Category of one pair of answers, each 1 (like) to 5 (dislike)."""
    return _TABLE[round(there) - 1][round(missing) - 1]


@dataclass(frozen=True)
class Feature:
    """What people say of one feature.

    Parameters
    ----------
    counts
        Answers by category; percentages do as well.
    """

    name: str
    counts: dict[str, float]

    @property
    def answers(self) -> float:
        """All answers [-]."""
        return sum(self.counts.values())

    @property
    def category(self) -> str:
        """The most frequent one; must-be goes before one-dimensional, attractive, indifferent."""
        order = _FIRST + REVERSE + DOUBTFUL
        return max(order, key=lambda one: (self.counts.get(one, 0), -order.index(one)))

    @property
    def better(self) -> float:
        """How much satisfaction rises with it, (A + O) / (A + O + M + I) [-].

        Berger et al. (1993); worked example in Sauerwein et al. (1996), International Working
        Seminar on Production Economics 9, 313-327.
        """
        return self._part(DELIGHT, WANT)

    @property
    def worse(self) -> float:
        """How much it falls without it, -(O + M) / (A + O + M + I) [-]."""
        return -self._part(WANT, MUST)

    def _part(self, *kinds: str) -> float:
        whole = sum(self.counts.get(one, 0) for one in _FIRST)
        return sum(self.counts.get(one, 0) for one in kinds) / whole if whole else float("nan")


def features(pairs: Iterable[tuple[str, float, float]]) -> tuple[Feature, ...]:
    """Features from pairs of answers: name, if it is there, if it is missing; by name."""
    counts: dict[str, Counter[str]] = {}
    for name, there, missing in pairs:
        counts.setdefault(name, Counter())[category(there, missing)] += 1
    return tuple(Feature(name, dict(counts[name])) for name in sorted(counts))
