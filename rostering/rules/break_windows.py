"""Breaks where the template promises them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.shift import Break, BreakWindow
from data.model.staff import Agent
from rostering.problem import RosterProblem
from rostering.rules.duty import Duty
from rostering.rules.finding import Finding
from rostering.rules.menu import locked_cells, matches
from rostering.rules.rule import Rule
from rostering.rules.spans import horizon
from rostering.rules.statement import Cell, TourStatement


@dataclass(frozen=True)
class BreakWindows(Rule):
    """A shift has the breaks of its template, in their order, each begun in its window."""

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
        """Say it."""
        return "Every shift has its template's breaks, in their order, each begun in its window."

    def say(self, problem: RosterProblem, found: Finding) -> str:
        """Say what was found."""
        duty = found.duties[0]
        return f"{found.amount} breaks of {duty.template} {duty.span} are missing or out of window"


def wrong_breaks(duty: Duty, windows: tuple[BreakWindow, ...]) -> int:
    """Breaks that are missing, too many, out of their window or on top of the one before."""
    breaks = sorted(duty.breaks or ())
    wrong = abs(len(breaks) - len(windows))
    ends = duty.start_min
    for rest, window in zip(breaks, windows, strict=False):
        wrong += not (rest.start_min >= ends and _fits(rest, window, duty.start_min))
        ends = rest.end_min
    return wrong


def _fits(rest: Break, window: BreakWindow, start_min: int) -> bool:
    begin = rest.start_min - start_min
    same = (rest.length_min, rest.paid) == (window.length_min, window.paid)
    return same and window.earliest_min <= begin <= window.latest_min
