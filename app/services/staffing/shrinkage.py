"""What keeps rostered people off the floor: assumed, set by hand, or fitted from history."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.services.access.asking import asked
from app.services.changes import about, change, meanwhile, merged, save_changed, with_one
from app.services.context import Context
from data.model.checks.ids import repeated
from data.model.codec import to_json
from data.model.errors import Conflict, InvalidValue, NotFound
from data.model.language import phrase, tr
from data.model.requirement import Shrinkage
from data.model.staff import Staff
from data.store import documents

ASSUMED = phrase("assumed; no history of absence was read")
DEFAULT_SHRINKAGES = (
    Shrinkage(phrase("breaks"), 0.12, inside=True, planned=True, source=ASSUMED),
    Shrinkage(phrase("sickness and lateness"), 0.08, inside=False, planned=False, source=ASSUMED),
    Shrinkage(phrase("system and floor time"), 0.04, inside=False, planned=True, source=ASSUMED),
)
"""Held where the centre says nothing of its own; see `rostering/staffing/README.md`."""
_BREAKS = ("break", "breaks", "meal", "meals", "lunch", "rest", "pause", "pauses")
_BREAKS_IN_CHINESE = ("休息", "用餐", "午餐", "就餐")


@asked
def shrinkages_of(context: Context) -> tuple[Shrinkage, ...]:
    """The centre's shrinkages, or the assumed ones where it never said any."""
    kept = context.store.load(documents.SHRINKAGES)
    return DEFAULT_SHRINKAGES if kept is None else kept


Kind = tuple[str, int, int]
"""Name and part of the day of a shrinkage: there is one of each."""


@change
def set_shrinkages(
    context: Context,
    values: Sequence[Shrinkage],
    why: str = "",
    *,
    seen: Sequence[Shrinkage] | None = None,
) -> tuple[Shrinkage, ...]:
    """Save all shrinkages; the next requirements use them, those there are keep theirs.

    Parameters
    ----------
    seen
        The shrinkages as they were shown: what differs from them is changed, what others changed
        meanwhile stays. None: these take the place of whatever there is.

    Returns
    -------
    tuple
        The shrinkages now in force.

    Raises
    ------
    Conflict
        If somebody changed one of the same since.
    InvalidValue
        If two hold for one cause at one time of day, all together leave nobody, or breaks that
        the roster places are to be added from outside once more.
    """
    _refuse_doubles(values)
    known = shrinkages_of(context)
    if seen is not None:
        now = _by_kind(known)

        def conflict(kind: Kind) -> Conflict:
            became = f"{now[kind].share:.1%} ({now[kind].source})" if kind in now else ""
            touches = about("name", kind[0])
            return meanwhile(
                context, tr("shrinkage {kind!r}", kind=kind[0]), became, "shrinkages", touches
            )

        values = tuple(merged(conflict, _by_kind(seen), _by_kind(values), now).values())
        _refuse_doubles(values)
    _refuse_breaks_twice(values, context.store.load(documents.STAFF))
    before, after = ([to_json(s) for s in side] for side in (known, values))
    entry = context.entry("set_shrinkages", "shrinkages", why, before=before, after=after)
    save_changed(context, documents.SHRINKAGES, tuple(values), entry, "shrinkage")
    return tuple(values)


@change
def set_shrinkage(context: Context, value: Shrinkage, why: str = "") -> tuple[Shrinkage, ...]:
    """Add a shrinkage, or put it in the place of that of the same name and part of the day."""
    value = replace(value, source=value.source or f"set by {context.who}")
    found = with_one(_by_kind(shrinkages_of(context)), _kind(value), value)
    return set_shrinkages(context, tuple(found.values()), why)


@change
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
        raise NotFound(
            tr("no shrinkage {name!r}; there are: {names}", name=name, names=names or tr("none"))
        )
    return set_shrinkages(context, left, why)


@asked
def fit_shrinkages(context: Context, path: Path, why: str = "") -> tuple[Shrinkage, ...]:
    """Read a history of absence and let its causes take the place of those of the same names.

    Assumed shrinkages outside the roster are dropped: the history holds all that was lost.
    """
    from data.ingest import read_absence
    from rostering.staffing.shrinkage import fitted_shrinkages

    fitted = fitted_shrinkages(read_absence(path))
    return _put_fitted(context, fitted, why or f"fitted from {path.name}")


@change
def _put_fitted(context: Context, fitted: Sequence[Shrinkage], why: str) -> tuple[Shrinkage, ...]:
    names = {s.name for s in fitted}
    fitted_outside = any(not s.inside for s in fitted)
    stay = tuple(
        s
        for s in shrinkages_of(context)
        if s.name not in names and not (fitted_outside and not s.inside and s.source == ASSUMED)
    )
    return set_shrinkages(context, (*stay, *fitted), why)


@change
def reset_shrinkages(context: Context, why: str = "") -> None:
    """Back to the assumed shrinkages."""
    set_shrinkages(context, DEFAULT_SHRINKAGES, why or tr("back to what is assumed"))


def _kind(value: Shrinkage) -> Kind:
    return value.name, value.from_min, value.to_min


def _by_kind(values: Sequence[Shrinkage]) -> dict[Kind, Shrinkage]:
    return {_kind(value): value for value in values}


def _refuse_doubles(values: Sequence[Shrinkage]) -> None:
    kinds = [_kind(value) for value in values]
    twice = [kind[0] for kind in repeated(kinds)]
    if twice:
        raise InvalidValue(
            tr("{twice} is named twice for one part of the day; keep one", twice=", ".join(twice))
        )
    lost = sum(value.share for value in values if not value.inside)
    if lost >= 1:
        raise InvalidValue(
            tr("shrinkages outside the roster sum to {lost:.0%}: nobody would be left", lost=lost)
        )


def _refuse_breaks_twice(values: Sequence[Shrinkage], staff: Staff) -> None:
    labels = {b.label.lower() for t in staff.templates for b in t.breaks if b.label}
    if not any(template.breaks for template in staff.templates):
        return
    twice = [s.name for s in values if not s.inside and _names_a_break(s.name, labels)]
    if twice:
        raise InvalidValue(
            tr(
                "{twice}: the shift templates have breaks, which the roster places, "
                "so breaks from outside would be counted twice; mark it as inside "
                "the roster",
                twice=", ".join(twice),
            )
        )


def _names_a_break(name: str, labels: set[str]) -> bool:
    words = set(re.split(r"\W+", name.lower()))
    return bool(words & {*labels, *_BREAKS}) or any(word in name for word in _BREAKS_IN_CHINESE)
