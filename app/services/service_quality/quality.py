"""Quality of contacts: whom to listen to, objections, raters; topics that want a briefing."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np

from app.services.access.asking import asked
from app.services.activity_orders import add_activity_order
from app.services.changes import change
from app.services.context import Context, centre_of
from app.services.service_quality.period import period_of
from data.model.activity import ActivityOrder
from data.model.errors import InvalidValue, NotFound
from data.model.language import tr
from data.store import documents
from forecasting.surveys.agreement import cohen, fleiss, pairs_of_raters
from forecasting.surveys.shares import sample_for

if TYPE_CHECKING:
    import pandas as pd

REVIEW_MIN = 15
"""Work of scoring one contact, listening included [min]."""
HALF_WIDTH = 5.0
"""How well the mean score of each agent is to be known, 95 % [score]."""
_USUAL_SD = 10.0  # of scores, where fewer than two are stored
_PASS = 80.0
BANDS = (60.0, 70.0, 80.0, 90.0)
"""Where scores of 0 to 100 are cut into the categories that raters are compared by."""


@dataclass(frozen=True)
class AgentPlan:
    """Contacts to score of an agent.

    Parameters
    ----------
    contacts
        That there were to choose from in the period [-].
    wanted, done, due
        Contacts to score for the interval, scored already, and left [-].
    mean, half_width
        Of the scores so far, with half of its 95 % interval; None with fewer than two.
    """

    agent_id: str
    name: str
    team: str
    contacts: int
    wanted: int
    done: int
    due: int
    mean: float | None
    half_width: float | None


@dataclass(frozen=True)
class SamplePlan:
    """Whom to listen to.

    Parameters
    ----------
    half_width
        Half of the interval that is wanted for every agent [score].
    sd
        Standard deviation of single scores within an agent that it rests on [score].
    hours
        Work of what is due [h].
    """

    first: date
    last: date
    half_width: float
    sd: float
    agents: tuple[AgentPlan, ...]
    review_min: int

    @property
    def due(self) -> int:
        """Contacts left to score [-]."""
        return sum(one.due for one in self.agents)

    @property
    def hours(self) -> float:
        """Work of what is due [h]."""
        return self.due * self.review_min / 60


@asked
def sample_plan(
    context: Context,
    first: date,
    last: date,
    half_width: float = HALF_WIDTH,
    review_min: int = REVIEW_MIN,
) -> SamplePlan:
    """How many contacts of each agent to score, so that their mean is known well enough.

    Parameters
    ----------
    half_width
        The mean score of each agent is to be known to within so much, 95 % [score].
    review_min
        Work of scoring one contact [min].

    Raises
    ------
    InvalidValue
        If the width or the period makes no sense.
    """
    scores, touches = _period(context, first, last)
    every = touches[touches["agent_id"] != ""].groupby("agent_id").size()
    whole = scores[scores["criterion"] == ""] if (scores["criterion"] == "").any() else scores
    mine = {str(name): rows["value"].to_numpy(float) for name, rows in whole.groupby("agent_id")}
    sd = _sd_within(mine)
    agents = []
    for agent in context.store.load(documents.STAFF).agents:
        contacts = int(every.get(agent.agent_id, 0))
        known = mine.get(agent.agent_id, np.empty(0))
        wanted = min(contacts, sample_for(half_width, sd, contacts)) if contacts else 0
        agents.append(
            AgentPlan(
                agent.agent_id, agent.name, agent.team, contacts, wanted, len(known),
                max(0, wanted - len(known)), *_mean(known),
            )
        )  # fmt: skip
    order = sorted(agents, key=lambda one: (-one.due, one.agent_id))
    return SamplePlan(first, last, half_width, sd, tuple(order), review_min)


def _period(context: Context, first: date, last: date) -> "tuple[pd.DataFrame, pd.DataFrame]":
    begin, end = period_of(centre_of(context).zone, first, last)
    scores = context.store.load_service_records("scores", begin, end, {"kind": "quality"})
    touches = context.store.load_service_records("touches", begin, end, columns=("at", "agent_id"))
    return scores[scores["value"].notna()], touches


def _sd_within(mine: Mapping[str, np.ndarray]) -> float:
    groups = [values for values in mine.values() if len(values) > 1]
    free = sum(len(values) - 1 for values in groups)
    if not free:
        return _USUAL_SD
    total = sum(float(((values - values.mean()) ** 2).sum()) for values in groups)
    return max(1.0, float(np.sqrt(total / free)))


def _mean(values: np.ndarray) -> tuple[float | None, float | None]:
    from scipy.special import stdtrit

    if len(values) < 2:
        return None, None
    reach = float(stdtrit(len(values) - 1, 0.975)) * values.std(ddof=1) / np.sqrt(len(values))
    return float(values.mean()), float(reach)


@dataclass(frozen=True)
class Objection:
    """An objection of an agent to a score that nobody settled.

    Parameters
    ----------
    days
        Since it was raised [days].
    late
        Whether it is open longer than it may be.
    """

    score_id: str
    agent_id: str
    scorer: str
    criterion: str
    value: float
    raised_at: datetime
    days: float
    late: bool


@dataclass(frozen=True)
class Agreement:
    """How far raters agree beyond chance.

    Parameters
    ----------
    fleiss
        Of all raters [-]; NaN where no contact was scored twice.
    pairs
        Two raters, contacts that both scored, Cohen's kappa [-].
    contacts
        Contacts that several raters scored [-].
    """

    fleiss: float
    pairs: tuple[tuple[str, str, int, float], ...]
    contacts: int


@dataclass(frozen=True)
class QualityState:
    """Objections and raters of a period.

    Parameters
    ----------
    scored, seen_share
        Scores, and share of them that agents have seen [-].
    mean
        Mean score; None where there is none.
    criteria
        Criterion, scores, mean score, share below 80.
    """

    first: date
    last: date
    scored: int
    seen_share: float
    mean: float | None
    objections: tuple[Objection, ...]
    agreement: Agreement
    criteria: tuple[tuple[str, int, float, float], ...]


@asked
def quality_state(
    context: Context, first: date, last: date, objection_days: float = 5.0
) -> QualityState:
    """Objections that are open too long, agreement of raters, and scores by criterion.

    Parameters
    ----------
    objection_days
        How long an objection may stay open [days].

    Raises
    ------
    NotFound
        If nothing was scored.
    """
    scores, _ = _period(context, first, last)
    if not len(scores):
        raise NotFound(tr("no contact was scored from {first} to {last}", first=first, last=last))
    return QualityState(
        first,
        last,
        len(scores),
        float((scores["answer"] != "").mean()),
        float(scores["value"].mean()),
        _objections(scores, context.clock(), objection_days),
        _agreement(scores),
        tuple(
            (str(name) or "-", len(rows), float(rows["value"].mean()),
             float((rows["value"] < _PASS).mean()))
            for name, rows in scores.groupby("criterion")
        ),
    )  # fmt: skip


def _objections(scores: "pd.DataFrame", now: datetime, may_days: float) -> tuple[Objection, ...]:
    from data.store.service_quality.rows import records_of

    open_ = scores[scores["answer"] == "objected"]
    found = []
    for one in records_of("scores", open_):
        raised = one.answered_at or one.at
        days = (now - raised).total_seconds() / 86_400
        found.append(
            Objection(
                one.score_id, one.agent_id, one.scorer, one.criterion, one.value, raised, days,
                days > may_days,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: -one.days))


def _agreement(scores: "pd.DataFrame") -> Agreement:
    named = scores[(scores["touch_id"] != "") & (scores["scorer"] != "")]
    kinds = np.searchsorted(BANDS, named["value"].to_numpy(float), side="right")
    contact = named["touch_id"] + "/" + named["criterion"]
    size = len(BANDS) + 1
    tables = pairs_of_raters(zip(contact, named["scorer"], kinds.tolist(), strict=True), size)
    by_contact: dict[str, np.ndarray] = {}
    for one, kind in zip(contact.tolist(), kinds.tolist(), strict=True):
        by_contact.setdefault(one, np.zeros(size))[kind] += 1
    several = [row for row in by_contact.values() if row.sum() > 1]
    pairs = sorted(
        ((one, other, int(table.sum()), cohen(table)) for (one, other), table in tables.items()),
        key=lambda row: -row[2],
    )
    return Agreement(
        fleiss(np.array(several)) if several else float("nan"), tuple(pairs), len(several)
    )


@change
def order_reviews(
    context: Context,
    scorers: tuple[str, ...],
    hours: float,
    due: date | None = None,
    why: str = "",
) -> tuple[ActivityOrder, ...]:
    """Order the hours of quality reviews as work for idle capacity of the roster.

    Parameters
    ----------
    scorers
        Agents who score.
    hours
        Work of all of them together [h].
    due
        Last day that will do.

    Raises
    ------
    InvalidValue
        If nobody scores, or there is no work.
    """
    if not scorers or not 0 < hours <= 10_000:
        raise InvalidValue(tr("name who scores, and give more than 0 hours"))
    each = max(1, math.ceil(hours / len(scorers)))
    order = ActivityOrder(tr("Quality reviews"), 60, each, agents=scorers, due=due)
    return add_activity_order(context, order, why)
