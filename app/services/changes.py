"""Changes that lose nothing: made under one lock, merged, or refused with who was first."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_type_hints

from app.services.access.asking import permitted, plain
from app.services.context import Context, on_clock
from data.model.audit import AuditEntry
from data.model.codec import from_json
from data.model.errors import Conflict, InvalidValue
from data.model.language import tr
from data.store.documents import Document

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Verb = TypeVar("Verb", bound=Callable[..., Any])
K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D", bound="DataclassInstance")


def change(verb: Verb) -> Verb:
    """Make a use case one change of the store: what it reads still stands when it writes.

    Notes
    -----
    Whether the person may is asked first, as `asked` does, within the same change.
    Every use case that saves bears it (`tests/app/services/test_at_once.py` finds those that do
    not), and none waits or computes long inside: all other writers wait for it.
    """

    @wraps(verb)
    def changing(context: Context, *args: Any, **kwargs: Any) -> Any:
        with plain(context).store.change():
            permitted_context = permitted(context, verb, args, kwargs)
            return changing.__wrapped__(permitted_context, *args, **kwargs)

    changing.is_change = True  # type: ignore[attr-defined]
    return cast("Verb", changing)


def save_changed(
    context: Context, document: Document[V], value: V, entry: AuditEntry, what: str
) -> None:
    """Save a value, or refuse one that is in force already: the trail tells of changes only.

    Parameters
    ----------
    what
        What it is of, as a sentence begins.

    Raises
    ------
    InvalidValue
        If nothing would change.
    """
    if not context.store.save(document, value, entry):
        raise InvalidValue(
            tr("{what} is so already: nothing was changed, and nothing was noted", what=what)
        )


def with_changes(shown: D, changes: Mapping[str, Any]) -> D:
    """A value with some of its fields changed, each read as what it is of.

    Raises
    ------
    InvalidValue
        If a field is unknown, or a new value is of another type.
    """
    kinds = get_type_hints(type(shown))
    known = [field.name for field in fields(shown)]
    if unknown := sorted(set(changes) - {*known}):
        raise InvalidValue(
            tr(
                "there is no setting {unknown}; there are: {known}",
                unknown=", ".join(map(repr, unknown)),
                known=", ".join(known),
            )
        )
    read = {name: _read(name, kinds[name], value) for name, value in changes.items()}
    return replace(shown, **read)


def _read(name: str, kind: Any, value: Any) -> Any:
    nothing = value is None and type(None) not in get_args(kind)
    if nothing or (kind is str and not isinstance(value, str)):
        raise InvalidValue(
            tr("{name} cannot be {value}", name=name, value=repr(value) if value else tr("nothing"))
        )
    return from_json(kind, value)


def merged(
    conflict: Callable[[K], Conflict],
    seen: Mapping[K, V],
    wanted: Mapping[K, V],
    now: Mapping[K, V],
) -> dict[K, V]:
    """What somebody changed of the things that they saw, laid over the things as they are now.

    In the order in which they are wanted; those that others added come last.

    Parameters
    ----------
    conflict
        Tells of one that somebody else changed meanwhile.
    seen, wanted, now
        Things by name: as they were shown, as they shall be, and as they are.

    Raises
    ------
    Conflict
        If both changed one thing, and not to the same.
    """
    found = dict(now)
    for name in {**seen, **wanted}:
        was, new, there = seen.get(name), wanted.get(name), now.get(name)
        if new == was or there == new:
            continue
        if there != was:
            raise conflict(name)
        if new is None:
            del found[name]
        else:
            found[name] = new
    return {name: found[name] for name in (*wanted, *found) if name in found}


def parts_of(value: Any) -> dict[str, Any]:
    """Fields of a dataclass by name, as `merged` takes them."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def with_one(things: Mapping[K, V], name: K, value: V | None) -> dict[K, V]:
    """Things by name with one of them put in place, or taken away where it is None."""
    left = {key: thing for key, thing in things.items() if key != name or value is not None}
    return left if value is None else {**left, name: value}


def about(key: str, name: object) -> Callable[[AuditEntry], bool]:
    """Whether an entry, which lists things `before` and `after`, changed the one of a name."""

    def touches(entry: AuditEntry) -> bool:
        before, after = (
            [thing for thing in entry.detail.get(side, ()) if thing[key] == name]
            for side in ("before", "after")
        )
        return bool(before != after)

    return touches


def meanwhile(
    context: Context,
    what: str,
    now: str,
    subject: str,
    touches: Callable[[AuditEntry], bool] = lambda entry: True,
) -> Conflict:
    """Conflict that says who changed a thing since it was seen, when, why and to what.

    Parameters
    ----------
    what
        The thing, as a sentence begins.
    now
        What it is now; empty where it is gone.
    subject
        Subject of its entries in the trail.
    touches
        Whether an entry of that subject is about this very thing.
    """
    entries: Iterable[AuditEntry] = context.store.audit(about=subject, limit=200)
    last = next(filter(touches, entries), None)
    by = ""
    if last is not None:
        because = tr(" (because: {why})", why=last.why) if last.why else ""
        by = tr(
            " by {who} at {at}{because}",
            who=last.who,
            at=on_clock(context, last.at),
            because=because,
        )
    became = tr("it is now {now}", now=now) if now else tr("it is gone")
    return Conflict(
        tr(
            "{what} was changed meanwhile{by}: {became}. Nothing of yours was "
            "saved: look again, and change it from there",
            what=what,
            by=by,
            became=became,
        )
    )
