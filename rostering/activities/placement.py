"""Activities placed in the idle capacity of a roster whose shifts stay as they are."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from data.model.activity import ActivityOrder
from data.model.codec import LATER
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.shift import Shift
from rostering.activities.candidates import (
    Place,
    Places,
    is_for_somebody,
    of_teams,
    with_places,
)
from rostering.activities.meetings import offer_of
from rostering.activities.model import ActivityModel
from rostering.activities.unplaced import Reasons
from rostering.evaluation.scorecard import Scorecard, score
from rostering.solver.program import WHOLE
from rostering.solver.progress import Progress


@dataclass(frozen=True)
class Unplaced:
    """Activities of one agent and order that were not placed, and why."""

    label: str
    agent_id: str
    missing: int
    why: str


@dataclass(frozen=True, eq=False)
class Placement:
    """A roster with its activities, and how good their times provably are.

    Parameters
    ----------
    before, after
        The roster scored without any activity and with these.
    wanted
        Activities wanted in all [-].
    unplaced_points
        What the activities that are not placed cost [points].
    bound
        Points that no other placing into these shifts can undercut; with other shifts either where
        shifts might move.
    moved, breaks_moved
        Cells whose shift is another one, and others whose breaks are [-].
    stayed
        Why nothing could move, where it might; empty: it could.
    """

    roster: Roster
    before: Scorecard
    after: Scorecard
    wanted: int
    unplaced: tuple[Unplaced, ...]
    unplaced_points: int
    bound: float
    seconds: float
    moved: int = field(default=0, metadata=LATER)
    breaks_moved: int = field(default=0, metadata=LATER)
    stayed: str = field(default="", metadata=LATER)

    @property
    def placed(self) -> int:
        """Activities placed [-]."""
        return self.wanted - sum(row.missing for row in self.unplaced)

    @property
    def objective(self) -> int:
        """The cost with the activities and what those not placed cost [points]."""
        return self.after.objective + self.unplaced_points

    @property
    def gap(self) -> float:
        """(objective - bound) / max(1, objective) [-]."""
        return max(0.0, (self.objective - self.bound) / max(1.0, abs(self.objective)))

    @property
    def proven(self) -> bool:
        """Whether no placing into these shifts costs fewer points."""
        return self.objective - self.bound < WHOLE


def place_activities(
    problem: RosterProblem,
    roster: Roster,
    orders: Sequence[ActivityOrder],
    *,
    first: date | None = None,
    time_limit_s: float = 30.0,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Placement:
    """Place activities where they cost the floor least; those of these orders are placed anew.

    Those that the roster holds are kept where the time finds nothing better.

    Parameters
    ----------
    first
        First day that is planned; days before it stay as they are. None: the roster's first.
    stop
        Set it from another thread: the best times so far are taken.

    Raises
    ------
    InvalidValue
        If two orders have one label, or an order is for nobody.
    """
    began = time.monotonic()
    _refuse_orders(problem, orders)
    orders = of_teams(problem.agents, orders)
    places = Places(problem, _cleared(roster, orders, first or roster.first), orders, first)
    before = score(problem, places.roster)

    def report(objective: float | None, bound: float | None, phase: str) -> None:
        if progress:
            progress(Progress(time.monotonic() - began, objective, bound, phase))

    wanted = sum(places.wanted.values())
    report(
        None,
        None,
        tr("{all:,} ways to place {wanted} activities", all=len(places.all), wanted=wanted),
    )
    chosen, bound = _chosen(places, before.objective, began + time_limit_s, seed, report, stop)
    if known := places.of(roster):
        chosen = min(chosen, known, key=lambda choice: _paid(places, choice))
    placed = with_places(places, chosen)
    after = score(problem, placed)
    missing = _missing(places, chosen)
    points = _points(places, missing)
    proven = after.objective + points - bound < WHOLE
    reasons = Reasons(places, chosen, placed, proven)
    return Placement(
        placed,
        before,
        after,
        wanted,
        tuple(
            Unplaced(orders[i].label, agent_id, n, reasons.of(agent_id, i))
            for (agent_id, i), n in missing.items()
        ),
        points,
        bound,
        time.monotonic() - began,
    )


def _cleared(roster: Roster, orders: Sequence[ActivityOrder], first: date) -> Roster:
    """The roster with nothing of these orders from a day on; other activities stay."""
    labels = {order.label for order in orders}

    def cleared(shift: Shift) -> Shift:
        if shift.day < first or labels.isdisjoint(held.label for held in shift.activities):
            return shift
        return replace(
            shift, activities=tuple(one for one in shift.activities if one.label not in labels)
        )

    return replace(roster, shifts=tuple(map(cleared, roster.shifts)))


Report = Callable[[float | None, float | None, str], None]


def _chosen(
    places: Places,
    points: int,
    deadline: float,
    seed: int,
    report: Report,
    stop: threading.Event | None,
) -> tuple[tuple[Place, ...], float]:
    """The best places found, and points that no others can undercut.

    Where groups could meet at many times, meetings are chosen first and everybody else's times
    around them; the bound is then what all would pay if everybody could go alone.
    """

    def left_s(share: float) -> float:
        return share * (deadline - time.monotonic())

    offer = offer_of(places)
    if offer.whole:
        report(points, None, tr("choosing among {places:,} places", places=len(offer.places)))
        found = ActivityModel(places, points, stop=stop).solve(left_s(1.0), seed, offer.held)
        return found.places, found.bound
    report(None, None, tr("what no placing can undercut: everybody alone"))
    alone = [replace(order, least_together=1, most_together=1) for order in places.orders]
    everybody = Places(places.problem, places.roster, alone, places.first)
    bound = ActivityModel(everybody, points, stop=stop).bound(left_s(0.4))
    report(None, bound, tr("choosing who meets when"))
    groups = tuple(place for place in offer.places if places.orders[place.order].in_groups)
    met = ActivityModel(places, points, groups, stop).solve(left_s(0.4), seed, offer.held).places
    report(None, bound, tr("placing everybody else"))
    rest = Places(places.problem, with_places(places, met), places.orders, places.first)
    others = tuple(place for place in rest.all if not places.orders[place.order].in_groups)
    apart = ActivityModel(rest, points, others, stop).solve(left_s(1.0), seed).places
    return (*met, *apart), bound


def _missing(places: Places, chosen: tuple[Place, ...]) -> dict[tuple[str, int], int]:
    taken = Counter((place.agent_id, place.order) for place in chosen)
    return {key: n - taken[key] for key, n in places.wanted.items() if n > taken[key]}


def _points(places: Places, missing: Mapping[tuple[str, int], int]) -> int:
    """What activities that are missing cost [points]."""
    return sum(places.orders[i].price * n for (_, i), n in missing.items())


def _paid(places: Places, chosen: tuple[Place, ...]) -> tuple[int, int]:
    """Hard violations of a choice, and what it costs [points]."""
    card = score(places.problem, with_places(places, chosen))
    return card.hard_violations, card.objective + _points(places, _missing(places, chosen))


def _refuse_orders(problem: RosterProblem, orders: Sequence[ActivityOrder]) -> None:
    twice = [label for label, n in Counter(order.label for order in orders).items() if n > 1]
    if twice:
        raise InvalidValue(
            tr("two orders are called {twice!r}: activities are known by name", twice=twice[0])
        )
    for order in orders:
        if not is_for_somebody(problem.agents, order):
            raise InvalidValue(
                tr(
                    "activity order {label!r} is for nobody in this roster: look at its "
                    "agents, teams, contracts and skills",
                    label=order.label,
                )
            )
