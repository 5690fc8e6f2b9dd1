"""A history file to actuals: good rows on the grid of the centre, bad rows set aside."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

from data.files.table import CsvTable, first_cells, read_table
from data.files.text import decode, read_bytes
from data.files.values import Complaints, typed
from data.ingest.layout import Layout
from data.ingest.layouts import LAYOUTS
from data.ingest.layouts.canonical import COLUMNS, NEEDED
from data.ingest.row_checks import check_past, check_plausible, drop_gaps, drop_repeats
from data.ingest.slots import fill_zeros, fit_to_slots
from data.model.errors import InvalidValue, UnreadableFile
from data.model.queue import Centre

FRAME_COLUMNS = (*COLUMNS, "temperature_c")
TEXT_COLUMNS = ("queue_id", "queue_name", "channel", "event_tag", "quality_flag")


@dataclass(frozen=True, eq=False)
class Actuals:
    """What was read from a history file.

    Parameters
    ----------
    frame
        Canonical columns and `temperature_c`; `interval_start` in UTC, one row per queue and
        slot, ascending; missing numbers are NaN.
    rejected
        Rows set aside: `row` (as a spreadsheet counts them), `reason`, `text`.
    warnings
        Sentences about what was assumed or left out.
    digest
        Digest of the (unpacked) content.
    layout
        Name of the layout that it was read as.
    """

    frame: pd.DataFrame
    rejected: pd.DataFrame
    warnings: tuple[str, ...]
    digest: str
    layout: str = "canonical"


def read_actuals(
    path: Path, centre: Centre, layout: str = "auto", *, until: datetime | None = None
) -> Actuals:
    """Read a history file (`.csv`, `.csv.gz`).

    Parameters
    ----------
    layout
        One of `LAYOUTS`, or `auto`: the first one that fits the first row.
    until
        Intervals that begin later than this instant are set aside; None: none are.

    Raises
    ------
    UnreadableFile
        If the file cannot be read as a whole: no text, no known layout, no rows.
    InvalidValue
        If the layout is unknown.
    """
    path = Path(path)
    content = read_bytes(path, "a history file")
    text = decode(content, path, "a history file")
    found = _layout(layout, first_cells(text), path)
    table = read_table(text, header=found.header)
    _check_header(table, path)
    complaints, notes = Complaints(table.malformed), list[str]()
    frame = _canonical(table, found, centre, complaints, notes, until)
    _note_gaps(frame, centre, notes)
    frame = frame[list(FRAME_COLUMNS)].reset_index(drop=True)
    return Actuals(
        frame.astype(dict.fromkeys(TEXT_COLUMNS, object)),
        complaints.table(table.original),
        tuple(notes),
        hashlib.sha256(content).hexdigest()[:16],
        found.name,
    )


def _canonical(
    table: CsvTable,
    layout: Layout,
    centre: Centre,
    complaints: Complaints,
    notes: list[str],
    until: datetime | None,
) -> pd.DataFrame:
    texts = layout.convert(table.cells)
    if layout.name == "canonical":
        _note_unknown(texts, notes)
    frame = typed(texts, "UTC" if layout.utc else centre.zone, complaints, notes)
    check_plausible(frame, complaints)
    if until is not None:
        check_past(frame, until, complaints)
    frame = drop_gaps(complaints.spared(frame), notes)
    frame = drop_repeats(frame, complaints, notes)
    frame = fit_to_slots(frame, centre, complaints)
    return frame if layout.lists_zeros else fill_zeros(frame, notes)


def _layout(name: str, cells: list[str], path: Path) -> Layout:
    if name != "auto" and name not in LAYOUTS:
        raise InvalidValue(f"unknown layout {name!r}; known: auto, {', '.join(LAYOUTS)}")
    asked = LAYOUTS.values() if name == "auto" else [LAYOUTS[name]]
    found = next((layout for layout in asked if layout.matches(cells)), None)
    if found is None:
        expected = "\n".join(f"  {layout.name}: {layout.expected}" for layout in asked)
        shown = ",".join(cells)[:200]
        if name in ("auto", "canonical"):
            _refuse_nearly_canonical(cells, path)
        raise UnreadableFile(
            f"{path} begins with {shown!r}, which is no header known here; expected\n{expected}"
        )
    return found


def _refuse_nearly_canonical(cells: list[str], path: Path) -> None:
    names = {cell.strip().lower() for cell in cells}
    missing = [name for name in NEEDED if name not in names]
    if 0 < len(missing) < len(NEEDED) - 1:  # one name alone may be chance
        raise UnreadableFile(
            f"{path} lacks {', '.join(missing)} of the canonical layout ({','.join(COLUMNS)}); "
            "add or rename these columns"
        )


def _check_header(table: CsvTable, path: Path) -> None:
    names = [name.lower() for name in table.header]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise UnreadableFile(f"{path} names a column twice: {', '.join(twice)}; rename one")
    if not len(table.cells) and not table.malformed:
        raise UnreadableFile(f"{path} has a header but no rows")


def _note_unknown(texts: pd.DataFrame, notes: list[str]) -> None:
    unknown = [str(name) for name in texts.columns if name and name not in FRAME_COLUMNS]
    if unknown:
        notes.append(f"columns not known here were left out: {', '.join(unknown)}")


def _note_gaps(frame: pd.DataFrame, centre: Centre, notes: list[str]) -> None:
    groups = frame.groupby("queue_id")["interval_start"]
    seconds = (groups.max() - groups.min()).dt.total_seconds()
    missing = (seconds / (60 * centre.slot_min) + 1 - groups.count()).astype(int)
    notes.extend(
        f"queue {queue_id}: {count} slots between its first and last are missing (not zero)"
        for queue_id, count in missing.items()
        if count > 0
    )
