"""A seat for every shift of a roster, and what no plan can undercut."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from data.model.language import tr
from data.model.roster import AgentDay


@dataclass(frozen=True, order=True)
class Seated:
    """One shift and its seat; `seat_id` is empty where there is none."""

    agent_id: str
    day: date
    seat_id: str
    start_min: int = 0


@dataclass(frozen=True)
class SeatPlan:
    """A seat for every shift.

    Parameters
    ----------
    seated
        In order of agent and day.
    homes
        Zones (`site / zone`) that each team calls its home.
    unseated, moves, apart
        Shifts without a seat, changes of seat, and shifts away from home [-].
    least_unseated, least_moves, least_apart
        What no plan can undercut; `least_apart` with these homes [-].
    meeting
        The clique behind `least_moves`: days of a window, and how many people all meet in it.
    """

    seated: tuple[Seated, ...]
    homes: Mapping[str, tuple[str, ...]]
    seats: int
    unseated: int
    moves: int
    apart: int
    least_unseated: int
    least_moves: int
    least_apart: int
    move_price: int = 2
    apart_price: int = 1
    meeting: tuple[tuple[date, date, int], ...] = ()

    @property
    def cost(self) -> int:
        """Points of moves and shifts away from home."""
        return self.move_price * self.moves + self.apart_price * self.apart

    @property
    def least_cost(self) -> int:
        """Points that no plan with these homes can undercut."""
        return self.move_price * self.least_moves + self.apart_price * self.least_apart

    @property
    def proven(self) -> bool:
        """Whether no plan can be better."""
        return self.unseated == self.least_unseated and self.cost == self.least_cost

    @cached_property
    def seat_of(self) -> Mapping[AgentDay, str]:
        """Seat of each agent and day that has one."""
        return {(one.agent_id, one.day): one.seat_id for one in self.seated if one.seat_id}

    @property
    def sentences(self) -> tuple[str, ...]:
        """What was found, and what of it is proven."""
        found = [
            tr(
                "{unseated} shifts have no seat (at least {least} cannot have one)",
                unseated=self.unseated,
                least=self.least_unseated,
            )
            if self.unseated
            else tr("Every shift has one seat from begin to end, and nobody shares."),
            tr(
                "{moves} changes of seat between shifts; no plan needs fewer than {least}",
                moves=self.moves,
                least=self.least_moves,
            ),
            tr(
                "{apart} shifts away from their team's zone; with these homes at least {least}",
                apart=self.apart,
                least=self.least_apart,
            ),
        ]
        if self.proven:
            found.append(tr("Proven: no plan with these homes is better."))
        else:
            found.append(
                tr(
                    "Not proven best: a better plan could save at most {moves} changes of seat "
                    "and {apart} shifts away from the team, of {shifts} shifts",
                    moves=self.moves - self.least_moves,
                    apart=self.apart - self.least_apart,
                    shifts=len(self.seated),
                )
            )
        return tuple(found)
