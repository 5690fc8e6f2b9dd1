"""What history says of time rostered and lost, day by day and cause by cause."""

from dataclasses import dataclass
from datetime import date

from data.model.errors import InvalidValue


@dataclass(frozen=True, order=True)
class Absence:
    """Time lost to one cause on one day, or in a part of the day.

    Parameters
    ----------
    rostered_min
        Time rostered in all that day, or in that part of it, whatever became of it [min].
    lost_min
        What of it was lost to this cause [min].
    from_min, to_min
        Part of the local day, minutes after midnight; may span midnight [min].
    inside, paid, planned
        As of `Shrinkage`.
    """

    day: date
    cause: str
    rostered_min: int
    lost_min: int
    from_min: int = 0
    to_min: int = 1440
    inside: bool = False
    paid: bool = True
    planned: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.lost_min <= self.rostered_min:
            raise InvalidValue(
                f"{self.cause} on {self.day}: {self.lost_min} of {self.rostered_min} rostered "
                "minutes cannot be lost"
            )
