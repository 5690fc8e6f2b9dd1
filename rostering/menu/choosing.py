"""The best menu that keeps to restrictions, out of a problem's candidates."""

from collections.abc import Iterable
from dataclasses import dataclass

from data.model.shift import ShiftTemplate
from rostering.menu.candidates import Candidate
from rostering.menu.restrictions import LengthsOnly, Restriction, Stays
from rostering.solver.menu_choice import Chosen, choose
from rostering.solver.menu_week import TypicalWeek

_PROVEN = 1e-3
"""Share of its points by which a menu may be better at most to count as proven best [-]."""


@dataclass(frozen=True, eq=False)
class Choice:
    """What menus are chosen from.

    Parameters
    ----------
    today
        Templates of today's menu.
    time_limit_s
        For each menu of few codes [s].
    """

    week: TypicalWeek
    found: tuple[Candidate, ...]
    today: tuple[ShiftTemplate, ...]
    time_limit_s: float

    def best(self, restrictions: tuple[Restriction, ...], most: int | None = None) -> Chosen | None:
        """The best menu of so many codes (None: any number) that keeps to all restrictions.

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
        kept = [(t, code) for t, code in self.found if all(r.allows(t) for r in asked)]
        keys = {code.key for _, code in kept}
        must = [self._group(r) & keys for r in asked if isinstance(r, Stays)]
        if not kept or not all(must):
            return None
        codes = [code for _, code in kept]
        return choose(self.week, codes, min(sizes, default=None), self.time_limit_s, must)

    @property
    def lengths_today(self) -> LengthsOnly | None:
        """Today's lengths as a restriction; None where there are no others."""
        lengths = {t.length_min for t in self.today}
        if all(t.length_min in lengths for t, _ in self.found):
            return None
        return LengthsOnly(tuple(sorted(lengths)), "today's lengths only")

    def check(self, restrictions: Iterable[Restriction]) -> None:
        """Refuse what the candidates cannot answer.

        Raises
        ------
        InvalidValue
            If a template that shall stay is not on the menu or cannot be chosen.
        """
        for restriction in restrictions:
            if isinstance(restriction, Stays):
                self._group(restriction)

    def _group(self, stays: Stays) -> frozenset[str]:
        return stays.group(self.today, [template for template, _ in self.found])
