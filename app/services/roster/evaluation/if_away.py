"""What if people of a queue or a team were away: the service of some days, and its price."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.services.access.asking import asked
from app.services.context import Context, queues_of
from app.services.roster.changes.edit import CellEdit, absences_of, consequence_in, problem_now
from app.services.roster.check import roster_of
from app.services.roster.evaluation.service import simulate_saved, simulated
from app.services.staffing.conditions import conditions_of
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.problem import SICK, RosterProblem
from data.model.publication import SavedRoster
from data.model.roster import Roster
from data.model.words import date_in_words
from rostering.repair.absence import with_absences

REPLICATIONS = 20
"""Plays of the horizon on each side [-]; both sides have the same callers."""


@dataclass(frozen=True)
class QueueIfAway:
    """Share in time of a queue over the days asked about, now and then [-].

    None where no contacts come in on them: the queue is closed.
    """

    queue_id: str
    target_share: float
    before: float | None
    after: float | None

    @property
    def change(self) -> float | None:
        """What being away changes [-]; None where no contacts come in."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class IfAway:
    """What becomes of some days.

    Parameters
    ----------
    agent_ids
        Who is taken to be away: spread evenly over the times at which people begin.
    shifts
        How many of their shifts fall out [-].
    short_h
        Hours short of people over the roster, now and then [h].
    points
        What it adds to the objective [points].
    """

    first: date
    last: date
    agent_ids: tuple[str, ...]
    shifts: int
    queues: tuple[QueueIfAway, ...]
    short_h: tuple[float, float]
    points: int


@asked
def if_away(
    context: Context,
    roster_id: str,
    people: int,
    first: date,
    days: int = 1,
    queue_id: str = "",
    team: str = "",
) -> IfAway:
    """What service and cost become when people of a queue or a team are away; nothing is stored.

    Parameters
    ----------
    people
        How many [agents].
    days
        How long [days].
    queue_id, team
        Of whom; empty: of all.

    Raises
    ------
    InvalidValue
        If the roster does not have the days, or fewer of them work then.
    NotFound
        If the queue is unknown.
    """
    saved = context.store.load_roster(roster_id)
    problem, roster = problem_now(context, saved), roster_of(saved)
    if queue_id and queue_id not in problem.requirement.queue_ids:
        queues_of(context, (queue_id,))
    span = _days(problem, first, days)
    away = _chosen(problem, roster, people, span, queue_id, team)
    edits = tuple(
        CellEdit(shift.agent_id, shift.day, None, SICK)
        for agent_id in away
        for shift in roster.by_agent[agent_id]
        if shift.day in span
    )
    found = consequence_in(problem, roster, edits)
    then = replace(
        saved,
        problem=with_absences(saved.problem, absences_of(edits)),
        result=replace(saved.result, roster=found.roster),
    )
    before, after = _simulated(context, saved, then)
    return IfAway(
        first,
        span[-1],
        away,
        len(edits),
        tuple(
            QueueIfAway(
                one, queue["target_share"], _share(queue, span), _share(after["queues"][one], span)
            )
            for one, queue in before["queues"].items()
        ),
        (sum(found.before.shortfall_hours.values()), sum(found.after.shortfall_hours.values())),
        found.points,
    )


def _simulated(
    context: Context, saved: SavedRoster, then: SavedRoster
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both sides for the same callers."""
    before = simulate_saved(context, saved, replications=REPLICATIONS, behind=False)
    need = saved.problem.requirement
    conditions = conditions_of(context, need.forecast_ids, need.queue_ids)
    return before, simulated(context, then, conditions, REPLICATIONS, 0, behind=False)


def _days(problem: RosterProblem, first: date, days: int) -> tuple[date, ...]:
    at = (first - problem.first).days
    span = problem.dates[at : at + days] if at >= 0 else ()
    if not 1 <= days == len(span):
        raise InvalidValue(
            tr(
                "choose days from {first} to {last}: the roster holds no others",
                first=date_in_words(problem.dates[0]),
                last=date_in_words(problem.dates[-1]),
            )
        )
    return span


def _chosen(
    problem: RosterProblem,
    roster: Roster,
    people: int,
    days: Sequence[date],
    queue_id: str,
    team: str,
) -> tuple[str, ...]:
    begins: dict[str, int] = {}
    for agent in problem.agents:
        if (queue_id and queue_id not in agent.skills) or (team and team != agent.team):
            continue
        shifts = [s for s in roster.by_agent.get(agent.agent_id, ()) if s.day in days]
        if shifts:
            begins[agent.agent_id] = min(shift.start_min for shift in shifts)
    if not begins:
        raise InvalidValue(tr("nobody of them works on these days: choose others, or all"))
    if not 1 <= people <= len(begins):
        raise InvalidValue(
            tr(
                "{known} of them work on these days: ask for 1 to {known} people, not {people}",
                known=len(begins),
                people=people,
            )
        )
    ordered = sorted(begins, key=lambda agent_id: (begins[agent_id], agent_id))
    step = len(ordered) / people
    return tuple(ordered[int((number + 0.5) * step)] for number in range(people))


def _share(queue: dict[str, Any], days: Sequence[date]) -> float | None:
    """Share in time over some days, each with the weight of its contacts [-]; None: there are none.

    A report says None of the service of a day without contacts.
    """
    wanted = {str(day) for day in days}
    mine = [
        day
        for day in queue["days"]
        if day["day"] in wanted and day["service_level"]["mean"] is not None
    ]
    contacts = sum(day["offered"]["mean"] for day in mine)
    if not contacts:
        return None
    return float(
        sum(day["service_level"]["mean"] * day["offered"]["mean"] for day in mine) / contacts
    )
