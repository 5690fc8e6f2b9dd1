"""A roster as it is kept: the answer, and every input needed to build or judge it again."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from data.model.result import Result


@dataclass(frozen=True)
class SavedRoster:
    """A built, edited or imported roster.

    Parameters
    ----------
    problem
        Canonical JSON of the roster problem it was judged against, without the requirement.
    requirement_id
        The requirement that completes `problem`.
    scorecard
        The independent check, as JSON.
    parent_id
        Roster that this one was edited from, or empty.
    """

    roster_id: str
    result: Result
    requirement_id: str
    problem: dict[str, Any]
    scorecard: dict[str, Any]
    made_at: datetime
    made_by: str
    parent_id: str = ""
    note: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
