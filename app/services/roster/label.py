"""What people call a saved roster, whether lists show it, and what was published of it."""

from collections.abc import Iterable
from typing import Literal

from app.services.access.asking import asked
from app.services.changes import change, meanwhile
from app.services.context import Context, today_of
from data.model.audit import AuditEntry
from data.model.errors import InvalidValue
from data.model.language import phrase, tr
from data.model.publication import Publication, RosterLabel, days_in_force, in_force
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


State = Literal["in force", "replaced", "withdrawn", "withdrawal"]
STATES: dict[State, str] = {
    "in force": phrase("in force"),
    "replaced": phrase("replaced"),
    "withdrawn": phrase("withdrawn"),
    "withdrawal": phrase("withdrawal"),
}


def version_states(published: Iterable[Publication]) -> dict[int, State]:
    """What became of each version: it plans days, newer ones plan all of its days, or withdrawn."""
    every = tuple(published)
    days, kept = days_in_force(every), {p.version for p in in_force(every)}

    def state(p: Publication) -> State:
        if p.withdraws:
            return "withdrawal"
        if p.version not in kept:
            return "withdrawn"
        return "in force" if days[p.version] else "replaced"

    return {p.version: state(p) for p in every}


def what_became(published: Iterable[Publication]) -> dict[int, str]:
    """What became of each version in a few words: `in force on 3 of 28 days`, `withdrawn`..."""
    every = tuple(published)
    states, days = version_states(every), days_in_force(every)

    def became(p: Publication) -> str:
        if p.withdraws:
            return tr("withdraws version {withdraws}", withdraws=p.withdraws)
        part = (
            tr(" on {days} of {days2} days", days=days[p.version], days2=p.days)
            if 0 < days[p.version] < p.days
            else ""
        )
        again = (
            tr(", version {rolls_back_to} again", rolls_back_to=p.rolls_back_to)
            if p.rolls_back_to
            else ""
        )
        return f"{tr(STATES[states[p.version]])}{part}{again}"

    return {p.version: became(p) for p in every}


def roster_states(published: Iterable[Publication]) -> dict[str, str]:
    """Of each roster ever published `published v3`, or the version and what became of it."""
    every = tuple(published)
    states = version_states(every)
    said: dict[str, str] = {}
    works = {p.roster_id for p in every if states[p.version] == "in force"}
    for p in every:  # the oldest first: what is in force counts, else the newest
        if states[p.version] == "in force":
            said[p.roster_id] = tr("published v{version}", version=p.version)
        elif not p.withdraws and p.roster_id not in works:
            state = tr(STATES[states[p.version]])
            said[p.roster_id] = tr("v{version}, {state}", version=p.version, state=state)
    return said
