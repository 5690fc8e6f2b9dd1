"""Rosters from files, as exported or as a spreadsheet saved them again, CSV or workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from data.files.cells import cell_label
from data.files.headings import column_id
from data.files.moments import day_orders
from data.files.rows import Faults
from data.files.table import first_cells
from data.files.text import decode, read_bytes
from data.files.workbook import MARK, sheets
from data.ingest.rosters import NEEDED, Table, read_long, read_matrix
from data.model.checks.ids import plain
from data.model.errors import UnreadableFile
from data.model.language import phrase, tr
from data.model.roster import AgentDay, Roster
from data.model.shift import Shift, ShiftTemplate

_EXPECTED = phrase(
    "a roster: agent_id,date,activity,start,end,... or agent_id,[name,]2026-01-05,... "
    "(CSV, or a workbook with such a sheet)"
)


@dataclass(frozen=True)
class RosterFile:
    """What a file holds of one roster.

    Parameters
    ----------
    tables
        One, or of a workbook its matrix and its long list.
    name
        The file, for messages.
    """

    tables: tuple[Table, ...]
    name: str

    @property
    def base_id(self) -> str:
        """The saved roster that it was exported from; empty where it does not say."""
        return next((table.base_id for table in self.tables if table.base_id), "")

    @property
    def agent_ids(self) -> frozenset[str]:
        """Agents that it names."""
        return frozenset().union(*(table.agent_ids for table in self.tables))

    def renamed(self, ids: Mapping[str, str]) -> "RosterFile":
        """The same with other ids of agents."""
        tables = (
            replace(
                table,
                roster=replace(
                    table.roster,
                    shifts=tuple(
                        replace(s, agent_id=ids.get(s.agent_id, s.agent_id))
                        for s in table.roster.shifts
                    ),
                ),
                agent_ids=frozenset(ids.get(one, one) for one in table.agent_ids),
            )
            for table in self.tables
        )
        return replace(self, tables=tuple(tables))

    def roster(self, base: Roster | None = None) -> Roster:
        """The roster; what a matrix does not say of a cell nobody changed is the base roster's.

        Parameters
        ----------
        base
            The roster that the file was exported from.

        Raises
        ------
        UnreadableFile
            If the sheets of a workbook were changed in the same cell, and differ.
        """
        if len(self.tables) == 1:
            table = self.tables[0]
            known = () if table.complete or base is None else base.shifts
            return _completed(table.roster, known)
        long, matrix = sorted(self.tables, key=lambda table: not table.complete)
        return self._joined(long.roster, matrix.roster, base)

    def _joined(self, long: Roster, matrix: Roster, base: Roster | None) -> Roster:
        """Each cell from the sheet in which it was changed."""
        if (long.first, long.days) != (matrix.first, matrix.days):
            long = _on_days_of(long, matrix, self.name)
        # without its base, only cells in which both sheets agree can be told
        before = {} if base is None else _cells(base)
        lists, grids = _cells(long), _cells(matrix)
        shifts: list[Shift] = []
        odd: list[AgentDay] = []
        for cell in sorted({*lists, *grids}):
            listed, drawn, was = (found.get(cell, ()) for found in (lists, grids, before))
            if _seen(listed) == _seen(drawn):
                shifts += listed
            elif base is not None and _seen(listed) == _seen(was):
                shifts += drawn
            elif base is not None and _seen(drawn) == _seen(was):
                shifts += listed
            else:
                odd.append(cell)
        if odd:
            agent_id, day = odd[0]
            raise UnreadableFile(
                tr(
                    "{name}: the sheets with matrix and long list differ in {odd} cells, "
                    "first {agent_id} on {day}: delete the sheet that does not hold",
                    name=self.name,
                    odd=len(odd),
                    agent_id=agent_id,
                    day=day,
                )
            )
        return _completed(Roster(matrix.first, matrix.days, tuple(shifts)), long.shifts)


Cells = dict[AgentDay, tuple[Shift, ...]]


def _cells(roster: Roster) -> Cells:
    return dict(roster.by_cell)


def _on_days_of(long: Roster, matrix: Roster, name: str) -> Roster:
    if not (long.first >= matrix.first and long.end <= matrix.end):
        raise UnreadableFile(
            tr(
                "{name}: one sheet covers {first} .. {last}, the other {first2} .. "
                "{last2}: delete the one that does not hold",
                name=name,
                first=matrix.first,
                last=matrix.last,
                first2=long.first,
                last2=long.last,
            )
        )
    return Roster(matrix.first, matrix.days, long.shifts)


def _seen(shifts: Sequence[Shift]) -> list[Shift]:
    """Shifts as a matrix shows them: without breaks, labels without signs that part cells."""
    return sorted(
        replace(
            s,
            breaks=(),
            template=s.template.strip(),
            activities=tuple(sorted(replace(a, label=cell_label(a.label)) for a in s.activities)),
        )
        for s in shifts
    )


def _completed(roster: Roster, known: Sequence[Shift]) -> Roster:
    """The roster with breaks of known shifts, wherever a cell holds the same shift without any."""
    found: dict[tuple[str, date, int, int, str], Shift] = {_key(s): s for s in known}
    shifts = []
    for shift in roster.shifts:
        same = found.get(_key(shift)) if not shift.breaks else None
        if same is not None and _seen((same,)) == _seen((shift,)):
            shifts.append(same)
        elif same is not None:  # only its activities were changed
            shifts.append(replace(shift, breaks=same.breaks))
        else:
            shifts.append(shift)
    return Roster(roster.first, roster.days, tuple(shifts))


def _key(shift: Shift) -> tuple[str, date, int, int, str]:
    return shift.agent_id, shift.day, shift.start_min, shift.length_min, shift.template.strip()


def read_roster_file(path: Path, templates: Sequence[ShiftTemplate] = ()) -> RosterFile:
    """Read what a file holds of a roster.

    Parameters
    ----------
    templates
        Shift templates that give the length of matrix cells with only template and start.

    Raises
    ------
    UnreadableFile
        If there is no roster in it.
    BadRows
        If rows or cells are wrong; the message lists them all.
    """
    path = Path(path)
    content = read_bytes(path, tr(_EXPECTED))
    if content.startswith(MARK):
        texts = sheets(content, str(path), tr(_EXPECTED))
    else:
        texts = {"": decode(content, path, tr(_EXPECTED), western=True)}
    by_code = {plain(template.code): template for template in templates}
    by_code |= {template.code: template for template in templates}
    found = {
        sheet: table
        for sheet, text in texts.items()
        if (table := _table(path.with_name(f"{path.name} {sheet}".strip()), text, by_code))
    }
    kinds = [table.complete for table in found.values()]
    if not found:
        shown = next((",".join(first_cells(text))[:200] for text in texts.values()), "")
        pay = tr("; a payroll list holds no shifts") if "paid" in shown.lower() else ""
        raise UnreadableFile(
            tr(
                "{path} begins with {shown!r}; expected {expected}{pay}",
                path=path,
                shown=shown,
                expected=tr(_EXPECTED),
                pay=pay,
            )
        )
    if len(kinds) > len({*kinds}):
        raise UnreadableFile(
            tr(
                "{path} holds several rosters, in {found}: keep one sheet",
                path=path,
                found=", ".join(found),
            )
        )
    bases = {table.base_id for table in found.values()} - {""}
    if len(bases) > 1:
        raise UnreadableFile(
            tr(
                "{path} holds sheets of several rosters, {bases}: keep one",
                path=path,
                bases=", ".join(sorted(bases)),
            )
        )
    return RosterFile(tuple(found.values()), path.name)


def _table(path: Path, text: str, templates: Mapping[str, ShiftTemplate]) -> Table | None:
    """The roster of a table; None where it is another kind of table."""
    names = [column_id(cell) for cell in first_cells(text)]
    if set(NEEDED) <= set(names):
        return read_long(path, text, Faults())
    if "agent_id" in names and any(day_orders(name.replace("_", " ")) for name in names):
        return read_matrix(path, text, templates, Faults())
    return None


def read_roster(path: Path, templates: Sequence[ShiftTemplate] = ()) -> Roster:
    """Read a roster.

    Parameters
    ----------
    templates
        Shift templates that give the length of matrix cells with only template and start.

    Notes
    -----
    The long list holds everything; the matrix leaves out breaks.

    Raises
    ------
    UnreadableFile
        If the file is neither of them.
    BadRows
        If rows or cells are wrong; the message lists them all.
    """
    return read_roster_file(path, templates).roster()
