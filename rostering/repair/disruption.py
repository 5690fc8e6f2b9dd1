"""Sickness, storm, late leave: repair a published roster, changes priced, few people touched."""

import dataclasses
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.staff import Leave
from rostering.evaluation.scorecard import Scorecard, score
from rostering.repair.absence import absent_cells, with_absences
from rostering.repair.leeway import Changes
from rostering.repair.search import search_repair
from rostering.repair.searched import Searched
from rostering.solver.choices import CHANGE_PRICE
from rostering.solver.cpsat.keeping import Kept
from rostering.solver.progress import Progress


@dataclass(frozen=True)
class Surge:
    """More (or fewer) heads for a queue on a day than the roster was built for.

    Parameters
    ----------
    from_min, until_min
        Span on the local clock, minutes after midnight [min].
    heads
        Added to every slot of the span [heads].
    """

    queue_id: str
    day: date
    from_min: int
    until_min: int
    heads: int


@dataclass(frozen=True)
class Disruption:
    """What happened, and what may be done about it.

    Parameters
    ----------
    absent
        Leave that nobody knew of when the roster was published; sickness by its kind.
    surges
        Changes of the heads needed.
    first
        First day that may change (notice); cells that fall out before it stay open.
    last
        Last day that may change; None: the Sunday after the last disrupted day.
    change_price
        Points for each agent-day that differs from what is published.
    max_touched
        Most agents whose days change, those who fall out not counted.
    """

    absent: tuple[Leave, ...] = ()
    surges: tuple[Surge, ...] = ()
    first: date | None = None
    last: date | None = None
    change_price: int = CHANGE_PRICE
    max_touched: int | None = None

    def __post_init__(self) -> None:
        if self.change_price < 0 or (self.max_touched is not None and self.max_touched < 0):
            raise InvalidValue(
                tr("the price of a change and the people touched cannot be negative")
            )

    def hits(self, problem: RosterProblem) -> tuple[date, date]:
        """First and last day of a problem that it concerns; all of them where it names none."""
        begins = [a.first for a in self.absent] + [s.day for s in self.surges]
        ends = [a.last for a in self.absent] + [s.day for s in self.surges]
        first, last = problem.dates[0], problem.dates[-1]
        return max(min(begins, default=first), first), min(max(ends, default=last), last)


@dataclass(frozen=True, eq=False)
class Rerostered(Changes):
    """A repaired roster beside the published one.

    Parameters
    ----------
    problem
        The problem with what happened in it; `roster` is scored against it.
    published
        The published roster as it was scored before anything happened.
    open
        The same with the absent cells empty and nobody doing anything.
    after
        The repaired roster.
    changed
        Agent-days that differ from the published roster; those that fell out are not among them.
    proven
        Whether no cheaper repair exists on the days that may change.
    stopped
        Whether somebody ended the search before it was done.
    searched
        How far people were asked for changes of their own.
    """

    problem: RosterProblem
    roster: Roster
    published: Scorecard
    open: Scorecard
    after: Scorecard
    changed: tuple[tuple[str, date], ...]
    change_price: int
    proven: bool
    seconds: float
    stopped: bool = False
    searched: Searched = field(default_factory=Searched)

    @property
    def outlook(self) -> str:
        """What was searched, and so whether more could be found, in one sentence."""
        return self.searched.sentence(bool(self.changed), self.proven)

    @property
    def saved(self) -> int:
        """Points that the repair saves against doing nothing, changes paid."""
        return self.open.objective - self.after.objective - self.change_points


def reroster(
    problem: RosterProblem,
    published: Roster,
    disruption: Disruption,
    *,
    time_limit_s: float = 10.0,
    seed: int = 0,
    workers: int = 2,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
    now: tuple[int, int] | None = None,
) -> Rerostered:
    """Repair a published roster; locks of the problem hold.

    Parameters
    ----------
    now
        Day number and minute from which on people can be asked: what has begun by then stays,
        nobody is asked for hours before; None: all lies ahead.

    Raises
    ------
    InvalidValue
        If something happened to unknown people or queues, or outside the roster.
    """
    refuse_unknown(problem, disruption)
    rerostered = disrupted_problem(problem, disruption)
    away = absent_cells(problem, disruption.absent)
    kept = Kept(published, away, disruption.change_price, disruption.max_touched, now=now)
    left = without_absent(problem, published, disruption.absent)
    days = _days(problem, disruption, now)
    found = search_repair(
        rerostered, kept, left, days,
        time_limit_s=time_limit_s, hit=_hit(problem, disruption),
        seed=seed, workers=workers, progress=progress, stop=stop,
    )  # fmt: skip
    changed = tuple((a, problem.dates[day]) for a, day in kept.changes(found.roster))
    return Rerostered(
        rerostered,
        found.roster,
        score(problem, published),
        score(rerostered, left),
        found.card,
        changed,
        disruption.change_price,
        found.proven,
        found.seconds,
        stopped=found.searched.stopped,
        searched=found.searched,
    )


def without_absent(problem: RosterProblem, published: Roster, absent: Iterable[Leave]) -> Roster:
    """The roster without the shifts of those who are absent."""
    away = absent_cells(problem, absent)
    left = (s for s in published.shifts if (s.agent_id, _number(problem, s.day)) not in away)
    return Roster(published.first, published.days, tuple(left))


def disrupted_problem(problem: RosterProblem, disruption: Disruption) -> RosterProblem:
    """The problem with the absences as leave and the surges in its heads; no lock holds a leave."""
    heads = problem.requirement.heads.copy()
    grid = problem.requirement.grid
    for surge in disruption.surges:
        row = problem.requirement.queue_ids.index(surge.queue_id)
        day = grid.day_index == _number(problem, surge.day)
        minute = grid.minute_of_day
        inside = day & (minute >= surge.from_min) & (minute < surge.until_min)
        heads[row, inside] = np.maximum(0, heads[row, inside] + surge.heads)
    requirement = dataclasses.replace(problem.requirement, heads=heads)
    changed = dataclasses.replace(problem, requirement=requirement)
    return with_absences(changed, disruption.absent)


def _days(
    problem: RosterProblem, disruption: Disruption, now: tuple[int, int] | None = None
) -> range:
    """Day numbers that may change: from the first allowed to the Sunday after the last one hit."""
    disrupted_days = [leave.first for leave in disruption.absent] + [
        s.day for s in disruption.surges
    ]
    ends = [leave.last for leave in disruption.absent] + [s.day for s in disruption.surges]
    first = disruption.first or min(disrupted_days)
    last = disruption.last or max(ends) + timedelta(days=6 - max(ends).weekday())
    low = max(0, _number(problem, first), now[0] if now else 0)
    high = min(problem.days - 1, _number(problem, last))
    if now and high < now[0]:
        raise InvalidValue(tr("{day} is over: nothing can change there", day=problem.dates[high]))
    if low > high:
        raise InvalidValue(
            tr(
                "no day may change: from {first} to {last}, but the roster covers "
                "{dates} .. {dates2}",
                first=first,
                last=last,
                dates=problem.dates[0],
                dates2=problem.dates[-1],
            )
        )
    return range(low, high + 1)


def _hit(problem: RosterProblem, disruption: Disruption) -> tuple[int, ...]:
    """Day numbers of the horizon on which somebody is absent or contacts surge."""
    absent = {day for _, day in absent_cells(problem, disruption.absent)}
    surged = {_number(problem, surge.day) for surge in disruption.surges}
    return tuple(sorted(absent | surged))


def refuse_unknown(problem: RosterProblem, disruption: Disruption) -> None:
    """Refuse what happened to people, queues or days that a roster does not have.

    Raises
    ------
    InvalidValue
        If any is not of it, or nothing has happened at all.
    """
    if not disruption.absent and not disruption.surges:
        raise InvalidValue(
            tr("nothing has happened: name who is absent, or where heads are needed")
        )
    people = {leave.agent_id for leave in disruption.absent} - set(problem.contract_of)
    queues = {surge.queue_id for surge in disruption.surges} - set(problem.requirement.queue_ids)
    if people or queues:
        raise InvalidValue(
            tr("not in this roster: {people}", people=", ".join(sorted(people | queues)))
        )
    days = [(leave.first, leave.last) for leave in disruption.absent]
    days += [(surge.day, surge.day) for surge in disruption.surges]
    for first, last in days:
        if last < problem.dates[0] or first > problem.dates[-1]:
            raise InvalidValue(
                tr(
                    "{first} lies outside the roster ({dates} .. {dates2})",
                    first=first,
                    dates=problem.dates[0],
                    dates2=problem.dates[-1],
                )
            )


def _number(problem: RosterProblem, day: date) -> int:
    return (day - problem.first).days
