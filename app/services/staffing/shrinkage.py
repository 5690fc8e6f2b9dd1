"""What keeps rostered people off the floor: assumed, set by hand, or fitted from history."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.services.context import Context
from data.model.codec import to_json
from data.model.errors import InvalidValue, NotFound
from data.model.requirement import Shrinkage
from data.model.staff import Staff
from data.store import documents

ASSUMED = "assumed; no history of absence was read"
DEFAULT_SHRINKAGES = (
    Shrinkage("breaks", 0.12, inside=True, planned=True, source=ASSUMED),
    Shrinkage("sickness and lateness", 0.08, inside=False, planned=False, source=ASSUMED),
    Shrinkage("system and floor time", 0.04, inside=False, planned=True, source=ASSUMED),
)
"""Held where the centre says nothing of its own; see `rostering/staffing/README.md`."""
_BREAKS = ("break", "breaks", "meal", "meals", "lunch", "rest", "pause", "pauses")
_BREAKS_IN_CHINESE = ("休息", "用餐", "午餐", "就餐")


def shrinkages_of(context: Context) -> tuple[Shrinkage, ...]:
    """The centre's shrinkages, or the assumed ones where it never said any."""
    kept = context.store.load(documents.SHRINKAGES)
    return DEFAULT_SHRINKAGES if kept is None else kept


def set_shrinkages(context: Context, values: Sequence[Shrinkage], why: str = "") -> None:
    """Save all shrinkages; the next requirements use them, those there are keep theirs.

    Raises
    ------
    InvalidValue
        If two hold for one cause at one time of day, all together leave nobody, or breaks that
        the roster places are to be added from outside once more.
    """
    _refuse_doubles(values)
    _refuse_breaks_twice(values, context.store.load(documents.STAFF))
    before = [to_json(s) for s in shrinkages_of(context)]
    after = [to_json(s) for s in values]
    entry = context.entry("set_shrinkages", "shrinkages", why, before=before, after=after)
    context.store.save(documents.SHRINKAGES, tuple(values), entry)


def set_shrinkage(context: Context, value: Shrinkage, why: str = "") -> tuple[Shrinkage, ...]:
    """Add a shrinkage, or put it in the place of that of the same name and part of the day."""
    value = replace(value, source=value.source or f"set by {context.who}")
    known = shrinkages_of(context)
    same = [_kind(s) == _kind(value) for s in known]
    found = tuple(value if mine else s for s, mine in zip(known, same, strict=True))
    book = found if any(same) else (*known, value)
    set_shrinkages(context, book, why)
    return book


def drop_shrinkage(context: Context, name: str, why: str = "") -> tuple[Shrinkage, ...]:
    """Take every shrinkage of a name away.

    Raises
    ------
    NotFound
        If there is none of it.
    """
    known = shrinkages_of(context)
    left = tuple(s for s in known if s.name != name)
    if len(left) == len(known):
        names = ", ".join(dict.fromkeys(s.name for s in known))
        raise NotFound(f"no shrinkage {name!r}; there are: {names or 'none'}")
    set_shrinkages(context, left, why)
    return left


def fit_shrinkages(context: Context, path: Path, why: str = "") -> tuple[Shrinkage, ...]:
    """Read a history of absence and let its causes take the place of those of the same names.

    Assumed shrinkages outside the roster are dropped: the history holds all that was lost.
    """
    from data.ingest import read_absence
    from rostering.staffing.shrinkage import fitted_shrinkages

    fitted = fitted_shrinkages(read_absence(path))
    names = {s.name for s in fitted}
    fitted_outside = any(not s.inside for s in fitted)
    stay = tuple(
        s
        for s in shrinkages_of(context)
        if s.name not in names and not (fitted_outside and not s.inside and s.source == ASSUMED)
    )
    set_shrinkages(context, (*stay, *fitted), why or f"fitted from {path.name}")
    return (*stay, *fitted)


def reset_shrinkages(context: Context, why: str = "") -> None:
    """Back to the assumed shrinkages."""
    set_shrinkages(context, DEFAULT_SHRINKAGES, why or "back to what is assumed")


def _kind(value: Shrinkage) -> tuple[str, int, int]:
    return value.name, value.from_min, value.to_min


def _refuse_doubles(values: Sequence[Shrinkage]) -> None:
    kinds = [_kind(value) for value in values]
    twice = sorted({kind[0] for kind in kinds if kinds.count(kind) > 1})
    if twice:
        raise InvalidValue(f"{', '.join(twice)} is named twice for one part of the day; keep one")
    lost = sum(value.share for value in values if not value.inside)
    if lost >= 1:
        raise InvalidValue(f"shrinkages outside the roster sum to {lost:.0%}: nobody would be left")


def _refuse_breaks_twice(values: Sequence[Shrinkage], staff: Staff) -> None:
    labels = {b.label.lower() for t in staff.templates for b in t.breaks if b.label}
    if not any(template.breaks for template in staff.templates):
        return
    twice = [s.name for s in values if not s.inside and _names_a_break(s.name, labels)]
    if twice:
        raise InvalidValue(
            f"{', '.join(twice)}: the shift templates have breaks, which the roster places, so "
            "breaks from outside would be counted twice; mark it as inside the roster"
        )


def _names_a_break(name: str, labels: set[str]) -> bool:
    words = set(re.split(r"\W+", name.lower()))
    return bool(words & {*labels, *_BREAKS}) or any(word in name for word in _BREAKS_IN_CHINESE)
