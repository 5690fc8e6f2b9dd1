"""What lists show of kept versions without reading them whole."""

from dataclasses import dataclass
from datetime import date, datetime

from data.model.result import gap_between


@dataclass(frozen=True)
class ForecastSummary:
    """A kept forecast; `first` and `days` are its horizon."""

    version_id: str
    queue_id: str
    origin: datetime
    made_at: datetime
    first: date
    days: int


@dataclass(frozen=True)
class RequirementSummary:
    """A kept requirement; `first` and `days` are its horizon."""

    requirement_id: str
    first: date
    days: int
    basis: str


@dataclass(frozen=True)
class RosterSummary:
    """A kept roster; horizon, objective and bound are None where the solve gave none."""

    roster_id: str
    requirement_id: str
    parent_id: str
    first: date | None
    days: int | None
    made_at: datetime
    made_by: str
    status: str
    objective: int | None
    bound: float | None
    note: str

    @property
    def gap(self) -> float | None:
        """(objective - bound) / max(1, objective) [-]; what rules gave is in the bill."""
        return gap_between(self.objective, self.bound)
