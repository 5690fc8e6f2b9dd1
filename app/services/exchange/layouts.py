"""Layouts of history files that a centre made itself, and a look at a file before it is read."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.access.asking import asked
from app.services.changes import about, change, meanwhile, merged, save_changed, with_one
from app.services.context import Context, centre_of
from app.services.history import AsideRow, Reason, handle_time_lacks, read_for, reasons_of
from data.model.codec import to_json
from data.model.errors import Conflict, InvalidValue, NotFound, UnclearGaps
from data.model.language import tr
from data.model.series import FileLayout
from data.store import documents

if TYPE_CHECKING:
    from data.ingest import Actuals, Gaps
    from data.ingest.own_layout import FirstLook


@asked
def file_layouts_of(context: Context) -> tuple[FileLayout, ...]:
    """The centre's own layouts, in the order in which they are tried."""
    return context.store.load(documents.FILE_LAYOUTS)


@change
def save_file_layout(
    context: Context, layout: FileLayout, why: str = "", *, seen: FileLayout | None = None
) -> FileLayout:
    """Save a layout of one's own, new or in the place of the one of its name.

    Parameters
    ----------
    seen
        The one of this name as it was shown; None: there was none, or whatever it is is replaced.

    Raises
    ------
    Conflict
        If somebody changed it since.
    InvalidValue
        If the name is taken by a layout that PeakShift knows, or nothing changes.
    """
    from data.ingest import LAYOUTS

    name = layout.name.strip()
    if name.lower() in ("auto", *LAYOUTS):
        raise InvalidValue(
            tr("{name} is a layout that PeakShift knows already: take another name", name=name)
        )
    layout = replace(layout, name=name)
    now = {one.name: one for one in file_layouts_of(context)}
    shown = {name: seen} if seen else {name: now[name]} if name in now else {}

    def conflict(of: str) -> Conflict:
        became = str(to_json(now[of])) if of in now else ""
        what = tr("Layout {name}", name=of)
        return meanwhile(context, what, became, "file_layouts", about("name", of))

    after = merged(conflict, shown, {name: layout}, now)
    _save(context, after, now, "save_file_layout", why, tr("layout {name}", name=name))
    return layout


@change
def drop_file_layout(context: Context, name: str, why: str = "") -> None:
    """Take a layout away; what was read with it stays.

    Raises
    ------
    NotFound
        If there is none of the name.
    """
    now = {one.name: one for one in file_layouts_of(context)}
    if name not in now:
        known = ", ".join(now) or tr("none yet")
        raise NotFound(tr("no layout {name} of your own; there are: {known}",
                          name=repr(name), known=known))  # fmt: skip
    _save(context, with_one(now, name, None), now, "drop_file_layout", why, name)


def _save(
    context: Context,
    after: dict[str, FileLayout],
    now: dict[str, FileLayout],
    verb: str,
    why: str,
    what: str,
) -> None:
    told = {"before": to_json(tuple(now.values())), "after": to_json(tuple(after.values()))}
    entry = context.entry(verb, "file_layouts", why, **told)
    save_changed(context, documents.FILE_LAYOUTS, tuple(after.values()), entry, what)


@asked
def look_at(context: Context, path: Path) -> "FirstLook":
    """Header, first rows and layout of a history file.

    Raises
    ------
    UnreadableFile
        If it is no text.
    """
    from data.ingest.own_layout import first_look

    return first_look(path, file_layouts_of(context))


@dataclass(frozen=True)
class QueueInFile:
    """What a file holds of one queue; contacts as a sum, days on the centre's clock."""

    queue_id: str
    name: str
    is_new: bool
    first: date
    last: date
    rows: int
    contacts: float
    handle_s: float | None


@dataclass(frozen=True)
class HistoryPreview:
    """What an import of a file would bring; nothing is saved.

    Parameters
    ----------
    unclear
        Why somebody has to say what slots without a row are; empty where that is clear.
    aside
        Every row that would be set aside.
    """

    layout: str
    queues: tuple[QueueInFile, ...]
    aside: tuple[AsideRow, ...]
    reasons: tuple[Reason, ...]
    warnings: tuple[str, ...]
    unclear: str = ""

    @property
    def rows(self) -> int:
        """Rows that can be used."""
        return sum(queue.rows for queue in self.queues)


@asked
def preview_history(
    context: Context,
    path: Path,
    *,
    layout: str = "auto",
    gaps: "Gaps" = "ask",
    own: FileLayout | None = None,
) -> HistoryPreview:
    """Read a history file as `import_history` would, and save nothing.

    Parameters
    ----------
    own
        A layout that is not saved yet, by which it is read.

    Raises
    ------
    UnreadableFile
        If the file as a whole makes no sense.
    """
    more = (own,) if own else ()
    layout = own.name if own else layout
    try:
        actuals, _, said = read_for(context, path, layout, gaps, more)
        return _preview(context, actuals, said, "")
    except UnclearGaps as error:
        actuals, _, said = read_for(context, path, layout, "missing", more)
        return _preview(context, actuals, said, error.said)


def _preview(
    context: Context, actuals: "Actuals", said: tuple[str, ...], unclear: str
) -> HistoryPreview:
    zone = centre_of(context).clock
    known = {queue.queue_id: queue.name for queue in context.store.load(documents.QUEUES)}
    found = []
    for queue_id, rows in actuals.frame.groupby("queue_id", sort=False):
        starts = rows["interval_start"].dt.tz_convert(zone)
        names = Counter(str(name) for name in rows["queue_name"] if name)
        seconds, handled = rows["handle_seconds_total"].sum(), rows["handled"].sum()
        found.append(
            QueueInFile(
                str(queue_id),
                known.get(str(queue_id)) or next(iter(names), str(queue_id)),
                str(queue_id) not in known,
                starts.min().date(),
                starts.max().date(),
                len(rows),
                float(rows["offered"].sum()),
                float(seconds / handled) if handled > 0 and seconds > 0 else None,
            )
        )
    aside = tuple(
        AsideRow(int(row), str(reason), str(text))
        for row, reason, text in actuals.rejected.itertuples(index=False)
    )
    warnings = (*actuals.warnings, *said, *handle_time_lacks(actuals))
    return HistoryPreview(
        actuals.layout, tuple(found), aside, reasons_of(actuals), warnings, unclear
    )
