"""Unpopular starts shared fairly."""

from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.shift import clock
from data.model.words import counted
from rostering.rules.language.fair_share import FairShare
from rostering.rules.language.rule import Usual, param
from rostering.rules.language.unpopular import Kind, starts


@dataclass(frozen=True)
class FairStarts(FairShare):
    """Starts early or late in the day shared fairly; nights have a rule of their own."""

    name: ClassVar[str] = "fair_starts"
    title: ClassVar[str] = "Fair unpopular starts"
    unit: ClassVar[str] = "unpopular start, rising"
    what: ClassVar[str] = "unpopular starts"
    usual: ClassVar[Usual] = Usual(price=2, precedence=145, active=False)

    before_min: int = param(420, "Unpopular are starts before", "min after midnight", 0, 1439)
    from_min: int = param(1020, "and starts from", "min after midnight", 0, 1439)

    @property
    def kind(self) -> Kind:
        """Starts before the one or from the other."""
        return starts(self.before_min, self.from_min)

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr(
            "Nobody starts before {before_min} or from {from_min} on more often than their "
            "fair share, which counts the last {days}.",
            before_min=clock(self.before_min),
            from_min=clock(self.from_min),
            days=counted(self.ledger_days, "day"),
        )
