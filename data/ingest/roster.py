"""Rosters from CSV: the long form or the matrix, told apart by the header."""

from collections.abc import Sequence
from pathlib import Path

from data.ingest.csv_table import first_cells
from data.ingest.roster_long import NEEDED, read_long
from data.ingest.roster_matrix import read_matrix
from data.ingest.rows import Faults, read_day
from data.ingest.text_file import read_text
from data.model.errors import UnreadableFile
from data.model.roster import Roster
from data.model.shift import ShiftTemplate

_EXPECTED = "a roster: agent_id,date,activity,start,end,... or agent_id,[name,]2026-01-05,..."


def read_roster(path: Path, templates: Sequence[ShiftTemplate] = ()) -> Roster:
    """Read a roster.

    Parameters
    ----------
    templates
        Menu that gives the length of matrix cells which say only template and start.

    Notes
    -----
    The long form keeps everything; the matrix everything but breaks.

    Raises
    ------
    UnreadableFile
        If the file is neither form.
    BadRows
        If rows or cells are wrong; all are told at once.
    """
    path = Path(path)
    header = [cell.lower() for cell in first_cells(read_text(path, _EXPECTED))]
    faults = Faults()
    if set(NEEDED) <= set(header):
        first, days, shifts = read_long(path, faults)
    elif header[:1] == ["agent_id"] and any(read_day(cell) for cell in header):
        first, days, shifts = read_matrix(path, {t.code: t for t in templates}, faults)
    else:
        shown = ",".join(header)[:200]
        raise UnreadableFile(f"{path} begins with {shown!r}; expected {_EXPECTED}")
    faults.raise_if_any()
    return Roster(first, days, shifts)
