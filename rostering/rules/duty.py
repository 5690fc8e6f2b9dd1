"""A duty: what of a shift the rules look at."""

from dataclasses import dataclass
from functools import cached_property

from data.model.session import Session
from data.model.shift import Break, Shift, ShiftTemplate, clock, is_night


@dataclass(frozen=True)
class Duty:
    """Work on one day, whoever does it.

    Parameters
    ----------
    start_min, length_min
        Start after the day's midnight and length, breaks included [min].
    paid_min
        Paid time [min].
    breaks
        Breaks as placed; None where the solver will place them within the template's windows.
    sessions
        Sessions as placed; a solver places none, and keeps those of shifts that stay.
    """

    template: str
    start_min: int
    length_min: int
    paid_min: int
    breaks: tuple[Break, ...] | None = None
    sessions: tuple[Session, ...] = ()

    @classmethod
    def of(cls, shift: Shift) -> "Duty":
        """The duty of a shift, with its breaks and sessions."""
        return cls(
            shift.template,
            shift.start_min,
            shift.length_min,
            shift.paid_min,
            shift.breaks,
            shift.sessions,
        )

    @classmethod
    def menu(cls, templates: tuple[ShiftTemplate, ...]) -> tuple["Duty", ...]:
        """Every start of every template, breaks open."""
        return tuple(
            cls(t.code, start, t.length_min, t.paid_min)
            for t in templates
            for start in t.starts_min
        )

    @cached_property
    def end_min(self) -> int:
        """End, minutes after the day's midnight [min]."""
        return self.start_min + self.length_min

    @property
    def away(self) -> tuple[Break | Session, ...]:
        """What is known of when it is off the floor: breaks as placed, and sessions."""
        return (*(self.breaks or ()), *self.sessions)

    @cached_property
    def night(self) -> bool:
        """Whether it is a night shift."""
        return is_night(self.start_min, self.length_min)

    @property
    def span(self) -> str:
        """`08:00-16:30`."""
        return f"{clock(self.start_min)}-{clock(self.end_min)}"


def works(duty: Duty | None) -> bool:
    """Whether there is work at all."""
    return duty is not None


def is_off(duty: Duty | None) -> bool:
    """Whether the day is off."""
    return duty is None


def works_night(duty: Duty | None) -> bool:
    """Whether it is a night shift."""
    return duty is not None and duty.night
