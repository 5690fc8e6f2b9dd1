"""Nights shared fairly."""

from dataclasses import dataclass
from typing import ClassVar

from rostering.rules.language.fair_share import FairShare
from rostering.rules.language.rule import Looser, Usual
from rostering.rules.language.unpopular import NIGHTS, Kind


@dataclass(frozen=True)
class FairNights(FairShare):
    """Nights shared fairly."""

    name: ClassVar[str] = "fair_nights"
    title: ClassVar[str] = "Fair nights"
    unit: ClassVar[str] = "night, rising"
    what: ClassVar[str] = "night shifts"
    usual: ClassVar[Usual] = Usual(price=8, precedence=120)
    step: ClassVar[Looser] = Looser("tolerance", 1)

    @property
    def kind(self) -> Kind:
        """Night shifts."""
        return NIGHTS
