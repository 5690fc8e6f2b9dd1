"""Numbers, days and what they count, as sentences write them."""

from collections.abc import Mapping
from datetime import date

from data.model.language import noun, phrase, tr

_WEEKDAYS = (
    phrase("Mon"), phrase("Tue"), phrase("Wed"), phrase("Thu"), phrase("Fri"), phrase("Sat"),
    phrase("Sun"),
)  # fmt: skip
_WHOLE_WEEKDAYS = (
    phrase("Monday"), phrase("Tuesday"), phrase("Wednesday"), phrase("Thursday"), phrase("Friday"),
    phrase("Saturday"), phrase("Sunday"),
)  # fmt: skip
_MONTHS = (
    phrase("Jan"), phrase("Feb"), phrase("Mar"), phrase("Apr"), phrase("May"), phrase("Jun"),
    phrase("Jul"), phrase("Aug"), phrase("Sep"), phrase("Oct"), phrase("Nov"), phrase("Dec"),
)  # fmt: skip
_WHOLE_MONTHS = (
    phrase("January"), phrase("February"), phrase("March"), phrase("April"), phrase("May"),
    phrase("June"), phrase("July"), phrase("August"), phrase("September"), phrase("October"),
    phrase("November"), phrase("December"),
)  # fmt: skip


def weekdays() -> tuple[str, ...]:
    """`Mon` .. `Sun`."""
    return tuple(map(tr, _WEEKDAYS))


def whole_weekdays() -> tuple[str, ...]:
    """`Monday` .. `Sunday`."""
    return tuple(map(tr, _WHOLE_WEEKDAYS))


def months() -> tuple[str, ...]:
    """`Jan` .. `Dec`."""
    return tuple(map(tr, _MONTHS))


def whole_months() -> tuple[str, ...]:
    """`January` .. `December`."""
    return tuple(map(tr, _WHOLE_MONTHS))


def counted(number: float, what: str, many: str = "") -> str:
    """`1 day`, `2 days`.

    Parameters
    ----------
    what
        One of it; a literal, as is `many`, so that catalogues hold both.
    many
        Several of it; `what` with an s where not given.
    """
    said = f"{round(number, 2):g}" if isinstance(number, float) else f"{number}"
    return f"{said} {noun(what, many or what + 's', number)}"


def are(number: float) -> str:
    """`is` of one, `are` of several; other languages leave it out of their sentence."""
    return "is" if number == 1 else "are"


def between(least: float, most: float) -> str:
    """`3 to 5`, or `3` where both are."""
    least, most = round(least, 2), round(most, 2)
    return f"{least:g}" if least == most else tr("{least:g} to {most:g}", least=least, most=most)


def weekday_name(number: int) -> str:
    """`Mon` of 0."""
    return tr(_WEEKDAYS[number])


def weekday(day: date) -> str:
    """`Mon`."""
    return weekday_name(day.weekday())


def whole_weekday(day: date) -> str:
    """`Monday`."""
    return tr(_WHOLE_WEEKDAYS[day.weekday()])


def month(day: date) -> str:
    """`Jan`."""
    return tr(_MONTHS[day.month - 1])


def day_in_words(day: date) -> str:
    """`Tue 9 Dec`."""
    return tr("{weekday} {day} {month}", weekday=weekday(day), day=day.day, month=month(day))


def date_in_words(day: date) -> str:
    """`Tue 9 Dec 2026`."""
    return tr(
        "{weekday} {day} {month} {year}",
        weekday=weekday(day), day=day.day, month=month(day), year=day.year,
    )  # fmt: skip


def short_date(day: date) -> str:
    """`09 Dec 2026`."""
    return tr("{day:02d} {month} {year}", day=day.day, month=month(day), year=day.year)


_OF_BASIS = (
    phrase("mean"), phrase("expected"), phrase("linear"), phrase("by formula alone"),
    phrase("corrected by simulation"), phrase("slot by slot"),
    phrase("cheaper here than over the period"),
)  # fmt: skip
"""What the basis of a requirement is made of; it is stored in English, whoever works it out."""
_CODES = {
    "lag": phrase("contacts last beyond their slot"),
    "slot": phrase("each slot by itself"),
    "deferrable": phrase("work that can wait"),
    "erlang_c": "Erlang C",
    "erlang_a": "Erlang A",
}
"""Codes in it, and what people call them."""


def basis_in_words(basis: str, names: Mapping[str, str] | None = None) -> str:
    """The basis of a requirement, `mean, linear; corrected by simulation`, as somebody reads it.

    Parameters
    ----------
    names
        Name of each queue, by its id; a queue without one is called by its id.
    """
    parts = (part.split(", ") for part in basis.split("; "))
    return tr("; ").join(tr(", ").join(_of_basis(one, names or {}) for one in p) for p in parts)


def _of_basis(word: str, names: Mapping[str, str]) -> str:
    """A word of a basis, or a queue and its formula: `faults: erlang_c`."""
    queue, colon, code = word.rpartition(": ")
    return f"{names.get(queue, queue)}{colon}{tr(_CODES.get(code, code))}"
