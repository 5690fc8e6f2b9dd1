"""Quantiles learnt from past errors at the same lead and part of the day (split conformal)."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from data.model.grid import BoolArray, FloatArray, IntArray
from forecasting.calendar.panel import PARTS, part_of_day
from forecasting.counts import ANSCOMBE_SHIFT, anscombe
from forecasting.uncertainty.past_errors import PastErrors

DEFAULT_LEVELS = (0.025, *(round(0.05 * k, 2) for k in range(1, 20)), 0.975)
LEAD_FIRST_DAYS = (1, 2, 4, 8, 15)  # first lead [days] of each bucket
BUCKETS = len(LEAD_FIRST_DAYS)
# Before anything is known: a rate is off by 30 % (60 % on special days), errors are normal.
_PRIOR_SHARE = 0.3
_PRIOR_SPECIAL_SHARE = 0.2
_PRIOR_DAYS = 4.0
_POOL_DAYS = 30.0  # days after which a part of the day at a lead counts half by itself
_GRID = np.linspace(0.005, 0.995, 199)
_NORMAL = ndtri(_GRID)


@dataclass(frozen=True, eq=False)
class Spread:
    """Distribution of the error on the square-root scale, scaled by its size.

    Parameters
    ----------
    rate_share
        Standard deviation of the rate beyond Poisson by lead [-], shape (buckets,).
    special_share
        What a special day adds to it (variances add) [-].
    scores
        Quantiles of the scaled errors at `_GRID`, shape (parts, buckets, levels of the grid).
    """

    rate_share: FloatArray
    special_share: float
    scores: FloatArray

    def quantiles(
        self,
        mean: FloatArray,
        lead: IntArray,
        part: IntArray,
        special: BoolArray,
        levels: tuple[float, ...],
    ) -> FloatArray:
        """Quantiles of the observed contacts, shape (levels, n).

        Parameters
        ----------
        mean
            Forecast mean [contacts], shape (n,).
        lead
            Days ahead, 1 = first day, shape (n,).
        part
            Part of the day 0 .. parts - 1, shape (n,).
        special
            Whether the day is special, shape (n,).
        """
        bucket = lead_bucket(lead)
        share = np.sqrt(
            self.rate_share[bucket] ** 2 + np.where(special, self.special_share, 0) ** 2
        )
        size = error_size(mean, share)
        found = np.empty((len(levels), len(mean)))
        for k, level in enumerate(levels):
            table = _at_level(self.scores, level)
            root = anscombe(mean) + table[part, bucket] * size
            found[k] = np.maximum(0.0, np.maximum(root, 0.0) ** 2 - ANSCOMBE_SHIFT)
        return np.maximum.accumulate(np.where(mean > 0, found, 0.0), axis=0)


def lead_bucket(lead: IntArray) -> IntArray:
    """Bucket of leads in days (1, 2-3, 4-7, 8-14, 15 and more)."""
    return np.asarray(np.searchsorted(LEAD_FIRST_DAYS, lead, side="right") - 1)


def error_size(mean: FloatArray, share: FloatArray | float) -> FloatArray:
    """Standard deviation on the square-root scale: Poisson and rate uncertainty."""
    return np.asarray(np.sqrt(0.25 + 0.25 * np.asarray(share) ** 2 * mean))


def learn_spread(errors: PastErrors, parts: int = PARTS) -> Spread:
    """Spread of past errors.

    Shape and, by lead, size are learnt from ordinary days; special days say only how much wider
    their own bands are. A bucket without errors takes the size of all leads together.
    """
    ordinary = errors.ordinary()
    shares = rate_shares(ordinary)
    slots = ordinary.mean.shape[2]
    part = part_of_day(np.arange(slots), slots) if parts > 1 else np.zeros(slots, dtype=np.int64)
    scores = np.empty((parts, BUCKETS, len(_GRID)))
    for b in range(BUCKETS):
        score, weight = _scores(ordinary, b, float(shares[b]))
        pooled = _blend(score, weight, _NORMAL * _width(score, weight))
        for p in range(parts):
            own = part == p
            scores[p, b] = _blend(score[:, :, own], weight[:, :, own], pooled)
    return Spread(shares, special_share(errors, float(shares[-1])), scores)


def rate_shares(errors: PastErrors) -> FloatArray:
    """Relative standard deviation of the rate beyond Poisson by lead bucket [-].

    A bucket is shrunk towards all leads together, and those towards the prior.
    """
    by_bucket = [_of_bucket(errors, b) for b in range(BUCKETS)]
    together = [np.concatenate([b[k] for b in by_bucket], axis=1) for k in range(3)]
    whole = _moment_share(together[0], together[1], together[2], _PRIOR_SHARE)
    return np.array([_moment_share(*bucket, whole) for bucket in by_bucket])


def special_share(errors: PastErrors, ordinary_share: float) -> float:
    """Relative standard deviation that special days add [-], shrunk towards .2."""
    alone = errors.special_only()
    known = alone.known
    if not known.any():
        return _PRIOR_SPECIAL_SHARE
    mean, actual = alone.mean[known], alone.actual[known]
    whole = _excess(mean, actual, np.ones(len(mean)))
    seen = len(np.unique((np.arange(known.shape[1]) - alone.age_days[:, None])[known.any(axis=2)]))
    beyond = max(0.0, whole - ordinary_share**2)
    prior = _PRIOR_DAYS * _PRIOR_SPECIAL_SHARE**2
    return float(np.sqrt((seen * beyond + prior) / (seen + _PRIOR_DAYS)))


def _of_bucket(errors: PastErrors, bucket: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Forecast, fact and weight (0 = unknown) of the leads of a bucket."""
    columns = lead_bucket(np.arange(1, errors.mean.shape[1] + 1)) == bucket
    known = errors.known[:, columns]
    weight = np.where(known, errors.relevance[:, columns, None], 0.0)
    mean = np.where(known, np.maximum(errors.mean[:, columns], 0.0), 0.0)
    return mean, np.where(known, errors.actual[:, columns], 0.0), weight


def _moment_share(mean: FloatArray, actual: FloatArray, weight: FloatArray, prior: float) -> float:
    days = float((weight.max(axis=2, initial=0.0)).sum())
    if days <= 0:
        return prior
    excess = _excess(mean, actual, weight)
    return float(np.sqrt((days * excess + _PRIOR_DAYS * prior**2) / (days + _PRIOR_DAYS)))


def _excess(mean: FloatArray, actual: FloatArray, weight: FloatArray) -> float:
    """Relative variance beyond Poisson, by matching moments [-]."""
    beyond = float((weight * ((actual - mean) ** 2 - mean)).sum())
    return max(0.0, beyond) / max(float((weight * mean**2).sum()), 1e-12)


def _scores(errors: PastErrors, bucket: int, share: float) -> tuple[FloatArray, FloatArray]:
    mean, actual, weight = _of_bucket(errors, bucket)
    gap = anscombe(actual) - anscombe(mean)
    return gap / error_size(mean, share), np.where(mean > 0, weight, 0.0)


def _blend(score: FloatArray, weight: FloatArray, prior: FloatArray) -> FloatArray:
    """Weighted quantiles, shrunk towards a prior where few days were seen.

    Each error counts with both signs: on this scale errors are near symmetric, and the signs of
    a few past weeks, shared by all their slots, would only move the band off its centre.
    Ranks are stretched by (n + 1) / n as split conformal prediction asks (Vovk, Gammerman &
    Shafer 2005, Algorithmic Learning in a Random World).
    """
    days = float(weight.max(axis=2, initial=0.0).sum())
    flat, mass = score.ravel(), weight.ravel()
    used = mass > 0
    if not used.any():
        return prior
    flat, mass = (np.concatenate([flat[used], -flat[used]]), np.tile(mass[used] / 2, 2))
    order = np.argsort(flat)
    flat, mass = flat[order], mass[order]
    rank = np.cumsum(mass) - 0.5 * mass
    effective = mass.sum() ** 2 / (mass**2).sum()
    level = 0.5 + (_GRID - 0.5) * (effective + 1) / effective
    own = np.interp(level * mass.sum(), rank, flat)
    trust = days / (days + _POOL_DAYS)
    return np.asarray(trust * own + (1 - trust) * prior)


def _width(score: FloatArray, weight: FloatArray) -> float:
    """Size of the middle 80 % of the scores over that of the normal distribution [-].

    Rare large errors stretch moments, by which scores are sized, but not the middle.
    """
    days = float(weight.max(axis=2, initial=0.0).sum())
    used = weight > 0
    if not used.any():
        return 1.0
    size, mass = np.abs(score[used]), weight[used]
    order = np.argsort(size)
    place = np.interp(0.8 * mass.sum(), np.cumsum(mass[order]), size[order])
    return float((days * place / ndtri(0.9) + _PRIOR_DAYS) / (days + _PRIOR_DAYS))


def _at_level(scores: FloatArray, level: float) -> FloatArray:
    place = np.clip((level - _GRID[0]) / (_GRID[1] - _GRID[0]), 0, len(_GRID) - 1)
    low = int(place)
    high = min(low + 1, len(_GRID) - 1)
    part = place - low
    return np.asarray((1 - part) * scores[:, :, low] + part * scores[:, :, high])
