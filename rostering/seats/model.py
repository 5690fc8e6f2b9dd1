"""What a seat plan is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from data.model.checks.ids import repeated
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.roster import Roster
from data.model.service_quality.records import Seat
from data.model.staff import Agent

NO_SEAT = 1_000
"""Points of a shift without a seat: never bought for a handful of moves."""


@dataclass(frozen=True)
class SeatProblem:
    """Seats, and who is in when.

    Parameters
    ----------
    zone
        IANA time zone of the roster's clock.
    between_min
        Time that a seat stays free between two people [min].
    move_price
        Points for each change of seat from one shift of a person to the next.
    apart_price
        Points for each shift outside the home zones of the person's team.
    """

    seats: tuple[Seat, ...]
    roster: Roster
    agents: tuple[Agent, ...]
    zone: str = "Asia/Shanghai"
    between_min: int = 0
    move_price: int = 2
    apart_price: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.between_min <= 240:
            raise InvalidValue(tr("the time between two people must be 0 to 240 minutes"))
        if (
            min(self.move_price, self.apart_price) < 0
            or max(self.move_price, self.apart_price) > NO_SEAT // 10
        ):
            raise InvalidValue(
                tr("a price of seats must lie between 0 and {most}", most=NO_SEAT // 10)
            )
        ids = [seat.seat_id for seat in self.seats]
        if twice := repeated(ids):
            raise InvalidValue(tr("seats given twice: {twice}", twice=", ".join(twice[:10])))

    @cached_property
    def usable(self) -> tuple[Seat, ...]:
        """Seats that are in order."""
        return tuple(seat for seat in self.seats if not seat.out_of_order)

    @cached_property
    def team_of(self) -> Mapping[str, str]:
        """Team of each agent; empty where none."""
        return {agent.agent_id: agent.team for agent in self.agents}
