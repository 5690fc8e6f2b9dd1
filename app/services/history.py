"""History: files imported, bad rows set aside, older values, slots that a planner tags."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from app.services.context import Context, centre_of, queues_of, special_days_of
from data.ingest import Actuals, read_actuals, write_rejected
from data.model.errors import NotFound, UnwritableFile
from data.model.series import KEEP_TAG
from forecasting.cleaning.screen import Flag, screen

_CLOCK_SKEW = timedelta(days=1)  # clocks and zones of exporting systems differ by hours


@dataclass(frozen=True)
class ImportReport:
    """What an import did; counts are rows [-]."""

    file: str
    new: int
    unchanged: int
    superseded: int
    rejected: int
    warnings: tuple[str, ...]
    rejected_file: str = ""

    @property
    def sentence(self) -> str:
        """The outcome in one line."""
        text = (
            f"{self.file}: {self.new} new, {self.unchanged} unchanged, "
            f"{self.superseded} superseded, {self.rejected} rejected"
        )
        return f"{text} (see {self.rejected_file})" if self.rejected_file else text


def import_history(
    context: Context, path: Path, *, layout: str = "auto", rejected_folder: Path | None = None
) -> ImportReport:
    """Import one history file.

    Parameters
    ----------
    rejected_folder
        Where `NAME.rejected.csv` goes; beside the file if None.

    Raises
    ------
    UnreadableFile
        If the file as a whole makes no sense; nothing is stored then.
    """
    until = context.clock() + _CLOCK_SKEW
    actuals = read_actuals(path, centre_of(context), layout=layout, until=until)
    entry = context.entry("import_history", f"file:{path.name}", digest=actuals.digest)
    counts = context.store.save_actuals(actuals.frame, actuals.rejected, path.name, entry)
    set_aside, notes = _set_aside(actuals, path, rejected_folder)
    return ImportReport(
        path.name,
        counts.new,
        counts.unchanged,
        counts.superseded,
        counts.rejected,
        (*actuals.warnings, *notes),
        set_aside,
    )


def _set_aside(actuals: Actuals, path: Path, folder: Path | None) -> tuple[str, tuple[str, ...]]:
    """Write the rejected rows beside the file; they are in the store whether that works or not."""
    if not len(actuals.rejected):
        return "", ()
    name = f"{path.name.removesuffix('.gz').removesuffix('.csv')}.rejected.csv"
    target = (folder or path.parent) / name
    try:
        write_rejected(actuals, target)
    except UnwritableFile as error:
        return "", (f"{error}; the rejected rows are in the database",)
    return str(target), ()


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


def older_values(context: Context, queue_id: str) -> tuple[OlderValue, ...]:
    """Replaced values of a queue, by slot and then oldest first.

    Raises
    ------
    NotFound
        If the queue is unknown.
    """
    queues_of(context, (queue_id,))
    zone = ZoneInfo(centre_of(context).zone)
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
        names = ", ".join(sorted({one.source for one in imports})) or "none yet"
        raise NotFound(f"no file {file!r} was imported; imported: {names}")
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


def flags_of(context: Context, queue_id: str) -> tuple[Flag, ...]:
    """Surges and outages that the next forecast of a queue will leave out, newest first."""
    series = context.store.load_series(queue_id)
    days = series.grid.days
    found = screen(series, special_days_of(context, days[0], days[-1])).flags
    return tuple(sorted(found, key=lambda flag: flag.start, reverse=True))


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
