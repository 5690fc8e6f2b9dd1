"""`peakshift forecast show`, `group` and `period`: a forecast by slot, by day, over any period."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from app.cli.parts.output import answers, print_json, print_table
from app.cli.parts.session import context_of
from app.cli.parts.typed import AsKnownAt, Queues, hours_of, levels_of
from data.model.forecast import Forecast
from data.model.grid import Each
from data.model.language import tr
from data.model.queue import WHOLE_CENTRE

if TYPE_CHECKING:
    from app.services.forecast.today import QueueToday

Levels = Annotated[
    str, typer.Option(help="Quantile levels, e.g. .1,.5,.9, or `5%` for .05 to .95.")
]
Slots = Annotated[bool, typer.Option("--slots", help="Every slot instead of every day.")]


def show(
    call: typer.Context,
    name: Annotated[str, typer.Argument(help="A queue, a group, `centre`, or a version.")],
    levels: Levels = ".1,.5,.9",
    slots: Slots = False,
    json: bool = False,
) -> None:
    """Show a forecast with its band, day by day or slot by slot."""
    from app.services.forecast.read import forecast_named

    with context_of(call) as context:
        forecast = forecast_named(context, name)
    _print(forecast, {}, levels_of(levels), slots, json)


def group(
    call: typer.Context,
    name: Annotated[str, typer.Argument(help="A group; `centre` is every queue.")] = WHOLE_CENTRE,
    levels: Levels = ".1,.5,.9",
    slots: Slots = False,
    json: bool = False,
) -> None:
    """Show what a group or the whole centre has to expect: the total of its queues, with a band."""
    from app.services.forecast.read import forecast_of_group, groups_of

    with context_of(call) as context:
        whole = forecast_of_group(context, name)
        parts = {q: context.store.latest_forecast(q) for q in groups_of(context)[name]}
    _print(whole, parts, levels_of(levels), slots, json)


def period(
    call: typer.Context,
    name: Annotated[str, typer.Argument(help="A queue, a group, `centre`, or a version.")],
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day, included.")
    ] = None,
    hours: Annotated[str, typer.Option(help="Hours of each day; 22:00-06:00 is a night.")] = (
        "00:00-24:00"
    ),
    each: Annotated[Each, typer.Option(help="One period, or one a week, day or hour.")] = "whole",
    levels: Levels = ".1,.5,.8,.9,.95",
    json: bool = False,
) -> None:
    """Show how many contacts any hour, shift, day or week may bring: quantiles of its sum."""
    from app.services.forecast.read import Asked, spans_of

    start_min, end_min = hours_of(hours)
    begin, end = (day.date() if day else None for day in (first, last))
    asked = Asked(begin, end, start_min, end_min, each)
    wanted = levels_of(levels)
    with context_of(call) as context:
        found = spans_of(context, name, asked, wanted)
    if json:
        spans = [
            {"from": s.start.isoformat(), "to": s.end.isoformat(), "slots": s.slots,
             "mean": s.mean, "quantiles": list(s.quantiles)}
            for s in found
        ]  # fmt: skip
        print_json({"id": name, "levels": list(wanted), "hours": hours, "spans": spans})
        return
    rows = [
        [f"{s.start:%a %Y-%m-%d %H:%M}", f"{s.end:%a %Y-%m-%d %H:%M}", s.mean, *s.quantiles]
        for s in found
    ]
    columns = ["from", "to", "mean", *map(_label, wanted)]
    print_table(tr("{name}: contacts, {hours} of each day", name=name, hours=hours), columns, rows)


def _print(
    forecast: Forecast,
    parts: dict[str, Forecast],
    levels: tuple[float, ...],
    slots: bool,
    json: bool,
) -> None:
    days, every = _days(forecast, parts, levels), _slots(forecast, parts, levels)
    if json:
        print_json(
            {"id": forecast.queue_id, "version_id": forecast.version_id,
             "origin": forecast.origin.isoformat(), "levels": list(levels),
             "days": days, "slots": every, "notes": list(forecast.notes)}
        )  # fmt: skip
        return
    rows = every if slots else days
    columns = ["slot" if slots else "day", "mean", *map(_label, levels), *parts]
    title = tr(
        "{version_id}: contacts a {columns}", version_id=forecast.version_id, columns=columns[0]
    )
    print_table(title, columns, [_flat(row) for row in rows])
    for note in forecast.notes:
        answers.print(note)


def today(
    call: typer.Context,
    queue: Queues = None,
    at: AsKnownAt = None,
    json: bool = False,
) -> None:
    """Forecast the rest of today again from what has come, as far as mornings can be believed."""
    from app.services.context import centre_of
    from app.services.forecast.today import rest_of_day

    with context_of(call) as context:
        moment = centre_of(context).local(at) if at else None
        found = rest_of_day(context, tuple(queue or ()), moment)
    if json:
        print_json({"queues": [_today_json(one) for one in found]})
        return
    rows = [
        [one.queue_id, round(one.so_far), round(one.expected_so_far), round(one.rest.total),
         f"{one.rest.low:.0f} - {one.rest.high:.0f}", round(float(one.rest.before.sum())),
         f"{one.rest.strength:.0%}"]
        for one in found if one.rest is not None
    ]  # fmt: skip
    columns = ["queue", "so far", "expected so far", "rest of the day",
               "80 % band", "rest as expected before", "morning believed"]  # fmt: skip
    print_table(tr("Contacts today"), columns, rows)
    for one in found:
        notes = one.rest.notes if one.rest is not None else (one.why_not,)
        for note in notes:
            answers.print(f"{one.queue_id}: {note}")


def _today_json(one: "QueueToday") -> dict[str, Any]:
    found: dict[str, Any] = {
        "queue": one.queue_id, "so_far": one.so_far, "expected_so_far": one.expected_so_far,
        "why_not": one.why_not, "rest": None,
    }  # fmt: skip
    if one.rest is None:
        return found
    rest = one.rest
    return {**found, "rest": {
        "forecast_id": rest.forecast_id, "issued_at": rest.issued_at.isoformat(),
        "seen_until": rest.seen_until.isoformat(), "total": rest.total,
        "low": rest.low, "high": rest.high, "band_share": rest.band_share,
        "before": float(rest.before.sum()), "strength": rest.strength,
        "starts": list(rest.grid.stamps), "contacts": rest.contacts.tolist(),
        "handle_s": rest.handle_s.tolist(), "notes": list(rest.notes),
    }}  # fmt: skip


def _flat(row: dict[str, Any]) -> list[object]:
    when, mean, band, *queues = row.values()
    return [when, mean, *band, *(v for own in queues for v in own.values())]


def _days(
    forecast: Forecast, parts: dict[str, Forecast], levels: tuple[float, ...]
) -> list[dict[str, Any]]:
    grid = forecast.grid
    band = [forecast.day_quantile(level) for level in levels]
    totals = forecast.day_totals
    own = {q: dict(zip(p.grid.days, p.day_totals, strict=True)) for q, p in parts.items()}
    return [
        _row("day", day.isoformat(), totals[i], [q[i] for q in band],
             {q: values[day] for q, values in own.items()})
        for i, day in enumerate(grid.days)
    ]  # fmt: skip


def _slots(
    forecast: Forecast, parts: dict[str, Forecast], levels: tuple[float, ...]
) -> list[dict[str, Any]]:
    zone = ZoneInfo(forecast.grid.zone)
    band = [forecast.quantile(level) for level in levels]
    first = {q: p.grid.index_of(forecast.grid.start) for q, p in parts.items()}
    mean = forecast.demand.contacts
    return [
        _row("start", start.astimezone(zone).isoformat(), mean[i], [q[i] for q in band],
             {q: p.demand.contacts[first[q] + i] for q, p in parts.items()})
        for i, start in enumerate(forecast.grid)
    ]  # fmt: skip


def _row(
    key: str, when: str, mean: float, band: list[Any], queues: dict[str, Any]
) -> dict[str, Any]:
    found = {key: when, "mean": float(mean), "quantiles": [float(q) for q in band]}
    return found | ({"queues": {q: float(v) for q, v in queues.items()}} if queues else {})


def _label(level: float) -> str:
    return f"p{100 * level:g}"
