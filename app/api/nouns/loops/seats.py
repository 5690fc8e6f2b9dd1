"""Seats, and who sits where in a roster."""

from dataclasses import dataclass

from app.api.parts.route import Route
from app.services.context import Context
from app.services.service_quality.seats import (
    add_seats,
    plan_roster_seats,
    put_out_of_order,
    save_seat_plan,
    seat_plan_of,
    seat_shortages,
    seats_of,
    set_seats,
)
from data.model.service_quality.seat_plan import SeatPlan

TAG = "Service quality: seats"


@dataclass(frozen=True)
class Planned:
    """A seat plan worked out, and whether it was saved."""

    plan: SeatPlan
    saved: bool


def plan_and_save(
    context: Context,
    roster_id: str,
    between_min: int = 0,
    move_price: int = 2,
    apart_price: int = 1,
    time_limit_s: float = 5.0,
    save: bool = False,
    why: str = "",
) -> Planned:
    """Plan who sits where in a roster, and save it if asked for.

    Parameters
    ----------
    between_min
        Time that a seat stays free between two people [min].
    move_price, apart_price
        Points for each change of seat, and for each shift outside the team's home zones.
    time_limit_s
        For doing better than the first plan [s].
    save
        Whether it is saved with the roster.
    """
    found = plan_roster_seats(
        context, roster_id, between_min, move_price, apart_price, min(time_limit_s, 30.0)
    )
    if save:
        save_seat_plan(context, roster_id, found, why)
    return Planned(found, save)


ROUTES = (
    Route("GET", "/seats", seats_of),
    Route("PUT", "/seats", set_seats, guard="/seats",
          example={"seats": [{"seat_id": "East-01", "zone": "East"}], "why": "moved in"}),
    Route("POST", "/seats/zones", add_seats, limits={"count": (1, 5_000)},
          example={"zone": "East", "count": 40}),
    Route("POST", "/seats/out-of-order", put_out_of_order,
          example={"seat_ids": ["East-01"], "why": "screen broken"}),
    Route("GET", "/rosters/{roster_id}/seats", seat_plan_of),
    Route("GET", "/rosters/{roster_id}/seats/shortages", seat_shortages),
    Route("POST", "/rosters/{roster_id}/seats", plan_and_save,
          limits={"between_min": (0, 240), "move_price": (0, 100), "apart_price": (0, 100),
                  "time_limit_s": (1, 60)}),
)  # fmt: skip
