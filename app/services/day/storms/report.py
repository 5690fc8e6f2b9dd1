"""Afterwards: what came against the range, service, standby used and what it cost."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context, centre_of, queues_of
from app.services.day.storms.entered import playbook_of, storm_named
from app.services.day.storms.figures import counts_in, local_hours
from app.services.staffing.what_if import hour_cents_of
from data.model.day.storm import Standby, Storm
from data.model.errors import NotFound
from data.model.language import tr
from data.store import documents


@dataclass(frozen=True)
class ReportHour:
    """One hour of one queue [contacts/hour]; NaN where unknown."""

    at: datetime
    queue_id: str
    usual: float
    low: float
    high: float
    came: float

    @property
    def inside(self) -> bool | None:
        """Whether it lay within the range; None where it is not known."""
        if not (np.isfinite(self.came) and np.isfinite(self.low)):
            return None
        return bool(self.low <= self.came <= self.high)


@dataclass(frozen=True)
class StandbyUse:
    """Standby of one kind.

    Parameters
    ----------
    held_h, called_h
        On standby and called [h].
    paid_h
        What that cost, in paid hours [h].
    """

    tier: str
    people: int
    held_h: float
    called_h: float
    paid_h: float


@dataclass(frozen=True)
class StormReport:
    """A storm looked back on.

    Parameters
    ----------
    came, low, high, usual
        Contacts over the hours known, and the sum of the range's ends there; while none is known,
        NaN and the range of all of it [contacts].
    inside_share
        Share of the hours known that lay within the range [-]; NaN where none is known.
    answered_share
        Answered within the threshold, of all offered, on its days [-]; NaN where nobody counted.
    peak_share
        Most above what is usual in an hour [-].
    cents
        Cost of standby [cents].
    """

    storm: Storm
    hours: tuple[ReportHour, ...]
    usual: float
    low: float
    high: float
    came: float
    inside_share: float
    answered_share: float
    peak_share: float
    standby: tuple[StandbyUse, ...]
    cents: int
    says: tuple[str, ...]


@asked
def storm_report(context: Context, storm_id: str = "") -> StormReport:
    """What came of a storm against the range it was planned for, service, and standby used.

    What was not planned for has no range; hours that are not known yet are left out of sums.
    """
    storm = storm_named(context, storm_id)
    at = local_hours(context, storm)
    ranges = {(_local(one.at), one.queue_id): one for one in storm.expected}
    rows = []
    for queue_id in storm.queue_ids:
        came, usual = counts_in(context, queue_id, at)
        for place, hour in enumerate(at):
            when: datetime = hour.astype("datetime64[s]").item()
            told = ranges.get((when, queue_id))
            rows.append(
                ReportHour(
                    when,
                    queue_id,
                    told.usual if told else float(usual[place]),
                    told.low if told else float("nan"),
                    told.high if told else float("nan"),
                    float(came[place]),
                )
            )
    known = [row for row in rows if np.isfinite(row.came)]
    summed = known or rows  # while nothing is known, what is expected of all of it
    judged = [row.inside for row in known if row.inside is not None]
    shares = [row.came / row.usual - 1.0 for row in known if row.usual > 0]
    standby = standby_used(context, storm)
    return StormReport(
        storm,
        tuple(rows),
        _sum(row.usual for row in summed),
        _sum(row.low for row in summed),
        _sum(row.high for row in summed),
        _sum(row.came for row in known) if known else float("nan"),
        float(np.mean(judged)) if judged else float("nan"),
        _answered(context, storm, at),
        max(shares, default=float("nan")),
        standby,
        round(sum(one.paid_h for one in standby) * hour_cents_of(context)),
        _says(storm, len(known), len(rows)),
    )


@asked
def standby_used(context: Context, storm: Storm) -> tuple[StandbyUse, ...]:
    """Hours on standby and called, and their cost, by kind."""
    tiers = {tier.name: tier for tier in playbook_of(context).tiers}
    by_tier: dict[str, list[Standby]] = {}
    for one in storm.standbys:
        by_tier.setdefault(one.tier, []).append(one)
    found = []
    for name, mine in by_tier.items():
        held = sum(one.hours for one in mine)
        called = sum(one.hours for one in mine if one.called)
        tier = tiers.get(name)
        paid = held * tier.hold + called * tier.call if tier else held
        found.append(StandbyUse(name, len(mine), held, called, paid))
    return tuple(found)


@asked
def report_file(
    context: Context, storm_id: str = "", form: Literal["csv", "xlsx"] = "xlsx"
) -> bytes:
    """The report as a CSV of its hours, or a workbook with all of it."""
    from data.export.storms import storm_csv, storm_xlsx

    report = storm_report(context, storm_id)
    queues = {queue.queue_id: queue.name for queue in queues_of(context)}
    agents = {a.agent_id: a.name for a in context.store.load(documents.STAFF).agents}
    hours = [
        (row.at, row.queue_id, row.usual, row.low, row.high, row.came, row.inside)
        for row in report.hours
    ]
    if form == "csv":
        return storm_csv(hours)
    standby = [
        (agents.get(s.agent_id, s.agent_id), s.agent_id, s.tier, s.day, s.from_min, s.until_min,
         s.called)
        for s in report.storm.standbys
    ]  # fmt: skip
    log = [(c.at, tr("level {level}", level=c.level), c.who, c.why) for c in report.storm.levels]
    log += [(t.at, t.step_id, t.who, t.note) for t in report.storm.ticks]
    local = centre_of(context).local
    done = [(local(at), what, who, why) for at, what, who, why in sorted(log)]
    return storm_xlsx(report.storm.name, summary_of(report, queues), hours, standby, done)


def summary_of(report: StormReport, queues: dict[str, str]) -> list[tuple[str, object]]:
    """The report's figures with what they are called."""
    names = tr(", ").join(queues.get(q, q) for q in report.storm.queue_ids)
    known = np.isfinite(report.low)
    return [
        (tr("Storm"), report.storm.name),
        (tr("Source"), report.storm.source),
        (tr("Queues"), names),
        (tr("Contacts that came"), _whole(report.came)),
        (tr("Usual contacts"), _whole(report.usual)),
        (tr("Range planned for"), f"{report.low:.0f} – {report.high:.0f}" if known else "-"),
        (tr("Hours within the range"), _percent(report.inside_share)),
        (tr("Most above usual in an hour"), _percent(report.peak_share)),
        (tr("Answered in time on its days"), _percent(report.answered_share)),
        (tr("Standby [h]"), round(sum(one.held_h for one in report.standby), 1)),
        (tr("Of it called [h]"), round(sum(one.called_h for one in report.standby), 1)),
        (tr("Cost of standby [paid hours]"), round(sum(s.paid_h for s in report.standby), 1)),
    ]


def _answered(context: Context, storm: Storm, at: np.ndarray) -> float:
    first, last = (one.astype("datetime64[D]").item() for one in (at[0], at[-1]))
    offered, in_time = 0.0, 0.0
    for queue_id in storm.queue_ids:
        try:
            found = context.store.load_answered(queue_id, first, last)
        except NotFound:
            continue
        for one in found.values():
            offered += one.offered
            in_time += one.in_time
    return in_time / offered if offered > 0 else float("nan")


def _says(storm: Storm, known: int, every: int) -> tuple[str, ...]:
    found = []
    if not storm.expected:
        found.append(tr("No range was saved for it in time (`peakshift storm plan --save`)."))
    if not known:
        found.append(tr("Nothing of its hours is known yet."))
    elif known < every:
        found.append(tr("{known} of {every} hours are known so far.", known=known, every=every))
    return tuple(found)


def _local(at: datetime) -> datetime:
    return at.replace(tzinfo=None)


def _sum(values: object) -> float:
    return float(np.sum(list(values)))  # type: ignore[call-overload]


def _whole(value: float) -> object:
    return round(value) if np.isfinite(value) else "-"


def _percent(value: float) -> str:
    return f"{value:.0%}" if np.isfinite(value) else "-"
