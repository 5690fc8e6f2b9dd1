"""How the hours of a day deviate from their forecast together, and what the first say of the rest.

A day's hours lie off their day-ahead forecast by a deviation of the whole day, one that lasts for
some hours, one of the hour itself, and Poisson noise. Variances are matched to past days, and give
way to those days' own covariance as far as it is more than chance: evenings may swing more than
mornings, or against them. What a morning says of the rest is then the best linear prediction,
strong where days move as a whole and weak where noise rules. Compare the penalised update of Shen &
Huang (2008), Manufacturing & Service Operations Management 10, 391-410,
doi:10.1287/msom.1070.0179, and the correlations within a day of Ibrahim & L'Ecuyer (2013), the same
journal 15, 72-85, doi:10.1287/msom.1120.0399.
"""

from dataclasses import dataclass

import numpy as np

from data.model.grid import BoolArray, FloatArray

_LASTING_H = (1.0, 2.0, 4.0, 8.0, 16.0)  # memories tried for what lasts some hours
_MEMORY_DAYS = 120.0  # half-life, as of all past errors
_ROUNDS = 3
# A day that lies far off the others weighs less: degrees of freedom of the multivariate t
# (Lange, Little & Taylor 1989, JASA 84, 881-896, doi:10.2307/2290063).
_FREEDOM = 5.0
_LARGEST_WEIGHT = 1.5
_LEAST_PAIRS = 20
_MOST_ALIKE = 0.95
_LIMIT_SDS = 2.5  # beyond, an hour's surprise says no more: a burst at seven is no day of bursts


@dataclass(frozen=True, eq=False)
class HourlyDeviations:
    """Covariance of the relative deviations of a day's hours.

    Parameters
    ----------
    total
        Of the true rates, beyond Poisson [-], shape (hours, hours).
    follows
        Covariance of an hour with the total of the day before [-].
    day_before
        Variance of that total's deviation, noise included [-].
    """

    total: FloatArray
    follows: float = 0.0
    day_before: float = 1.0

    def rest(
        self,
        seen_mean: FloatArray,
        seen: FloatArray,
        rest_mean: FloatArray,
        before: float = float("nan"),
    ) -> tuple[FloatArray, float]:
        """Expected relative deviation of what is left of each hour, and how sure that is.

        Parameters
        ----------
        seen_mean, seen
            Expected and counted contacts of the hours, or parts of hours, that are over
            [contacts], shape (hours,); 0 expected where nothing was to be seen.
        rest_mean
            Contacts expected in what is left of each hour [contacts], shape (hours,).
        before
            Relative deviation of the last known day's total [-]; NaN = unknown.

        Returns
        -------
        tuple
            Deviations [-], shape (hours,), and the relative variance that is left in the rate of
            the rest as a whole [-].
        """
        known = np.flatnonzero(seen_mean > 0)
        whole = float(rest_mean.sum())
        weights = rest_mean / whole if whole > 0 else np.zeros_like(rest_mean)
        cross = self.total[:, known]
        noise = self.total[np.ix_(known, known)] + np.diag(1.0 / seen_mean[known])
        surprise = seen[known] / seen_mean[known] - 1.0
        if np.isfinite(before) and self.follows > 0:
            cross = np.column_stack([cross, np.full(len(cross), self.follows)])
            edge = np.full((1, len(known)), self.follows)
            noise = np.block([[noise, edge.T], [edge, np.array([[self.day_before]])]])
            surprise = np.append(surprise, before)
        if not len(surprise):
            return np.zeros_like(rest_mean), float(weights @ self.total @ weights)
        limit = _LIMIT_SDS * np.sqrt(np.diag(noise))
        gain = np.linalg.solve(noise, cross.T)
        left = self.total - cross @ gain
        moved = np.clip(surprise, -limit, limit) @ gain
        return np.asarray(moved), max(0.0, float(weights @ left @ weights))


def learn_deviations(mean: FloatArray, actual: FloatArray) -> HourlyDeviations:
    """Match the variances to past days, the newest last.

    Parameters
    ----------
    mean, actual
        Expected and counted contacts [contacts/hour], shape (days, hours); expected 0 where an
        hour was closed or is unknown.
    """
    usable = mean > 0
    deviation = np.where(usable, actual / np.where(usable, mean, 1.0) - 1.0, 0.0)
    fading = 0.5 ** (np.arange(len(mean))[::-1] / _MEMORY_DAYS)
    weight = fading
    for _ in range(_ROUNDS):
        shared, law = _matched(mean, usable, deviation, weight)
        weight = fading * _trust(law, mean, usable, deviation)
    follows, day_before = _from_day_to_day(day_deviations(mean, actual), weight)
    # What a day takes over from the day before is part of what its hours share.
    of_day = max(0.0, float(shared.min()))
    most = _MOST_ALIKE * float(np.sqrt(of_day * day_before))
    follows = min(follows, most)
    told = follows**2 / day_before  # of each hour's variance, by the day before
    total = told + _without_negative(_shrunk(mean, usable, deviation, weight, law) - told)
    return HourlyDeviations(total, follows, day_before)


def day_deviations(mean: FloatArray, actual: FloatArray) -> FloatArray:
    """Relative deviation of each day's total [-], NaN where nothing was expected, shape (days,)."""
    expected = mean.sum(axis=1)
    came = np.where(mean > 0, actual, 0.0).sum(axis=1)
    ratio: FloatArray = np.divide(
        came, expected, out=np.full(len(mean), np.nan), where=expected > 0
    )
    return np.asarray(ratio - 1.0)


def _from_day_to_day(deviation: FloatArray, weight: FloatArray) -> tuple[float, float]:
    """Covariance of a day with the last known day before it, and the variance of a day [-]."""
    known = np.isfinite(deviation)
    d, w = deviation[known], weight[known]
    if len(d) < _LEAST_PAIRS:
        return 0.0, 1.0
    variance = float((w * d**2).sum() / max(float(w.sum()), 1e-12))
    d = np.clip(d, *(_LIMIT_SDS * np.sqrt(variance) * np.array([-1.0, 1.0])))
    both = np.sqrt(w[1:] * w[:-1])
    together = float((both * d[1:] * d[:-1]).sum() / max(float(both.sum()), 1e-12))
    return max(0.0, together), max(variance, 1e-9)


def _matched(
    mean: FloatArray, usable: BoolArray, deviation: FloatArray, weight: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """What hours share by day and nearness alone, and with their own variances [-]."""
    hours = mean.shape[1]
    root = np.sqrt(mean * weight[:, None])
    size = root.T @ root
    moment = over((root * deviation).T @ (root * deviation), size)
    noise = over(usable.T @ weight, mean.T @ weight)
    apart = np.abs(np.subtract.outer(np.arange(hours), np.arange(hours))).astype(np.float64)
    above = np.triu(size > 0, 1)
    day, lasting, memory_h = _components(apart[above], moment[above], size[above])
    shared = day + lasting * np.exp(-apart / memory_h)
    own = np.maximum(0.0, np.diag(moment) - noise - np.diag(shared))
    return np.asarray(shared), np.asarray(shared + np.diag(own))


def _shrunk(
    mean: FloatArray, usable: BoolArray, deviation: FloatArray, weight: FloatArray, law: FloatArray
) -> FloatArray:
    """The covariance of the days themselves, shrunk towards a law [-], shape (hours, hours).

    As far as chance explains that they differ: Schaefer & Strimmer (2005), Statistical
    Applications in Genetics and Molecular Biology 4(1), 32, doi:10.2202/1544-6115.1175; counted in
    contacts, so that small hours weigh little.
    """
    root = np.sqrt(mean)
    size = root[:, :, None] * root[:, None, :]
    moved = root * deviation
    each = moved[:, :, None] * moved[:, None, :] - usable[:, :, None] * np.eye(mean.shape[1])
    weights = weight[:, None, None]
    whole, found = (weights * size).sum(axis=0), (weights * each).sum(axis=0)
    days = over(found, whole)
    chance = float(((weights * (each - size * days)) ** 2).sum())
    apart = float(((found - whole * law) ** 2).sum())
    believed = max(0.0, 1.0 - chance / apart) if apart > 0 else 0.0
    return np.where(whole > 0, law + believed * (days - law), law)


def _without_negative(covariance: FloatArray) -> FloatArray:
    """The nearest covariance that no combination of hours has a negative variance in."""
    variances, directions = np.linalg.eigh(covariance)
    return np.asarray((directions * np.maximum(0.0, variances)) @ directions.T)


def _components(
    apart_h: FloatArray, moment: FloatArray, size: FloatArray
) -> tuple[float, float, float]:
    """Variance of the day, variance of what lasts, and its memory [h]: weighted least squares."""
    best, least = (0.0, 0.0, 1.0), np.inf
    for memory_h in _LASTING_H:
        columns = np.column_stack([np.ones(len(apart_h)), np.exp(-apart_h / memory_h)])
        for chosen in ([0, 1], [0], [1]):
            X = columns[:, chosen]
            weighted = X * size[:, None]
            effect = np.linalg.lstsq(weighted.T @ X, weighted.T @ moment, rcond=None)[0]
            gap = float((size * (moment - X @ effect) ** 2).sum())
            if (effect >= 0).all() and gap < least:
                least, both = gap, np.zeros(2)
                both[chosen] = effect
                best = (float(both[0]), float(both[1]), memory_h)
    return best


def _trust(
    law: FloatArray, mean: FloatArray, usable: BoolArray, deviation: FloatArray
) -> FloatArray:
    """Weight of each day by how far it lies off what the covariance expects [-], shape (days,)."""
    # An hour that is closed has all the noise in the world: it says nothing and costs nothing.
    noise = np.where(usable, 1.0 / np.where(usable, mean, 1.0), 1e9)
    spread = law[None] + np.eye(mean.shape[1])[None] * noise[:, :, None]
    distance = (deviation * np.linalg.solve(spread, deviation[:, :, None])[:, :, 0]).sum(axis=1)
    hours = usable.sum(axis=1)
    weight = (_FREEDOM + hours) / (_FREEDOM + distance)
    return np.asarray(np.minimum(weight, _LARGEST_WEIGHT))


def over(part: FloatArray, whole: FloatArray) -> FloatArray:
    """A part of a whole, 0 where there is none of it."""
    return np.asarray(np.divide(part, whole, out=np.zeros_like(part), where=whole > 0))
