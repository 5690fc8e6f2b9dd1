"""Files of the service loops: looked at, read in, joined to each other, and to the history."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.services.access.asking import asked
from app.services.changes import change
from app.services.context import Context, centre_of
from app.services.history import AsideRow, Reason
from app.services.service_quality.complaints.steps import closed_too_soon
from app.services.service_quality.records.joins import Joined, joined
from app.services.service_quality.records.keys import USED, customer_key, fingerprint
from data.files.text import shown_name
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.service_quality.records import Seat
from data.model.words import counted
from data.store import documents

if TYPE_CHECKING:
    import pandas as pd

    from data.ingest.service_quality.reading import ServiceFile

_REASONS = 5
_BROKEN = "out_of_order"
HOTLINE = "95598"
"""Queue that calls become history of where a centre has none yet."""


@dataclass(frozen=True)
class KindCounts:
    """What became of a file's rows of one kind [-]."""

    kind: str
    new: int
    unchanged: int
    superseded: int


@dataclass(frozen=True)
class ServiceImport:
    """What a file brought, or would bring.

    Parameters
    ----------
    rows
        Rows of the file below its header [-].
    rejected, reasons
        Rows set aside [-], and the commonest reasons.
    joined
        How many calls or chasings found their work order; None where there are none.
    queue_id, slots
        Queue whose history the calls became, and its slots [-]; empty and 0 for none.
    first, last
        Instants of the oldest and newest record; None where it has none.
    """

    file: str
    layout: str
    rows: int
    counts: tuple[KindCounts, ...]
    rejected: int
    reasons: tuple[Reason, ...]
    notes: tuple[str, ...]
    joined: Joined | None = None
    queue_id: str = ""
    slots: int = 0
    first: datetime | None = None
    last: datetime | None = None
    aside: tuple[AsideRow, ...] = ()

    @property
    def accepted(self) -> int:
        """Records that are in the store now, or would be [-]."""
        return sum(one.new + one.unchanged + one.superseded for one in self.counts)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The outcome, line by line."""
        lines = [
            tr(
                "{kind}: {new} new, {unchanged} unchanged, {superseded} superseded",
                kind=kind_said(one.kind),
                new=one.new,
                unchanged=one.unchanged,
                superseded=one.superseded,
            )
            for one in self.counts
        ]
        if self.rejected:
            lines.append(tr("set aside: {rows}", rows=counted(self.rejected, "row")))
        lines += [f"  {counted(one.rows, 'row')}: {one.reason}" for one in self.reasons]
        if self.joined is not None:
            lines.append(
                tr(
                    "joined to their work orders: {share:.1%} ({app} by APP_NO, {id} by ID, of "
                    "{rows})",
                    share=self.joined.share,
                    app=self.joined.by_app_no,
                    id=self.joined.by_id,
                    rows=self.joined.rows,
                )
            )
        if self.slots:
            lines.append(
                tr(
                    "history of queue {queue}: {slots} of arrivals and handle times",
                    queue=self.queue_id,
                    slots=counted(self.slots, "slot"),
                )
            )
        return (*lines, *(tr("note: {note}", note=note) for note in self.notes))


def kind_said(kind: str) -> str:
    """A kind of records as people say it."""
    return {
        "orders": tr("work orders"),
        "order_events": tr("events of work orders"),
        "cases": tr("complaint cases"),
        "case_steps": tr("steps of complaints"),
        "touches": tr("contacts"),
        "scores": tr("scores"),
        "seats": tr("seats"),
    }[kind]


@asked
def preview_service_file(
    context: Context, path: Path, *, layout: str = "auto", queue: str = ""
) -> ServiceImport:
    """What an import of a file would bring; nothing is saved.

    Raises
    ------
    UnreadableFile
        If the file as a whole makes no sense.
    """
    file = _read(context, path, layout)
    frames = dict(file.frames)
    file = _set_aside(file, closed_too_soon(context.store, frames))
    counts = tuple(KindCounts(kind, len(frame), 0, 0) for kind, frame in frames.items())
    match = joined(context.store, frames)
    queue_id, notes = _queue_of(context, file, queue)
    return replace(
        _told(path, file, counts, notes), joined=match, queue_id=queue_id, aside=_aside(file)
    )


@asked
def import_service_file(
    context: Context, path: Path, *, layout: str = "auto", queue: str = "", why: str = ""
) -> ServiceImport:
    """Read in one file of the service loops, whole or not at all.

    Parameters
    ----------
    layout
        A layout of the trade or of our long form; `auto`: by the header.
    queue
        Queue whose arrivals and handle times the calls of the file are; empty: the centre's only
        one, or `95598` where it has none. Where it has several the calls are stored and become
        no history.

    Raises
    ------
    UnreadableFile
        If the file as a whole makes no sense; nothing is stored then.
    """
    file = _read(context, path, layout)
    name = shown_name(Path(path).name)
    queue_id, notes = _queue_of(context, file, queue)
    facts: dict[str, Any] = {"digest": file.digest, "layout": file.layout}
    facts[USED] = fingerprint(customer_key(context.store))
    entry = context.entry("import_service_file", f"file:{name}", why, **facts)
    if "seats" in file.frames:
        return _told(path, file, (_save_seats(context, file, why),), notes)
    with context.store.change():
        frames = dict(file.frames)
        file = _set_aside(file, closed_too_soon(context.store, frames))
        if queue_id and "touches" in frames:
            frames["touches"] = frames["touches"].assign(queue_id=queue_id)
        match = joined(context.store, frames)
        saved = context.store.save_service_records(frames, file.rejected, name, entry, file.digest)
        counts = tuple(
            KindCounts(kind, one.new, one.unchanged, one.superseded) for kind, one in saved.items()
        )
        slots = _to_history(context, frames, queue_id, name)
    told = _told(path, file, counts, notes)
    return replace(told, joined=match, queue_id=queue_id if slots else "", slots=slots)


def _read(context: Context, path: Path, layout: str) -> "ServiceFile":
    from data.ingest.service_quality.reading import read_service_file

    return read_service_file(path, centre_of(context).zone, customer_key(context.store), layout)


def _set_aside(file: "ServiceFile", more: dict[int, str]) -> "ServiceFile":
    """The file with further rows set aside, by row number."""
    if not more:
        return file
    import pandas as pd

    added = pd.DataFrame({"row": list(more), "reason": list(more.values()), "text": ""})
    return replace(file, rejected=pd.concat([file.rejected, added]).sort_values("row"))


def _told(
    path: Path, file: "ServiceFile", counts: tuple[KindCounts, ...], notes: list[str]
) -> ServiceImport:
    reasons = Counter(file.rejected["reason"]).most_common(_REASONS)
    at = [
        one
        for frame in file.frames.values()
        for column in ("at", "created_at", "opened_at", "begun_at")
        if column in frame and len(frame)
        for one in (frame[column].min(), frame[column].max())
    ]
    return ServiceImport(
        shown_name(Path(path).name),
        file.layout,
        file.rows,
        counts,
        len(file.rejected),
        tuple(Reason(str(reason), rows) for reason, rows in reasons),
        (*file.notes, *notes),
        first=min(at).to_pydatetime() if at else None,
        last=max(at).to_pydatetime() if at else None,
    )


def _aside(file: "ServiceFile") -> tuple[AsideRow, ...]:
    columns = (file.rejected["row"], file.rejected["reason"])
    return tuple(AsideRow(int(row), str(reason), "") for row, reason in zip(*columns, strict=True))


def _queue_of(context: Context, file: "ServiceFile", queue: str) -> tuple[str, list[str]]:
    """Queue that the calls of a file are history of, and what to know about it."""
    if file.layout != "95598-calls":
        if queue:
            raise InvalidValue(
                tr("only call records become history of a queue; leave the queue out")
            )
        return "", []
    if queue:
        return queue, []
    known = [one.queue_id for one in context.store.load(documents.QUEUES)]
    if len(known) <= 1:
        return known[0] if known else HOTLINE, []
    return "", [
        tr(
            "these calls are stored and become no history: the centre has {n} queues. Name "
            "theirs to forecast from them",
            n=len(known),
        )
    ]


@change
def replace_seats(context: Context, seats: tuple[Seat, ...], why: str = "") -> KindCounts:
    """Put seats in the place of all that there were.

    Raises
    ------
    InvalidValue
        If there is none, or one is named twice.
    """
    if not seats or len({seat.seat_id for seat in seats}) < len(seats):
        raise InvalidValue(tr("name at least one seat, and each once; nothing was changed"))
    before = {seat.seat_id: seat for seat in context.store.load(documents.SEATS)}
    entry = context.entry("replace_seats", "seats", why, seats=len(seats))
    context.store.save(documents.SEATS, seats, entry)
    new = sum(seat.seat_id not in before for seat in seats)
    same = sum(before.get(seat.seat_id) == seat for seat in seats)
    return KindCounts("seats", new, same, len(seats) - new - same)


def _save_seats(context: Context, file: "ServiceFile", why: str) -> KindCounts:
    rows = file.frames["seats"].to_dict("records")
    seats = (
        Seat(**{str(k): v for k, v in row.items()} | {"out_of_order": bool(row.get(_BROKEN, 0))})
        for row in rows
    )
    return replace_seats(context, tuple(seats), why)


# --- calls as history ---------------------------------------------------------------------------


def _to_history(
    context: Context, frames: "dict[str, pd.DataFrame]", queue_id: str, name: str
) -> int:
    """Count the stored calls of a queue by slot wherever a file brought some.

    Notes
    -----
    The whole of each touched stretch is counted from what is stored, so that two files which
    share a half hour add up. A slot without a call between the first and the last is none.
    """
    if not queue_id or "touches" not in frames or not len(frames["touches"]):
        return 0
    import numpy as np
    import pandas as pd

    slot_min = centre_of(context).slot_min
    calls = frames["touches"]["at"]
    first = calls.min().floor(f"{slot_min}min").to_pydatetime()
    end = calls.max().floor(f"{slot_min}min").to_pydatetime() + timedelta(minutes=slot_min)
    stored = context.store.load_service_records(
        "touches", first, end, {"queue_id": queue_id}, ("at", "handle_s")
    )
    starts = pd.date_range(first, end, freq=f"{slot_min}min", inclusive="left")
    slot = ((stored["at"] - first).dt.total_seconds() // (60 * slot_min)).astype(int).to_numpy()
    offered = np.bincount(slot, minlength=len(starts)).astype(float)
    known = stored["handle_s"].notna().to_numpy()
    handled = np.bincount(slot[known], minlength=len(starts)).astype(float)
    seconds = np.bincount(
        slot[known], weights=stored["handle_s"].to_numpy()[known], minlength=len(starts)
    )
    frame = pd.DataFrame(
        {
            "queue_id": queue_id,
            "queue_name": queue_id,
            "channel": "voice",
            "interval_start": starts,
            "interval_minutes": slot_min,
            "offered": offered,
            "handled": handled,
            "handle_seconds_total": seconds,
        }
    )
    entry = context.entry("import_history", f"file:{name}", layout="95598-calls", gaps="zero")
    nothing = pd.DataFrame({"row": [], "reason": [], "text": []})
    context.store.save_actuals(frame, nothing, name, entry)
    return len(frame)
