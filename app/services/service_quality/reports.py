"""Trends, satisfaction and quality of a period as workbooks, in the language in use."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.services.access.asking import asked
from app.services.context import Context, centre_of
from app.services.service_quality.briefings import Briefing, briefings_wanted
from app.services.service_quality.quality import (
    HALF_WIDTH,
    REVIEW_MIN,
    QualityState,
    SamplePlan,
    quality_state,
    sample_plan,
)
from app.services.service_quality.satisfaction import Satisfaction, kano_of, satisfaction_of
from app.services.service_quality.trends import By, Trends, What, trends_of
from app.services.service_quality.words import series_name
from data.export.sheets import Sheet, workbook
from data.model.errors import NotFound
from data.model.language import tr
from forecasting.surveys.kano import NAMES, Feature

if TYPE_CHECKING:
    from forecasting.surveys.shares import Share

_KANO_DAYS = 730  # a yearly survey, and the one before it


def _title(what: str, first: date, last: date) -> str:
    return tr("{what}, {first} to {last}", what=what, first=first, last=last)


@asked
def trends_workbook(
    context: Context, first: date, last: date, what: What = "touches", by: By = "category_region"
) -> bytes:
    """Movers, days outside their limits, counts and forecast by day, as XLSX."""
    found = trends_of(context, first, last, what, by)
    return workbook(_title(tr("Trends"), first, last), trend_sheets(found))


def trend_sheets(found: Trends) -> tuple[Sheet, ...]:
    """Sheets of the report of trends."""
    counted, limits = found.counted, found.limits
    begin = len(counted.days) - found.shown
    days = (
        (series_name(name), counted.days[t], counted.counts[k, t], limits.expected[k, t],
         limits.low[k, t], limits.high[k, t])
        for k, name in enumerate(counted.names)
        for t in range(begin, len(counted.days))
    )  # fmt: skip
    ahead = (
        (series_name(name), counted.days[-1] + timedelta(days=t + 1), limits.ahead[k, t],
         limits.ahead_low[k, t], limits.ahead_high[k, t])
        for k, name in enumerate(counted.names)
        for t in range(limits.ahead.shape[1])
    )  # fmt: skip
    series, day, low, high = tr("Series"), tr("Day"), tr("Lower limit"), tr("Upper limit")
    return (
        Sheet(
            tr("Movers"),
            (series, tr("Last seven days"), tr("Expected"), tr("Against expected"),
             tr("Standard deviations"), tr("Beyond chance")),
            [(series_name(one.name), one.came, one.expected, one.ratio - 1, one.score, one.beyond)
             for one in found.movers],
        ),
        Sheet(tr("Days outside"), (series, day, tr("Count"), low, high),
              [(series_name(one[0]), *one[1:]) for one in found.outside]),
        Sheet(tr("Days"), (series, day, tr("Count"), tr("Expected"), low, high), _plain(days)),
        Sheet(tr("Forecast"), (series, day, tr("Expected"), low, high), _plain(ahead)),
    )  # fmt: skip


@asked
def satisfaction_workbook(context: Context, first: date, last: date) -> bytes:
    """Satisfaction by channel, queue, hour, day and agent, what waiting costs, Kano, as XLSX."""
    found = satisfaction_of(context, first, last)
    try:
        kano = kano_of(context, last - timedelta(days=_KANO_DAYS), last)
    except NotFound:  # the survey is yearly, and not everybody's
        kano = ()
    return workbook(_title(tr("Satisfaction"), first, last), satisfaction_sheets(found, kano))


def satisfaction_sheets(found: Satisfaction, kano: Sequence[Feature]) -> tuple[Sheet, ...]:
    """Sheets of the report of satisfaction; groups with few answers show no share."""
    low, high, share = tr("From (95 %)"), tr("To (95 %)"), tr("Satisfied")
    groups = [(tr("All"), found.whole)]
    for by, several in (
        (tr("Channel"), found.channels),
        (tr("Queue"), found.queues),
        (tr("Hour"), found.hours),
    ):
        groups += [(by, one) for one in several]
    rows: list[Sequence[Any]] = [
        (by, one.name, one.invited, one.answered, *_interval(one.response),
         *_interval(one.satisfied))
        for by, one in groups
    ]  # fmt: skip
    rows.append((tr("As if all had answered alike often"), "", *[None] * 5,
                 *_interval(found.evened)))  # fmt: skip
    agents = [
        (one.name, one.answers, *([None] * 3 if one.hidden else (one.share, one.low, one.high)))
        for one in found.agents
    ]
    curve = found.curve
    waiting = [] if curve is None else [(curve.per_s, curve.low, curve.high)]
    features = [
        (one.name, *(one.counts.get(kind, 0) for kind in NAMES), tr(NAMES[one.category]),
         one.better, one.worse)
        for one in kano
    ]  # fmt: skip
    return (
        Sheet(
            tr("Groups"),
            (tr("Group"), tr("Name"), tr("Invited"), tr("Replied"), tr("Response"), low, high,
             share, low, high),
            rows,
        ),
        Sheet(
            tr("Days"),
            (tr("Day"), tr("Replies"), share, tr("Lower limit"), tr("Upper limit")),
            found.by_day,
        ),
        Sheet(tr("Agents"), (tr("Agent"), tr("Replies"), share, low, high), agents),
        Sheet(tr("Reasons"), (tr("Reason"), tr("Replies")), found.reasons),
        Sheet(tr("Waiting"), (tr("Share lost for a second"), low, high), waiting),
        Sheet(
            tr("Kano"),
            (tr("Feature"), *(tr(name) for name in NAMES.values()), tr("Category"), tr("Better"),
             tr("Worse")),
            features,
        ),
    )  # fmt: skip


@asked
def quality_workbook(
    context: Context,
    first: date,
    last: date,
    half_width: float = HALF_WIDTH,
    review_min: int = REVIEW_MIN,
) -> bytes:
    """Whom to listen to, objections, raters, criteria and topics to brief about, as XLSX.

    Parameters
    ----------
    half_width
        The mean score of each agent is to be known to within so much, 95 % [score].
    review_min
        Work of scoring one contact [min].
    """
    plan = sample_plan(context, first, last, half_width, review_min)
    try:
        state: QualityState | None = quality_state(context, first, last)
    except NotFound:  # nothing was scored yet: the plan of whom to listen to is the report
        state = None
    try:
        briefings = briefings_wanted(context, last)
    except NotFound:
        briefings = ()
    sheets = quality_sheets(plan, state, briefings, centre_of(context).zone)
    return workbook(_title(tr("Quality"), first, last), sheets)


def quality_sheets(
    plan: SamplePlan, state: QualityState | None, briefings: Sequence[Briefing], zone: str
) -> tuple[Sheet, ...]:
    """Sheets of the report of quality; times on the clock of a zone."""
    due = [
        (one.agent_id, one.name, one.team, one.contacts, one.wanted, one.done, one.due, one.mean,
         one.half_width)
        for one in plan.agents
    ]  # fmt: skip
    objections = [
        (one.score_id, one.agent_id, one.scorer, one.criterion, one.value,
         one.raised_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None), one.days, one.late)
        for one in (state.objections if state else ())
    ]  # fmt: skip
    topics = [(one.topic, one.drift.ratio - 1, one.drift.days, one.sentence) for one in briefings]
    agent, scores, mean = tr("Agent"), tr("Scores"), tr("Mean")
    raters = [(tr("all (Fleiss)"), "", state.agreement.contacts, state.agreement.fleiss),
              *state.agreement.pairs] if state else []  # fmt: skip
    return (
        Sheet(
            tr("Whom to listen to"),
            (agent, tr("Full name"), tr("Team"), tr("Contacts"), tr("Wanted"), tr("Scored"),
             tr("Due"), mean, tr("± (95 %)")),
            due,
        ),
        Sheet(
            tr("Open objections"),
            (tr("Score"), agent, tr("Rater"), tr("Criterion"), tr("Value"), tr("Raised"),
             tr("Number of days"), tr("Too long")),
            objections,
        ),
        Sheet(
            tr("Raters"),
            (tr("Rater"), tr("Other rater"), tr("Contacts"), tr("Kappa")),
            raters,
        ),
        Sheet(
            tr("Criteria"),
            (tr("Criterion"), scores, mean, tr("Below 80")),
            state.criteria if state else (),
        ),
        Sheet(
            tr("Briefings"),
            (tr("Topic"), tr("Against its past"), tr("Number of days"), tr("What was found")),
            topics,
        ),
    )  # fmt: skip


def _interval(share: "Share") -> tuple[float, float, float]:
    return share.share, share.low, share.high


def _plain(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """Numbers of arrays as Python's own."""
    return [[one.item() if hasattr(one, "item") else one for one in row] for row in rows]
