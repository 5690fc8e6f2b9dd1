"""Breaks where the template has them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.shift import Break, BreakWindow
from data.model.staff import Agent
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import Duty, locked_cells, matches
from rostering.rules.language.periods import horizon
from rostering.rules.language.rule import Rule
from rostering.rules.language.statement import Cell, TourStatement


@dataclass(frozen=True)
class BreakWindows(Rule):
    """A shift has the breaks of its template, in order and apart, each begun in its window."""

    name: ClassVar[str] = "break_windows"
    title: ClassVar[str] = "Break windows"
    unit: ClassVar[str] = "break"
    structural: ClassVar[bool] = True

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Every shift whose breaks are placed, but those that a lock asks for."""
        locked = locked_cells(problem, agent)

        def misplaced(day: int, duty: Duty | None) -> int:
            if duty is None or duty.breaks is None:
                return 0
            if day in locked and matches(duty, locked[day]):
                return 0
            template = problem.template.get(duty.template)
            return wrong_breaks(duty, template.breaks) if template else 0

        yield Cell(horizon(problem), misplaced)

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr(
            "Every shift has its template's breaks, in their order and as far apart as "
            "asked, each begun in its window."
        )

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        duty = breach.duties[0]
        return tr(
            "breaks of {template} {span} missing, out of window or too close to the one before: "
            "{excess}",
            template=duty.template,
            span=duty.span,
            excess=breach.excess,
        )


def wrong_breaks(duty: Duty, windows: tuple[BreakWindow, ...]) -> int:
    """Breaks that are missing, too many, out of their window or too close to the one before."""
    breaks = sorted(duty.breaks or ())
    wrong = abs(len(breaks) - len(windows))
    free_from = duty.start_min
    for i, (rest, window) in enumerate(zip(breaks, windows, strict=False)):
        free_from += window.apart_min if i else 0
        wrong += not (rest.start_min >= free_from and _fits(rest, window, duty.start_min))
        free_from = rest.end_min
    return wrong


def _fits(rest: Break, window: BreakWindow, start_min: int) -> bool:
    begin = rest.start_min - start_min
    same = (rest.length_min, rest.paid) == (window.length_min, window.paid)
    return same and window.earliest_min <= begin <= window.latest_min
