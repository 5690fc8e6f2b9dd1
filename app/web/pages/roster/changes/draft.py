"""A draft of edited cells with every step of it: undone, done again, found after a reload."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from app.services.roster.changes.edit import CellEdit
from app.services.roster.changes.shift_from_template import shift_from_template, with_breaks
from app.web import session
from app.web.reads import Judged
from data.model.problem import RosterProblem
from data.model.roster import AgentDay, Roster
from data.model.shift import Shift

Edits = dict[AgentDay, CellEdit]


@dataclass
class Draft:
    """Edited cells after each step; `place` is the step shown."""

    steps: list[Edits] = field(default_factory=lambda: [{}])
    place: int = 0

    @property
    def edits(self) -> Edits:
        """Edited cells as they are now."""
        return self.steps[self.place]

    def __bool__(self) -> bool:
        return bool(self.edits)

    def put(self, edits: Iterable[CellEdit]) -> None:
        """One step more; what was undone before is gone then."""
        new = self.edits | {(edit.agent_id, edit.day): edit for edit in edits}
        if new != self.edits:
            self.steps[self.place + 1 :] = [new]
            self.place += 1

    def undo(self) -> None:
        """Back by one step."""
        self.place = max(0, self.place - 1)

    def redo(self) -> None:
        """Forward by one step that was undone."""
        self.place = min(len(self.steps) - 1, self.place + 1)


def draft_of(roster_id: str) -> Draft:
    """What this person has begun at this browser and not saved yet."""
    drafts: dict[str, Draft] = session.unsaved().setdefault("drafts", {})
    return drafts.setdefault(roster_id, Draft())


def same_shift(
    judged: Judged, roster: Roster, cells: Iterable[AgentDay], code: str, start_min: int
) -> list[CellEdit]:
    """One template and start for several cells, breaks where they hurt least.

    Parameters
    ----------
    roster
        As the draft has it.
    """
    wanted = list(cells)
    problem = judged.problem
    if len(wanted) == 1:
        ((agent_id, day),) = wanted
        shift = shift_from_template(problem, roster, agent_id, day, code, start_min)
        return [CellEdit(agent_id, day, shift)]
    length = problem.template[code].length_min
    bare = {cell: Shift(*cell, start_min, length, code) for cell in wanted}
    placed = _with(problem, roster, bare)
    return [CellEdit(agent_id, day, placed[agent_id, day]) for agent_id, day in wanted]


def _with(
    problem: RosterProblem, roster: Roster, bare: dict[AgentDay, Shift]
) -> dict[AgentDay, Shift]:
    """The shifts with their breaks; cover is counted once a day, not once a cell."""
    others = [s for s in roster.shifts if (s.agent_id, s.day) not in bare]
    whole = Roster(roster.first, roster.days, (*others, *bare.values()))
    found = with_breaks(problem, whole, {*bare.values()})
    return {(s.agent_id, s.day): s for s in found.shifts if (s.agent_id, s.day) in bare}


def copied_week(
    roster: Roster, agents: Iterable[str], from_: date, to: date, left: Iterable[AgentDay]
) -> list[CellEdit]:
    """One week of some people once more in another one.

    Parameters
    ----------
    left
        Cells that stay as they are: locked, or of somebody on leave.
    """
    stay = frozenset(left)
    edits = []
    for agent_id in agents:
        for i in range(7):
            day, source = to + timedelta(days=i), from_ + timedelta(days=i)
            if (agent_id, day) in stay or not roster.first <= day <= roster.last:
                continue
            shift = next(iter(roster.by_cell.get((agent_id, source), ())), None)
            mine = replace(shift, day=day, activities=()) if shift else None
            if roster.by_cell.get((agent_id, day), ()) != ((mine,) if mine else ()):
                edits.append(CellEdit(agent_id, day, mine))
    return edits
