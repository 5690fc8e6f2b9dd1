"""Requests by category and region: limits, movers, who foretells whom, what a measure did."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context, centre_of, local_time, special_days_of
from app.services.service_quality.period import period_of
from app.services.service_quality.words import KIND_OF_TOPIC, series_name
from data.model.errors import NotEnoughHistory, NotFound
from data.model.grid import FloatArray, IntArray
from data.model.language import tr
from data.model.words import date_in_words
from forecasting.trends.foretelling import Foretelling
from forecasting.trends.interrupted import Effect, effect_of
from forecasting.trends.limits import Limits
from forecasting.trends.movers import Mover, movers

if TYPE_CHECKING:
    import pandas as pd

What = Literal["touches", "orders", "cases"]
By = Literal["category", "region", "category_region"]
AHEAD_DAYS = 14
LONGEST_DAYS = 740
_MOST_SERIES = 200
_WARM_DAYS = 120
"""Days before the first one that limits and weekdays are learnt from."""
_HOLIDAY = 7


@dataclass(frozen=True, eq=False)
class Counted:
    """Counts a day of each series.

    Parameters
    ----------
    counts
        Shape (series, days).
    kinds
        Weekday of each day, or 7 for a special day, shape (days,).
    left_out
        Series beyond the 200 largest [-].
    """

    what: What
    names: tuple[str, ...]
    days: tuple[date, ...]
    counts: FloatArray
    kinds: IntArray
    ahead_kinds: IntArray
    left_out: int


@dataclass(frozen=True, eq=False)
class Trends:
    """What moves.

    Parameters
    ----------
    limits
        Of every series, in the order of `counted.names`.
    false_alarms
        Share of days outside where only chance is at work, by simulation of these series [-].
    outside
        Series, day, count, low and high of the shown days that left their limits, newest first.
    """

    counted: Counted
    shown: int
    limits: Limits
    movers: tuple[Mover, ...]
    false_alarms: float
    outside: tuple[tuple[str, date, float, float, float], ...]


@asked
def count_requests(
    context: Context, first: date, last: date, what: What = "touches", by: By = "category_region"
) -> Counted:
    """Count contacts, work orders or complaints a day by category and region.

    Raises
    ------
    InvalidValue
        If the period is empty or longer than two years.
    NotFound
        If there are none.
    """
    frame, at = _records(context, first, last, what)
    zone = centre_of(context).zone
    local = frame[at].dt.tz_convert(zone).dt.tz_localize(None).to_numpy().astype("datetime64[D]")
    column = (local - np.datetime64(first, "D")).astype(np.int64)
    category = frame["category" if what == "touches" else "kind"].to_numpy(object)
    if what == "touches":  # a call that nobody closed under a code still has its topic
        topic = frame["topic"].map(lambda one: KIND_OF_TOPIC.get(one, one)).to_numpy(object)
        category = np.where(category == "", topic, category)
    names, row = _named(category, frame["region"].to_numpy(object), by)
    days = (last - first).days + 1
    counts = np.bincount(row * days + column, minlength=len(names) * days).astype(float)
    counts = counts.reshape(len(names), days)
    order = np.argsort(-counts.sum(axis=1), kind="stable")[:_MOST_SERIES]
    every = tuple(first + timedelta(days=n) for n in range(days + AHEAD_DAYS))
    special = special_days_of(context, every[0], every[-1])
    kinds = np.array([_HOLIDAY if day in special else day.weekday() for day in every])
    return Counted(
        what, tuple(names[k] for k in order), every[:days], counts[order], kinds[:days],
        kinds[days:], max(0, len(names) - _MOST_SERIES),
    )  # fmt: skip


def _records(context: Context, first: date, last: date, what: What) -> "tuple[pd.DataFrame, str]":
    begin, end = period_of(centre_of(context).zone, first, last, LONGEST_DAYS)
    at = {"touches": "at", "orders": "created_at", "cases": "opened_at"}[what]
    columns = {
        "touches": (at, "category", "topic", "region"),
        "orders": (at, "kind", "region"),
        "cases": (at, "kind", "region"),
    }[what]
    frame = context.store.load_service_records(what, begin, end, columns=columns)
    if not len(frame):
        raise NotFound(tr("nothing is stored from {first} to {last}", first=first, last=last))
    return frame, at


def _named(category: np.ndarray, region: np.ndarray, by: By) -> tuple[list[str], IntArray]:
    import pandas as pd

    parts = {
        "category": (category,), "region": (region,), "category_region": (category, region),
    }[by]  # fmt: skip
    texts = [np.where(part == "", "-", part).astype(object) for part in parts]
    joined = texts[0] if len(texts) == 1 else texts[0] + " · " + texts[1]
    codes, names = pd.factorize(joined)
    return [str(name) for name in names], codes.astype(np.int64)


@asked
def trends_of(
    context: Context,
    first: date,
    last: date,
    what: What = "touches",
    by: By = "category_region",
    seed: int = 0,
) -> Trends:
    """Control limits, days outside them, movers of the last week and the forecast, by series.

    Notes
    -----
    Four months before the first day are counted too, from which weekdays and levels are learnt.

    Raises
    ------
    NotEnoughHistory
        If fewer than eight weeks are stored.
    """
    from forecasting.trends.limits import limits_of, simulated_false_alarms

    since = _oldest(context, what, first - timedelta(days=_WARM_DAYS))
    counted = count_requests(context, min(first, since), last, what, by)
    limits = limits_of(counted.counts, counted.kinds, counted.ahead_kinds)
    random = np.random.default_rng(seed)
    shown = (last - max(first, counted.days[0])).days + 1
    outside = np.argwhere(limits.outside[:, -shown:])
    begin = len(counted.days) - shown
    rows = sorted(
        (
            (
                counted.names[k], counted.days[begin + t], float(limits.counts[k, begin + t]),
                float(limits.low[k, begin + t]), float(limits.high[k, begin + t]),
            )
            for k, t in outside.tolist()
        ),
        key=lambda row: row[1],
        reverse=True,
    )  # fmt: skip
    return Trends(
        counted, shown, limits, movers(counted.names, limits),
        simulated_false_alarms(limits, counted.kinds, random),
        tuple(rows),
    )  # fmt: skip


def _oldest(context: Context, what: What, wanted: date) -> date:
    """The first day wanted, or the first one stored where that is later."""
    span = context.store.service_records_span(what)
    if span is None:
        raise NotFound(tr("nothing is stored yet: bring in files on the page Data"))
    return max(wanted, local_time(context, span[0]).date())


@asked
def foretellings_of(
    context: Context,
    first: date,
    last: date,
    what: What = "touches",
    by: By = "category",
    longest_lag_days: int = 7,
) -> tuple[Foretelling, ...]:
    """Which categories foretell others: a tested claim, never a cause.

    Parameters
    ----------
    longest_lag_days
        Longest time ahead that is tried [days].
    """
    from forecasting.trends.foretelling import foretellings

    counted = count_requests(context, first, last, what, by)
    rows = dict(zip(counted.names, counted.counts, strict=True))
    special = special_days_of(context, first, last)
    found = foretellings(rows, counted.days, special, longest_lag_days)
    return tuple(
        replace(one, leader=series_name(one.leader), follower=series_name(one.follower))
        for one in found
    )


@dataclass(frozen=True, eq=False)
class MeasureEffect:
    """What changed in a series when a measure began."""

    name: str
    begun: date
    days: tuple[date, ...]
    counts: FloatArray
    effect: Effect

    @property
    def sentence(self) -> str:
        """What was found, in one sentence."""
        found = self.effect
        said = tr(
            "{name}: {change:+.0%} since {begun} (between {low:+.0%} and {high:+.0%})",
            name=series_name(self.name),
            change=found.factor - 1,
            begun=self.begun,
            low=found.low - 1,
            high=found.high - 1,
        )
        if found.is_clear:
            return said
        return tr("{said}; chance explains that as well", said=said)


@asked
def effect_of_measure(
    context: Context,
    name: str,
    begun: date,
    what: What = "touches",
    by: By = "category",
    before_days: int = 180,
    after_days: int = 90,
) -> MeasureEffect:
    """Compare a series before and after a day (interrupted time series).

    Parameters
    ----------
    name
        Category, region, or both as `CATEGORY · REGION`.
    begun
        First day under the measure.

    Raises
    ------
    NotFound
        If there is no such series.
    NotEnoughHistory
        If there are fewer than four weeks before or two after.
    """
    newest = context.store.service_records_span(what)
    if newest is None:
        raise NotFound(tr("nothing is stored yet: bring in files on the page Data"))
    known = [local_time(context, at).date() for at in newest]
    if not known[0] < begun <= known[1]:
        raise NotEnoughHistory(
            tr(
                "nothing is stored on both sides of {begun}: name a day between {first} and {last}",
                begun=date_in_words(begun),
                first=date_in_words(known[0]),
                last=date_in_words(known[1]),
            )
        )
    first = _oldest(context, what, begun - timedelta(days=before_days))
    last = min(begun + timedelta(days=after_days - 1), newest[1].date())
    counted = count_requests(context, first, last, what, by)
    if name not in counted.names:
        raise NotFound(
            tr(
                "no series {name!r}; there are: {known}",
                name=name,
                known=", ".join(counted.names[:12]),
            )
        )
    counts = counted.counts[counted.names.index(name)]
    effect = effect_of(counts, counted.kinds, (begun - first).days)
    return MeasureEffect(name, begun, counted.days, counts, effect)
