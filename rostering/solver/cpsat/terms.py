"""Linear sums, gathered term by term."""

from dataclasses import dataclass, field
from itertools import pairwise

from ortools.sat.python import cp_model

from data.model.shift import Break, BreakWindow, ShiftTemplate
from rostering.rules.language.patterns import begins
from rostering.solver.cpsat.model import RosterModel

Literal = cp_model.IntVar | int


@dataclass
class Terms:
    """constant + sum of coefficient x variable."""

    variables: list[cp_model.IntVar] = field(default_factory=list)
    coefficients: list[int] = field(default_factory=list)
    constant: int = 0

    def add(self, literal: Literal, coefficient: int = 1) -> None:
        """Add a term; plain numbers go to the constant."""
        if isinstance(literal, int):
            self.constant += literal * coefficient
        elif coefficient:
            self.variables.append(literal)
            self.coefficients.append(coefficient)

    def extend(self, other: "Terms", coefficient: int = 1) -> None:
        """Add another sum."""
        self.variables += other.variables
        self.coefficients += [coefficient * c for c in other.coefficients]
        self.constant += coefficient * other.constant

    @property
    def expression(self) -> cp_model.LinearExpr:
        """As a solver's expression."""
        found = cp_model.LinearExpr.weighted_sum(self.variables, self.coefficients)
        return found + self.constant

    def bounds(self) -> tuple[int, int]:
        """Least and greatest value if every variable were free in 0 .. 1."""
        low = sum(c for c in self.coefficients if c < 0)
        high = sum(c for c in self.coefficients if c > 0)
        return self.constant + low, self.constant + high


@dataclass(frozen=True)
class BreakCounts:
    """Breaks of one window begun by each minute.

    Parameters
    ----------
    window
        The break of the template.
    minutes
        Possible begins, ascending [min].
    begun
        Breaks begun by each of them.
    """

    window: BreakWindow
    minutes: tuple[int, ...]
    begun: tuple[Literal, ...]

    def starting(self, i: int) -> Terms:
        """Breaks that begin at minute i."""
        found = Terms()
        found.add(self.begun[i])
        if i:
            found.add(self.begun[i - 1], -1)
        return found

    def placed(self, minute: int) -> Break:
        """The break begun at a minute."""
        return Break(minute, self.window.length_min, self.window.label, self.window.paid)


def count_breaks(
    model: RosterModel, template: ShiftTemplate, shifts: dict[int, Literal], most: int
) -> tuple[BreakCounts, ...]:
    """Post the breaks of the shifts of one template: start [min] -> number of shifts."""
    slot_min = model.problem.requirement.grid.slot_min
    found: list[BreakCounts] = []
    for window in template.breaks:
        found.append(_count(model, window, shifts, most, slot_min))
    for one, two in pairwise(found):
        if two.window.binds(one.window):
            _in_order(model, one, two)
    return tuple(found)


def _count(
    model: RosterModel, window: BreakWindow, shifts: dict[int, Literal], most: int, slot_min: int
) -> BreakCounts:
    spans = {start: begins(window, start, slot_min) for start in shifts}
    minutes = tuple(sorted({minute for span in spans.values() for minute in span}))
    counts = BreakCounts(window, minutes, tuple(model.number(most) for _ in minutes))
    for i, minute in enumerate(minutes):
        closed, opened = Terms(), Terms()
        for start, literal in shifts.items():
            closed.add(literal, int(spans[start][-1] <= minute))
            opened.add(literal, int(spans[start][0] <= minute))
        for sum_, sign in ((closed, 1), (opened, -1)):
            sum_.add(counts.begun[i], -1)
            model.cp.add(sign * sum_.expression <= 0)
        if i:
            model.cp.add(counts.begun[i] >= counts.begun[i - 1])
    return counts


def _in_order(model: RosterModel, one: BreakCounts, two: BreakCounts) -> None:
    """No second break begins before as many first ones have ended, and the time between is over."""
    for minute, begun in zip(two.minutes, two.begun, strict=True):
        over = minute - two.window.apart_min
        ended = [m for m in one.minutes if m + one.window.length_min <= over]
        model.cp.add(begun <= (one.begun[len(ended) - 1] if ended else 0))
