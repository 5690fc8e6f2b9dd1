"""Who sits where: a seat plan of a roster, with a bound that no plan can undercut."""

from typing import TYPE_CHECKING

from data.on_demand import on_demand

if TYPE_CHECKING:
    from rostering.seats.check import check_seats
    from rostering.seats.model import SeatProblem
    from rostering.seats.plan import plan_seats
    from rostering.seats.shortage import Shortage, shortages
else:
    __getattr__ = on_demand(
        __name__,
        {
            "check_seats": "check",
            "SeatProblem": "model",
            "plan_seats": "plan",
            "Shortage": "shortage",
            "shortages": "shortage",
        },
    )

__all__ = [
    "SeatProblem",
    "Shortage",
    "check_seats",
    "plan_seats",
    "shortages",
]
