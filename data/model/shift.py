"""Shift templates (what may be worked) and shifts (what one agent works)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from data.model.activity import Activity
from data.model.codec import LATER, LATER_BUT_DIGESTED, stored_as
from data.model.errors import InvalidValue
from data.model.language import phrase, tr

DAY_MIN = 1440
NIGHT = (23 * 60, 30 * 60)  # 23:00-06:00; a night shift has at least three hours of it
_NIGHT_LEAST_MIN = 180


@dataclass(frozen=True, order=True)
class BreakWindow:
    """A break of a template, and when it may begin.

    Parameters
    ----------
    length_min
        Length of the break [min].
    earliest_min, latest_min
        Earliest and latest begin after the shift's start [min].
    paid
        Whether the break counts as paid time.
    apart_min
        Least time between the end of the break before and its begin [min]; of no effect on the
        first break.
    """

    label: str
    length_min: int
    earliest_min: int
    latest_min: int
    paid: bool = False
    apart_min: int = field(default=0, metadata=LATER)

    def __post_init__(self) -> None:
        if self.length_min <= 0 or not 0 <= self.earliest_min <= self.latest_min:
            raise InvalidValue(
                tr("break {label}: needs a length and earliest <= latest", label=self.label)
            )
        if self.apart_min < 0:
            raise InvalidValue(
                tr(
                    "break {label}: time since the break before cannot be negative",
                    label=self.label,
                )
            )

    def binds(self, before: "BreakWindow") -> bool:
        """Whether order and distance to the break before it must be checked.

        False where the two windows alone guarantee both.
        """
        return before.latest_min + before.length_min + self.apart_min > self.earliest_min


@dataclass(frozen=True, order=True)
class ShiftTemplate:
    """A shift code: starts from earliest to latest by step, one length, its breaks.

    Parameters
    ----------
    earliest_start_min, latest_start_min, step_min
        Starts on the local clock, minutes after midnight [min], below 1440.
    length_min
        From start to end, breaks included [min]; may cross midnight.
    breaks
        Windows in their order through the shift.
    """

    code: str
    name: str
    earliest_start_min: int
    latest_start_min: int
    step_min: int
    length_min: int
    breaks: tuple[BreakWindow, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.earliest_start_min <= self.latest_start_min < DAY_MIN:
            raise InvalidValue(
                tr("template {code}: starts must lie within one day", code=self.code)
            )
        if self.step_min <= 0 or not 0 < self.length_min <= DAY_MIN:
            raise InvalidValue(
                tr("template {code}: step and length must be positive", code=self.code)
            )
        if any(b.latest_min + b.length_min > self.length_min for b in self.breaks):
            raise InvalidValue(
                tr("template {code}: a break may end after the shift", code=self.code)
            )
        if any(window.apart_min for window in self.breaks):
            self._refuse_breaks_too_close()

    def _refuse_breaks_too_close(self) -> None:
        ready = 0
        for window in self.breaks:
            begin = max(window.earliest_min, ready + window.apart_min * (ready > 0))
            if begin > window.latest_min:
                raise InvalidValue(
                    tr(
                        "template {code}: break {label} must begin by minute {latest_min}, "
                        "but can only from minute {begin} on, after and apart from the break "
                        "before it: widen its window or ask for less time between",
                        code=self.code,
                        label=window.label,
                        latest_min=window.latest_min,
                        begin=begin,
                    )
                )
            ready = begin + window.length_min

    @property
    def starts_min(self) -> tuple[int, ...]:
        """Allowed starts, minutes after local midnight [min]."""
        return tuple(range(self.earliest_start_min, self.latest_start_min + 1, self.step_min))

    @property
    def paid_min(self) -> int:
        """Paid time of a shift of this template [min]."""
        return self.length_min - sum(b.length_min for b in self.breaks if not b.paid)


@dataclass(frozen=True, order=True)
class Break:
    """A break as placed: begin in minutes after the midnight on which the shift's day began."""

    start_min: int
    length_min: int
    label: str = "break"
    paid: bool = False

    @property
    def end_min(self) -> int:
        """End in minutes after the shift day's midnight [min]."""
        return self.start_min + self.length_min


_BREAKS_CALLED = {
    "meal": phrase("meal break"),
    "rest": phrase("short break"),
    "break": phrase("break"),
}


def called(part: Break | Activity) -> str:
    """What people call a break or an activity; a label of the centre's own is its name."""
    return part.label if isinstance(part, Activity) else break_called(part.label)


def break_called(label: str) -> str:
    """What people call a break by its label: `meal break` for `meal`."""
    return tr(_BREAKS_CALLED.get(label.lower(), label))


@dataclass(frozen=True, order=True)
class Shift:
    """One agent's shift; it belongs to the local date on which it starts.

    Parameters
    ----------
    start_min
        Start, minutes after local midnight of `day` [min], 0 .. 1439.
    length_min
        From start to end, breaks included [min].
    template
        Code of the template it was made from.
    activities
        Training, coaching, meetings, back office: paid, but off the floor.
    """

    agent_id: str
    day: date
    start_min: int
    length_min: int
    template: str
    breaks: tuple[Break, ...] = ()
    activities: tuple[Activity, ...] = field(
        default=(), metadata=LATER_BUT_DIGESTED | stored_as("sessions")
    )

    def __post_init__(self) -> None:
        if not 0 <= self.start_min < DAY_MIN or self.length_min <= 0:
            raise InvalidValue(
                tr(
                    "{agent_id} {day}: start or length out of range",
                    agent_id=self.agent_id,
                    day=self.day,
                )
            )
        for rest in self.breaks:
            if rest.start_min < self.start_min or rest.end_min > self.end_min:
                raise InvalidValue(
                    tr(
                        "{agent_id} {day}: a break lies outside its shift",
                        agent_id=self.agent_id,
                        day=self.day,
                    )
                )
        for held in self.activities:
            if held.start_min < self.start_min or held.end_min > self.end_min:
                raise InvalidValue(
                    tr(
                        "{agent_id} {day}: activity {label!r} lies outside its shift",
                        agent_id=self.agent_id,
                        day=self.day,
                        label=held.label,
                    )
                )

    @property
    def end_min(self) -> int:
        """End, minutes after midnight of `day`; beyond 1440 on the next day [min]."""
        return self.start_min + self.length_min

    @property
    def paid_min(self) -> int:
        """Paid time [min]."""
        return self.length_min - sum(b.length_min for b in self.breaks if not b.paid)

    @property
    def key(self) -> tuple[str, int, int]:
        """Template, start and length [min]: what makes shifts of two people alike."""
        return self.template, self.start_min, self.length_min

    @property
    def away(self) -> tuple[Break | Activity, ...]:
        """Breaks and off-phone activities, when the agent is off the floor, in time order."""
        if not self.activities:
            return self.breaks
        return tuple(sorted((*self.breaks, *self.activities), key=lambda part: part.start_min))

    @property
    def is_night(self) -> bool:
        """At least three hours between 23:00 and 06:00 (Directive 2003/88/EC, Art. 2)."""
        return is_night(self.start_min, self.length_min)

    @property
    def code(self) -> str:
        """Cell text of the matrix: template and start, e.g. `D8 08:30`."""
        return f"{self.template} {clock(self.start_min)}"


def night_minutes(start_min: int, length_min: int) -> int:
    """Minutes of a shift between 23:00 and 06:00 [min]."""
    end = start_min + length_min
    spans = ((0, NIGHT[1] - DAY_MIN), NIGHT, (NIGHT[0] + DAY_MIN, NIGHT[1] + DAY_MIN))
    return sum(max(0, min(end, last) - max(start_min, first)) for first, last in spans)


def is_night(start_min: int, length_min: int) -> bool:
    """Whether a shift counts as a night shift."""
    return night_minutes(start_min, length_min) >= _NIGHT_LEAST_MIN


def clock(minute: int) -> str:
    """`HH:MM` of minutes after midnight, wrapped to one day."""
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def clock_text(minute: int) -> str:
    """`HH:MM` of minutes after midnight; hours may exceed 24. `data.files.rows` reads it back."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def morning_after_min(templates: Iterable[ShiftTemplate]) -> int:
    """Minutes after a midnight that only shifts of the evening before can cover [min].

    Notes
    -----
    They end where the next day's first shift may start: from there on the next roster can help.
    """
    known = tuple(templates)
    over = max((t.latest_start_min + t.length_min - DAY_MIN for t in known), default=0)
    return max(0, min([over, *(t.earliest_start_min for t in known)]))
