"""The day of a swap as it is planned by now, and what speaks against swapping its shifts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.services.access.asking import asked
from app.services.context import Context, local_time, today_of
from app.services.roster.changes.edit import problem_now
from app.services.roster.plan import as_planned, in_force_on
from data.model.day.swap import SwapRequest
from data.model.errors import Conflict, InvalidValue, NotFound
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.publication import Publication, SavedRoster
from data.model.roster import Roster
from data.model.shift import Shift
from data.model.words import date_in_words
from rostering.repair.swaps import Swap, judge_swap


@dataclass(frozen=True)
class DayOfSwap:
    """A day of the plan in force, in the roster that plans it."""

    publication: Publication
    saved: SavedRoster
    problem: RosterProblem
    roster: Roster

    def shift(self, agent_id: str, day: date) -> Shift | None:
        """What somebody works; None: a day off."""
        return next(iter(self.roster.by_cell.get((agent_id, day), ())), None)


@asked
def day_of_swap(context: Context, day: date) -> DayOfSwap:
    """A day of the plan in force; raises where it is over, or not published."""
    if day < today_of(context):
        raise InvalidValue(tr("{day} is over", day=date_in_words(day)))
    publication = in_force_on(context, day)
    saved = context.store.load_roster(publication.roster_id)
    roster, _ = as_planned(context, saved, publication)
    return DayOfSwap(publication, saved, problem_now(context, saved), roster)


@asked
def day_as_asked(context: Context, request: SwapRequest) -> DayOfSwap:
    """The day, once it is sure that the swap is possible as it was asked for."""
    refuse_begun(context, request)
    known = day_of_swap(context, request.day)
    refuse_moved(known, request)
    refuse_held(known, request.day, request.pair)
    refuse_broken(judge_swap(known.problem, known.roster, request.pair, [request.day]))
    return known


def refuse_held(known: DayOfSwap, day: date, pair: Sequence[str]) -> None:
    """Refuse somebody who is not in the roster, is away, or whose cell is locked."""
    locked = {lock.cell for lock in known.problem.locks}
    away = {
        agent_id
        for table in (known.problem.leave_days, known.problem.sick_days)
        for agent_id, numbers in table.items()
        if (day - known.problem.first).days in numbers
    }
    for agent_id in pair:
        if agent_id not in known.problem.contract_of:
            raise NotFound(
                tr(
                    "{agent_id} is not in the roster of {day}",
                    agent_id=agent_id,
                    day=date_in_words(day),
                )
            )
        if (agent_id, day) in locked or agent_id in away:
            raise InvalidValue(
                tr(
                    "what {agent_id} does on {day} is fixed: ask the shift manager",
                    agent_id=agent_id,
                    day=date_in_words(day),
                )
            )


def refuse_broken(swap: Swap) -> None:
    """Refuse a swap that breaks a hard rule anew."""
    if swap.broken:
        raise InvalidValue(
            tr("the swap would break a hard rule: {said}", said=swap.broken[0].sentence)
        )


@asked
def refuse_begun(context: Context, request: SwapRequest) -> None:
    """Refuse a swap of which a shift has begun."""
    if request.has_begun(local_time(context)):
        raise InvalidValue(tr("a shift of {day} has begun already", day=date_in_words(request.day)))


def refuse_moved(known: DayOfSwap, request: SwapRequest) -> None:
    """Refuse a swap of shifts that are no longer what they were when it was asked for."""
    then = [request.mine, request.theirs]
    if [known.shift(one, request.day) for one in request.pair] != then:
        raise Conflict(
            tr(
                "a shift of {one} or {other} is no longer as it was when the swap was asked for: "
                "version {version} by {who} changed it. Ask for it anew",
                one=request.agent_id,
                other=request.other_id,
                version=known.publication.version,
                who=known.publication.who,
            )
        )


def hours_of(shift: Shift | None) -> tuple[str, int, int] | None:
    """What makes shifts of two people alike: template, start and length [min]."""
    return (shift.template, shift.start_min, shift.length_min) if shift else None
