"""What a design must keep to; each restriction describes itself and tests codes or designs."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.shift import DAY_MIN, ShiftTemplate, clock


class Restriction(ABC):
    """What a design must keep to; by itself it forbids no code and no size."""

    @property
    @abstractmethod
    def words(self) -> str:
        """The restriction in one phrase."""

    @property
    def most(self) -> int | None:
        """Most codes [codes]; None: any number."""
        return None

    def allows(self, code: ShiftTemplate) -> bool:
        """Whether a code may be among the templates."""
        return True


@dataclass(frozen=True)
class NoStart(Restriction):
    """No shift starts from one time until before another; the span may cross midnight [min]."""

    first_min: int
    until_min: int

    def __post_init__(self) -> None:
        if not 0 <= self.first_min < DAY_MIN or not 0 <= self.until_min <= DAY_MIN:
            raise InvalidValue(tr("a span without starts lies between 00:00 and 24:00"))
        if self.first_min == self.until_min:
            raise InvalidValue(
                tr("from {first_min} until then is no time at all", first_min=clock(self.first_min))
            )

    @property
    def words(self) -> str:
        """The restriction in one phrase."""
        end = "24:00" if self.until_min == DAY_MIN else clock(self.until_min)
        return tr(
            "no start between {first_min} and {end}", first_min=clock(self.first_min), end=end
        )

    def allows(self, code: ShiftTemplate) -> bool:
        """Whether it starts outside."""
        after = (code.earliest_start_min - self.first_min) % DAY_MIN
        return after >= (self.until_min - self.first_min) % DAY_MIN


@dataclass(frozen=True)
class StartsEvery(Restriction):
    """Starts lie on multiples of so many minutes [min]."""

    step_min: int

    def __post_init__(self) -> None:
        if self.step_min <= 0 or DAY_MIN % self.step_min:
            raise InvalidValue(
                tr("starts every {step_min} min do not divide a day", step_min=self.step_min)
            )

    @property
    def words(self) -> str:
        """The restriction in one phrase."""
        hours = {60: tr("on full hours"), 120: tr("every two hours")}
        return tr(
            "starts {hours} only",
            hours=hours.get(self.step_min, tr("every {step_min} min", step_min=self.step_min)),
        )

    def allows(self, code: ShiftTemplate) -> bool:
        """Whether it starts on one of them."""
        return code.earliest_start_min % self.step_min == 0


@dataclass(frozen=True)
class LengthsOnly(Restriction):
    """Shifts of some lengths only, breaks included [min]; `phrase` names them otherwise."""

    lengths_min: tuple[int, ...]
    phrase: str = ""

    def __post_init__(self) -> None:
        if not self.lengths_min:
            raise InvalidValue(tr("name at least one length of shift"))

    @property
    def words(self) -> str:
        """The restriction in one phrase."""
        return self.phrase or tr("lengths of {hours} only", hours=_hours(*self.lengths_min))

    def allows(self, code: ShiftTemplate) -> bool:
        """Whether it has one of them."""
        return code.length_min in self.lengths_min


@dataclass(frozen=True)
class NoLength(Restriction):
    """No shifts of one length, breaks included [min]."""

    length_min: int

    @property
    def words(self) -> str:
        """The restriction in one phrase."""
        return tr("no shifts of {hours}", hours=_hours(self.length_min))

    def allows(self, code: ShiftTemplate) -> bool:
        """Whether it has another length."""
        return code.length_min != self.length_min


@dataclass(frozen=True)
class NoLonger(Restriction):
    """No shift longer than so much, breaks included [min]."""

    length_min: int

    def __post_init__(self) -> None:
        if self.length_min <= 0:
            raise InvalidValue(tr("the longest shift needs a length"))

    @property
    def words(self) -> str:
        """The restriction in one phrase."""
        return tr("no shift over {hours}", hours=_hours(self.length_min))

    def allows(self, code: ShiftTemplate) -> bool:
        """Whether it is no longer."""
        return code.length_min <= self.length_min


@dataclass(frozen=True)
class AtMost(Restriction):
    """A set of at most so many codes."""

    codes: int

    def __post_init__(self) -> None:
        if self.codes < 1:
            raise InvalidValue(tr("a design has at least one code"))

    @property
    def words(self) -> str:
        """The restriction in one phrase."""
        return tr("at most {codes} code{s}", codes=self.codes, s="" if self.codes == 1 else "s")

    @property
    def most(self) -> int | None:
        """Most codes."""
        return self.codes


@dataclass(frozen=True)
class Stays(Restriction):
    """A template of today stays: at one of its starts, or at a certain one [min]."""

    template: str
    start_min: int | None = None

    @property
    def words(self) -> str:
        """The restriction in one phrase."""
        at = (
            "" if self.start_min is None else tr(" at {start_min}", start_min=clock(self.start_min))
        )
        return tr("{template}{at} stays", template=self.template, at=at)

    def group(
        self, templates: Sequence[ShiftTemplate], codes: Sequence[ShiftTemplate]
    ) -> frozenset[str]:
        """Codes of which one must be among the templates.

        Raises
        ------
        InvalidValue
            If there is no such template or start today, or none of its starts can be chosen.
        """
        known = {template.code: template for template in templates}
        kept = known.get(self.template)
        if kept is None:
            raise InvalidValue(
                tr(
                    "{template!r} cannot stay, it is not among the templates: {known}",
                    template=self.template,
                    known=", ".join(known),
                )
            )
        starts = kept.starts_min if self.start_min is None else (self.start_min,)
        if not set(starts) <= set(kept.starts_min):
            raise InvalidValue(
                tr(
                    "{words}: it starts at {map}",
                    words=self.words,
                    map=", ".join(map(clock, kept.starts_min)),
                )
            )
        found = frozenset(
            code.code
            for code in codes
            if code.earliest_start_min in starts
            and (code.length_min, code.breaks) == (kept.length_min, kept.breaks)
        )
        if not found:
            raise InvalidValue(
                tr(
                    "{words}: that code is not among those to choose from; allow its "
                    "length, and starts more often",
                    words=self.words,
                )
            )
        return found


def _hours(*minutes: int) -> str:
    return tr("{minutes} h", minutes=", ".join(f"{minute / 60:g}" for minute in sorted(minutes)))
