"""History: files imported, bad rows set aside, older values, slots that a planner tags."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context, centre_of, queues_of, special_days_of
from data.files.text import shown_name
from data.model.errors import NotFound, UnclearGaps, UnwritableFile
from data.model.language import tr
from data.model.series import KEEP_TAG, FileLayout
from data.store import documents
from forecasting.cleaning.screen import Flag, screen

if TYPE_CHECKING:
    import pandas as pd

    from data.ingest import Actuals, Gaps

_REASONS = 3  # commonest ones that a report names


@dataclass(frozen=True)
class Reason:
    """Why rows were set aside: the reason of the first of them, and how many have its like."""

    reason: str
    rows: int


@dataclass(frozen=True)
class ImportReport:
    """What an import did; counts are rows [-].

    Parameters
    ----------
    reasons
        The commonest reasons why rows were rejected, most rows first.
    new_queues
        Queues that the store did not know before.
    """

    file: str
    new: int
    unchanged: int
    superseded: int
    rejected: int
    warnings: tuple[str, ...]
    rejected_file: str = ""
    reasons: tuple[Reason, ...] = ()
    new_queues: tuple[str, ...] = ()

    @property
    def accepted(self) -> int:
        """Rows that are in the store now, whether they were before or not."""
        return self.new + self.unchanged + self.superseded

    @property
    def sentence(self) -> str:
        """The outcome in one line."""
        text = tr(
            "{file}: {new} new, {unchanged} unchanged, {superseded} superseded, "
            "{rejected} rejected",
            file=self.file,
            new=self.new,
            unchanged=self.unchanged,
            superseded=self.superseded,
            rejected=self.rejected,
        )
        return (
            tr("{text} (see {rejected_file})", text=text, rejected_file=self.rejected_file)
            if self.rejected_file
            else text
        )


@asked
def import_history(
    context: Context,
    path: Path,
    *,
    layout: str = "auto",
    gaps: "Gaps" = "ask",
    rejected_folder: Path | None = None,
    running: bool = False,
) -> ImportReport:
    """Import one history file.

    Parameters
    ----------
    gaps
        What slots without a row are; `ask`: as files of this layout were read before, where
        somebody said so.
    rejected_folder
        Where `NAME.rejected.csv` goes; beside the file if None.
    running
        Whether it is of the running day; see `read_actuals`.

    Raises
    ------
    UnreadableFile
        If the file as a whole makes no sense; nothing is stored then.
    UnclearGaps
        If it seems to list only busy intervals, and nobody said yet what the others are.
    """
    known = [queue.queue_id for queue in context.store.load(documents.QUEUES)]
    actuals, gaps, said = read_for(context, path, layout, gaps, running=running)
    name = shown_name(path.name)
    facts = {"digest": actuals.digest, "layout": actuals.layout, "gaps": gaps}
    entry = context.entry("import_history", f"file:{name}", **facts)
    counts = context.store.save_actuals(_told(context, actuals), actuals.rejected, name, entry)
    aside, notes = set_aside(actuals.rejected, path, rejected_folder)
    return ImportReport(
        name,
        counts.new,
        counts.unchanged,
        counts.superseded,
        counts.rejected,
        (*actuals.warnings, *said, *handle_time_lacks(actuals), *notes),
        aside,
        reasons_of(actuals),
        tuple(sorted({*map(str, actuals.frame["queue_id"])} - {*known})),
    )


@asked
def imported_by_job(context: Context) -> tuple[ImportReport, ...]:
    """What this very job imported before its program died, as the trail tells it, oldest first."""
    if not context.job_id:
        return ()
    entries = context.store.audit(verb="import_history", limit=1000)
    mine = [entry for entry in reversed(entries) if entry.detail.get("job") == context.job_id]
    return tuple(
        ImportReport(
            file=entry.subject.removeprefix("file:"),
            new=int(entry.detail["new"]),
            unchanged=int(entry.detail["unchanged"]),
            superseded=int(entry.detail["superseded"]),
            rejected=int(entry.detail["rejected"]),
            warnings=(),
        )
        for entry in mine
    )


@asked
def read_for(
    context: Context,
    path: Path,
    layout: str,
    gaps: "Gaps",
    more: tuple[FileLayout, ...] = (),
    *,
    running: bool = False,
) -> "tuple[Actuals, Gaps, tuple[str, ...]]":
    """The file, what its gaps were taken for, and who said so where it was not this call.

    Parameters
    ----------
    more
        Layouts that are not saved yet; they stand in for saved ones of their names.
    running
        Whether it is a file of the running day; see `read_actuals`.
    """
    from data.ingest import read_actuals

    centre, now = centre_of(context), context.clock()
    known = [queue.queue_id for queue in context.store.load(documents.QUEUES)]
    saved = context.store.load(documents.FILE_LAYOUTS)
    own = tuple({one.name: one for one in (*saved, *more)}.values())
    reading = partial(read_actuals, path, centre, layout, now=now, known=known, own=own)
    try:
        return reading(gaps=gaps, running=running), gaps, ()
    except UnclearGaps as error:
        before = _answered(context, error.layout)
        if before is None:
            raise
        who, answer = before
        return (
            reading(gaps=answer, running=running),
            "ask",
            (tr("slots without a row are {answer}, as {who} said before", answer=answer, who=who),),
        )


def _told(context: Context, actuals: "Actuals") -> "pd.DataFrame":
    """Rows to save: where a zero stands for no row of the file, what is stored stays."""
    frame, assumed = actuals.frame, actuals.assumed
    gone: list[int] = []
    for queue_id, rows in frame[assumed].groupby("queue_id"):
        starts = rows["interval_start"]
        try:
            first, last = starts.min() - timedelta(days=1), starts.max() + timedelta(days=1)
            stored = context.store.load_series(str(queue_id), first.date(), last.date())
        except NotFound:
            continue
        slots = (starts - stored.grid.start).dt.total_seconds() // (60 * stored.grid.slot_min)
        inside = slots.between(0, stored.grid.slots - 1)
        at = slots[inside].astype(int)
        gone.extend(at.index[np.isfinite(stored.offered[at.to_numpy()])])
    return frame.drop(index=gone)


def _answered(context: Context, layout: str) -> "tuple[str, Gaps] | None":
    """Who said last what the gaps of files of a layout are, and what."""
    for entry in context.store.audit(verb="import_history"):
        if entry.detail.get("layout") == layout and entry.detail.get("gaps", "ask") != "ask":
            return entry.who, entry.detail["gaps"]
    return None


def handle_time_lacks(actuals: "Actuals") -> tuple[str, ...]:
    """A warning where queues of a file have no handle time; none where all have."""
    from data.ingest import without_handle_time

    queues = without_handle_time(actuals.frame)
    if not queues:
        return ()
    more = tr(" and {queues} more", queues=len(queues) - 5) if len(queues) > 5 else ""
    return (
        tr(
            "no handle time in this file for {queues}{more}: unless another file brings it, "
            "the agents required rest on one that is assumed; export handle times too "
            "(handled, handle_seconds_total)",
            queues=", ".join(queues[:5]),
            more=more,
        ),
    )


def reasons_of(actuals: "Actuals") -> tuple[Reason, ...]:
    """The commonest reasons why rows of a file were set aside."""
    return kinds_of(actuals.rejected["reason"].astype(str))


def kinds_of(reasons: Iterable[str]) -> tuple[Reason, ...]:
    """The commonest reasons, then how many rows have others; those that differ only in what a cell
    says count together."""
    like = Counter[str]()
    first: dict[str, str] = {}
    for reason in reasons:
        kind = re.sub(r"'[^']*'|[0-9]+(?:[.:,-][0-9]+)*", "#", reason)
        like[kind] += 1
        first.setdefault(kind, reason)
    commonest = like.most_common(_REASONS)
    found = [Reason(first[kind], rows) for kind, rows in commonest]
    if others := like.total() - sum(rows for _, rows in commonest):
        found.append(Reason(tr("other reasons, which stand beside the rows set aside"), others))
    return tuple(found)


def set_aside(
    rejected: "pd.DataFrame", path: Path, folder: Path | None
) -> tuple[str, tuple[str, ...]]:
    """Write the rejected rows beside the file; they are in the store whether that works or not."""
    if not len(rejected):
        return "", ()
    from data.ingest import write_rejected_rows

    name = f"{path.name.removesuffix('.gz').removesuffix('.csv')}.rejected.csv"
    target = (folder or path.parent) / name
    try:
        write_rejected_rows(rejected, target)
    except UnwritableFile as error:
        return "", (tr("{error}; the rejected rows are in the database", error=error),)
    return shown_name(str(target)), ()


@dataclass(frozen=True)
class OlderValue:
    """A value that was replaced; `start` on the centre's clock, contacts [contacts/slot]."""

    start: datetime
    offered: float
    source: str
    replaced_by: str
    replaced_at: datetime


@dataclass(frozen=True)
class AsideRow:
    """A row that was set aside: as a spreadsheet counts it, why, and its text."""

    row: int
    reason: str
    text: str


@asked
def older_values(context: Context, queue_id: str) -> tuple[OlderValue, ...]:
    """Replaced values of a queue, by slot and then oldest first.

    Raises
    ------
    NotFound
        If the queue is unknown.
    """
    queues_of(context, (queue_id,))
    zone = centre_of(context).clock
    found = context.store.load_superseded(queue_id)
    return tuple(
        OlderValue(start.tz_convert(zone).to_pydatetime(), float(offered), source, by, at)
        for start, offered, source, by, at in zip(
            found["interval_start"],
            found["offered"],
            found["source"],
            found["superseded_by"],
            found["superseded_at"],
            strict=True,
        )
    )


@asked
def rows_set_aside(context: Context, file: str) -> tuple[AsideRow, ...]:
    """Rows of the newest import of a file that were set aside.

    Raises
    ------
    NotFound
        If no file of that name was imported.
    """
    imports = context.store.list_imports()
    found = next((one for one in imports if one.source == file), None)
    if found is None:
        names = ", ".join(sorted({one.source for one in imports})) or tr("none yet")
        raise NotFound(
            tr("no file {file!r} was imported; imported: {names}", file=file, names=names)
        )
    table = context.store.load_rejected(found.import_id)
    return tuple(
        AsideRow(int(row), str(reason), str(text))
        for row, reason, text in table.itertuples(index=False)
    )


@dataclass(frozen=True)
class Tagged:
    """A stretch of slots with one tag; `start` and `end` are instants, end exclusive."""

    start: datetime
    end: datetime
    tag: str


@asked
def flags_of(context: Context, queue_id: str) -> tuple[Flag, ...]:
    """Surges and outages that the next forecast of a queue will leave out, newest first."""
    series = context.store.load_series(queue_id)
    days = series.grid.days
    found = screen(series, special_days_of(context, days[0], days[-1])).flags
    return tuple(sorted(found, key=lambda flag: flag.start, reverse=True))


@asked
def tags_of(context: Context, queue_id: str) -> tuple[Tagged, ...]:
    """Stretches of slots that bear a tag, newest first."""
    series = context.store.load_series(queue_id)
    found: list[Tagged] = []
    for slot, tag in sorted(series.event_tag.items()):
        start = series.grid.part(slot, 0).start
        end = start + timedelta(minutes=series.grid.slot_min)
        if found and (found[-1].end, found[-1].tag) == (start, tag):
            found[-1] = Tagged(found[-1].start, end, tag)
        else:
            found.append(Tagged(start, end, tag))
    return tuple(reversed(found))


@asked
def tag_slots(
    context: Context,
    queue_id: str,
    start: datetime,
    end: datetime,
    tag: str = KEEP_TAG,
    why: str = "",
) -> int:
    """Tag slots of the history: `keep` for genuine ones, an event's name, or nothing.

    Returns
    -------
    int
        How many slots changed.

    Raises
    ------
    NotFound
        If the queue is unknown or no slot of that time is stored.
    """
    queues_of(context, (queue_id,))
    span = {"first": start.isoformat(), "end": end.isoformat(), "tag": tag}
    entry = context.entry("tag_slots", f"queue:{queue_id}", why, **span)
    return context.store.tag_slots(queue_id, start, end, tag, entry).superseded
