"""What differs between two rosters, cell by cell."""

from dataclasses import dataclass
from datetime import date

from data.model.errors import InvalidValue
from data.model.roster import Roster
from data.model.shift import Shift, clock

OFF = "off"


@dataclass(frozen=True, order=True)
class CellChange:
    """One agent and day that differs; texts as people read them."""

    agent_id: str
    day: date
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """The change in plain words."""
        return f"{self.agent_id} {self.day}: {self.before} -> {self.after}"


def diff_rosters(before: Roster, after: Roster) -> tuple[CellChange, ...]:
    """Changed cells of the days that both cover, by agent and day; moved breaks and
    sessions count too.

    Raises
    ------
    InvalidValue
        If the rosters share no day.
    """
    shared = {*before.dates} & {*after.dates}
    if not shared:
        raise InvalidValue(
            f"{before.first} .. {before.last} and {after.first} .. {after.last} share no day: "
            "there is nothing to compare"
        )
    cells = sorted(cell for cell in {*before.by_cell, *after.by_cell} if cell[1] in shared)
    changes = []
    for agent_id, day in cells:
        old = before.by_cell.get((agent_id, day), ())
        new = after.by_cell.get((agent_id, day), ())
        if old != new:
            changes.append(CellChange(agent_id, day, *_texts(old, new)))
    return tuple(changes)


def _texts(old: tuple[Shift, ...], new: tuple[Shift, ...]) -> tuple[str, str]:
    before, after = _cell(old), _cell(new)
    if before == after:
        return f"{before} ({_breaks(old)})", f"{after} ({_breaks(new)})"
    return before, after


def _cell(shifts: tuple[Shift, ...]) -> str:
    spans = (f"{s.template} {clock(s.start_min)}-{clock(s.end_min)}" for s in shifts)
    return " + ".join(spans) or OFF


def _breaks(shifts: tuple[Shift, ...]) -> str:
    spans = (f"{part.label} {clock(part.start_min)}" for s in shifts for part in s.away)
    return ", ".join(spans) or "no breaks"
