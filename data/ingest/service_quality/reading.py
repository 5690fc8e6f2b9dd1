"""A file of the service loops to records: good rows by kind, bad rows by number and reason.

The text of a bad row is never given on: it may hold what must not be stored.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.files.table import first_cells, read_table, refuse_double_columns
from data.files.text import decode, read_bytes
from data.files.values import Complaints
from data.ingest.layout import nearest
from data.ingest.service_quality.layouts import FORMS, KEYS, LAYOUTS, ServiceLayout
from data.ingest.service_quality.typed import instants, typed
from data.model.errors import InvalidValue, UnreadableFile
from data.model.language import tr

if TYPE_CHECKING:
    import pandas as pd

_TRADE = {
    "95598-orders": ("APP_NO", "ID"),
    "95598-calls": ("APP_NO", "ID"),
    "95598-chasing": ("APP_NO", "ID"),
}
"""Of these columns a file of the trade needs one."""


@dataclass(frozen=True, eq=False)
class ServiceFile:
    """What was read from a file.

    Parameters
    ----------
    frames
        Typed rows by kind, each key once; indexed by the row's number.
    rejected
        Rows set aside: `row` (as a spreadsheet counts them), `reason`, `text` (empty).
    rows
        Rows of the file below its header [-].
    """

    layout: str
    frames: "dict[str, pd.DataFrame]"
    rejected: "pd.DataFrame"
    notes: tuple[str, ...]
    digest: str
    rows: int


def read_service_file(path: Path, zone: str, key: bytes, layout: str = "auto") -> ServiceFile:
    """Read a file of the trade, or one in our long form (tab, comma or semicolon; GBK or UTF-8).

    Parameters
    ----------
    zone
        Clock of times without an offset.
    key
        Of the customers' hashes.
    layout
        One of `LAYOUTS`, or `auto`: the first one whose columns the header has.

    Raises
    ------
    UnreadableFile
        If the file as a whole cannot be read.
    InvalidValue
        If the layout is unknown.
    """
    path = Path(path)
    expected = tr("work orders, call records, complaints, touches, scores or seats")
    content = read_bytes(path, expected)
    text = decode(content, path, expected)
    found = _layout(layout, first_cells(text), path)
    table = read_table(text)
    refuse_double_columns((name.lower() for name in table.header), path)
    if not len(table.cells) and not table.malformed:
        raise UnreadableFile(tr("{path} has a header but no rows", path=path))
    cells = table.cells.rename(columns=_plain_names(found))
    complaints, notes = Complaints(table.malformed), list[str]()
    frames = {}
    for kind, texts in found.convert(cells).items():
        frame = typed(kind, texts, zone, key, complaints, notes)
        if "ended_at" in texts and kind == "touches":
            frame["handle_s"] = _handle_s(frame, texts["ended_at"], zone, complaints)
        frames[kind] = frame
    if found.name in FORMS:
        _note_unknown(cells, found.name, notes)
    spared = {
        kind: _once(complaints.spared(frame), KEYS[kind], complaints, notes)
        for kind, frame in frames.items()
    }
    spared = {kind: complaints.spared(frame) for kind, frame in spared.items()}
    return ServiceFile(
        found.name,
        spared,
        complaints.table({}),
        tuple(dict.fromkeys(notes)),
        hashlib.sha256(content).hexdigest()[:16],
        len(table.cells) + len(table.malformed),
    )


def _layout(name: str, cells: list[str], path: Path) -> ServiceLayout:
    if name != "auto" and name not in LAYOUTS:
        raise InvalidValue(
            tr(
                "unknown layout {name!r}; known: auto, {layouts}",
                name=name,
                layouts=", ".join(LAYOUTS),
            )
        )
    names = {cell.strip().strip("\ufeff").lower() for cell in cells}
    asked = LAYOUTS.values() if name == "auto" else [LAYOUTS[name]]
    for layout in asked:
        one_of = {key.lower() for key in _TRADE.get(layout.name, ())}
        if {column.lower() for column in layout.needed} <= names and (not one_of or one_of & names):
            return layout
    near, missing = nearest(cells, {one.name: one.needed for one in asked})
    if near:
        raise UnreadableFile(
            tr(
                "{path} lacks {missing} of the {layout} layout, which it is nearest to: add or "
                "rename these columns",
                path=path,
                missing=", ".join(missing),
                layout=near,
            )
        )
    lines = "\n".join(
        f"  {layout.name}: {', '.join((*_TRADE.get(layout.name, ())[:1], *layout.needed))}"
        for layout in asked
    )
    # The first row is not shown: in a file without header it is somebody's.
    raise UnreadableFile(
        tr(
            "{path} has no header known here; it needs the columns of one of these:\n{lines}",
            path=path,
            lines=lines,
        )
    )


def _plain_names(layout: ServiceLayout) -> Any:
    """The trade's columns in capitals, ours in small letters, whatever a file writes."""
    if layout.name in FORMS:
        return lambda name: str(name).strip("\ufeff").lower()
    return lambda name: str(name).strip("\ufeff").upper()


def _handle_s(
    frame: "pd.DataFrame", ends: "pd.Series[Any]", zone: str, complaints: Complaints
) -> "pd.Series[Any]":
    ended = instants(ends, zone)
    complaints.add(
        ended.isna(),
        tr("column {name} is no time; write 2026-01-31 08:30:00", name="REQ_FINISH_DATE"),
    )
    seconds = (ended - frame["at"]).dt.total_seconds()
    complaints.add(seconds < 0, tr("the call ends before it begins"))
    complaints.add(seconds >= 4 * 3600, tr("the call lasts 4 h or more"))
    return seconds


def _once(
    frame: "pd.DataFrame", key: str, complaints: Complaints, notes: list[str]
) -> "pd.DataFrame":
    """Rows with each key once: repeats are left out, rows that contradict each other set aside."""
    repeated = frame.duplicated()
    if repeated.any():
        notes.append(
            tr("{n} rows repeat an earlier row of the file: left out", n=int(repeated.sum()))
        )
    first = frame.loc[~repeated]
    odd = first.duplicated(key, keep=False)
    complaints.add(
        odd, tr("another row of the file has the same {key} and says otherwise", key=key)
    )
    return first.loc[~odd]


def _note_unknown(cells: "pd.DataFrame", kind: str, notes: list[str]) -> None:
    from dataclasses import fields

    known = {field.name for field in fields(FORMS[kind])}
    unknown = [str(name) for name in cells.columns if name and name not in known]
    if unknown:
        notes.append(
            tr("columns not known here were left out: {unknown}", unknown=", ".join(unknown))
        )
