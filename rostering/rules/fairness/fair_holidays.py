"""Work on public holidays shared fairly."""

from dataclasses import dataclass
from typing import ClassVar

from rostering.rules.language.fair_share import FairShare
from rostering.rules.language.rule import Looser, Usual
from rostering.rules.language.unpopular import HOLIDAYS, Kind


@dataclass(frozen=True)
class FairHolidays(FairShare):
    """Work on public holidays shared fairly."""

    name: ClassVar[str] = "fair_holidays"
    title: ClassVar[str] = "Fair holidays"
    unit: ClassVar[str] = "holiday shift, rising"
    what: ClassVar[str] = "shifts on public holidays"
    usual: ClassVar[Usual] = Usual(price=8, precedence=140)
    step: ClassVar[Looser] = Looser("tolerance", 1)

    @property
    def kind(self) -> Kind:
        """Shifts that start on one."""
        return HOLIDAYS
