"""What single restrictions cost: the best menu that keeps to one less the best of all."""

from collections.abc import Callable
from dataclasses import dataclass

from rostering.menu.choosing import Choice
from rostering.menu.restrictions import NoLength, NoStart, Restriction, StartsEvery, Stays
from rostering.solver.menu_choice import Chosen

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Priced:
    """What a restriction costs against the free menu [points]; None where it leaves no roster.

    Parameters
    ----------
    own
        Whether the planner stated it; the others are tried by themselves.
    """

    words: str
    points: float | None
    own: bool = False


def price_all(
    choice: Choice,
    free: Chosen,
    weeks: float,
    own: tuple[Restriction, ...],
    codes: int,
    told: Tell,
) -> tuple[Priced, ...]:
    """The planner's own, each and all together, then the standard ones that forbid something.

    Parameters
    ----------
    free
        The best menu of all candidates.
    codes
        Size of menu in which a template that stays is priced: among all codes it costs nothing.
    """
    rows = []
    for restriction in own:
        told(restriction.words)
        rows.append(_own(choice, free, weeks, restriction, codes))
    if len(own) > 1:
        told("all of them together")
        rows.append(_priced("all of yours together", free, choice.best(own), weeks, own=True))
    told("the usual restrictions")
    for restriction in _standard(choice):
        if not all(restriction.allows(template) for template, _ in choice.found):
            best = choice.best((restriction,))
            rows.append(_priced(restriction.words, free, best, weeks, own=False))
    return tuple(rows)


def _own(
    choice: Choice, free: Chosen, weeks: float, restriction: Restriction, codes: int
) -> Priced:
    if not isinstance(restriction, Stays):
        best = choice.best((restriction,))
        return _priced(restriction.words, free, best, weeks, own=True)
    few = choice.best((), codes)
    words = f"{restriction.words} (in a menu of {codes} codes)"
    if few is None:
        return Priced(words, None, own=True)
    return _priced(words, few, choice.best((restriction,), codes), weeks, own=True)


def _priced(words: str, free: Chosen, best: Chosen | None, weeks: float, *, own: bool) -> Priced:
    # A search of few codes may find a better menu with a restriction than without: it costs none.
    points = None if best is None else max(0.0, best.points - free.points) * weeks
    return Priced(words, points, own)


def _standard(choice: Choice) -> list[Restriction]:
    """Full hours only, no starts in the night, today's lengths only, each length left out."""
    today = choice.lengths_today
    lengths = sorted({template.length_min for template, _ in choice.found})
    return [
        StartsEvery(60),
        StartsEvery(120),
        NoStart(22 * 60, 6 * 60),
        *([today] if today else []),
        *(NoLength(length) for length in lengths),
    ]
