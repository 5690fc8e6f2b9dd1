"""The running day at a moment: the plan in force, who is away, agents required from now on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from app.services.access.asking import asked
from app.services.context import Context, local_time
from app.services.day.floor import away_in
from app.services.day.now import missing_now
from app.services.day.rest.need_again import forecast_again, need_again
from app.services.forecast.read import forecast_before
from app.services.forecast.today import rest_of_day
from app.services.roster.changes.edit import problem_now
from app.services.roster.check import roster_of
from app.services.roster.plan import plan_of
from app.services.staffing.newest import by_newest_requirement
from data.model.centre import PlanningDefaults
from data.model.errors import NotFound
from data.model.forecast import Forecast
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.publication import Publication, SavedRoster
from data.model.roster import Roster
from data.model.staff import Leave
from data.store import documents
from rostering.repair.absence import with_absences

if TYPE_CHECKING:
    from rostering.day.prices import DayPrices


@dataclass(frozen=True, eq=False)
class Morning:
    """The running day as it is planned and needed now.

    Parameters
    ----------
    problem
        Of the published roster, with locks, absences and agents required by the newest forecast.
    roster
        As published, without those who are away.
    rest
        The rest of the day as forecast, by queue; before-the-day forecasts where it is not.
    notes
        Sentences on what is not known.
    """

    day: date
    now_min: int
    publication: Publication
    saved: SavedRoster
    problem: RosterProblem
    roster: Roster
    rest: Mapping[str, Forecast]
    notes: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """Day number in the horizon."""
        return (self.day - self.problem.first).days


@asked
def day_at_hand(context: Context, at: datetime | None = None, roster_id: str = "") -> Morning:
    """The plan in force and the agents required for the rest of a day.

    Parameters
    ----------
    at
        Moment, aware; the present one if None. What came later is not looked at.
    roster_id
        Roster to look at in place of the one in force.

    Raises
    ------
    NotFound
        If no roster is published for the day.
    """
    moment = context.moment(at)
    local = local_time(context, moment)
    day = local.date()
    publication = plan_of(context, day, day).by_day.get(day)
    if publication is None:
        raise NotFound(
            tr("no roster is published for {day}: publish one, then ask for proposals", day=day)
        )
    saved = context.store.load_roster(roster_id or publication.roster_id)
    roster = roster_of(saved)
    leave = context.store.load(documents.STAFF).leave
    gone = away_in(saved.problem, roster, leave, [day])
    for one in gone:
        roster = roster.with_cell(one.agent_id, one.shift.day, None)
    missing = missing_now(context, moment)
    for agent_id in sorted(missing):
        roster = roster.with_cell(agent_id, day, None)
    here = [row for row in leave if row.first <= day <= row.last]
    here += [Leave(agent_id, day, day, "missing") for agent_id in sorted(missing)]
    known = {agent.agent_id for agent in saved.problem.agents}
    absent = tuple(replace(r, first=day, last=day) for r in here if r.agent_id in known)
    problem = with_absences(problem_now(context, saved), absent)
    problem, _ = by_newest_requirement(context, problem, day, day)
    before, rest, notes = {}, {}, []
    for today in rest_of_day(context, problem.requirement.queue_ids, moment):
        found = forecast_before(context, today.queue_id, day)
        if found is not None:
            before[today.queue_id] = found
        if today.rest is not None:
            rest[today.queue_id] = today.rest
        else:
            notes.append(tr("{queue}: {why}", queue=today.queue_id, why=today.why_not))
    if missing:
        names = [a.name for a in saved.problem.agents if a.agent_id in missing]
        notes.append(
            tr("not counted on, since they have not come: {names}", names=", ".join(names))
        )
    needed = need_again(context, problem.requirement, rest, before)
    again = {
        queue_id: forecast_again(found, rest[queue_id]) if queue_id in rest else found
        for queue_id, found in before.items()
    }
    problem = replace(problem, requirement=needed)
    minute = local.hour * 60 + local.minute
    return Morning(day, minute, publication, saved, problem, roster, again, tuple(notes))


def day_prices(planning: PlanningDefaults) -> "DayPrices":
    """Prices and limits of actions as the centre has set them."""
    from rostering.day.prices import DayPrices

    return DayPrices(
        missing_hour_cents=planning.day_missing_cents,
        hour_cents=planning.day_hour_cents,
        move_break_cents=planning.day_break_cents,
        move_activity_cents=planning.day_activity_cents,
        drop_activity_cents=planning.day_drop_cents,
        overtime_pct=planning.day_overtime_percent,
        call_in_pct=planning.day_call_in_percent,
        call_in_cents=planning.day_call_in_cents,
        time_off_pct=planning.day_time_off_percent,
        skill_hour_cents=planning.day_skill_cents,
        notice_min=planning.day_notice_min,
        call_in_notice_min=planning.day_call_in_notice_min,
        most_overtime_min=planning.day_overtime_min,
        spare_agents=planning.day_spare_agents,
    )
