"""What a storm may bring: a range by region and in all, from what is said of it or from past ones.

Past storms of all regions are pooled: a region with few of its own leans on the others (normal
means on the log scale, Morris 1983, JASA 78, 47-55, doi:10.2307/2287098). What one more storm may
be is wider than what the past ones were on average, the more so the fewer there were.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from data.model.grid import FloatArray

ENOUGH_STORMS = 40
"""Past storms below which a range is all that can be said: errors of outage models fall until
about so many are known."""
RANGE = (0.1, 0.9)
"""Ends of the range that is shown [-]."""
_Z = 1.2816
# What is assumed of a storm before any is known: 60 % more contacts, and a factor of 2.5 either
# way, with the weight of three storms.
_PRIOR_SHARE, _PRIOR_SD, _PRIOR_STORMS = 0.6, 0.9, 3.0
_LEAST_SHARE, _LEAST_SD = 0.01, 0.05
_TOGETHER = 0.6
"""Correlation of the sizes in two regions that one storm hits [-]; a planning assumption."""
# An hour's count lies around its storm by so much of itself; so many storms at least fit what came.
_HOUR_SHARE, _LEAST_FIT, _LEAST_POWER, _LEAST_MEAN = 0.35, 60.0, 1e-3, 0.5
_PEAKS = (0.15, 0.3, 0.5)  # of the window, where no past storm says when
_FADE = 3.0


@dataclass(frozen=True)
class StormSize:
    """Size of a storm to come: log-normal, in more contacts than usual over its hours [-].

    Parameters
    ----------
    middle
        Median [-].
    sd
        Standard deviation of its logarithm [-].
    storms
        Past storms behind it [-]; 0 where somebody said the range.
    """

    middle: float
    sd: float
    storms: int = 0

    @property
    def range(self) -> tuple[float, float]:
        """Its 10 % and 90 % quantiles [-]."""
        return self.middle * np.exp(-_Z * self.sd), self.middle * np.exp(_Z * self.sd)


def size_of_range(low: float, high: float) -> StormSize:
    """The size whose 10 % and 90 % quantiles somebody says [-]."""
    low, high = max(low, _LEAST_SHARE), max(high, _LEAST_SHARE)
    return StormSize(float(np.sqrt(low * high)), float(np.log(high / low) / (2.0 * _Z)))


def pooled_sizes(past: Mapping[str, Sequence[float]]) -> dict[str, StormSize]:
    """Size of the next storm in each region from the past storms of all [-].

    Parameters
    ----------
    past
        More contacts than usual over the hours of each past storm [-], by region; a region may
        have none.
    """
    logs = {name: np.log(np.maximum(sizes, _LEAST_SHARE)) for name, sizes in past.items()}
    every = np.concatenate([np.zeros(0), *logs.values()])
    count = len(every)
    middle = float((_PRIOR_STORMS * np.log(_PRIOR_SHARE) + every.sum()) / (_PRIOR_STORMS + count))
    inside = sum(float(((x - x.mean()) ** 2).sum()) for x in logs.values() if len(x))
    free = count - sum(len(x) > 0 for x in logs.values())
    variance = (_PRIOR_STORMS * _PRIOR_SD**2 + inside) / (_PRIOR_STORMS + max(0, free))
    means = np.array([x.mean() for x in logs.values() if len(x)])
    sizes = np.array([len(x) for x in logs.values() if len(x)], dtype=np.float64)
    apart = 0.0
    if len(means) > 1:  # variance between regions, less what chance alone gives (DerSimonian-Laird)
        spread = float((sizes * (means - middle) ** 2).sum() - (len(means) - 1) * variance)
        apart = max(0.0, spread / max(1e-9, sizes.sum() - (sizes**2).sum() / sizes.sum()))
    found = {}
    for name, mine in logs.items():
        trust = len(mine) * apart / (len(mine) * apart + variance)
        at = trust * float(mine.mean()) + (1.0 - trust) * middle if len(mine) else middle
        unsure = variance / (_PRIOR_STORMS + count) + (1.0 - trust) * apart
        sd = max(_LEAST_SD, float(np.sqrt(variance + unsure)))
        found[name] = StormSize(float(np.exp(at)), sd, len(mine) or count)
    return found


def shapes_of(past: Sequence[Sequence[float]], hours: int) -> FloatArray:
    """How a storm's contacts spread over its hours [-], one row a shape, each sums to 1.

    Parameters
    ----------
    past
        What past storms added hour by hour, in any unit; those that added nothing say nothing.
        Where fewer than three are known, shapes that rise early, later and late stand in.
    """
    at = (np.arange(hours) + 0.5) / hours
    rows = []
    for one in past:
        added = np.maximum(0.0, np.asarray(one, dtype=np.float64))
        if added.sum() > 0:
            rows.append(np.interp(at, (np.arange(len(added)) + 0.5) / len(added), added))
    if len(rows) < 3:
        for peak in _PEAKS:
            rows.append(np.where(at < peak, at / peak, np.exp(-_FADE * (at - peak))))
    shapes = np.array(rows) + 1e-12
    return np.asarray(shapes / shapes.sum(axis=1, keepdims=True))


def storm_scenarios(
    sizes: Sequence[StormSize],
    usual: FloatArray,
    shapes: FloatArray,
    rng: np.random.Generator,
    scenarios: int = 200,
) -> FloatArray:
    """Equally likely storms: contacts that each adds [contacts/hour], (scenarios, regions, hours).

    Parameters
    ----------
    sizes
        Of each region.
    usual
        Contacts that would come without it [contacts/hour], shape (regions, hours).

    Notes
    -----
    A storm adds contacts, not a factor on each hour: what an hour brings does not fall at four in
    the morning because few call then. Sizes are drawn in even strata, so the quantiles are smooth.
    """
    from scipy.special import ndtri

    own = np.array([_strata(rng, scenarios) for _ in sizes])
    shared = ndtri(_strata(rng, scenarios))
    z = np.sqrt(_TOGETHER) * shared + np.sqrt(1.0 - _TOGETHER) * ndtri(own)
    # One region alone is drawn in strata by itself; a sum of two draws would not be even.
    z = ndtri(own) if len(sizes) == 1 else z
    middle = np.array([size.middle for size in sizes])[:, None]
    sd = np.array([size.sd for size in sizes])[:, None]
    share = middle * np.exp(sd * z)
    shape = shapes[rng.permutation(np.arange(scenarios) % len(shapes))]
    total = share * usual.sum(axis=1, keepdims=True)
    return np.asarray(total.T[:, :, None] * shape[:, None, :])


def _strata(rng: np.random.Generator, count: int) -> FloatArray:
    return np.asarray((rng.permutation(count) + 0.5) / count)


def given_what_came(
    added: FloatArray,
    usual: FloatArray,
    came: FloatArray,
    rng: np.random.Generator,
    scenarios: int = 200,
) -> FloatArray:
    """Storms that fit what has come so far: places of those drawn again, shape (scenarios,).

    Each storm weighs as much as it makes the counts likely, negative binomial around what is usual
    and what it adds; storms are drawn again by weight in even strata (sampling importance
    resampling, Rubin 1988, Bayesian Statistics 3, 395-402). No storm was drawn exactly as the one
    that comes: weights are flattened until `_LEAST_FIT` of them share the work.

    Parameters
    ----------
    added
        What each storm adds [contacts/hour], shape (storms, hours).
    usual, came
        What is usual and what came [contacts/hour], NaN where unknown, shape (hours,).
    """
    known = np.isfinite(usual) & np.isfinite(came)
    mean = np.maximum(usual[known] + added[:, known], _LEAST_MEAN)
    r, counts = 1.0 / _HOUR_SHARE**2, came[known]
    fit = (counts * np.log(mean) - (counts + r) * np.log(r + mean)).sum(axis=1)
    fit -= fit.max(initial=-np.inf) if len(fit) else 0.0
    least = min(_LEAST_FIT, len(fit))
    weight, power = np.exp(fit), 1.0
    while weight.sum() ** 2 / (weight**2).sum() < least and power > _LEAST_POWER:
        power *= 0.8
        weight = np.exp(power * fit)
    at = (np.arange(scenarios) + rng.random()) / scenarios
    place = np.searchsorted(np.cumsum(weight) / weight.sum(), at)
    return np.asarray(np.minimum(place, len(fit) - 1))


def with_retrials(first: FloatArray, capacity: FloatArray, retry_share: float) -> FloatArray:
    """Contacts offered when those who are not answered call again in the next hour.

    offered(h) = first(h) + r * max(0, offered(h-1) - capacity(h-1)): a fluid model of blocked and
    abandoned callers (Aksin, Armony & Mehrotra 2007, Production and Operations Management 16,
    665-688, sec. 2, doi:10.1111/j.1937-5956.2007.tb00288.x).

    Parameters
    ----------
    first
        First attempts [contacts/hour], shape (..., hours).
    capacity
        Contacts that the people there can take [contacts/hour], shape (hours,).
    retry_share
        Share of those not answered who call again [-].
    """
    offered = np.array(first, dtype=np.float64)
    for hour in range(1, offered.shape[-1]):
        lost = np.maximum(0.0, offered[..., hour - 1] - capacity[hour - 1])
        offered[..., hour] += retry_share * lost
    return offered
