"""What people type, read: levels, days, times of day, hours, seconds, names, files."""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from data.model.errors import InvalidValue, UnreadableFile
from data.model.language import tr
from data.model.shift import DAY_MIN

FIVES = "5%"
"""Short for every twentieth: .05 to .95."""

MOMENTS = [
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d",
]
"""How a moment on the centre's clock may be written."""

EVERY = "every"
"""Stands for every day where a day is asked for."""


def day_or_every(text: str) -> date | None:
    """The day of `2026-01-31`; None for `every`."""
    from data.files.rows import read_day

    found = read_day(text.strip())
    if found is None and text.strip().lower() != EVERY:
        raise typer.BadParameter(
            tr(
                "{text!r} is no day: write 2026-01-31, or {every} for every day",
                text=text,
                every=EVERY,
            )
        )
    return found


def finite(value: float | None) -> float | None:
    """A number that is one: `nan` and `inf` pass every range."""
    if value is not None and not math.isfinite(value):
        raise typer.BadParameter(tr("{value} is no number to count with", value=value))
    return value


Why = Annotated[str, typer.Option(help="Reason, for the audit trail.")]
RosterId = Annotated[str, typer.Argument(help="Saved roster.")]
OfRoster = Annotated[
    str, typer.Option("--roster", help="If not given, the published one in force.")
]
Queues = Annotated[list[str] | None, typer.Option(help="Queues; all if not given.")]
WorkbookOut = Annotated[Path, typer.Option(help="Workbook (.xlsx) to write.")]
AsKnownAt = Annotated[
    datetime | None,
    typer.Option(
        formats=MOMENTS, help="As known at this moment on the centre's clock; now if not given."
    ),
]
Seconds = Annotated[float, typer.Option(help="Seconds.", min=1, callback=finite)]
First = Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")]
Last = Annotated[datetime, typer.Option("--until", formats=["%Y-%m-%d"], help="Last day.")]
MayChangeFrom = Annotated[
    datetime | None,
    typer.Option("--from", formats=["%Y-%m-%d"], help="First day that may change (notice)."),
]
MostPeople = Annotated[
    int | None, typer.Option("--max-people", min=0, help="Most people whose days may change.")
]
Preview = Annotated[bool, typer.Option("--preview", help="Show it, save nothing.")]
USUAL = "As `centre planning` has it where not given."
MaybeSeconds = Annotated[
    float | None, typer.Option(help=f"Seconds. {USUAL}", min=1, callback=finite)
]
Seed = Annotated[int, typer.Option(help="Seed of what is left to chance.", min=0, max=2**31 - 1)]


_HOURS = re.compile(r"(\d+)h(?:([0-5]\d))?")


def given(**fields: Any) -> dict[str, Any]:
    """What was said, by field: what was left out (None) stays as it is, or as the type has it."""
    return {name: value for name, value in fields.items() if value is not None}


def whole_numbers(texts: Iterable[str]) -> dict[str, int]:
    """The figures of `field=whole number` texts, by field; of minutes also as `11h` or `11h30`."""
    found = {}
    for text in texts:
        name, equals, number = text.partition("=")
        hours = _HOURS.fullmatch(number) if name.endswith("_min") else None
        if hours is not None:
            found[name] = 60 * int(hours[1]) + int(hours[2] or 0)
        elif equals and number.removeprefix("-").isdecimal():
            found[name] = int(number)
        else:
            also = tr(" (or hours, such as 11h30)") if name.endswith("_min") else ""
            raise typer.BadParameter(
                tr("{text!r} is not field=whole number{also}", text=text, also=also)
            )
    return found


def as_typed(field: str, value: int) -> str:
    """A figure as `field=value` may be typed: minutes of an hour and more in hours."""
    if not field.endswith("_min") or value < 60:
        return f"{field}={value}"
    hours, minutes = divmod(value, 60)
    return f"{field}={hours}h{minutes:02d}" if minutes else f"{field}={hours}h"


@contextmanager
def wrong_words(option: str) -> Iterator[None]:
    """Tell what cannot be read after an option as a mistake of words: exit code 2."""
    try:
        yield
    except (InvalidValue, UnreadableFile) as error:
        raise typer.BadParameter(str(error), param_hint=f"'{option}'") from error


def one_of(known: Mapping[str, str]) -> Callable[[str], str]:
    """A reader of one of some names."""

    def read(text: str) -> str:
        if text not in known:
            raise typer.BadParameter(
                tr("{text!r} is none of {known}", text=text, known=", ".join(known))
            )
        return text

    return read


def in_words(known: Mapping[str, str]) -> str:
    """Names with what each is, as help says them."""
    return "; ".join(f"{name}: {words}" for name, words in known.items()) + "."


def file_to_write(path: Path | None) -> Path | None:
    """A file that can be made when the work is done: better to know before."""
    if path is not None and not path.absolute().parent.is_dir():
        raise typer.BadParameter(
            tr("there is no folder {parent}: make it, or name another", parent=path.parent)
        )
    return path


def levels_of(text: str) -> tuple[float, ...]:
    """Quantile levels of `.1,.5,.9` or `5%`, in order."""
    if text.strip() == FIVES:
        return tuple(round(0.05 * i, 2) for i in range(1, 20))
    try:
        found = tuple(sorted(float(part) for part in text.split(",") if part.strip()))
    except ValueError as error:
        raise typer.BadParameter(tr("{text!r}: give levels such as .1,.5,.9", text=text)) from error
    if not found or not all(0 < level < 1 for level in found):
        raise typer.BadParameter(
            tr("{text!r}: give levels between 0 and 1, such as .1,.5,.9", text=text)
        )
    return found


def minute_of(text: str) -> int:
    """Minutes after midnight of `08:30`, at most those of `24:00` [min]."""
    from data.files.rows import read_clock

    found = read_clock(text.strip())
    if found is None or found > DAY_MIN:
        raise typer.BadParameter(
            tr("{text!r} is no time of day: write 08:30, or 24:00 for its end", text=text)
        )
    return found


def hours_of(text: str) -> tuple[int, int]:
    """First and last minute of `08:00-20:00`; `22:00-06:00` ends on the next day [min]."""
    first, _, last = text.partition("-")
    try:
        start, end = minute_of(first), minute_of(last)
    except typer.BadParameter as error:
        raise typer.BadParameter(
            tr("{text!r}: give hours such as 08:00-20:00 or 22:00-06:00", text=text)
        ) from error
    if start == end:
        raise typer.BadParameter(
            tr("{text!r} is no time at all: give hours such as 08:00-20:00", text=text)
        )
    return start, end


LockOption = Annotated[
    list[str] | None,
    typer.Option(
        "--lock",
        help="WHO@WHEN stays as it is: who is an agent, team:NAME, contract:ID or *; when is a "
        "day, FIRST..LAST, a week (2026-W02) or *. Repeat it for more.",
    ),
]
