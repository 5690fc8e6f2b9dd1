"""What a centre sets for its service loops: the table of deadlines, the measures taken."""

from collections.abc import Callable
from dataclasses import replace

from app.services.access.asking import asked
from app.services.changes import change, meanwhile, merged, save_changed
from app.services.context import Context, today_of
from app.services.service_quality.words import kind_name
from data.model.audit import AuditEntry
from data.model.checks.days import refuse_far_days
from data.model.codec import to_json
from data.model.errors import Conflict, InvalidValue, NotFound
from data.model.language import tr
from data.model.service_quality.settings import Deadline, Measure
from data.store import documents

Table = tuple[Deadline, ...]


@asked
def deadlines_of(context: Context) -> Table:
    """The table of deadlines: the centre's own, or that of the trade."""
    return context.store.load(documents.SERVICE_DEADLINES)


@change
def set_deadlines(
    context: Context, table: Table, why: str = "", *, seen: Table | None = None
) -> Table:
    """Put a table of deadlines in the place of the one in force; other rows of others stay.

    Parameters
    ----------
    seen
        The table as it was shown; None: whatever there is is replaced.

    Raises
    ------
    Conflict
        If somebody changed one of the same rows since.
    InvalidValue
        If a kind has two deadlines of the same sort, or a code means two kinds.
    """
    now = deadlines_of(context)
    _refuse_double(table)
    if seen is not None:

        def conflict(row: tuple[str, str]) -> Conflict:
            became = _by_row(now).get(row)
            said = became.said if became else ""
            what = tr("The deadline of {kind}", kind=kind_name(row[0]))
            return meanwhile(context, what, said, "service_deadlines", _touches(row))

        table = tuple(merged(conflict, *map(_by_row, (seen, table, now))).values())
        _refuse_double(table)
    told = {"before": to_json(now), "after": to_json(table)}
    entry = context.entry("set_deadlines", "service_deadlines", why, **told)
    save_changed(context, documents.SERVICE_DEADLINES, table, entry, tr("the table of deadlines"))
    return table


def _touches(row: tuple[str, str]) -> Callable[[AuditEntry], bool]:
    """Whether an entry changed the row of a kind and of what must be reached."""

    def touched(entry: AuditEntry) -> bool:
        before, after = (
            [one for one in entry.detail.get(side, ()) if (one["kind"], one["until"]) == row]
            for side in ("before", "after")
        )
        return before != after

    return touched


def _by_row(table: Table) -> dict[tuple[str, str], Deadline]:
    return {(one.kind, one.until): one for one in table}


def _refuse_double(table: Table) -> None:
    pairs = [(one.kind, one.until) for one in table]
    codes = {code: one.kind for one in table for code in one.codes}
    twice = sorted({kind for kind, until in pairs if pairs.count((kind, until)) > 1})
    torn = sorted({code for one in table for code in one.codes if codes[code] != one.kind})
    if twice or torn or not table:
        raise InvalidValue(
            tr(
                "each kind has one deadline of a sort, and each code means one kind; look at: "
                "{names}",
                names=", ".join((*twice, *torn)) or tr("the empty table"),
            )
        )


@asked
def measures_of(context: Context) -> tuple[Measure, ...]:
    """Measures taken, in the order in which they were added."""
    return context.store.load(documents.SERVICE_MEASURES)


@change
def add_measure(context: Context, measure: Measure, why: str = "") -> tuple[Measure, ...]:
    """Add a measure, whose effect the weekly report looks at.

    Raises
    ------
    Conflict
        If there is one of its name.
    InvalidValue
        If its first day is far away.
    """
    refuse_far_days(today_of(context), measure.begun)
    now = measures_of(context)
    measure = replace(measure, name=measure.name.strip())
    if measure.name in {one.name for one in now}:
        raise Conflict(
            tr("there is a measure {name} already: take another name", name=repr(measure.name))
        )
    return _save(context, (*now, measure), "add_measure", why)


@change
def remove_measure(context: Context, name: str, why: str = "") -> tuple[Measure, ...]:
    """Take a measure away.

    Raises
    ------
    NotFound
        If there is none of the name.
    """
    now = measures_of(context)
    left = tuple(one for one in now if one.name != name)
    if len(left) == len(now):
        names = ", ".join(one.name for one in now) or tr("none yet")
        raise NotFound(tr("no measure {name}; there are: {names}", name=repr(name), names=names))
    return _save(context, left, "remove_measure", why)


def _save(context: Context, after: tuple[Measure, ...], verb: str, why: str) -> tuple[Measure, ...]:
    told = {"before": to_json(measures_of(context)), "after": to_json(after)}
    entry = context.entry(verb, "service_measures", why, **told)
    save_changed(context, documents.SERVICE_MEASURES, after, entry, tr("the list of measures"))
    return after
