"""What shift templates must keep to, in a planner's words."""

import re
from collections.abc import Callable, Sequence

from data.files.rows import read_clock
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.shift import DAY_MIN
from rostering.shift_design.restrictions import (
    AtMost,
    LengthsOnly,
    NoLonger,
    NoStart,
    Restriction,
    StartsEvery,
    Stays,
)

GRAMMAR = (
    "no start 00:00-05:00",
    "starts on full hours",
    "starts every 120",
    "lengths 4,6,8",
    "no shift over 9",
    "at most 8 codes",
    "keep N8",
    "keep N8 22:00",
)
"""One example of each form; starts every so many minutes, lengths in hours, breaks included."""

_CLOCK = r"(\d{1,2}:\d{2})"
_HOURS = r"\d+(?:\.\d+)?"


_FORMS: tuple[tuple[str, Callable[..., Restriction]], ...] = (
    (rf"no starts? {_CLOCK} ?- ?{_CLOCK}", lambda a, b: NoStart(_minute(a), _minute(b))),
    (r"starts on full hours", lambda: StartsEvery(60)),
    (r"starts every (\d{1,4})(?: min)?", lambda step: StartsEvery(int(step))),
    (
        rf"lengths ({_HOURS}(?: ?, ?{_HOURS})*)(?: ?h)?",
        lambda hours: LengthsOnly(hours_listed(hours)),
    ),
    (rf"no shifts? over ({_HOURS})(?: ?h)?", lambda hours: NoLonger(*hours_listed(hours))),
    (r"at most (\d{1,3})(?: codes?)?", lambda codes: AtMost(int(codes))),
    (
        rf"keep (\S.*?)(?: {_CLOCK})?",
        lambda code, at: Stays(code, None if at is None else _minute(at)),
    ),
)


def parse_restrictions(texts: Sequence[str]) -> tuple[Restriction, ...]:
    """Restrictions as they are said, see `GRAMMAR`.

    Raises
    ------
    InvalidValue
        If a text is none of them.
    """
    return tuple(_restriction(text) for text in texts)


def hours_listed(text: str) -> tuple[int, ...]:
    """Lengths of `4,6,8.5` hours, in order [min].

    Raises
    ------
    InvalidValue
        If these are no hours.
    """
    try:
        found = {round(60 * float(part)) for part in text.split(",") if part.strip()}
    except (ValueError, OverflowError) as error:
        raise InvalidValue(
            tr("{text!r}: give lengths in hours such as 4,6,8.5", text=text)
        ) from error
    if not found or min(found) <= 0 or max(found) > DAY_MIN:
        raise InvalidValue(
            tr("{text!r}: give lengths in hours such as 4,6,8.5, up to 24", text=text)
        )
    return tuple(sorted(found))


def _restriction(text: str) -> Restriction:
    said = " ".join(text.split())
    for form, made in _FORMS:
        match = re.fullmatch(form, said, re.IGNORECASE)
        if match:
            try:
                return made(*match.groups())
            except InvalidValue as error:
                raise InvalidValue(
                    tr("--restrict {text!r}: {error}", text=text, error=error)
                ) from error
    raise InvalidValue(
        tr("{text!r} is no restriction: write ", text=text)
        + ", ".join(f"'{example}'" for example in GRAMMAR[:-1])
        + tr(
            " or '{grammar}' (lengths in hours from start to end, breaks included)",
            grammar=GRAMMAR[-1],
        )
    )


def _minute(text: str) -> int:
    found = read_clock(text)
    if found is None or found > DAY_MIN:
        raise InvalidValue(tr("{text!r} is no time of day", text=text))
    return found
