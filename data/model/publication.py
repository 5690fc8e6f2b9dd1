"""Rosters saved with every input, and published as numbered versions that never change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from data.model.codec import digest, from_json, to_json
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.requirement import Requirement
from data.model.result import Result, ScoreFigures


@dataclass(frozen=True)
class SavedRoster:
    """A built, edited or imported roster with everything it was made from.

    Parameters
    ----------
    problem
        The problem that it was built for and is checked against.
    scorecard
        The independent check; None where a solve ended without a roster.
    parent_id
        Roster that this one was edited from, or empty.
    detail
        Further facts of how it was made (JSON values): seed, program version, locked cells, ...
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
        """Id of the requirement of its problem."""
        return self.problem.requirement.requirement_id

    @cached_property
    def roster_digest(self) -> str:
        """Digest of the shifts: equal for two results with the same roster."""
        return digest(to_json(self.result.roster))

    def stored(self) -> dict[str, Any]:
        """JSON values of everything but the requirement, which is saved under its own id."""
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
        """The saved roster from its stored form, of this program version or an earlier one."""
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
        Objective, lower bound, optimality gap, hard violations, simulated service, digests,
        seeds and program version (JSON values only). Of a withdrawal only the version withdrawn.
    """

    version: int
    roster_id: str
    first: date
    days: int
    who: str
    why: str
    at: datetime
    proof: dict[str, Any] = field(default_factory=dict)

    @property
    def last(self) -> date:
        """Last day covered."""
        return self.first + timedelta(days=self.days - 1)

    @property
    def withdraws(self) -> int:
        """Version that this one withdraws; 0 where it publishes a roster."""
        return int(self.proof.get(WITHDRAWS) or 0)

    @property
    def rolls_back_to(self) -> int:
        """Version that this one publishes again; 0 where it does not."""
        return int(self.proof.get(ROLLS_BACK_TO) or 0)

    def overlaps(self, first: date, days: int) -> bool:
        """Whether any of so many days from a first one is covered."""
        return self.first < first + timedelta(days=days) and first <= self.last


@dataclass(frozen=True)
class Approval:
    """A second person's yes to publishing a saved roster, which never changes.

    Parameters
    ----------
    user_id
        The user who gave it, whatever name they came with.
    """

    who: str
    user_id: str
    at: datetime
    why: str = ""


@dataclass(frozen=True)
class RosterLabel:
    """What people call a saved roster; it changes nothing of the roster.

    Parameters
    ----------
    note
        A remark beside the reason that it was made for.
    archived
        Whether lists leave it out.
    """

    name: str = ""
    note: str = ""
    archived: bool = False

    def __post_init__(self) -> None:
        if len(self.name) > MOST_NAME or len(self.note) > MOST_NOTE:
            raise InvalidValue(
                tr(
                    "a roster's name has at most {most_name} letters, a note "
                    "{most_note}: shorten it",
                    most_name=MOST_NAME,
                    most_note=MOST_NOTE,
                )
            )
        if not (self.name + " ").isprintable():
            raise InvalidValue(tr("a roster's name is one line of plain text"))


MOST_NAME, MOST_NOTE = 80, 1000
"""Letters of a name, and of a note."""
WITHDRAWS, ROLLS_BACK_TO = "withdraws", "rolls_back_to"
"""Entries of a proof that say what a version does to another."""
APPROVED_BY = "approved_by"
"""Entry of a proof: names of those who approved the roster before it was published."""


def in_force(published: Iterable[Publication]) -> tuple[Publication, ...]:
    """Publications that plan days: neither withdrawn nor withdrawals, oldest first."""
    every = tuple(published)
    gone = {publication.withdraws for publication in every}
    return tuple(p for p in every if not p.withdraws and p.version not in gone)


def days_in_force(published: Iterable[Publication]) -> dict[int, int]:
    """Of each version the number of days that people work by it [days]; 0 of those superseded."""
    every = tuple(published)
    newest = [found.version for found in by_day(every).values()]
    return {p.version: newest.count(p.version) for p in every}


def by_day(published: Iterable[Publication]) -> dict[date, Publication]:
    """The publication in force of each day that has one."""
    newest: dict[date, Publication] = {}
    for found in in_force(published):  # the oldest first
        newest |= {found.first + timedelta(days=n): found for n in range(found.days)}
    return newest


def planned_by_others(published: Iterable[Publication], roster_id: str) -> dict[date, Publication]:
    """Days of a published roster that newer versions of other rosters plan, by day.

    None of a roster that was never published, or of which every version was withdrawn.
    """
    every = tuple(published)
    mine = [p for p in in_force(every) if p.roster_id == roster_id]
    return {
        day: found
        for day, found in sorted(by_day(every).items())
        if found.roster_id != roster_id and any(p.first <= day <= p.last for p in mine)
    }
