"""Seats, who sits where in a roster, and when more people are in than there are seats."""

import threading
from collections.abc import Callable
from dataclasses import replace

from app.services.access.asking import asked
from app.services.changes import change, meanwhile, merged, save_changed
from app.services.context import Context, queues_of
from app.services.roster.check import roster_of
from data.model.audit import AuditEntry
from data.model.checks.ids import repeated
from data.model.codec import to_json
from data.model.errors import Conflict, InvalidValue, NotFound
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.service_quality.records import Seat
from data.model.service_quality.seat_plan import SeatPlan
from data.store import documents
from rostering.seats import SeatProblem, Shortage, check_seats, shortages

Seats = tuple[Seat, ...]


MOST_SEATS = 20_000
"""More than any centre has: each is looked at whenever somebody is seated [-]."""


@asked
def seats_of(context: Context) -> Seats:
    """Every seat, in the order in which they were given."""
    return context.store.load(documents.SEATS)


@change
def set_seats(context: Context, seats: Seats, why: str = "", *, seen: Seats | None = None) -> Seats:
    """Save the seats; what others changed meanwhile of other seats stays.

    Parameters
    ----------
    seats
        All of them.
    seen
        The seats as they were shown; None: whatever there is is replaced.

    Raises
    ------
    Conflict
        If somebody changed one of the same seats since.
    InvalidValue
        If an id is given twice, a seat is for a skill that nobody has, or nothing would change.
    """
    if twice := repeated(seat.seat_id for seat in seats):
        raise InvalidValue(tr("seats given twice: {twice}", twice=", ".join(twice[:10])))
    if len(seats) > MOST_SEATS:
        raise InvalidValue(
            tr(
                "{n} seats are more than a centre has: at most {most}",
                n=len(seats),
                most=MOST_SEATS,
            )
        )
    known = seats_of(context)
    staff = context.store.load(documents.STAFF)
    skills = {"", *(skill for agent in staff.agents for skill in agent.skills)}
    if not staff.agents:  # seats may come in before the people
        skills |= {queue.queue_id for queue in queues_of(context)}
    if strange := sorted({seat.kind for seat in seats} - skills - {seat.kind for seat in known}):
        raise InvalidValue(
            tr(
                "nobody has the skill {strange}: such seats would stay empty; there are: {known}",
                strange=", ".join(strange),
                known=", ".join(sorted(skills - {""})) or tr("none"),
            )
        )
    now = {seat.seat_id: seat for seat in known}
    shown = now if seen is None else {seat.seat_id: seat for seat in seen}

    def conflict(seat_id: str) -> Conflict:
        became = _said(now[seat_id]) if seat_id in now else ""
        what = tr("seat {seat}", seat=seat_id)

        def touched(entry: AuditEntry) -> bool:
            changed = (one["seat_id"] for one in entry.detail.get("changed", ()))
            return seat_id in (*entry.detail.get("removed", ()), *changed)

        return meanwhile(context, what, became, "seats", touched)

    wanted = {seat.seat_id: seat for seat in seats}
    found = tuple(merged(conflict, shown, wanted, now).values())
    gone = sorted({*now} - {seat.seat_id for seat in found})
    entry = context.entry(
        "set_seats",
        "seats",
        why,
        seats=len(found),
        removed=gone,
        changed=[to_json(seat) for seat in found if now.get(seat.seat_id) != seat],
    )
    save_changed(context, documents.SEATS, found, entry, tr("the list of seats"))
    return found


def _said(seat: Seat) -> str:
    where = (seat.zone, seat.site, seat.kind, tr("out of order") if seat.out_of_order else "")
    return ", ".join(filter(None, where)) or tr("in no zone")


@change
def add_seats(
    context: Context, zone: str, count: int, site: str = "", kind: str = "", why: str = ""
) -> Seats:
    """Add so many seats to a zone, called `ZONE-01`, `ZONE-02` and so on.

    Parameters
    ----------
    count
        How many [seats].
    kind
        A skill whose people need such a seat; empty: for anybody.

    Raises
    ------
    InvalidValue
        If the zone has no name, or the count is none.
    """
    if not zone.strip() or not 1 <= count <= 5_000:
        raise InvalidValue(tr("name a zone, and give 1 to 5000 seats"))
    known = seats_of(context)
    taken = {seat.seat_id for seat in known}
    names = (f"{zone}-{n:02d}" for n in range(1, count + len(taken) + 1))
    fresh = [name for name in names if name not in taken][:count]
    return set_seats(
        context, (*known, *(Seat(name, site, zone, kind) for name in fresh)), why, seen=known
    )


@change
def put_out_of_order(
    context: Context,
    seat_ids: tuple[str, ...],
    out_of_order: bool = True,
    why: str = "",
) -> Seats:
    """Say of seats that nobody can sit there, or that they can be used again.

    Raises
    ------
    NotFound
        If there is no such seat.
    """
    known = seats_of(context)
    if strange := sorted({*seat_ids} - {seat.seat_id for seat in known}):
        raise NotFound(tr("no seats {strange}", strange=", ".join(strange[:10])))
    wanted = tuple(
        replace(seat, out_of_order=out_of_order) if seat.seat_id in seat_ids else seat
        for seat in known
    )
    return set_seats(context, wanted, why, seen=known)


@asked
def seat_problem(
    context: Context,
    problem: RosterProblem,
    roster: Roster,
    between_min: int = 0,
    move_price: int = 2,
    apart_price: int = 1,
) -> SeatProblem:
    """The question of who sits where in a roster.

    Raises
    ------
    NotFound
        If the centre has no seats, or there is no such roster.
    """
    seats = seats_of(context)
    if not seats:
        raise NotFound(
            tr(
                "the centre has no seats yet: add some on the page Seats, or by "
                "`peakshift seats add ZONE --count 40`"
            )
        )
    zone = problem.requirement.grid.zone
    return SeatProblem(seats, roster, problem.agents, zone, between_min, move_price, apart_price)


@asked
def plan_roster_seats(
    context: Context,
    roster_id: str,
    between_min: int = 0,
    move_price: int = 2,
    apart_price: int = 1,
    time_limit_s: float = 5.0,
    seed: int = 0,
    stop: threading.Event | None = None,
    progress: Callable[[str, float], None] = lambda what, share: None,
) -> SeatPlan:
    """Work out who sits where; nothing is saved.

    Parameters
    ----------
    between_min
        Time that a seat stays free between two people [min].
    move_price, apart_price
        Points for each change of seat from one shift to the next, and for each shift outside the
        team's home zones.
    time_limit_s
        For doing better than the first plan [s].

    Raises
    ------
    NotFound
        If there is no such roster, or no seat.
    """
    from rostering.seats import plan_seats

    saved = context.store.load_roster(roster_id)
    asked_for = seat_problem(
        context, saved.problem, roster_of(saved), between_min, move_price, apart_price
    )
    return plan_seats(asked_for, time_limit_s, seed, stop, progress)


@asked
def seat_plan_of(context: Context, roster_id: str) -> SeatPlan | None:
    """The saved seat plan of a roster; None where nobody planned it."""
    return context.store.load(documents.seat_plan_of(roster_id))


@change
def save_seat_plan(context: Context, roster_id: str, plan: SeatPlan, why: str = "") -> None:
    """Save a seat plan with its roster: exports show it from then on.

    Raises
    ------
    InvalidValue
        If the plan does not fit the roster or the seats as they are now; says how.
    """
    saved = context.store.load_roster(roster_id)
    faults = check_seats(seat_problem(context, saved.problem, roster_of(saved)), plan.seated)
    if faults:
        raise InvalidValue(
            tr(
                "the seat plan does not fit roster and seats of now ({n} faults): {faults}; plan "
                "the seats again",
                n=len(faults),
                faults="; ".join(faults[:3]),
            )
        )
    entry = context.entry(
        "save_seat_plan",
        roster_id,
        why,
        seats=plan.seats,
        unseated=plan.unseated,
        moves=plan.moves,
        apart=plan.apart,
        least_cost=plan.least_cost,
        proven=plan.proven,
    )
    save_changed(
        context,
        documents.seat_plan_of(roster_id),
        plan,
        entry,
        tr("the seat plan of {roster_id}", roster_id=roster_id),
    )


@asked
def seat_shortages(context: Context, roster_id: str) -> tuple[Shortage, ...]:
    """When more people of a saved roster are in than there are seats; none without any seat."""
    saved = context.store.load_roster(roster_id)
    return seats_short(context, saved.problem, roster_of(saved))


@asked
def seats_short(
    context: Context, problem: RosterProblem, roster: Roster, before: Roster | None = None
) -> tuple[Shortage, ...]:
    """The same for a roster in hand, saved or not; nothing where the centre lists no seats."""
    if not seats_of(context):
        return ()
    return shortages(seat_problem(context, problem, roster), before)


@asked
def seats_lacking(
    context: Context, problem: RosterProblem, roster: Roster, before: Roster | None = None
) -> tuple[str, ...]:
    """When a roster brings more people than there are seats, in sentences; none without seats.

    Parameters
    ----------
    before
        Only what is worse than in this roster; None: all of it.
    """
    return tuple(one.sentence for one in seats_short(context, problem, roster, before))
