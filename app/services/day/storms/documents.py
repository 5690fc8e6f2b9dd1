"""Plans and reports of storms as machines read them, and playbooks as files."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from app.services.day.storms.people import Ranked, StormPeople, ToCancel
from app.services.day.storms.plan import StormPlan
from app.services.day.storms.report import StandbyUse, StormReport
from data.model.codec import from_json
from data.model.day.storm import Playbook
from data.model.errors import InvalidValue
from data.model.language import tr


@dataclass(frozen=True)
class PlannedHour:
    """One hour of a plan: contacts [contacts/hour], agents required and on standby."""

    at: datetime
    usual: float
    low: float
    middle: float | None
    high: float
    high_again: float
    agents: int
    more_low: int
    more_high: int
    standby: int


@dataclass(frozen=True)
class PlannedRegion:
    """Contacts that one region adds over the storm [contacts]."""

    region: str
    queue_id: str
    usual: float
    low: float
    high: float


@dataclass(frozen=True)
class PlannedStandby:
    """People of one kind on standby from one hour to another."""

    kind: str
    start: datetime
    end: datetime
    people: int


@dataclass(frozen=True)
class PlanDocument:
    """A storm's plan.

    Parameters
    ----------
    cost, lower_bound, never, knew
        Expected cost in paid hours: of the plan, least possible, with nobody on standby, and of
        one who knew [h].
    proven
        Whether no plan of such blocks costs a thousandth less.
    storms_before
        Storms of the history behind it; below about forty only a range is given.
    """

    storm_id: str
    hours: tuple[PlannedHour, ...]
    regions: tuple[PlannedRegion, ...]
    standby: tuple[PlannedStandby, ...]
    cost: float
    lower_bound: float
    never: float
    knew: float
    proven: bool
    storms_before: int
    people: tuple[Ranked, ...]
    missing: dict[str, int]
    cancel: tuple[ToCancel, ...]
    says: tuple[str, ...]


@dataclass(frozen=True)
class ReportedHour:
    """One hour of a report [contacts/hour]; null where unknown."""

    at: datetime
    queue_id: str
    usual: float | None
    low: float | None
    high: float | None
    came: float | None
    inside: bool | None


@dataclass(frozen=True)
class ReportDocument:
    """A storm looked back on; contacts over the hours known, cost in cents."""

    storm_id: str
    name: str
    came: float | None
    usual: float | None
    low: float | None
    high: float | None
    inside_share: float | None
    answered_share: float | None
    peak_share: float | None
    standby: tuple[StandbyUse, ...]
    cents: int
    hours: tuple[ReportedHour, ...]
    says: tuple[str, ...]


def plan_document(plan: StormPlan, people: StormPeople) -> PlanDocument:
    """A plan with its people."""
    on = plan.standby.people()
    hours = tuple(
        PlannedHour(
            _when(plan, k), round(float(plan.usual[k]), 1), round(float(plan.low[k]), 1),
            None if plan.is_range_only else round(float(plan.middle[k]), 1),
            round(float(plan.high[k]), 1), round(float(plan.high_again[k]), 1),
            int(plan.agents[k]), int(plan.more_low[k]), int(plan.more_high[k]), int(on[k]),
        )
        for k in range(len(plan.hours))
    )  # fmt: skip
    regions = tuple(
        PlannedRegion(
            r.hit.region, r.hit.queue_id, *(round(x, 1) for x in (r.usual, r.low, r.high))
        )
        for r in plan.regions
    )
    blocks = tuple(
        PlannedStandby(b.kind, _when(plan, b.start), _when(plan, b.end), b.people)
        for b in plan.standby.blocks
    )
    cost = plan.standby
    return PlanDocument(
        storm_id=plan.storm.storm_id,
        hours=hours,
        regions=regions,
        standby=blocks,
        cost=round(cost.cost, 2),
        lower_bound=round(cost.lower_bound, 2),
        never=round(cost.never, 2),
        knew=round(cost.knew, 2),
        proven=cost.proven,
        storms_before=plan.past,
        people=people.ranked,
        missing=dict(people.missing),
        cancel=people.cancel,
        says=(*plan.says, *people.says),
    )


def report_document(report: StormReport) -> ReportDocument:
    """A report without its storm."""
    hours = tuple(
        ReportedHour(
            row.at,
            row.queue_id,
            _known(row.usual),
            _known(row.low),
            _known(row.high),
            _known(row.came),
            row.inside,
        )
        for row in report.hours
    )
    return ReportDocument(
        storm_id=report.storm.storm_id,
        name=report.storm.name,
        came=_known(report.came),
        usual=_known(report.usual),
        low=_known(report.low),
        high=_known(report.high),
        inside_share=_known(report.inside_share),
        answered_share=_known(report.answered_share),
        peak_share=_known(report.peak_share),
        standby=report.standby,
        cents=report.cents,
        hours=hours,
        says=report.says,
    )


def read_playbook(file: Path) -> Playbook:
    """A playbook of a JSON file, as `storm playbook --json` prints it.

    Raises
    ------
    InvalidValue
        If it is no JSON, or no playbook.
    """
    try:
        body = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError) as error:
        raise InvalidValue(
            tr("{name} is no JSON file: {error}", name=file.name, error=error)
        ) from error
    found: Playbook = from_json(Playbook, body)
    return found


def _when(plan: StormPlan, hour: int) -> datetime:
    at: datetime = (plan.hours[0] + hour).astype("datetime64[s]").item()
    return at


def _known(value: float) -> float | None:
    return round(float(value), 3) if np.isfinite(value) else None
