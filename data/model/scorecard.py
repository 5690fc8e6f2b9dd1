"""The figures of a scorecard: what a check found and what a roster pays, without its slots."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.model.codec import from_json, to_json
from data.model.rule import Charge, Violation


@dataclass(frozen=True)
class ScoreFigures:
    """A roster judged, in figures.

    Parameters
    ----------
    violations
        Everything found, hard rules first; those of priced rules are what is paid for.
    charges
        The bill by rule, and by agent or queue; under- and overstaffing among them.
    objective
        Sum of the charges [points]; hard violations are not in it.
    hard_violations
        Number of findings against hard rules [-].
    shortfall_hours
        Missing head-hours by queue [h].
    surplus_hours, needed_hours, floor_hours
        Idle, needed and present head-hours [h].
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
        """Points by rule, the dearest first [points]."""
        bill: Counter[str] = Counter()
        for charge in self.charges:
            bill[charge.rule] += charge.points
        return dict(bill.most_common())

    def figures(self) -> "ScoreFigures":
        """These figures alone, of whatever carries more."""
        return ScoreFigures(**{name: getattr(self, name) for name in _NAMES})

    def to_json(self) -> dict[str, Any]:
        """The figures and the points by rule, as JSON values."""
        return {name: to_json(getattr(self, name)) for name in _NAMES} | {"by_rule": self.by_rule()}

    @classmethod
    def from_stored(cls, data: Mapping[str, Any]) -> "ScoreFigures | None":
        """The figures of `to_json`; None where a solve ended without a roster to judge."""
        found = {name: data[name] for name in _NAMES if name in data}
        return from_json(ScoreFigures, found) if found else None


_NAMES = tuple(ScoreFigures.__dataclass_fields__)
