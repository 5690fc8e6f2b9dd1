"""A history file to actuals: good rows on the grid of the centre, bad rows set aside."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from data.files.headings import heading
from data.files.table import CsvTable, first_cells, read_table, refuse_double_columns
from data.files.text import decode, read_bytes
from data.files.values import Complaints, typed
from data.ingest.gaps import ASSUMED, Gaps, fill_days, fill_zeros, interval_of, refuse_unclear
from data.ingest.layout import Layout, nearest
from data.ingest.layouts import LAYOUTS
from data.ingest.layouts.canonical import COLUMNS, NEEDED
from data.ingest.own_layout import in_words_of, layout_of
from data.ingest.row_checks import (
    check_ids,
    check_known,
    check_over,
    check_past,
    check_plausible,
    check_thousands,
    drop_gaps,
    drop_repeats,
)
from data.ingest.slots import fit_to_slots
from data.model.centre import Centre
from data.model.errors import InvalidValue, UnreadableFile
from data.model.grid import BoolArray
from data.model.language import tr
from data.model.series import FileLayout

OF_RUNNING_DAY = timedelta(minutes=5)
"""Clocks of telephone systems run ahead by so much: a slot that is over for them is over."""
_CLOCK_SKEW = timedelta(days=1)  # clocks and zones of exporting systems differ by hours
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
    assumed
        Which rows of the frame no row of the file stands for: zeros in slots that it leaves out;
        shape (rows,).
    """

    frame: pd.DataFrame
    rejected: pd.DataFrame
    warnings: tuple[str, ...]
    digest: str
    layout: str = "canonical"
    assumed: BoolArray = field(default_factory=lambda: np.zeros(0, dtype=bool))


def read_actuals(
    path: Path,
    centre: Centre,
    layout: str = "auto",
    *,
    now: datetime | None = None,
    known: Collection[str] = (),
    gaps: Gaps = "ask",
    own: Sequence[FileLayout] = (),
    running: bool = False,
) -> Actuals:
    """Read a history file (`.csv`, `.csv.gz`).

    Parameters
    ----------
    layout
        One of `LAYOUTS` or of `own`, or `auto`: the first one that fits the first row.
    now
        The present: intervals that begin over a day later are set aside; None: none are.
    known
        Ids of the queues that there are; another one that only looks like one of them is set aside.
    gaps
        What slots without a row are.
    own
        Layouts of the centre's own, which are tried before the others.
    running
        Whether it is of the running day: then slots that are not over yet are set aside, and those
        of queues that are not known.

    Raises
    ------
    UnreadableFile
        If the file cannot be read as a whole: no text, no known layout, no rows.
    UnclearGaps
        If the file seems to list only busy intervals and `gaps` does not say what the others are.
    InvalidValue
        If the layout is unknown.
    """
    path = Path(path)
    content = read_bytes(path, tr("a history file"))
    text = decode(content, path, tr("a history file"))
    found = _layout(layout, first_cells(text), path, own)
    table = read_table(text, header=found.header)
    _check_header(table, path)
    complaints, notes = Complaints(table.malformed), list[str]()
    if table.delimiter != ",":
        check_thousands(table.cells, found, complaints)
    rows = _rows(table, found, centre, complaints, notes)
    check_ids(rows, known, complaints)
    if now is not None:
        check_past(rows, now + _CLOCK_SKEW, centre.zone, complaints)
        if running:
            check_over(rows, now + OF_RUNNING_DAY, complaints)
    if running:
        check_known(rows, known, complaints)
    rows = drop_repeats(drop_gaps(complaints.spared(rows), notes), complaints, notes)
    if gaps == "ask" and found.lists_zeros:
        refuse_unclear(rows, found)
    frame = fit_to_slots(rows, centre, complaints, notes, whole=gaps != "zero")
    if gaps == "zero":
        frame = fill_days(frame, found, centre, now, notes)
    elif not found.lists_zeros and gaps == "ask":
        frame = fill_zeros(frame, notes)
    _note_gaps(frame, centre, notes)
    assumed = np.zeros(len(frame), dtype=bool)
    if ASSUMED in frame:
        assumed = frame[ASSUMED].to_numpy(bool)
    frame = frame[list(FRAME_COLUMNS)].reset_index(drop=True)
    return Actuals(
        frame.astype(dict.fromkeys(TEXT_COLUMNS, object)),
        in_words_of(own, found.name, complaints.table(table.original)),
        tuple(notes),
        hashlib.sha256(content).hexdigest()[:16],
        found.name,
        assumed,
    )


def _rows(
    table: CsvTable, layout: Layout, centre: Centre, complaints: Complaints, notes: list[str]
) -> pd.DataFrame:
    """Rows of the file in canonical columns with their types, each of them plausible."""
    texts = layout.convert(table.cells)
    if layout.name == "canonical":
        _note_unknown(texts, notes)
    unnamed = "interval_minutes" not in texts
    texts = texts.assign(interval_minutes="1") if unnamed else texts
    frame = typed(texts, "UTC" if layout.utc else centre.zone, complaints, notes)
    if unnamed:
        starts, queues = frame["interval_start"], frame["queue_id"]
        frame["interval_minutes"] = interval_of(starts, queues, centre.slot_min)
    check_plausible(frame, complaints)
    return frame


def _layout(name: str, cells: list[str], path: Path, own: Sequence[FileLayout]) -> Layout:
    layouts = {**{one.name: layout_of(one) for one in own}, **LAYOUTS}
    if name != "auto" and name not in layouts:
        raise InvalidValue(
            tr(
                "unknown layout {name!r}; known: auto, {layouts}",
                name=name,
                layouts=", ".join(layouts),
            )
        )
    asked = list(layouts.values()) if name == "auto" else [layouts[name]]
    found = next((layout for layout in asked if layout.matches(cells)), None)
    if found is None:
        raise UnreadableFile(_unknown(cells, path, asked))
    return found


def _unknown(cells: list[str], path: Path, asked: Sequence[Layout]) -> str:
    """What a file is taken for, or that nothing is known that begins so; and what to do."""
    layout, missing = nearest(cells, {one.name: one.needed for one in asked if one.needed})
    if layout:
        return tr(
            "{path} lacks {missing} of the {layout} layout, which it is nearest to: add or rename "
            "these columns, or say once on the page Data what its own columns mean",
            path=path,
            missing=", ".join(map(heading, missing)),
            layout=layout,
        )
    shown = ",".join(cells)[:200]
    if len(asked) == 1:
        return tr(
            "{path} begins with {shown!r}, which is no header known here; expected {expected}",
            path=path,
            shown=shown,
            expected=asked[0].expected,
        )
    return tr(
        "{path} begins with {shown!r}, which is no header known here: say once on the page Data "
        "what its columns mean, or give it at least the columns {columns}",
        path=path,
        shown=shown,
        columns=", ".join(map(heading, NEEDED)),
    )


def _check_header(table: CsvTable, path: Path) -> None:
    refuse_double_columns((name.lower() for name in table.header), path)
    if not len(table.cells) and not table.malformed:
        raise UnreadableFile(tr("{path} has a header but no rows", path=path))


def _note_unknown(texts: pd.DataFrame, notes: list[str]) -> None:
    unknown = [str(name) for name in texts.columns if name and name not in FRAME_COLUMNS]
    if unknown:
        notes.append(
            tr("columns not known here were left out: {unknown}", unknown=", ".join(unknown))
        )


def _note_gaps(frame: pd.DataFrame, centre: Centre, notes: list[str]) -> None:
    groups = frame.groupby("queue_id")["interval_start"]
    seconds = (groups.max() - groups.min()).dt.total_seconds()
    missing = (seconds / (60 * centre.slot_min) + 1 - groups.count()).astype(int)
    notes.extend(
        tr(
            "queue {queue_id}: {count} slots between its first and last are missing (not zero)",
            queue_id=queue_id,
            count=count,
        )
        for queue_id, count in missing.items()
        if count > 0
    )
