"""Shares and means of those who answered, and how sure they are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import FloatArray
from data.model.language import tr

LEVEL = 0.95
HIDDEN_BELOW = 30
"""Groups with fewer answers are shown to nobody: chance would be read, and people known."""
_LEAST_IN_STRATUM = 5


@dataclass(frozen=True)
class Share:
    """A share with its interval.

    Parameters
    ----------
    share, low, high
        [-], NaN where nobody answered.
    answers
        How many it rests on [-]; after weighting, how many even answers would say as much.
    """

    share: float
    low: float
    high: float
    answers: float


def wilson(yes: float, answers: float, level: float = LEVEL) -> Share:
    """Wilson's score interval of a share.

    Wilson (1927), JASA 22, 209-212, doi:10.1080/01621459.1927.10502953; values in Newcombe (1998),
    Statistics in Medicine 17, 857-872, table I.
    """
    from scipy.special import ndtri

    if answers <= 0:
        return Share(np.nan, np.nan, np.nan, 0.0)
    z2 = float(ndtri(0.5 + level / 2)) ** 2
    share = yes / answers
    centre = (share + z2 / (2 * answers)) / (1 + z2 / answers)
    half = np.sqrt(z2 * (share * (1 - share) / answers + z2 / (4 * answers**2)))
    half /= 1 + z2 / answers
    return Share(share, max(0.0, centre - half), min(1.0, centre + half), float(answers))


def weighted(
    yes: FloatArray, answers: FloatArray, invited: FloatArray, level: float = LEVEL
) -> Share:
    """A share as if people of every group had answered alike often (post-stratification).

    Parameters
    ----------
    yes, answers, invited
        Satisfied, answered and all contacts of each group [-], shape (groups,).

    Notes
    -----
    Groups with fewer than five answers are looked at as one. The interval is Wilson's, for as
    many even answers as have the variance of the weighted share (Korn and Graubard 1998, Survey
    Methodology 24, 193-201, with Wilson's interval in place of the exact one).
    """
    few = answers < _LEAST_IN_STRATUM
    if few.any():
        rows = [np.append(one[~few], one[few].sum()) for one in (yes, answers, invited)]
        yes, answers, invited = rows
    known = answers > 0
    if not known.any():
        return wilson(0, 0)
    part = invited[known] / invited[known].sum()
    # a share of 0 or 1 of a small group is no certainty
    rate = yes[known] / answers[known]
    shrunk = (yes[known] + 0.5) / (answers[known] + 1.0)
    variance = float((part**2 * shrunk * (1 - shrunk) / answers[known]).sum())
    share = float((part * rate).sum())
    middle = float((part * shrunk).sum())
    even = middle * (1 - middle) / variance
    return wilson(share * even, even, level)


@dataclass(frozen=True)
class Shrunk:
    """A group's share drawn towards that of all, and where it may lie.

    Parameters
    ----------
    raw
        As answered [-].
    hidden
        Whether too few answered to show it.
    """

    name: str
    raw: float
    share: float
    low: float
    high: float
    answers: int
    hidden: bool


def shrunk(
    names: Sequence[str], yes: FloatArray, answers: FloatArray, level: float = LEVEL
) -> tuple[Shrunk, ...]:
    """Shares by group, each drawn towards the mean of all the more, the fewer answered.

    The groups' true shares follow a beta distribution whose spread is learnt by moments (Kleinman
    1973, JASA 68, 46-54, doi:10.1080/01621459.1973.10481332).
    """
    from scipy.special import betaincinv

    known = answers > 0
    total = float(answers.sum())
    if not known.any() or total <= 0:
        return ()
    mean = min(max(float(yes.sum()) / total, 1e-6), 1 - 1e-6)
    rate = np.divide(yes, answers, out=np.full(len(yes), mean), where=known)
    groups = int(known.sum())
    spread = float((answers * (rate - mean) ** 2).sum())
    room = total - float((answers**2).sum()) / total
    between = (spread - mean * (1 - mean) * (groups - 1)) / room if room > 0 else 0.0
    between = min(max(between, 1e-6), mean * (1 - mean) * 0.9)
    prior = mean * (1 - mean) / between - 1
    tail = (1 - level) / 2
    found = []
    for k, name in enumerate(names):
        a, b = mean * prior + yes[k], (1 - mean) * prior + answers[k] - yes[k]
        low, high = betaincinv(a, b, tail), betaincinv(a, b, 1 - tail)
        hidden = answers[k] < HIDDEN_BELOW
        found.append(
            Shrunk(
                name, float(rate[k]), float(a / (a + b)), float(low), float(high),
                int(answers[k]), bool(hidden),
            )
        )  # fmt: skip
    return tuple(found)


def sample_for(half_width: float, sd: float, every: int) -> int:
    """Contacts to score so that a mean score is known to within +- `half_width`.

    Parameters
    ----------
    half_width, sd
        Of the interval, and of single scores [score].
    every
        Contacts there are to choose from [-].

    Notes
    -----
    Cochran (1977), Sampling Techniques, 3rd ed., eq. 4.2 with the finite population correction of
    eq. 4.3; the normal quantile gives way to Student's until they agree.

    Raises
    ------
    InvalidValue
        If the width is not positive.
    """
    from scipy.special import ndtri, stdtrit

    if half_width <= 0:
        raise InvalidValue(tr("an interval needs a width above 0"))
    needed = max(2.0, (float(ndtri(0.5 + LEVEL / 2)) * sd / half_width) ** 2)
    for _ in range(20):
        student = float(stdtrit(max(1.0, needed - 1), 0.5 + LEVEL / 2))
        needed = max(2.0, (student * sd / half_width) ** 2)
    return int(min(every, np.ceil(needed / (1 + needed / max(every, 1)))))
