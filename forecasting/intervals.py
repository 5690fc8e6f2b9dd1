"""Quantiles learnt from past errors at the same lead and part of the day (split conformal)."""

from dataclasses import dataclass

import numpy as np

from data.model.arrays import FloatArray, IntArray

DEFAULT_LEVELS = (0.025, *(round(0.05 * k, 2) for k in range(1, 20)), 0.975)
LEAD_FIRST_DAYS = (1, 2, 4, 8, 15)  # first lead [days] of each bucket
_SHIFT = 3.0 / 8.0  # Anscombe (1948): sqrt(y + 3/8) has variance 1/4 for any Poisson rate
_POOL_DAYS = 30.0  # a cell of part x lead counts for itself once it has seen this many days


@dataclass(frozen=True, eq=False)
class PastErrors:
    """Forecasts made in the past for what is known now.

    Parameters
    ----------
    mean, actual
        Forecast and fact [contacts/slot], shape (origins, leads, slots of a day); NaN = unknown.
    """

    mean: FloatArray
    actual: FloatArray

    def days(self) -> "PastErrors":
        """The same as day totals, shape (origins, leads, 1)."""
        known = np.isfinite(self.actual) & np.isfinite(self.mean)
        some = known.any(axis=2)
        sums = (np.where(known, a, 0.0).sum(axis=2) for a in (self.mean, self.actual))
        mean, actual = (np.where(some, total, np.nan)[:, :, None] for total in sums)
        return PastErrors(mean, actual)


@dataclass(frozen=True, eq=False)
class Spread:
    """Distribution of the error on the square-root scale, scaled by its size.

    Parameters
    ----------
    rate_share
        Standard deviation of the rate beyond Poisson [-], shape (buckets,).
    scores
        Sorted scaled errors of each part of the day and bucket; last row: all parts together.
    """

    rate_share: FloatArray
    scores: tuple[tuple[FloatArray, ...], ...]
    seen_days: FloatArray

    def quantiles(
        self, mean: FloatArray, lead: IntArray, part: IntArray, levels: tuple[float, ...]
    ) -> FloatArray:
        """Quantiles of the observed contacts, shape (levels, len(mean)).

        Parameters
        ----------
        mean
            Forecast mean [contacts], shape (n,).
        lead
            Days ahead, 1 = first day, shape (n,).
        part
            Part of the day 0 .. parts - 1, shape (n,).
        """
        bucket = lead_bucket(lead)
        table = self._table(levels)
        root = np.sqrt(mean + _SHIFT)
        size = _size(mean, self.rate_share[bucket])
        spread = root + table[part, bucket].T * size
        found = np.maximum(0.0, np.maximum(spread, 0.0) ** 2 - _SHIFT)
        return np.maximum.accumulate(np.where(mean > 0, found, 0.0), axis=0)

    def _table(self, levels: tuple[float, ...]) -> FloatArray:
        parts, buckets = len(self.scores) - 1, len(self.rate_share)
        table = np.empty((parts, buckets, len(levels)))
        for b in range(buckets):
            pooled = _quantile(self.scores[parts][b], levels)
            for p in range(parts):
                own = _quantile(self.scores[p][b], levels) if len(self.scores[p][b]) else pooled
                weight = self.seen_days[b] / (self.seen_days[b] + _POOL_DAYS)
                table[p, b] = weight * own + (1 - weight) * pooled
        return table


def lead_bucket(lead: IntArray) -> IntArray:
    """Bucket of leads in days (1, 2-3, 4-7, 8-14, 15 and more)."""
    return np.asarray(np.searchsorted(LEAD_FIRST_DAYS, lead, side="right") - 1)


def part_of_day(slot_of_day: IntArray, slots_per_day: int) -> IntArray:
    """Quarter of the day: night, morning, afternoon, evening."""
    return np.asarray(slot_of_day * 4 // slots_per_day)


def learn_spread(errors: PastErrors, parts: int = 4) -> Spread:
    """Spread of past errors; buckets never seen take over the longest one that was."""
    _, leads, slots = errors.mean.shape
    bucket = lead_bucket(np.arange(1, leads + 1))
    part = part_of_day(np.arange(slots), slots) if slots > 1 else np.zeros(1, dtype=np.int64)
    rows: list[list[FloatArray]] = [[] for _ in range(parts + 1)]
    shares: list[float] = []
    seen_days: list[float] = []
    for b in range(len(LEAD_FIRST_DAYS)):
        mean, actual = errors.mean[:, bucket == b], errors.actual[:, bucket == b]
        known = np.isfinite(mean) & np.isfinite(actual)
        if not known.any():
            shares.append(shares[-1] if shares else 0.3)
            seen_days.append(seen_days[-1] if seen_days else 0.0)
            for row in rows:
                row.append(row[-1] if row else np.array([-2.0, 0.0, 2.0]))
            continue
        share = rate_share(mean[known], actual[known])
        gap = np.sqrt(actual + _SHIFT) - np.sqrt(np.maximum(mean, 0.0) + _SHIFT)
        score = gap / _size(np.maximum(mean, 0.0), np.array(share))
        shares.append(share)
        seen_days.append(float(known.any(axis=2).sum()))
        for p in range(parts):
            of_part = known & (part == p)
            rows[p].append(np.sort(score[of_part]))
        rows[parts].append(np.sort(score[known]))
    return Spread(np.array(shares), tuple(tuple(row) for row in rows), np.array(seen_days))


def rate_share(mean: FloatArray, actual: FloatArray) -> float:
    """Relative standard deviation of the rate beyond Poisson [-], by matching moments."""
    excess = ((actual - mean) ** 2 - mean).sum()
    return float(np.sqrt(max(0.0, excess) / max(float((mean**2).sum()), 1e-12)))


def _size(mean: FloatArray, share: FloatArray) -> FloatArray:
    """Standard deviation on the square-root scale: Poisson and rate uncertainty."""
    return np.asarray(np.sqrt(0.25 + 0.25 * share**2 * mean))


def _quantile(scores: FloatArray, levels: tuple[float, ...]) -> FloatArray:
    """Conformal quantiles: the rank is stretched by (n + 1) / n (Vovk et al. 2005)."""
    n = len(scores)
    rank = np.asarray(levels) * (n + 1) - 1
    return np.asarray(np.interp(rank, np.arange(n), scores))
