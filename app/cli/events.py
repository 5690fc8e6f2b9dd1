"""`peakshift events`: special days and events of one's own, laid over the official calendar."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.parts.command import Noun
from app.cli.parts.output import answer, print_json, print_table
from app.cli.parts.session import context_of
from app.cli.parts.typed import Why
from data.model.codec import to_json
from data.model.language import tr
from data.model.special_day import Kind
from data.model.words import counted

if TYPE_CHECKING:
    from app.services.centre import EventSeen

app = Noun()

Day = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"])]


@app.command("list")
def list_(
    call: typer.Context,
    year: Annotated[
        int | None, typer.Option(min=1900, max=2200, help="All days of a year, official ones too.")
    ] = None,
    json: bool = False,
) -> None:
    """List the planners' special days and events, or every special day of a year."""
    from app.services.centre import events_seen
    from app.services.context import special_days_of
    from data.store import documents

    with context_of(call) as context:
        own = context.store.load(documents.SPECIAL_DAYS)
        if year is None:
            found = events_seen(own)
        else:
            every = special_days_of(context, date(year, 1, 1), date(year, 12, 31))
            found = tuple(seen for seen in events_seen(every) if seen.special.day.year == year)
    if json:
        print_json(
            [to_json(s.special) | {"times_before": s.times_before, "own": s.special.day in own}
             for s in found]
        )  # fmt: skip
        return
    rows = [_row(seen, seen.special.day in own) for seen in found]
    print_table(
        tr("Special days"), ["day", "name", "kind", "baseline", "seen before", "from"], rows
    )


@app.command("set")
def set_(
    call: typer.Context,
    name: Annotated[str, typer.Argument(help="Days of one name share one effect.")],
    first: Day,
    last: Annotated[
        datetime | None, typer.Argument(formats=["%Y-%m-%d"], help="Included; one day if left out.")
    ] = None,
    kind: Annotated[Kind, typer.Option(help="`event` days follow the template of past ones.")] = (
        "event"
    ),
    exclude: Annotated[
        bool, typer.Option("--exclude", help="Leave the days out of the baseline.")
    ] = False,
    why: Why = "",
) -> None:
    """Name days: past ones teach the event's template, days to come follow it."""
    from app.services.centre import add_special_days, events_seen

    begin, end = first.date(), (last or first).date()
    with context_of(call) as context:
        table = add_special_days(context, begin, end, name, kind=kind, exclude=exclude, why=why)
    seen = next(s for s in events_seen(table) if s.special.day == begin)
    answer(
        tr(
            "{name}: {begin} to {end}, {kind}; days of this name before: "
            "{times_before}. The next forecast takes it into account.",
            name=name,
            begin=begin,
            end=end,
            kind=kind,
            times_before=seen.times_before,
        ),
        name=name,
        first=begin.isoformat(),
        last=end.isoformat(),
        kind=kind,
        times_before=seen.times_before,
    )


@app.command()
def drop(call: typer.Context, day: Day, why: Why = "") -> None:
    """Take a day out of the planners' table; the official calendar shows through again."""
    from app.services.centre import drop_special_day

    with context_of(call) as context:
        left = drop_special_day(context, day.date(), why)
    answer(
        tr("{day} taken out, {days} left", day=day.date(), days=counted(len(left), "day")),
        day=day.date().isoformat(),
        left=len(left),
    )


def _row(seen: "EventSeen", own: bool) -> list[object]:
    special = seen.special
    return [
        special.day.isoformat(),
        special.name,
        special.kind,
        "excluded" if special.exclude else "counts",
        seen.times_before,
        "planner" if own else "calendar",
    ]
