"""Prices that prove a bound: whoever has them and the problem can add the bound up again."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from data.model.codec import LATER, stored_as
from data.model.frame import rows_frame
from data.model.roster import Roster
from data.model.rule import Charge

Prices = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Certificate:
    """A bound with the prices that it follows from.

    Parameters
    ----------
    bound
        Points that no roster can undercut [points].
    prices
        Price of a head by queue and slot [1/1024 point].
    slopes
        Price of a unit of each agent's tallies [1/1024 point].
    """

    bound: int
    prices: Prices
    slopes: Prices


Status = Literal["optimal", "feasible", "infeasible", "stopped", "unknown"]


@dataclass(frozen=True)
class Result:
    """A roster, what it pays and how good it provably is.

    Parameters
    ----------
    objective, bound
        Points paid, and points that no roster can undercut [points].
    trace
        (seconds, objective, bound) whenever one of them moved.
    engine
        The engine that ran.
    engine_why
        Why it ran instead of the one asked for, and what to do; empty where that one ran.
    clashes
        Plain sentences: the smallest set of rules and inputs found to collide, if infeasible; what
        the nearest roster still breaks, if none was found.
    bound_by
        Who computed the bound (engine and method).
    certificate
        Prices that prove a bound, this one or a lower one, to anybody; None where there are none.
    """

    status: Status
    roster: Roster | None
    objective: int | None
    bound: float | None
    charges: tuple[Charge, ...] = ()
    seconds: float = 0.0
    engine: str = ""
    bound_by: str = ""
    seed: int = 0
    trace: tuple[tuple[float, float | None, float | None], ...] = ()
    conflicts: tuple[str, ...] = field(default=(), metadata=stored_as("clashes"))
    certificate: Certificate | None = field(default=None, metadata=LATER)
    engine_why: str = field(default="", metadata=LATER)

    def to_frame(self, by: Literal["shift", "cost"] = "shift") -> Any:
        """The answer as a pandas frame.

        Parameters
        ----------
        by
            `shift`: one row a shift, as `Roster.to_frame`; no row where there is no roster.
            `cost`: the cost breakdown, one row a charge: `rule`, `agent_id` (empty: nobody's own),
            `amount` (in the rule's unit) and `points`.
        """
        if by == "cost":
            kinds = {"rule": str, "agent_id": str, "amount": int, "points": int}
            rows = ((c.rule, c.agent_id or "", c.amount, c.points) for c in self.charges)
            return rows_frame(kinds, rows)
        return (self.roster or Roster(date.min, 0)).to_frame()

    @property
    def gap(self) -> float | None:
        """(objective - bound) / max(1, objective) [-]: how much better a roster could be."""
        return gap_between(self.objective, self.bound)


def gap_between(objective: float | None, bound: float | None) -> float | None:
    """(objective - bound) / max(1, objective) [-], None where one of them is not known."""
    if objective is None or bound is None:
        return None
    return max(0.0, (objective - bound) / max(1.0, abs(objective)))
