"""Several forecasters, put through an admission test and averaged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from data.model.errors import ForecastFailed, InvalidValue
from data.model.grid import FloatArray, Grid
from data.model.language import tr
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.contract import FIT_FAILURES, Forecaster
from forecasting.evaluation.accuracy import wape
from forecasting.models import FORECASTERS
from forecasting.uncertainty.past_errors import PastErrors, mean_of_errors

DEFAULT_MEMBERS = ("ridge_slots", "glm_days", "ets_days")
BASELINE = "mean_8w"
VALIDATION_DAYS = 28
ERROR_LIMIT = 1.25  # times the baseline's error on the series' own last weeks
LEVEL_LIMITS = (0.5, 2.0)  # times the recent level


@dataclass(frozen=True, eq=False)
class Combined:
    """The mean of the members that passed the admission test.

    Parameters
    ----------
    mean
        Contacts [contacts/slot], shape (slots,).
    members
        Every member's own forecast, excluded ones too, name -> shape (slots,).
    baseline
        Mean of the last eight weeks [contacts/slot], shape (slots,).
    errors
        Errors that the admitted members made in the past, from which the bands are learnt.
    notes
        Sentences about members, weights, exclusions and failures.
    warnings
        Sentences that somebody must hear: no member was admitted.
    weights
        Share of each admitted member in the mean [-], adding up to 1.
    """

    mean: FloatArray
    members: Mapping[str, FloatArray]
    baseline: FloatArray
    errors: PastErrors
    notes: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Admission:
    """Members that passed the admission test and, for the others, why not."""

    passed: tuple[str, ...]
    excluded: Mapping[str, str]

    @property
    def notes(self) -> tuple[str, ...]:
        """One sentence for each member that was excluded."""
        return tuple(
            tr("{name} excluded: {why}", name=name, why=why)
            for name, why in sorted(self.excluded.items())
        )


@dataclass(frozen=True, eq=False)
class Fits:
    """Forecasters fitted to one history, their forecasts, and why others failed."""

    fitted: dict[str, Forecaster]
    means: dict[str, FloatArray]
    broken: dict[str, str]


def combine(
    series: ContactSeries,
    special_days: SpecialDays,
    horizon: Grid,
    members: Sequence[str] | None = None,
    *,
    raw: ContactSeries | None = None,
    refits: int | None = None,
) -> Combined:
    """Fit the members, put them through the admission test and average those that pass.

    A single named member is taken without a test: somebody wants to see that very forecast.

    Parameters
    ----------
    series
        History that the members learn from (screened). Admission test, recent level and fall-back
        look at it too: one wrong slot in the baseline would exclude every sound member.
    raw
        History as it was, for the baseline that the forecast is compared with; `series` if None.
    refits
        Past origins at which every admitted member is fitted again for the errors that make
        the bands [-]. None: the errors of members that need no refits stand for the whole mean;
        only where there is none are all fitted again, at as many origins as the slowest allows.
        0: never; where every member needs refits, the baseline's errors are taken.

    Raises
    ------
    InvalidValue
        If a member's name is unknown.
    ForecastFailed
        If not even the baseline can be computed, or the only member asked for fails.
    """
    names = _checked(members)
    recent = baseline_of(series, special_days, horizon)
    baseline = recent if raw is None else baseline_of(raw, special_days, horizon)
    fits = fit_all(series, special_days, horizon, names)
    own = fits.means
    if len(names) == 1 and fits.broken:
        raise ForecastFailed(f"{series.queue_id}: {names[0]}: {fits.broken[names[0]]}")
    verdict, weights = Admission(tuple(own), {}), dict.fromkeys(own, 1.0)
    if len(names) > 1:
        verdict, weights = _judge(series, special_days, own, recent)
    notes = (
        *(
            tr("{number} excluded: {why}", number=n, why=why)
            for n, why in sorted(fits.broken.items())
        ),
        *verdict.notes,
    )
    if not verdict.passed:
        errors = _baseline_errors(series, special_days)
        told = tr(
            "every member was excluded, the 8-week mean is used instead: {notes}",
            notes="; ".join(notes),
        )
        only = {BASELINE: 1.0}
        said = (*notes, tr("8-week mean used instead"))
        return Combined(recent, own, baseline, errors, said, (told,), only)
    share = weight_shares(verdict.passed, weights)
    mean = np.tensordot(share, with_lent_shapes(own, verdict.passed, horizon), axes=1)
    parts = ", ".join(f"{n} {w:.0%}" for n, w in zip(verdict.passed, share, strict=True))
    admitted = {name: fits.fitted[name] for name in verdict.passed}
    errors = _errors(admitted, weights, refits) or _baseline_errors(series, special_days)
    shares = dict(zip(verdict.passed, share.tolist(), strict=True))
    told_parts = (tr("weighted mean of {parts}", parts=parts), *notes)
    return Combined(mean, own, baseline, errors, told_parts, weights=shares)


def admission_test(
    validated: Mapping[str, FloatArray],
    actual: FloatArray,
    baseline: FloatArray,
    forecasts: Mapping[str, FloatArray],
    outlook: FloatArray,
) -> Admission:
    """Judge members by their error in the validation window and by the level of their forecast.

    Parameters
    ----------
    validated, actual, baseline
        Each member's forecast of the validation window, the facts, and the 8-week mean's
        forecast of them [contacts/slot]; empty `actual` skips this test.
    forecasts, outlook
        Each member's forecast of the horizon, and the 8-week mean's [contacts/slot].
    """
    excluded: dict[str, str] = {}
    limit = ERROR_LIMIT * wape(actual, baseline) if np.isfinite(actual).any() else float("inf")
    level = float(outlook.mean())
    for name, forecast in forecasts.items():
        error = wape(actual, validated[name]) if name in validated and actual.size else 0.0
        ratio = float(forecast.mean()) / level if level > 0 else 1.0
        if not np.isfinite(forecast).all():
            excluded[name] = tr("its forecast is not a number everywhere")
        elif error > limit:
            excluded[name] = tr(
                "erred {error:.1%} in the last weeks, the limit is {limit:.1%}",
                error=error,
                limit=limit,
            )
        elif not LEVEL_LIMITS[0] <= ratio <= LEVEL_LIMITS[1]:
            excluded[name] = tr("its mean is {ratio:.2f} times the recent level", ratio=ratio)
    return Admission(tuple(name for name in forecasts if name not in excluded), excluded)


def weight_shares(names: Sequence[str], weights: Mapping[str, float]) -> FloatArray:
    """Weights that add up to 1 [-], shape (names,)."""
    share = np.array([weights[name] for name in names])
    return np.asarray(share / share.sum())


def _lenders(names: Sequence[str]) -> list[int | None]:
    """For each member, the place of the one whose shape of the day it takes; None for its own.

    Members on day totals know no better profile than a plain one, so only their totals count.
    """
    lender = next((i for i, name in enumerate(names) if FORECASTERS[name].lends_shape), None)
    return [lender if FORECASTERS[name].shape == "days" else None for name in names]


def with_lent_shapes(own: dict[str, FloatArray], names: Sequence[str], grid: Grid) -> FloatArray:
    """Forecasts to be averaged, with their shape of the day replaced where one is lent to them.

    Shape (names, slots).
    """
    shaped = []
    for name, lender in zip(names, _lenders(names), strict=True):
        if lender is None:
            shaped.append(own[name])
            continue
        shape = own[names[lender]]
        total, ours = (np.bincount(grid.day_index, values) for values in (own[name], shape))
        factor = np.divide(total, ours, out=np.ones(len(ours)), where=ours > 0)
        shaped.append(shape * factor[grid.day_index])
    return np.array(shaped)


def _errors(
    admitted: Mapping[str, Forecaster], weights: Mapping[str, float], refits: int | None
) -> PastErrors | None:
    """Past errors of the weighted mean at origins that its members share; None if unknown."""
    names = list(admitted)
    if not refits:
        without = [name for name in names if admitted[name].refits == 0]
        if not without and refits == 0:
            return None
        refits = 0 if without else min(admitted[name].refits for name in names)
        names = without or names
    parts = [admitted[name].past_errors(refits) for name in names]
    return mean_of_errors(parts, weight_shares(names, weights), _lenders(names))


def baseline_of(series: ContactSeries, special_days: SpecialDays, horizon: Grid) -> FloatArray:
    """Mean of the last eight weeks [contacts/slot], shape (slots,)."""
    plain = fit_all(series, special_days, horizon, (BASELINE,))
    if BASELINE not in plain.means:
        raise ForecastFailed(f"{series.queue_id}: {plain.broken[BASELINE]}")
    return plain.means[BASELINE]


def _baseline_errors(series: ContactSeries, special_days: SpecialDays) -> PastErrors:
    return FORECASTERS[BASELINE]().fit(series, special_days).past_errors()


def _checked(members: Sequence[str] | None) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(members)) if members else DEFAULT_MEMBERS
    unknown = [name for name in names if name not in FORECASTERS]
    if unknown:
        raise InvalidValue(
            tr(
                "unknown forecaster {unknown!r}; known: {forecasters}",
                unknown=unknown[0],
                forecasters=", ".join(FORECASTERS),
            )
        )
    return names


def fit_all(
    series: ContactSeries, special_days: SpecialDays, grid: Grid, names: Sequence[str]
) -> Fits:
    """Fit members of those names and let each forecast a grid; those that cannot are told why."""
    found = Fits({}, {}, {})
    for name in names:
        try:
            fitted = FORECASTERS[name]().fit(series, special_days)
            found.means[name] = fitted.predict(grid)
            found.fitted[name] = fitted
        except FIT_FAILURES as error:
            found.broken[name] = f"{type(error).__name__}: {error}"
    return found


def _judge(
    series: ContactSeries,
    special_days: SpecialDays,
    own: dict[str, FloatArray],
    baseline: FloatArray,
) -> tuple[Admission, dict[str, float]]:
    """Admission and weights by the last four weeks (or the last third of a short history).

    Four bad weeks, of a storm or a turn of the season, exclude nobody: if a member fails, all are
    judged again on the last three windows of four weeks, taken together. The weight is the prior
    weight over the squared error of the newest window: inverse variances without covariances
    (Bates & Granger 1969), which so few errors cannot tell.
    """
    weights = {name: FORECASTERS[name].prior_weight for name in own}
    days = min(VALIDATION_DAYS, len(series.grid.days) // 3)
    last = _validation(series, special_days, tuple(own), days, 0)
    if last is None:
        return admission_test({}, np.empty(0), np.empty(0), own, baseline), weights
    actual, made = last
    verdict = admission_test(made, actual, made[BASELINE], own, baseline)
    errors = {name: wape(actual, made[name]) for name in own if name in made}
    if verdict.excluded:
        before = (_validation(series, special_days, tuple(own), days, k) for k in (1, 2))
        windows = [last, *(window for window in before if window is not None)]
        actual = np.concatenate([fact for fact, _ in windows])
        known = set.intersection(*(set(of_window) for _, of_window in windows))
        made = {name: np.concatenate([w[name] for _, w in windows]) for name in known}
        verdict = admission_test(made, actual, made[BASELINE], own, baseline)
    usual = np.mean([e for e in errors.values() if np.isfinite(e)] or [1.0])
    for name, error in errors.items():
        if np.isfinite(error) and error > 0:
            weights[name] *= float((usual / error) ** 2)
    return verdict, weights


def _validation(
    series: ContactSeries, special_days: SpecialDays, names: Sequence[str], days: int, ago: int
) -> tuple[FloatArray, dict[str, FloatArray]] | None:
    """Facts of the window that ended `ago` windows ago, and each member's forecast of them.

    None if nothing was known before them.
    """
    grid = series.grid
    if days < 1 or (ago + 1) * days > len(grid.days):
        return None
    first = max(0, grid.slot_at(grid.days[-(ago + 1) * days], 0))
    end = grid.slot_at(grid.days[-ago * days], 0) if ago else grid.slots
    if not np.isfinite(series.offered[:first]).any():
        return None
    asked = dict.fromkeys((BASELINE, *names))
    made = fit_all(series.until(first), special_days, grid.part(first, end - first), tuple(asked))
    return series.offered[first:end], made.means
