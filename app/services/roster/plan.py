"""The plan in force: of each day the newest publication that nobody withdrew."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.services.access.asking import asked
from app.services.context import Context, agent_of, today_of
from data.model.errors import NotFound
from data.model.language import tr
from data.model.publication import Publication, SavedRoster
from data.model.roster import Roster
from data.model.shift import Shift, clock
from data.store import documents
from data.store.versions import RosterSummary


@dataclass(frozen=True)
class Plan:
    """What everybody works by in some days.

    Parameters
    ----------
    by_day
        Publication in force of each day that has one.
    rosters
        The rosters published, by id.
    """

    first: date
    last: date
    by_day: dict[date, Publication]
    rosters: dict[str, SavedRoster]

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """Shifts in force."""
        return tuple(
            shift
            for day, publication in sorted(self.by_day.items())
            for shift in shifts_of(self.rosters[publication.roster_id])
            if shift.day == day
        )

    @property
    def roster(self) -> Roster:
        """The shifts in force as one roster of the days asked for."""
        return Roster(self.first, (self.last - self.first).days + 1, self.shifts)

    @property
    def saved(self) -> tuple[SavedRoster, ...]:
        """The rosters of which any day is in force, the newest published first."""
        newest = sorted({p.version: p for p in self.by_day.values()}.items(), reverse=True)
        return tuple({p.roster_id: self.rosters[p.roster_id] for _, p in newest}.values())

    @property
    def unpublished(self) -> tuple[date, ...]:
        """Days that no publication covers."""
        every = (self.first + timedelta(days=i) for i in range((self.last - self.first).days + 1))
        return tuple(day for day in every if day not in self.by_day)


@asked
def roster_asked_about(context: Context, day: date | None = None) -> tuple[str, str]:
    """Id of the roster that a question without one is about, and a sentence that says which.

    Parameters
    ----------
    day
        Day that the question is about; None: today, or else the last that is published.

    Notes
    -----
    It is the published roster in force: nobody works by a draft, and the newest may be anybody's.
    Only where none is published it is the newest draft in the list.

    Raises
    ------
    NotFound
        If no roster is saved, or none covers the day.
    """
    published = context.store.load_publications(in_force=True)
    wanted = day or today_of(context)
    found = [p for p in published if p.first <= wanted <= p.last]
    if not found and published and day is None:
        found = sorted(published, key=lambda p: (p.last, p.version))
    if found:
        last = found[-1]
        days = f"{last.first} .. {last.last}"
        return last.roster_id, tr(
            "roster {roster_id}, version {version} of {days}",
            roster_id=last.roster_id,
            version=last.version,
            days=days,
        )
    listed = [r for r in context.store.list_rosters() if r.first and not r.label.archived]
    if day is not None:
        listed = [
            r for r in listed if r.first and r.first <= day < r.first + timedelta(r.days or 0)
        ]
    if not listed:
        of = tr(" that covers {day}", day=day) if day else ""
        raise NotFound(
            tr("no roster is published or saved{of}: run `peakshift roster build`", of=of)
        )
    of = tr(" for {day}", day=day) if day else ""
    return listed[0].roster_id, (
        tr(
            "no roster is published{of}: taken is the newest draft, {roster_id} "
            "by {made_by}; name another with --roster",
            of=of,
            roster_id=listed[0].roster_id,
            made_by=listed[0].made_by,
        )
    )


@asked
def plan_of(context: Context, first: date, last: date) -> Plan:
    """The plan in force on first .. last, both included."""
    by_day: dict[date, Publication] = {}
    for publication in context.store.load_publications(in_force=True):  # the oldest first
        day = max(first, publication.first)
        while day <= min(last, publication.last):
            by_day[day] = publication
            day += timedelta(days=1)
    ids = {publication.roster_id for publication in by_day.values()}
    rosters = {roster_id: context.store.load_roster(roster_id) for roster_id in sorted(ids)}
    return Plan(first, last, by_day, rosters)


@asked
def in_force_on(context: Context, day: date) -> Publication:
    """The publication that plans a day.

    Raises
    ------
    NotFound
        If none does.
    """
    publication = plan_of(context, day, day).by_day.get(day)
    if publication is None:
        raise NotFound(tr("no roster is published for {day} any more", day=day))
    return publication


@asked
def as_planned(
    context: Context, saved: SavedRoster, publication: Publication
) -> tuple[Roster, bool]:
    """The roster with the days of newer versions as those plan them; whether there are none."""
    plan = plan_of(context, saved.problem.first, saved.problem.dates[-1])
    newer = {d for d, one in plan.by_day.items() if one.version != publication.version}
    mine = [shift for shift in shifts_of(saved) if shift.day not in newer]
    others = [shift for shift in plan.shifts if shift.day in newer]
    return Roster(saved.problem.first, len(saved.problem.dates), (*mine, *others)), not newer


@dataclass(frozen=True)
class DayOfAgent:
    """What one agent does on a day of the plan in force.

    Parameters
    ----------
    version
        Published version that plans the day; 0 where none does.
    leave
        Kind of the leave that the staff has for the day; empty: none.
    """

    day: date
    shift: Shift | None
    version: int
    leave: str = ""

    @property
    def said(self) -> str:
        """`08:30-16:30 D8`, `day off`, `on annual leave`, or that nothing is published."""
        if self.shift:
            span = f"{clock(self.shift.start_min)}-{clock(self.shift.end_min)}"
            return f"{span} {self.shift.template}"
        if self.leave:
            return tr("on {kind} leave", kind=tr(self.leave))
        return tr("day off") if self.version else tr("not published yet")


@asked
def shifts_of_agent(
    context: Context, agent_id: str, first: date | None = None, days: int = 28
) -> tuple[DayOfAgent, ...]:
    """Every day of an agent from a first one (None: today) by the plan in force.

    Raises
    ------
    NotFound
        If the staff has no such agent.
    """
    staff = context.store.load(documents.STAFF)
    agent_of(staff, agent_id)
    begin = first or today_of(context)
    plan = plan_of(context, begin, begin + timedelta(days=days - 1))
    mine = {shift.day: shift for shift in plan.shifts if shift.agent_id == agent_id}
    away = [row for row in staff.leave if row.agent_id == agent_id]
    return tuple(
        DayOfAgent(
            day,
            mine.get(day),
            plan.by_day[day].version if day in plan.by_day else 0,
            next((row.kind for row in away if row.first <= day <= row.last), ""),
        )
        for day in (begin + timedelta(days=n) for n in range(days))
    )


def shifts_of(saved: SavedRoster) -> tuple[Shift, ...]:
    """Shifts of a saved roster; none where the solve ended without one."""
    return saved.result.roster.shifts if saved.result.roster else ()


@asked
def line_of(context: Context, roster_id: str) -> tuple[RosterSummary, ...]:
    """A roster, the one it was changed from, and so on to the first, as lists show them.

    Notes
    -----
    It reads none of them: a roster has as many forebears as hands have changed it.

    Raises
    ------
    NotFound
        If there is no such roster.
    """
    known = {listed.roster_id: listed for listed in context.store.list_rosters()}
    line: list[RosterSummary] = []
    while roster_id:
        if roster_id not in known:
            raise NotFound(tr("there is no roster {roster_id}", roster_id=roster_id))
        line.append(known[roster_id])
        roster_id = line[-1].parent_id
    return tuple(line)


@asked
def as_built(context: Context, saved: SavedRoster) -> SavedRoster:
    """The roster that a saved one was changed from at first, itself where it never was."""
    if not saved.parent_id:
        return saved
    return context.store.load_roster(line_of(context, saved.parent_id)[-1].roster_id)


@asked
def lineage(context: Context, saved: SavedRoster) -> Iterable[SavedRoster]:
    """A roster, the one it was changed from, and so on to the first."""
    yield saved
    while saved.parent_id:
        saved = context.store.load_roster(saved.parent_id)
        yield saved
