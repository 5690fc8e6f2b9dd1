"""Topics that suddenly take longer, or bring people back: whoever answers needs a briefing."""

from dataclasses import dataclass

import numpy as np

from data.model.grid import BoolArray, FloatArray, IntArray

_BASE_DAYS = 56
_NEWEST_DAYS = 3
_LEAST_BASE = 50
_LEAST_NEW = 20
_LEAST_TOPICS = 4
_LEAST_RISE = 1.05  # smaller ones are no reason for a briefing


@dataclass(frozen=True)
class Drift:
    """A topic that departed from its own past.

    Parameters
    ----------
    topic
        Number of the topic.
    what
        `handle_time` or `repeats`.
    ratio
        Of the last days over the eight weeks before [-].
    score
        Standard deviations beyond chance [-].
    days
        Last days that show it [days].
    contacts
        That it rests on [contacts].
    """

    topic: int
    what: str
    ratio: float
    score: float
    days: int
    contacts: int


def drifts(
    topic: IntArray,
    day: IntArray,
    handle_s: FloatArray,
    repeated: FloatArray,
    topics: int,
    chance: float = 0.01,
) -> tuple[Drift, ...]:
    """Topics whose last one, two or three days stand out, the clearest first.

    Parameters
    ----------
    topic, day
        Number of the topic and of the day (0 = the oldest) of each contact, shape (contacts,).
    handle_s
        Handle time; NaN where nobody measured [s].
    repeated
        1 where the customer came back within the days that repeats are counted over, 0 where
        not, NaN where it is too early to know.
    chance
        Of any false find among all topics [-].

    Notes
    -----
    Handle times are compared as logarithms, whose mean a few long calls do not carry, less what
    a day did to the other topics (a slow system is no lack of knowledge of one). The spread is
    that of single contacts and, on top, that of whole days in the past.
    """  # fmt: skip
    from scipy.special import ndtri

    if not len(day):
        return ()
    newest = int(day.max())
    least = float(ndtri(1 - chance / (2 * _NEWEST_DAYS * max(1, topics))))
    values = {
        "handle_time": np.log(np.where(handle_s > 0, handle_s, np.nan)),
        "repeats": repeated,
    }
    found = []
    for what, value in values.items():
        known = np.isfinite(value) & (day > newest - _BASE_DAYS - _NEWEST_DAYS)
        last = int(day[known].max()) if known.any() else newest
        if what == "handle_time":
            value = value - _shared(value, topic, day, known, topics)
        for number in range(topics):
            mine = known & (topic == number)
            one = _clearest(value[mine], last - day[mine], what == "handle_time", least)
            if one is not None:
                found.append(Drift(number, what, *one))
    return tuple(sorted(found, key=lambda drift: -drift.score))


def _shared(
    value: FloatArray, topic: IntArray, day: IntArray, known: BoolArray, topics: int
) -> FloatArray:
    """What each contact's day did to all topics but its own, as far as that is no chance."""
    if topics < _LEAST_TOPICS or not known.any():
        return np.zeros(len(value))
    days = int(day.max()) + 1
    cell = topic * days + day
    size = np.bincount(cell[known], minlength=topics * days).reshape(topics, days)
    total = np.bincount(cell[known], value[known], topics * days).reshape(topics, days)
    own = total.sum(axis=1) / np.maximum(size.sum(axis=1), 1)
    single = float((value[known] - own[topic[known]]).var())
    rest = total - own[:, None] * size
    others = size.sum(axis=0) - size
    mean = (rest.sum(axis=0) - rest) / np.maximum(others, 1)
    noise = single / np.maximum(others, 1)
    there = others > 0
    between = max(0.0, float((mean[there] ** 2 - noise[there]).mean())) if there.any() else 0.0
    shared = np.where(there, mean * between / np.maximum(between + noise, 1e-12), 0.0)
    return np.asarray(shared[topic, day])


def _clearest(
    value: FloatArray, ago: IntArray, logs: bool, least: float
) -> tuple[float, float, int, int] | None:
    best = None
    for days in range(1, _NEWEST_DAYS + 1):
        new, old = value[ago < days], value[ago >= days]
        if len(new) < _LEAST_NEW or len(old) < _LEAST_BASE:
            continue
        score, ratio = _score(new, old, ago[ago >= days], days, logs)
        if score > least and ratio >= _LEAST_RISE and (best is None or score > best[1]):
            best = (ratio, score, days, len(new))
    return best


def _score(
    new: FloatArray, old: FloatArray, ago: IntArray, days: int, logs: bool
) -> tuple[float, float]:
    gap = float(new.mean() - old.mean())
    single = float(old.var(ddof=1))
    size = np.bincount(ago)
    means = np.divide(np.bincount(ago, old), size, out=np.zeros(len(size)), where=size > 0)
    there = size > 0
    spread = float(((means[there] - old.mean()) ** 2 * size[there]).sum() / size[there].sum())
    chance = single * there.sum() / size[there].sum()
    between = max(0.0, spread - chance)
    sd = np.sqrt(single * (1 / len(new) + 1 / len(old)) + between / days)
    ratio = float(np.exp(gap)) if logs else float(new.mean() / max(old.mean(), 1e-9))
    return gap / max(float(sd), 1e-12), ratio
