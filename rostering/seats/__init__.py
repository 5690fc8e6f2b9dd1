"""Who sits where: a seat plan of a roster, with a bound that no plan can undercut."""

from rostering.seats.check import check_seats
from rostering.seats.model import SeatProblem
from rostering.seats.plan import plan_seats
from rostering.seats.shortage import Shortage, shortages

__all__ = [
    "SeatProblem",
    "Shortage",
    "check_seats",
    "plan_seats",
    "shortages",
]
