"""Activities, breaks and shifts in one search: others move where that makes room for activities.

Groups are told beforehand when to meet (`appointments`), and the search brings people there; who
does meet is settled at the end, in the shifts found. So of groups nothing is proven.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from data.model.activity import ActivityOrder
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.roster import AgentDay, Lock, Roster
from data.model.shift import Shift
from rostering.activities.appointments import Appointments
from rostering.activities.candidates import Places, is_in_scope, of_teams
from rostering.activities.placement import Placement, place_activities
from rostering.solver.options import OptionTable, on_offer
from rostering.solver.progress import Progress
from rostering.solver.stopping import unless_stopped
from rostering.solver.tours.engine import solve_tours
from rostering.solver.tours.instance import FORBIDDEN, TourInstance
from rostering.solver.tours.translate.translate import Translation, translate
from rostering.solver.tours.translate.with_activities import (
    Ask,
    WithActivities,
    kinds_of,
    with_activities,
)

_SHARE_OF_FIRST, _SHARE_OF_LAST = 0.15, 0.1
"""Shares of the time: to place activities into the shifts as they are, and as they are then."""

_MOST_TIMES, _MOST_TYPES = 8, 40_000_000
"""How many times the states of a tour orders may make, and cells of all shift types with activities
(agents x days x starts x shift types): what else is ordered is placed after the search."""


def place_with_shifts(
    problem: RosterProblem,
    roster: Roster,
    orders: Sequence[ActivityOrder],
    *,
    first: date | None = None,
    shifts_stay: bool = False,
    points_a_move: int = 0,
    known_bound: float | None = None,
    time_limit_s: float = 60.0,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Placement:
    """Place activities while shifts may move; never dearer than into the shifts as they are.

    Parameters
    ----------
    first, stop
        As in `place_activities`; days before the first, locked cells and shifts with activities of
        other orders stay.
    shifts_stay
        Let breaks alone move.
    points_a_move
        What a shift that is changed, taken or given must save at least [points].
    known_bound
        Points that no roster with these activities can undercut, where the caller knows some.
    time_limit_s
        Seconds of searching; stating the problem comes on top [s].

    Returns
    -------
    Placement
        `before` is the roster as it was; `bound` holds for all that may move; `stayed` says why
        nothing could.

    Raises
    ------
    InvalidValue
        As `place_activities`.
    """
    stop = stop or threading.Event()
    told = _Told(progress, known_bound or 0.0)

    def placed(into: Roster, share: float) -> Placement:
        return place_activities(
            problem,
            into,
            orders,
            first=first,
            time_limit_s=share * time_limit_s,
            seed=seed,
            progress=told.since_now(),
            stop=stop,
        )

    now = placed(roster, _SHARE_OF_FIRST)
    as_they_are = replace(now, bound=known_bound or 0.0)
    if stop.is_set():
        return as_they_are
    told.say(now.objective, 0.0, tr("laying out shifts and activities"), preparing=True)
    teams = of_teams(problem.agents, orders)
    search = _Search(problem, now.roster, teams, first, None if shifts_stay else points_a_move)
    try:
        stated = search.stated(stop)
        if stated is None:
            return as_they_are
        found = solve_tours(
            stated.instance,
            packed=stated.packed,
            time_limit_s=max(1.0, (1 - _SHARE_OF_LAST) * time_limit_s - now.seconds),
            seed=seed,
            start=stated.tours(now.roster),
            progress=lambda _, points, bound: told.say(
                points, search.proven(stated, bound), search.phase
            ),
            stop=stop,
        )
    except InvalidValue as reason:
        return replace(as_they_are, stayed=str(reason))
    then = placed(search.kept(stated.roster(found.tours)), _SHARE_OF_LAST)
    moved = len(_changed(roster, then.roster, _duty))
    paid = then.after.hard_violations, then.objective + points_a_move * moved
    best, moved = (then, moved) if paid < (now.after.hard_violations, now.objective) else (now, 0)
    bound = max(as_they_are.bound, search.proven(stated, found.bound))
    return replace(
        best,
        before=now.before,
        bound=min(bound, float(best.objective)),
        moved=moved,
        breaks_moved=len(_changed(roster, best.roster, _rests)) - moved,
        seconds=told.seconds,
    )


class _Told:
    """Progress of all steps on one clock, under the best bound that holds for all of them.

    A step that places into given shifts bounds these shifts alone, and a search begins below 0.
    """

    def __init__(self, progress: Callable[[Progress], None] | None, bound: float) -> None:
        self._progress, self._began, self._bound = progress, time.monotonic(), bound

    @property
    def seconds(self) -> float:
        """Since the first step began [s]."""
        return time.monotonic() - self._began

    def say(self, points: float | None, bound: float, phase: str, preparing: bool = False) -> None:
        """Tell how far it is."""
        self._bound = max(self._bound, bound)
        if self._progress:
            self._progress(Progress(self.seconds, points, self._bound, phase, preparing=preparing))

    def since_now(self) -> Callable[[Progress], None]:
        """What hears of a step that counts its seconds from now."""
        since = self.seconds

        def hear(now: Progress) -> None:
            if self._progress:
                self._progress(replace(now, seconds=since + now.seconds, bound=self._bound))

        return hear


class _Search:
    """What moves, and what stays."""

    def __init__(
        self,
        problem: RosterProblem,
        roster: Roster,
        orders: Sequence[ActivityOrder],
        first: date | None,
        points_a_move: int | None = 0,
    ) -> None:
        self.orders = _largest(problem, orders)
        self.whole = len(self.orders) == len(orders) and not any(one.in_groups for one in orders)
        self._labels = {order.label for order in self.orders}
        self._roster, self._first = roster, first or roster.first
        self._points_a_move = points_a_move
        locked = {lock.cell: lock for lock in problem.locks}
        self._stays = {lock.cell: lock for lock in self._over_or_held(problem)}
        stay = {**locked, **self._stays}.values()
        self.problem = replace(problem, locks=tuple(map(self._without_mine, stay)))

    @property
    def phase(self) -> str:
        """What it does, as a phrase."""
        if self._points_a_move is None:
            return tr("moving breaks and activities together")
        return tr("moving shifts and activities together")

    def stated(self, stop: threading.Event) -> WithActivities | None:
        """Shifts and activities as tours, compiled; None where a stop came first.

        Raises
        ------
        InvalidValue
            If they cannot be stated, or every order is placed after the shifts.
        """
        if not self.orders:
            raise InvalidValue(
                tr(
                    "{most} or more of an activity for each are placed after the shifts, and so is "
                    "what is asked for of more people than the search can hold",
                    most=_MOST_TIMES,
                )
            )
        stated = unless_stopped(self._stated, stop)
        packed = stated and unless_stopped(lambda: stated.packed, stop)
        return stated if packed else None

    def _stated(self) -> WithActivities:
        options = OptionTable(self.problem)
        translation = translate(self.problem, options)
        if self._points_a_move != 0:
            translation = replace(translation, instance=self._moves_priced(translation))
        kinds = kinds_of(mine for mine in self._asked(options) if mine)
        if not kinds:
            raise InvalidValue(tr("no group could be brought together at one time"))
        return with_activities(translation, kinds)

    def _asked(self, options: OptionTable) -> Iterator[dict[str, Ask]]:
        """Of each order what is asked for of whom; groups are told when to meet."""
        cleared = replace(self._roster, shifts=tuple(map(self._cleared, self._roster.shifts)))
        places = Places(self.problem, cleared, self.orders, self._first)
        if any(order.in_groups for order in self.orders):  # else no place is looked at
            yield from Appointments(
                places,
                (place for place in places.of(self._roster) if self.orders[place.order].in_groups),
                None if self._points_a_move is None else options,
            ).asked()
        for number, order in enumerate(self.orders):
            if not order.in_groups:
                wanted = {who: n for (who, i), n in places.wanted.items() if i == number}
                yield {who: Ask(order, n, order.price) for who, n in wanted.items()}

    def kept(self, roster: Roster) -> Roster:
        """A roster found, with what stays as it was, breaks that nobody placed yet too."""
        found = {(shift.agent_id, shift.day): shift for shift in roster.shifts}
        for cell, lock in self._stays.items():
            if lock.shift is not None:
                found[cell] = lock.shift
        return replace(roster, shifts=tuple(found.values()))

    def proven(self, stated: WithActivities, bound: float) -> float:
        """What of a bound of the tours no shifts can undercut; 0 where it did not see all."""
        closed = any(
            lock.shift and not lock.shift.activities and lock.day >= self._first
            for lock in self.problem.locks
        )
        other = closed or self._points_a_move or not self.whole
        return float(bound) if stated.exact and not other else 0.0

    def _moves_priced(self, translation: Translation) -> TourInstance:
        """The instance in which cells are cheapest, or only possible, as they are."""
        instance, now = translation.instance, translation.tours(self._roster)
        price = self._points_a_move
        more = FORBIDDEN if price is None else min(price, FORBIDDEN)
        cost = np.minimum(instance.cost + more, FORBIDDEN)
        works = now.shift_types >= 0
        off_cost = np.minimum(instance.off_cost + more * works, FORBIDDEN).astype(np.int32)
        rows, days = np.nonzero(now.shift_types >= 0)
        same = rows, days, now.shift_types[rows, days], now.starts[rows, days]
        cost[same] = instance.cost[same]
        return replace(instance, cost=cost, off_cost=off_cost)

    def _over_or_held(self, problem: RosterProblem) -> list[Lock]:
        """Cells of days that are over, of activities that this search does not place, and of shifts
        or breaks as no template has them.
        """
        held = {(shift.agent_id, shift.day): shift for shift in self._roster.shifts}
        people = {agent.agent_id: agent for agent in problem.agents}
        over = [
            Lock(agent.agent_id, day, held.get((agent.agent_id, day)))
            for day in self._roster.dates
            if day < self._first
            for agent in problem.agents
        ]
        others = [
            Lock(*cell, shift)
            for cell, shift in held.items()
            if any(one.label not in self._labels for one in shift.activities)
            or not on_offer(problem, people[shift.agent_id], shift)
        ]
        return [*over, *others]

    def _without_mine(self, lock: Lock) -> Lock:
        """A lock that leaves activities open that are placed anew."""
        if lock.shift is None or lock.day < self._first:
            return lock
        others = tuple(a for a in lock.shift.activities if a.label not in self._labels)
        return replace(lock, shift=replace(lock.shift, activities=others))

    def _cleared(self, shift: Shift) -> Shift:
        return shift if shift.day < self._first else replace(shift, activities=())


def _largest(problem: RosterProblem, orders: Sequence[ActivityOrder]) -> tuple[ActivityOrder, ...]:
    """Orders that the search can hold, those of most hours first."""
    step_min = problem.requirement.grid.slot_min
    cells = len(problem.agents) * problem.days * (1440 // step_min)

    def types(order: ActivityOrder) -> int:
        """Shift types that an order makes: one a template, of groups one for each begin in it."""
        if not order.in_groups:
            return len(problem.templates)
        inside = (one.length_min - 2 * order.edge_min for one in problem.templates)
        return sum(max(0, 1 + (most - order.length_min) // step_min) for most in inside)

    def hours(mine: dict[str, Ask]) -> int:
        return sum(ask.wanted * ask.order.length_min for ask in mine.values())

    asked = (
        {
            agent.agent_id: Ask(order, order.per_agent, order.price)
            for agent in problem.agents
            if is_in_scope(order, agent)
        }
        for order in orders
    )
    found: list[dict[str, Ask]] = []
    times: Counter[str] = Counter()
    for mine in sorted(asked, key=hours, reverse=True):
        held = cells * sum(types(kind.like) for kind in kinds_of([*found, mine]))
        states = {who: max(1, times[who]) * (1 + ask.wanted) for who, ask in mine.items()}
        if held <= _MOST_TYPES and max(states.values()) <= _MOST_TIMES:
            found.append(mine)
            times |= states
    return tuple(next(iter(mine.values())).order for mine in found)


def _changed(
    before: Roster, after: Roster, part: Callable[[Shift], tuple[object, ...]]
) -> set[AgentDay]:
    """Cells of which some part is another one."""
    old, new = ({((s.agent_id, s.day), part(s)) for s in one.shifts} for one in (before, after))
    return {cell for cell, _ in old ^ new}


def _duty(shift: Shift) -> tuple[object, ...]:
    return shift.key


def _rests(shift: Shift) -> tuple[object, ...]:
    return *shift.key, shift.breaks
