"""Satisfaction by channel, what waiting costs of it, and what features people want."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context, centre_of
from app.services.service_quality.period import period_of
from app.services.service_quality.waiting_price import WaitingPrice, price_from
from data.model.errors import NotEnoughHistory, NotFound
from data.model.language import tr
from forecasting.surveys.kano import Feature, features
from forecasting.surveys.shares import HIDDEN_BELOW, Share, Shrunk, shrunk, weighted, wilson
from forecasting.surveys.waiting import BANDS_S, WaitCurve, wait_curve

if TYPE_CHECKING:
    import pandas as pd

SATISFIED_FROM = 4.0
"""Scores from here on, of 0 to 5, say that somebody was satisfied."""
_MOST_DAYS = 800


@dataclass(frozen=True)
class GroupSatisfaction:
    """Answers of a channel, a queue or an hour.

    Parameters
    ----------
    invited, answered
        Contacts that were asked, and those that answered [-].
    response
        Share that answered.
    satisfied
        Share of answers that are satisfied; hidden where too few answered.
    hidden
        Whether fewer than 30 answered.
    """

    name: str
    invited: int
    answered: int
    response: Share
    satisfied: Share
    hidden: bool


@dataclass(frozen=True)
class Satisfaction:
    """How satisfied people were in a period.

    Parameters
    ----------
    whole
        All answers as they came.
    evened
        The same as if every channel, queue and length of wait had answered alike often.
    agents
        Each drawn towards all; with few answers hidden.
    curve
        Waiting against satisfaction; None with `no_curve` saying why.
    by_day
        Day, answers, share satisfied with its limits at three standard deviations.
    """

    first: date
    last: date
    whole: GroupSatisfaction
    evened: Share
    channels: tuple[GroupSatisfaction, ...]
    queues: tuple[GroupSatisfaction, ...]
    hours: tuple[GroupSatisfaction, ...]
    reasons: tuple[tuple[str, int], ...]
    agents: tuple[Shrunk, ...]
    curve: WaitCurve | None
    no_curve: str
    by_day: tuple[tuple[date, int, float, float, float], ...]


@asked
def satisfaction_of(
    context: Context, first: date, last: date, channel: str = "", queue_id: str = ""
) -> Satisfaction:
    """Response, satisfaction and what waiting costs, of a period.

    Parameters
    ----------
    channel, queue_id
        Look at one only; all if empty.

    Raises
    ------
    InvalidValue
        If the period is empty or too long.
    NotFound
        If nobody was asked in it.
    """
    where = (
        {"kind": "satisfaction"}
        | ({"channel": channel} if channel else {})
        | ({"queue_id": queue_id} if queue_id else {})
    )
    scores = _scores(context, first, last, where)
    answers = scores[scores["answered"]]
    try:
        known = answers[answers["wait_s"].notna()]
        curve = wait_curve(known["wait_s"].to_numpy(float), known["yes"].to_numpy(bool))
        no_curve = ""
    except NotEnoughHistory as error:
        curve, no_curve = None, str(error)
    return Satisfaction(
        first,
        last,
        _group("", scores),
        _evened(scores),
        _groups(scores, "channel"),
        _groups(scores, "queue_id"),
        _groups(scores.assign(hour=scores["local"].dt.strftime("%H")), "hour"),
        _reasons(answers[~answers["yes"]]),
        _agents(answers),
        curve,
        no_curve,
        tuple(_days(answers)),
    )


def _scores(context: Context, first: date, last: date, where: dict[str, str]) -> "pd.DataFrame":
    """Contacts that were asked, how long they waited, whether they answered and were content."""
    import pandas as pd

    begin, end = period_of(centre_of(context).zone, first, last, _MOST_DAYS)
    scores = context.store.load_service_records("scores", begin, end, where)
    if not len(scores):
        raise NotFound(
            tr("nobody was asked how satisfied they were from {first} to {last}", first=first,
               last=last)
        )  # fmt: skip
    touches = context.store.load_service_records(
        "touches", begin - timedelta(days=7), end, columns=("touch_id", "wait_s")
    )
    waits = pd.Series(touches["wait_s"].to_numpy(float), index=touches["touch_id"])
    found: pd.DataFrame = scores.assign(
        wait_s=scores["touch_id"].map(waits[~waits.index.duplicated()]).to_numpy(float),
        local=scores["at"].dt.tz_convert(centre_of(context).zone),
        answered=scores["value"].notna(),
        yes=scores["value"] >= SATISFIED_FROM,
    )
    return found


def _group(name: str, scores: "pd.DataFrame") -> GroupSatisfaction:
    invited, answered = len(scores), int(scores["answered"].sum())
    yes = int(scores["yes"].sum())
    hidden = answered < HIDDEN_BELOW
    shown = wilson(0, 0) if hidden else wilson(yes, answered)
    return GroupSatisfaction(name, invited, answered, wilson(answered, invited), shown, hidden)


def _groups(scores: "pd.DataFrame", column: str) -> tuple[GroupSatisfaction, ...]:
    return tuple(_group(str(name) or "-", mine) for name, mine in scores.groupby(column))


def _evened(scores: "pd.DataFrame") -> Share:
    band = np.searchsorted(BANDS_S, scores["wait_s"].fillna(-1).to_numpy(float), side="right")
    cells = scores.assign(band=band).groupby(["channel", "queue_id", "band"])
    table = cells.agg(yes=("yes", "sum"), answered=("answered", "sum"), invited=("yes", "size"))
    yes, answered, invited = (table[one].to_numpy(float) for one in ("yes", "answered", "invited"))
    return weighted(yes, answered, invited)


def _reasons(unhappy: "pd.DataFrame") -> tuple[tuple[str, int], ...]:
    named = unhappy["reason"].replace("", np.nan).dropna().value_counts()
    return tuple((str(name), int(count)) for name, count in named.head(15).items())


def _agents(answers: "pd.DataFrame") -> tuple[Shrunk, ...]:
    mine = answers[answers["agent_id"] != ""].groupby("agent_id")["yes"].agg(["sum", "size"])
    if mine.empty:
        return ()
    names = [str(name) for name in mine.index]
    found = shrunk(names, mine["sum"].to_numpy(float), mine["size"].to_numpy(float))
    return tuple(sorted(found, key=lambda one: (one.hidden, one.share)))


def _days(answers: "pd.DataFrame") -> Iterator[tuple[date, int, float, float, float]]:
    if not len(answers):
        return
    mean = float(answers["yes"].mean())
    for day, mine in answers.groupby(answers["local"].dt.date)["yes"]:
        reach = 3 * np.sqrt(mean * (1 - mean) / len(mine))
        low, high = max(0.0, mean - reach), min(1.0, mean + reach)
        yield day, len(mine), float(mine.mean()), float(low), float(high)


@asked
def kano_of(context: Context, first: date, last: date) -> tuple[Feature, ...]:
    """Features of the yearly survey with their Kano categories, Better and Worse.

    Raises
    ------
    NotFound
        If there are no pairs of answers in the period.
    """
    begin, end = period_of(centre_of(context).zone, first, last, _MOST_DAYS)
    pairs = context.store.load_service_records("scores", begin, end, {"kind": "kano"})
    pairs = pairs[pairs["value"].between(1, 5) & pairs["second"].between(1, 5)]
    if not len(pairs):
        raise NotFound(
            tr("no answers of a Kano survey from {first} to {last}", first=first, last=last)
        )
    return features(zip(pairs["criterion"], pairs["value"], pairs["second"], strict=True))


@asked
def price_of_waiting(
    context: Context, first: date, last: date, queue_id: str, points_each: float
) -> WaitingPrice:
    """What a missing agent costs of a queue's satisfaction, as a price of understaffing.

    Parameters
    ----------
    points_each
        What one dissatisfied customer weighs, in the points of rosters [points].

    Raises
    ------
    NotEnoughHistory
        If answers do not show what waiting costs.
    """
    found = satisfaction_of(context, first, last, queue_id=queue_id)
    if found.curve is None:
        raise NotEnoughHistory(found.no_curve)
    if not found.curve.is_clear:
        raise NotEnoughHistory(
            tr(
                "the answers of {queue_id} do not show that waiting costs satisfaction: chance "
                "explains it as well",
                queue_id=queue_id,
            )
        )
    return price_from(context, queue_id, found.curve, points_each)
