"""A whole staff at once: what a folder of its files would change, and the change itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.services.access.asking import asked
from app.services.changes import change
from app.services.context import Context, queues_of
from data.ingest import read_staff
from data.ingest.staff import staff_file
from data.model.codec import from_json
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.staff import Leave, Staff, Wish
from data.store import documents

_SHOWN = 10  # named of a table, the rest is counted
_PERSONAL = ("leave", "availability", "wishes")
_EVERY = 1_000_000  # entries of the trail: all of them


@dataclass(frozen=True)
class TableChange:
    """What a file does to one table of the staff, each row in a few words.

    Parameters
    ----------
    kept
        Leave or wishes that somebody entered by hand and that stay, though the file lacks them.
    """

    table: str
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """`leave: 2 new (A1 2026-01-05 to ...); 1 dropped (...)`."""
        parts = (
            (self.new, tr("new")),
            (self.changed, tr("changed")),
            (self.dropped, tr("dropped")),
            (self.kept, tr("entered by hand, which stay")),
        )
        said = [f"{len(rows)} {what} ({_some(rows)})" for rows, what in parts if rows]
        return f"{self.table}: {'; '.join(said) or tr('unchanged')}"


@dataclass(frozen=True)
class StaffImport:
    """What an import of staff files does, table by table.

    Parameters
    ----------
    staff
        The staff that it leads to.
    """

    staff: Staff
    tables: tuple[TableChange, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """One for each table."""
        return tuple(table.sentence for table in self.tables)


@asked
def preview_staff(context: Context, folder: Path, *, exactly: bool = False) -> StaffImport:
    """What `import_staff` would do; nothing is saved.

    Parameters
    ----------
    exactly
        Whether leave and wishes that were entered by hand go too where their file lacks them.

    Raises
    ------
    UnreadableFile
        If the folder cannot be read; BadRows lists every fault of its rows.
    InvalidValue
        If nobody would be left, or agents have skills that no queue bears.
    """
    stored = context.store.load(documents.STAFF)
    given = [name for name in _PERSONAL if staff_file(folder, name).exists()]
    onto = replace(stored, **dict.fromkeys(given, ())) if exactly else stored
    staff = read_staff(folder, onto)
    if not staff.agents:
        raise InvalidValue(
            tr(
                "{folder} names no agent and none is stored: a staff needs "
                "agents.csv with a row each",
                folder=folder,
            )
        )
    _refuse_loose_ends(staff)
    leave, wishes = ((), ()) if exactly else _kept(context, stored, staff)
    merged = replace(staff, leave=(*staff.leave, *leave), wishes=(*staff.wishes, *wishes))
    here = {agent.agent_id for agent in merged.agents}
    mine = {
        name: tuple(row for row in getattr(merged, name) if row.agent_id in here)
        for name in _PERSONAL
    }
    merged = replace(merged, **mine)
    refuse_strange_skills(context, merged, f"folder:{folder.name}")
    return StaffImport(merged, _changes(stored, merged, leave, wishes))


@change
def import_staff(
    context: Context, folder: Path, why: str = "", *, exactly: bool = False
) -> StaffImport:
    """Lay a folder's files over the stored staff; tables without a file, or without rows, stay.

    Raises
    ------
    UnreadableFile
        As `preview_staff`.
    InvalidValue
        As `preview_staff`.
    """
    found = preview_staff(context, folder, exactly=exactly)
    told = {
        table.table: {
            "new": len(table.new), "changed": len(table.changed), "dropped": len(table.dropped)
        }
        for table in found.tables
    }  # fmt: skip
    agents = len(found.staff.agents)
    entry = context.entry("import_staff", f"folder:{folder.name}", why, agents=agents, tables=told)
    context.store.save(documents.STAFF, found.staff, entry)
    return found


@change
def replace_staff(context: Context, staff: Staff, source: str) -> None:
    """Store a staff after checking its skills against the queues."""
    refuse_strange_skills(context, staff, source)
    entry = context.entry("import_staff", source, agents=len(staff.agents))
    context.store.save(documents.STAFF, staff, entry)


@asked
def refuse_strange_skills(context: Context, staff: Staff, source: str) -> None:
    """Refuse skills that are no queues.

    Raises
    ------
    InvalidValue
        If there are any; all of them are named, and what they may be a slip of.
    """
    known = {queue.queue_id for queue in queues_of(context)}
    strange = sorted({skill for agent in staff.agents for skill in agent.skills} - known)
    if strange:
        raise InvalidValue(
            tr(
                "{source}: skills {strange} are not queues; known: {known}",
                source=source,
                strange=", ".join(strange),
                known=", ".join(sorted(known)),
            )
        )


def _refuse_loose_ends(staff: Staff) -> None:
    """Refuse people and contracts that stay, but whose contract or template a file left out."""
    contracts = {contract.contract_id for contract in staff.contracts}
    codes = {template.code for template in staff.templates}
    for what, needed, known in (
        ("contracts", {agent.contract_id for agent in staff.agents}, contracts),
        ("templates", {code for c in staff.contracts for code in c.templates}, codes),
    ):
        if missing := sorted(needed - known):
            raise InvalidValue(
                tr(
                    "{what}.csv lacks {missing}, which others still name: add the rows, "
                    "or change who names them in the same folder",
                    what=what,
                    missing=", ".join(missing),
                )
            )


def _kept(
    context: Context, stored: Staff, staff: Staff
) -> tuple[tuple[Leave, ...], tuple[Wish, ...]]:
    """Leave and wishes entered by hand that the files neither hold nor contradict."""
    by_hand = {
        *_entered(context, "add_leave", "leave", Leave),
        *_entered(context, "add_wish", "wish", Wish),
    }
    here = {agent.agent_id for agent in staff.agents}

    def stays(value: Leave | Wish) -> bool:
        return value in by_hand and value.agent_id in here

    leave = tuple(
        row
        for row in stored.leave
        if stays(row) and not any(_meet(row, other) for other in staff.leave)
    )
    wishes = tuple(
        wish
        for wish in stored.wishes
        if stays(wish) and not any(_same_day(wish, other) for other in staff.wishes)
    )
    return leave, wishes


def _entered(context: Context, verb: str, key: str, kind: Any) -> Iterable[Any]:
    for entry in context.store.audit(verb=verb, limit=_EVERY):
        yield from_json(kind, entry.detail[key])


def _meet(one: Leave, other: Leave) -> bool:
    return one.agent_id == other.agent_id and one.first <= other.last and other.first <= one.last


def _same_day(one: Wish, other: Wish) -> bool:
    return (one.agent_id, one.day) == (other.agent_id, other.day)


def _changes(
    stored: Staff, staff: Staff, leave: tuple[Leave, ...], wishes: tuple[Wish, ...]
) -> tuple[TableChange, ...]:
    return (
        _named("agents", stored.agents, staff.agents, lambda a: a.agent_id),
        _named("contracts", stored.contracts, staff.contracts, lambda c: c.contract_id),
        _named("templates", stored.templates, staff.templates, lambda t: t.code),
        _rows("leave", stored.leave, staff.leave, leave, _leave_said),
        _rows("availability", stored.availability, staff.availability, (), _hours_said),
        _rows("wishes", stored.wishes, staff.wishes, wishes, _wish_said),
    )


def _named(
    table: str, before: Iterable[Any], after: Iterable[Any], name: Callable[[Any], str]
) -> TableChange:
    old, new = ({name(value): value for value in side} for side in (before, after))
    return TableChange(
        table,
        tuple(key for key in new if key not in old),
        tuple(key for key in new if key in old and new[key] != old[key]),
        tuple(key for key in old if key not in new),
    )


def _rows(
    table: str,
    before: tuple[Any, ...],
    after: tuple[Any, ...],
    kept: tuple[Any, ...],
    said: Callable[[Any], str],
) -> TableChange:
    return TableChange(
        table,
        tuple(said(row) for row in after if row not in before),
        (),
        tuple(said(row) for row in before if row not in after),
        tuple(map(said, kept)),
    )


def _leave_said(leave: Leave) -> str:
    return tr(
        "{agent_id} {first} to {last} {kind}",
        agent_id=leave.agent_id,
        first=leave.first,
        last=leave.last,
        kind=leave.kind,
    )


def _hours_said(hours: Any) -> str:
    from data.model.shift import clock_text
    from data.model.staff import WEEKDAYS

    span = f"{clock_text(hours.earliest_min)}-{clock_text(hours.latest_min)}"
    return f"{hours.agent_id} {WEEKDAYS[hours.weekday]} {span}"


def _wish_said(wish: Wish) -> str:
    return f"{wish.agent_id} {wish.day or tr('every day')} {wish.what}"


def _some(rows: tuple[str, ...]) -> str:
    more = len(rows) - _SHOWN
    return ", ".join([*rows[:_SHOWN], *([tr("and {more} more", more=more)] if more > 0 else [])])
