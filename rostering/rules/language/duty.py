"""What of a shift the rules look at, what a contract allows, and everybody's duties day by day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

from data.model.activity import Activity
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.shift import Break, Shift, ShiftTemplate, clock, is_night
from data.model.staff import Agent


@dataclass(frozen=True)
class Duty:
    """Work on one day, whoever does it.

    Parameters
    ----------
    start_min, length_min
        Start after the day's midnight and length, breaks included [min].
    paid_min
        Paid time [min].
    breaks
        Breaks as placed; None where the solver will place them within the template's windows.
    activities
        Activities as placed; a solver places none, and keeps those of shifts that stay.
    """

    template: str
    start_min: int
    length_min: int
    paid_min: int
    breaks: tuple[Break, ...] | None = None
    activities: tuple[Activity, ...] = ()

    @classmethod
    def of(cls, shift: Shift) -> "Duty":
        """The duty of a shift, with its breaks and activities."""
        return cls(
            shift.template,
            shift.start_min,
            shift.length_min,
            shift.paid_min,
            shift.breaks,
            shift.activities,
        )

    @classmethod
    def of_templates(cls, templates: tuple[ShiftTemplate, ...]) -> tuple["Duty", ...]:
        """Every start of every template, breaks open."""
        return tuple(
            cls(t.code, start, t.length_min, t.paid_min)
            for t in templates
            for start in t.starts_min
        )

    @cached_property
    def end_min(self) -> int:
        """End, minutes after the day's midnight [min]."""
        return self.start_min + self.length_min

    @property
    def key(self) -> tuple[str, int, int]:
        """Template, start and length [min]: the shift, wherever its breaks lie."""
        return self.template, self.start_min, self.length_min

    @property
    def away(self) -> tuple[Break | Activity, ...]:
        """What is known of when it is off the floor: breaks as placed, and activities."""
        return (*(self.breaks or ()), *self.activities)

    @cached_property
    def night(self) -> bool:
        """Whether it is a night shift."""
        return is_night(self.start_min, self.length_min)

    @property
    def span(self) -> str:
        """`08:00-16:30`."""
        return f"{clock(self.start_min)}-{clock(self.end_min)}"

    def worked(self, agent_id: str, day: date, breaks: tuple[Break, ...] | None = None) -> Shift:
        """The shift of somebody who works it on a day; with its own breaks if none are given."""
        breaks = (self.breaks or ()) if breaks is None else breaks
        return Shift(
            agent_id, day, self.start_min, self.length_min, self.template, breaks, self.activities
        )


def works(duty: Duty | None) -> bool:
    """Whether there is work at all."""
    return duty is not None


def is_off(duty: Duty | None) -> bool:
    """Whether the day is off."""
    return duty is None


def works_night(duty: Duty | None) -> bool:
    """Whether it is a night shift."""
    return duty is not None and duty.night


Tour = Mapping[int, tuple[Duty, ...]]


def tour_of(problem: RosterProblem, agent_id: str, shifts: tuple[Shift, ...]) -> Tour:
    """Duties by day number of history and the given shifts of one agent."""
    found: dict[int, tuple[Duty, ...]] = {}
    for shift in (*problem.history_of.get(agent_id, ()), *shifts):
        day = (shift.day - problem.first).days
        found[day] = (*found.get(day, ()), Duty.of(shift))
    return found


def tours(problem: RosterProblem, roster: Roster) -> dict[str, Tour]:
    """Tour of every agent of the problem."""
    return {
        agent.agent_id: tour_of(problem, agent.agent_id, roster.by_agent.get(agent.agent_id, ()))
        for agent in problem.agents
    }


def day_of(problem: RosterProblem, number: int) -> date:
    """Date of a day number."""
    return problem.first + timedelta(days=number)


def history(problem: RosterProblem, agent: Agent) -> tuple[Shift, ...]:
    """Shifts of an agent before the horizon."""
    return problem.history_of.get(agent.agent_id, ())


@lru_cache(maxsize=64)
def contract_templates(problem: RosterProblem, contract_id: str) -> tuple[Duty, ...]:
    """Duties of the templates that a contract allows, breaks open."""
    contract = next(c for c in problem.contracts if c.contract_id == contract_id)
    allowed = contract.templates or tuple(t.code for t in problem.templates)
    return Duty.of_templates(tuple(t for t in problem.templates if t.code in allowed))


@lru_cache(maxsize=64)
def allowed_keys(problem: RosterProblem, contract_id: str) -> frozenset[tuple[str, int, int]]:
    """Template, start and length of every duty that a contract allows."""
    return frozenset(duty.key for duty in contract_templates(problem, contract_id))


def stated_hours(problem: RosterProblem, agent: Agent) -> dict[int, list[tuple[int, int]]]:
    """Spans of the clock at which an agent can work, by weekday [min]; other weekdays are free."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for row in problem.availability_of.get(agent.agent_id, ()):
        spans.setdefault(row.weekday, []).append((row.earliest_min, row.latest_min))
    return spans


def lies_within(duty: Duty, spans: Iterable[tuple[int, int]] | None) -> bool:
    """Whether a duty lies wholly in one of some spans [min]; None: in any case."""
    return spans is None or any(a <= duty.start_min and duty.end_min <= b for a, b in spans)


def locked_cells(problem: RosterProblem, agent: Agent) -> dict[int, Shift | None]:
    """Day numbers of the horizon that are locked for an agent, and to what."""
    cells = {
        (lock.day - problem.first).days: lock.shift
        for lock in problem.locks_of.get(agent.agent_id, ())
    }
    return {day: shift for day, shift in cells.items() if 0 <= day < problem.days}


def matches(duty: Duty | None, shift: Shift | None) -> bool:
    """Whether a duty is what a lock asks for; breaks count where both name them."""
    if duty is None or shift is None:
        return duty is None and shift is None
    open_breaks = duty.breaks is None or not shift.breaks
    return duty.key == shift.key and (open_breaks or duty.breaks == shift.breaks)


def works_by_day(duty: Duty | None) -> bool:
    """Work that is no night shift."""
    return duty is not None and not duty.night


def works_no_night(duty: Duty | None) -> bool:
    """A day off, or work that is no night shift."""
    return duty is None or not duty.night


def starts_within(duty: Duty | None, first_min: int, last_min: int) -> bool:
    """Work that starts in a span of the clock, its ends included [min after midnight]."""
    return duty is not None and first_min <= duty.start_min <= last_min
