"""What a solve answers: roster, cost, bound with its proof; and the figures of a scorecard."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from data.model.codec import LATER, from_json, stored_as, to_json
from data.model.grid import rows_frame
from data.model.language import tr
from data.model.roster import Roster
from data.model.rule import Charge, Violation

Prices = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Certificate:
    """A lower bound with the prices that prove it.

    Whoever has the prices and the problem can add the bound up again without any solver.

    Parameters
    ----------
    bound
        Cost that no roster can undercut [points].
    prices
        Price of one agent by queue and slot [1/1024 point], shape (queues, slots).
    slopes
        Price of a unit of each agent's end-of-tour counters [1/1024 point], one row an agent.
    """

    bound: int
    prices: Prices
    slopes: Prices


Status = Literal["optimal", "feasible", "infeasible", "stopped", "unknown", "broken"]
BROKEN: Status = "broken"
"""Status of a roster that breaks hard rules: edited, repaired, read from a file, rerostered."""


@dataclass(frozen=True)
class Result:
    """A roster, its cost, and how good it provably is.

    Parameters
    ----------
    objective, bound
        Cost of the roster, and the lower bound that no roster can undercut [points].
    charges
        Cost breakdown: what is paid by rule, agent and queue.
    trace
        (seconds since the start, objective, lower bound) whenever one of them moved.
    engine
        The engine that ran.
    bound_by
        Engine and method that computed the bound.
    conflicts
        Sentences: the smallest set of rules and inputs found to be in conflict, if infeasible;
        what the nearest roster still violates, if none was found.
    certificate
        Prices that prove this bound or a lower one; None where there are none.
    engine_why
        Why that engine ran instead of the one asked for, and what to do; empty where the one
        asked for ran.
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
        """The result as a pandas frame.

        Parameters
        ----------
        by
            `shift`: one row a shift, as `Roster.to_frame`; no row where there is no roster.
            `cost`: the cost breakdown, one row a charge: `rule`, `agent_id` and `queue_id` (empty
            where it is not of one agent or queue), `amount` [the rule's unit] and `points`.

        Examples
        --------
        >>> costs = result.to_frame("cost")
        >>> costs.groupby("rule")["points"].sum()
        """
        if by == "cost":
            kinds = {"rule": str, "agent_id": str, "queue_id": str, "amount": int, "points": int}
            rows = (
                (c.rule, c.agent_id or "", c.queue_id or "", c.amount, c.points)
                for c in self.charges
            )
            return rows_frame(kinds, rows)
        return (self.roster or Roster(date.min, 0)).to_frame()

    @property
    def gap(self) -> float | None:
        """Optimality gap (objective - bound) / max(1, objective) [-]; None where one is missing."""
        return gap_between(self.objective, self.bound)


@dataclass(frozen=True)
class Distance:
    """How far a roster can lie from the best one, in hours of people (`rostering` computes it).

    Parameters
    ----------
    hours
        At most so many missing or idle hours less would be paid for [h].
    of_hours
        Paid hours rostered [h].
    """

    hours: float
    of_hours: float

    @property
    def share(self) -> float:
        """Hours that could be better, of those rostered [-]."""
        return self.hours / self.of_hours if self.of_hours else 0.0

    @property
    def sentence(self) -> str:
        """`at most 48 of 14,700 hours (0.3%) better is possible`; rounded up."""
        if not self.hours:
            return tr("none of {of_hours:,.0f} hours better is possible", of_hours=self.of_hours)
        return tr(
            "at most {hours} of {of_hours:,.0f} hours ({share:.1%}) better is possible",
            hours=f"{math.ceil(self.hours - 1e-9):,}",
            of_hours=self.of_hours,
            share=self.share,
        )

    @property
    def aside(self) -> str:
        """The sentence in brackets, to stand behind a share."""
        return tr(" ({sentence})", sentence=self.sentence)

    def as_json(self) -> dict[str, Any]:
        """Hours and their share, as JSON values; of each language alike."""
        return {
            "hours": round(self.hours, 2),
            "of_hours": round(self.of_hours, 2),
            "share": round(self.share, 6),
        }

    @classmethod
    def of_json(cls, found: Mapping[str, Any] | None) -> "Distance | None":
        """What `as_json` wrote; None where nothing was."""
        return cls(float(found["hours"]), float(found["of_hours"])) if found else None


def gap_between(objective: float | None, bound: float | None) -> float | None:
    """Optimality gap (objective - bound) / max(1, objective) [-]; None where one is missing."""
    if objective is None or bound is None:
        return None
    return max(0.0, (objective - bound) / max(1.0, abs(objective)))


@dataclass(frozen=True)
class ScoreFigures:
    """What a check found and what a roster costs, without figures by slot.

    Parameters
    ----------
    violations
        Every violation, hard rules first; those of priced rules are what is paid for.
    charges
        Cost breakdown by rule, and by agent or queue; under- and overstaffing among them.
    objective
        Sum of the charges [points]; hard violations are not in it.
    hard_violations
        Number of violations of hard rules [-].
    shortfall_hours
        Missing agent-hours by queue [h].
    surplus_hours, needed_hours, floor_hours
        Idle, required and present agent-hours [h].
    """

    violations: tuple[Violation, ...]
    charges: tuple[Charge, ...]
    objective: int
    hard_violations: int
    shortfall_hours: Mapping[str, float]
    surplus_hours: float
    needed_hours: float
    floor_hours: float

    def by_rule(self) -> dict[str, int]:
        """Cost by rule, the dearest first [points]."""
        costs: Counter[str] = Counter()
        for charge in self.charges:
            costs[charge.rule] += charge.points
        return dict(costs.most_common())

    def figures(self) -> "ScoreFigures":
        """The figures alone, from a scorecard that carries more."""
        return ScoreFigures(**{name: getattr(self, name) for name in _NAMES})

    def to_json(self) -> dict[str, Any]:
        """The figures and the cost by rule, as JSON values."""
        return {name: to_json(getattr(self, name)) for name in _NAMES} | {"by_rule": self.by_rule()}

    @classmethod
    def from_stored(cls, data: Mapping[str, Any]) -> "ScoreFigures | None":
        """The figures of `to_json`; None where a solve ended without a roster to judge."""
        found = {name: data[name] for name in _NAMES if name in data}
        return from_json(ScoreFigures, found) if found else None


_NAMES = tuple(ScoreFigures.__dataclass_fields__)
