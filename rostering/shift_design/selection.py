"""The best set of templates that keeps to restrictions, out of a problem's candidates."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from data.model.language import tr
from data.model.shift import ShiftTemplate
from rostering.shift_design.candidates import Candidate
from rostering.shift_design.restrictions import (
    LengthsOnly,
    NoLength,
    NoStart,
    Restriction,
    StartsEvery,
    Stays,
)
from rostering.solver.template_choice import Chooser, Chosen
from rostering.solver.template_needs import TypicalWeek

_PROVEN = 1e-3
"""Share of its points by which a design may be better at most to count as proven best [-]."""


@dataclass(frozen=True, eq=False)
class Choice:
    """What sets of templates are chosen from.

    Parameters
    ----------
    today
        Templates of today.
    time_limit_s
        For each design of few codes [s].
    """

    week: TypicalWeek
    found: tuple[Candidate, ...]
    today: tuple[ShiftTemplate, ...]
    time_limit_s: float

    def best(self, restrictions: tuple[Restriction, ...], most: int | None = None) -> Chosen | None:
        """The best set of so many codes (None: any number) that keeps to all restrictions.

        What is not proven best is sought among today's lengths alone, too: more lengths make the
        search harder, they must not make its answer worse.
        """
        best, lengths = self._found(restrictions, most), self.lengths_today
        if best is not None and best.points - best.bound <= _PROVEN * best.points:
            return best
        if lengths is None:
            return best
        other = self._found((*restrictions, lengths), most)
        if best is None or other is None:
            return best or other
        bound = min(best.bound, other.points)
        return Chosen(other.keys, other.points, bound) if other.points < best.points else best

    def _found(self, asked: tuple[Restriction, ...], most: int | None) -> Chosen | None:
        sizes = [size for size in (most, *(r.most for r in asked)) if size is not None]
        kept = [n for n, (t, _) in enumerate(self.found) if all(r.allows(t) for r in asked)]
        keys = {self.found[n][1].key for n in kept}
        must = [self._group(r) & keys for r in asked if isinstance(r, Stays)]
        if not kept or not all(must):
            return None
        return self._chooser.best(kept, min(sizes, default=None), self.time_limit_s, must)

    @cached_property
    def _chooser(self) -> Chooser:
        return Chooser(self.week, [code for _, code in self.found])

    @property
    def lengths_today(self) -> LengthsOnly | None:
        """Today's lengths as a restriction; None where there are no others."""
        lengths = {t.length_min for t in self.today}
        if all(t.length_min in lengths for t, _ in self.found):
            return None
        return LengthsOnly(tuple(sorted(lengths)), tr("today's lengths only"))

    def check(self, restrictions: Iterable[Restriction]) -> None:
        """Refuse what the candidates cannot answer.

        Raises
        ------
        InvalidValue
            If a template that shall stay is not among the templates or cannot be chosen.
        """
        for restriction in restrictions:
            if isinstance(restriction, Stays):
                self._group(restriction)

    def _group(self, stays: Stays) -> frozenset[str]:
        return stays.group(self.today, [template for template, _ in self.found])


Report = Callable[[str], None]


@dataclass(frozen=True)
class Priced:
    """What a restriction costs against a free choice [points]; None where it leaves no roster.

    Parameters
    ----------
    own
        Whether the planner stated it; the others are tried by themselves.
    """

    words: str
    points: float | None
    own: bool = False


def price_restrictions(
    choice: Choice,
    free: Chosen,
    weeks: float,
    own: tuple[Restriction, ...],
    codes: int,
    report: Report,
) -> tuple[Priced, ...]:
    """The planner's own, each and all together, then the standard ones that forbid something.

    Parameters
    ----------
    free
        The best set of templates of all candidates.
    codes
        Size of design in which a template that stays is priced: among all codes it costs nothing.
    """
    rows = []
    for restriction in own:
        report(restriction.words)
        rows.append(_own(choice, free, weeks, restriction, codes))
    if len(own) > 1:
        report(tr("all of them together"))
        rows.append(_priced(tr("all of yours together"), free, choice.best(own), weeks, own=True))
    report(tr("the usual restrictions"))
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
    words = tr("{words} (in a design of {codes} codes)", words=restriction.words, codes=codes)
    if few is None:
        return Priced(words, None, own=True)
    return _priced(words, few, choice.best((restriction,), codes), weeks, own=True)


def _priced(words: str, free: Chosen, best: Chosen | None, weeks: float, *, own: bool) -> Priced:
    # A search of few codes may find a better design with a restriction than without: it costs none.
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
