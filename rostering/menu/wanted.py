"""What a menu may hold, as a planner asks for it."""

from dataclasses import dataclass
from typing import Literal

from data.model.errors import InvalidValue
from data.model.shift import DAY_MIN
from rostering.menu.restrictions import Restriction

Lengths = Literal["free", "today"] | tuple[int, ...]


@dataclass(frozen=True)
class Wanted:
    """What a menu may hold.

    Parameters
    ----------
    step_min
        Starts lie on multiples of it [min].
    any_start
        Any time of day for each length; False: the starts of today's templates only.
    codes
        Sizes of menu to design [codes].
    time_limit_s
        For each size [s].
    lengths
        From start to end, breaks included [min]; `free`: every length from the shortest to the
        longest template, by the hour (the half hour where today's are); `today`: today's only.
    restrictions
        What each menu must keep to; each is priced too.
    """

    step_min: int = 30
    any_start: bool = False
    codes: tuple[int, ...] = (4, 6, 8, 10, 12, 16)
    time_limit_s: float = 10.0
    lengths: Lengths = "free"
    restrictions: tuple[Restriction, ...] = ()

    def __post_init__(self) -> None:
        if self.step_min <= 0 or DAY_MIN % self.step_min:
            raise InvalidValue(f"starts every {self.step_min} min do not divide a day")
        if not self.codes or min(self.codes) < 1:
            raise InvalidValue("name at least one size of menu, of one code or more")
        if isinstance(self.lengths, tuple) and not self.lengths:
            raise InvalidValue("name at least one length of shift")
