"""Nights shared fairly."""

from dataclasses import dataclass
from typing import ClassVar

from rostering.rules.fair_share import FairShare
from rostering.rules.unpopular import NIGHTS, Kind


@dataclass(frozen=True)
class FairNights(FairShare):
    """Nights shared fairly."""

    name: ClassVar[str] = "fair_nights"
    title: ClassVar[str] = "Fair nights"
    unit: ClassVar[str] = "night, rising"
    what: ClassVar[str] = "night shifts"

    @property
    def kind(self) -> Kind:
        """Night shifts."""
        return NIGHTS
