"""Work on Saturdays and Sundays shared fairly."""

from dataclasses import dataclass
from typing import ClassVar

from rostering.rules.language.fair_share import FairShare
from rostering.rules.language.rule import Looser, Usual
from rostering.rules.language.unpopular import WEEKENDS, Kind


@dataclass(frozen=True)
class FairWeekends(FairShare):
    """Work on Saturdays and Sundays shared fairly."""

    name: ClassVar[str] = "fair_weekends"
    title: ClassVar[str] = "Fair weekends"
    unit: ClassVar[str] = "weekend shift, rising"
    what: ClassVar[str] = "shifts on Saturdays and Sundays"
    usual: ClassVar[Usual] = Usual(price=4, precedence=130)
    step: ClassVar[Looser] = Looser("tolerance", 1)

    @property
    def kind(self) -> Kind:
        """Shifts that start on one."""
        return WEEKENDS
