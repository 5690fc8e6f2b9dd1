"""Breaks of many equal agents at once, as counts of breaks begun by each minute.

Agents who can serve the same queues and work the same template on the same day differ only in
their starts. Their k-th breaks can be matched first in, first out (start order = break order), so
`begun(t)` = breaks begun by t needs no more than: at least the shifts whose window has closed by
t, at most those whose window has opened. That is exact, whatever the number of agents.
"""

from dataclasses import dataclass
from itertools import pairwise

from data.model.shift import Break, BreakWindow, ShiftTemplate
from rostering.patterns import begins
from rostering.solver.cpsat.model import RosterModel
from rostering.solver.cpsat.terms import Literal, Terms


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
