"""What people call a saved roster, and whether lists show it."""

from app.services.context import Context
from data.model.errors import InvalidValue
from data.model.publication import RosterLabel
from data.store.versions import RosterSummary


def name_roster(context: Context, roster_id: str, name: str, why: str = "") -> RosterLabel:
    """Give a roster a name; an empty one takes it away.

    Raises
    ------
    NotFound
        If there is no such roster.
    InvalidValue
        If the name is too long or no plain text, or another roster in the list has it.
    """
    name = name.strip()
    others = (r for r in listed_rosters(context) if r.roster_id != roster_id)
    taken = next((r for r in others if name and r.label.name.casefold() == name.casefold()), None)
    if taken:
        raise InvalidValue(
            f"{taken.roster_id} is called {taken.label.name!r} already: choose another name, or "
            "archive that roster"
        )
    entry = context.entry("name_roster", f"roster:{roster_id}", why, name=name)
    return context.store.change_label(roster_id, entry, name=name)


def note_roster(context: Context, roster_id: str, note: str, why: str = "") -> RosterLabel:
    """Write a note beside a roster; an empty one takes it away.

    Raises
    ------
    NotFound
        If there is no such roster.
    InvalidValue
        If the note is too long.
    """
    entry = context.entry("note_roster", f"roster:{roster_id}", why, note=note.strip())
    return context.store.change_label(roster_id, entry, note=note.strip())


def archive_roster(
    context: Context, roster_id: str, why: str = "", *, archived: bool = True
) -> RosterLabel:
    """Leave a roster out of lists, or show it again; it stays readable by its id.

    Raises
    ------
    NotFound
        If there is no such roster.
    InvalidValue
        If it is to be archived and people work by it from today on.
    """
    in_use = [
        p.version
        for p in context.store.load_publications(in_force=True)
        if p.roster_id == roster_id and p.last >= context.clock().date()
    ]
    if archived and in_use:
        raise InvalidValue(
            f"{roster_id} is published as version {in_use[-1]} and not over yet: withdraw that "
            "first, or archive it afterwards"
        )
    verb = "archive_roster" if archived else "unarchive_roster"
    entry = context.entry(verb, f"roster:{roster_id}", why)
    return context.store.change_label(roster_id, entry, archived=archived)


def listed_rosters(context: Context, *, archived: bool = False) -> tuple[RosterSummary, ...]:
    """Saved rosters, newest first, without those in the archive unless asked for."""
    every = context.store.list_rosters()
    return tuple(found for found in every if archived or not found.label.archived)
