"""Rosters saved with every input, and published as numbered versions that never change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from data.model.codec import digest, from_json, to_json
from data.model.problem import RosterProblem
from data.model.requirement import Requirement
from data.model.result import Result
from data.model.scorecard import ScoreFigures


@dataclass(frozen=True)
class SavedRoster:
    """A built, edited or imported roster.

    Parameters
    ----------
    problem
        The roster problem that it was judged against.
    scorecard
        The independent check; None where a solve ended without a roster.
    parent_id
        Roster that this one was edited from, or empty.
    detail
        What the deed that made it told besides (JSON values): seed, program, locked cells, ...
    """

    roster_id: str
    result: Result
    problem: RosterProblem = field(compare=False)
    scorecard: ScoreFigures | None
    made_at: datetime
    made_by: str
    parent_id: str = ""
    note: str = ""
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def requirement_id(self) -> str:
        """The requirement that its problem is for."""
        return self.problem.requirement.requirement_id

    @property
    def roster_digest(self) -> str:
        """Tells whether two answers hold the same shifts."""
        return digest(to_json(self.result.roster))

    def stored(self) -> dict[str, Any]:
        """JSON values of everything but the requirement, which is kept under its own id."""
        return {
            "roster_id": self.roster_id,
            "result": to_json(self.result),
            "requirement_id": self.requirement_id,
            "problem": self.problem.stored(),
            "scorecard": self.scorecard.to_json() if self.scorecard else {},
            "made_at": self.made_at.isoformat(),
            "made_by": self.made_by,
            "parent_id": self.parent_id,
            "note": self.note,
            "detail": to_json(self.detail),
        }

    @classmethod
    def from_stored(cls, data: Mapping[str, Any], requirement: Requirement) -> "SavedRoster":
        """The kept roster of a stored form of this version or an earlier one."""
        parts = {name: value for name, value in data.items() if name != "requirement_id"}
        parts["problem"] = RosterProblem.from_stored(data["problem"], requirement)
        parts["scorecard"] = ScoreFigures.from_stored(data["scorecard"])
        return from_json(cls, parts)


@dataclass(frozen=True)
class Publication:
    """One published version of the roster of a horizon.

    Parameters
    ----------
    version
        1, 2, 3... over the whole centre.
    roster_id
        The roster published.
    first, days
        Horizon covered.
    proof
        The certificate: objective, bound, gap, hard violations, simulated service, digests,
        seeds, program version (JSON values only).
    """

    version: int
    roster_id: str
    first: date
    days: int
    who: str
    why: str
    at: datetime
    proof: dict[str, Any] = field(default_factory=dict)
