"""What people call a saved roster, and whether lists show it."""

from app.services.access.asking import asked
from app.services.changes import change, meanwhile
from app.services.context import Context, today_of
from data.model.audit import AuditEntry
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.publication import RosterLabel
from data.store import documents
from data.store.versions import RosterSummary


@change
def name_roster(
    context: Context, roster_id: str, name: str, why: str = "", *, seen: RosterLabel | None = None
) -> RosterLabel:
    """Give a roster a name; an empty one takes it away.

    Parameters
    ----------
    seen
        The label as the person saw it; None: as it is now.

    Raises
    ------
    NotFound
        If there is no such roster.
    InvalidValue
        If the name is too long or no plain text, it has it already, or another roster in the list
        has it.
    Conflict
        If somebody else named it since it was seen.
    """
    name = name.strip()
    others = (r for r in listed_rosters(context) if r.roster_id != roster_id)
    taken = next((r for r in others if name and r.label.name.casefold() == name.casefold()), None)
    if taken:
        raise InvalidValue(
            tr(
                "{roster_id} is called {name!r} already: choose another name, or "
                "archive that roster",
                roster_id=taken.roster_id,
                name=taken.label.name,
            )
        )
    entry = context.entry("name_roster", f"roster:{roster_id}", why, name=name)
    return _relabel(context, roster_id, entry, "name", name, seen)


@change
def note_roster(
    context: Context, roster_id: str, note: str, why: str = "", *, seen: RosterLabel | None = None
) -> RosterLabel:
    """Write a note beside a roster; an empty one takes it away.

    Parameters
    ----------
    seen
        The label as the person saw it; None: as it is now.

    Raises
    ------
    NotFound
        If there is no such roster.
    InvalidValue
        If the note is too long, or stands there already.
    Conflict
        If somebody else changed the note since it was seen.
    """
    entry = context.entry("note_roster", f"roster:{roster_id}", why, note=note.strip())
    return _relabel(context, roster_id, entry, "note", note.strip(), seen)


@change
def archive_roster(
    context: Context, roster_id: str, why: str = "", *, archived: bool = True
) -> RosterLabel:
    """Leave a roster out of lists, or show it again; it stays readable by its id.

    Raises
    ------
    NotFound
        If there is no such roster.
    InvalidValue
        If it is so already, or is to be archived and people work by it from today on.
    """
    today = today_of(context)
    in_use = [
        p.version
        for p in context.store.load_publications(in_force=True)
        if p.roster_id == roster_id and p.last >= today
    ]
    if archived and in_use:
        raise InvalidValue(
            tr(
                "{roster_id} is published as version {in_use} and not over yet: "
                "withdraw that first, or archive it afterwards",
                roster_id=roster_id,
                in_use=in_use[-1],
            )
        )
    verb = "archive_roster" if archived else "unarchive_roster"
    entry = context.entry(verb, f"roster:{roster_id}", why)
    return _relabel(context, roster_id, entry, "archived", archived, None)


def _relabel(
    context: Context,
    roster_id: str,
    entry: AuditEntry,
    part: str,
    value: str | bool,
    seen: RosterLabel | None,
) -> RosterLabel:
    """Change one part of a label, unless others changed it meanwhile or it is so already."""
    held = context.store.load(documents.label_of(roster_id))
    now = getattr(held, part)
    if seen is not None and getattr(seen, part) != now != value:
        what = tr("the {part} of {roster_id}", part=part, roster_id=roster_id)
        raise meanwhile(
            context, what, repr(now) if now else "", entry.subject, lambda e: e.verb == entry.verb
        )
    label = context.store.change_label(roster_id, entry, **{part: value})
    if label == held:  # an error takes the change back
        said = {
            "name": tr("is called {value!r}", value=value) if value else tr("has no name"),
            "note": tr("has this note") if value else tr("has no note"),
            "archived": tr("is in the archive") if value else tr("is in lists"),
        }[part]
        raise InvalidValue(
            tr(
                "{roster_id} {said} already: nothing was changed, and nothing noted",
                roster_id=roster_id,
                said=said,
            )
        )
    return label


@asked
def listed_rosters(context: Context, *, archived: bool = False) -> tuple[RosterSummary, ...]:
    """Saved rosters, newest first, without those in the archive unless asked for."""
    every = context.store.list_rosters()
    return tuple(found for found in every if archived or not found.label.archived)
