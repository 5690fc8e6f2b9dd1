"""`peakshift centre`: name, clock and calendar of the centre, its queues, planning defaults."""

from dataclasses import fields, replace
from typing import Annotated

import typer

from app.cli.parts.command import Noun
from app.cli.parts.exits import Exit, leave
from app.cli.parts.output import answer, answers, duration, print_json, print_table, step_progress
from app.cli.parts.session import context_of
from app.cli.parts.typed import Why, given, whole_numbers
from data.model.centre import Centre
from data.model.codec import to_json
from data.model.language import tr
from data.model.queue import Definition

app = Noun()


@app.command("set")
def set_(
    call: typer.Context,
    name: Annotated[str, typer.Option(help="Name shown on every page.")],
    zone: Annotated[
        str | None, typer.Option(help="IANA time zone; of a new centre Asia/Shanghai.")
    ] = None,
    country: Annotated[
        str | None,
        typer.Option(help="ISO 3166 code of the holiday calendar; of a new centre CN."),
    ] = None,
    slot_min: Annotated[
        int | None, typer.Option(help="Slot length in minutes: 15, 30 or 60; of a new centre 30.")
    ] = None,
    why: Why = "",
) -> None:
    """Set up the centre, or change it: what is not given stays."""
    from app.services.centre import set_centre
    from data.store import documents

    said = given(zone=zone, country=country, slot_min=slot_min)
    with context_of(call, make=True) as context:
        now = context.store.load(documents.CENTRE)
        centre = replace(now, name=name, **said) if now else Centre(name, **said)
        if centre != now:
            centre = set_centre(context, centre, why, seen=now)
    answer(
        tr(
            "Centre {name}: {zone}, holidays of {country}, {slot_min}-minute slots",
            name=centre.name,
            zone=centre.zone,
            country=centre.country,
            slot_min=centre.slot_min,
        ),
        centre=to_json(centre),
    )


@app.command()
def queue(
    call: typer.Context,
    queue_id: str,
    service: Annotated[float | None, typer.Option(help="Share answered in time, 0-1.")] = None,
    threshold: Annotated[float | None, typer.Option(help="Answer threshold in seconds.")] = None,
    definition: Annotated[Definition | None, typer.Option(help="Which service level.")] = None,
    occupancy: Annotated[float | None, typer.Option(help="Largest share of busy time.")] = None,
    min_heads: Annotated[
        int | None, typer.Option(help="Fewest agents on the floor, whatever the load.")
    ] = None,
    patience: Annotated[float | None, typer.Option(help="Mean patience in seconds.")] = None,
    due: Annotated[int | None, typer.Option(help="Deferrable: minutes until due.")] = None,
    chats: Annotated[int | None, typer.Option(help="Contacts held at once.")] = None,
    slowdown: Annotated[float | None, typer.Option(help="Stretch for each further chat.")] = None,
    ivr: Annotated[float | None, typer.Option(help="Share that the IVR settles.")] = None,
    retry: Annotated[float | None, typer.Option(help="Share of abandons that call again.")] = None,
    group: Annotated[str | None, typer.Option(help="Group of queues it belongs to.")] = None,
    hours: Annotated[
        str | None,
        typer.Option(
            help="When it is open: 'Mon-Fri 08:00-20:00, Sat 09:00-13:00'; '': as history shows."
        ),
    ] = None,
    why: str = "",
) -> None:
    """Change how a queue is served, and its service level target."""
    from app.services.centre import set_queue

    fields = {
        "patience_s": patience, "deferrable_due_min": due, "concurrency": chats,
        "concurrency_slowdown": slowdown, "ivr_contained_share": ivr, "retry_share": retry,
        "group": group, "opening": hours,
    }  # fmt: skip
    target = {
        "service_share": service, "threshold_s": threshold, "definition": definition,
        "occupancy_cap_share": occupancy, "min_heads": min_heads,
    }  # fmt: skip
    with context_of(call) as context:
        changed = set_queue(context, queue_id, given(**fields), given(**target), why)
    answer(f"{queue_id} ({changed.name}): {changed.target}", queue=to_json(changed))


@app.command()
def planning(
    call: typer.Context,
    value: Annotated[
        list[str] | None,
        typer.Argument(help="field=number, e.g. roster_weeks=6; shows all of them if not given."),
    ] = None,
    why: Why = "",
    json: bool = False,
) -> None:
    """Show or change what commands and pages begin with: weeks, time limits, days looked back."""
    from app.services.centre import planning_of, set_planning
    from data.model.checks.figures import label_of, unit_of

    with context_of(call) as context:
        usual = set_planning(context, whole_numbers(value), why) if value else planning_of(context)
    if json:
        print_json({field.name: getattr(usual, field.name) for field in fields(usual)})
        return
    rows = [(f.name, getattr(usual, f.name), unit_of(f), label_of(f)) for f in fields(usual)]
    print_table(tr("Planning defaults"), ["field", "value", "unit", "what"], rows)


@app.command()
def thin(
    call: typer.Context,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would go and why the rest stays.")
    ] = False,
    rewrite: Annotated[
        bool,
        typer.Option(
            "--rewrite",
            help="Write an SQLite file anew, once: one of an earlier version shrinks only so.",
        ),
    ] = False,
    why: Why = "",
    json: bool = False,
) -> None:
    """Take away old forecasts as the planning defaults say; never what is in use."""
    from app.services.running import retention

    with context_of(call) as context, step_progress("Thinning") as progress:
        done = retention.thin(context, why, dry_run=dry_run, rewrite=rewrite, progress=progress)
    if json:
        print_json({**to_json(done), "sentence": done.sentence})
    else:
        answers.print(done.sentence)
        for said in done.altered:
            answers.print(f"- {said}.")
        if done.given_back_bytes:
            answers.print(
                tr(
                    "The file is {given_back_bytes:,.1f} MB smaller.",
                    given_back_bytes=done.given_back_bytes / 1000000.0,
                )
            )
        elif done.free_bytes and not dry_run:
            answers.print(
                tr(
                    "{free_bytes:,.1f} MB in the file are free for new forecasts.",
                    free_bytes=done.free_bytes / 1000000.0,
                )
            )
    leave(Exit.PARTLY if done.altered else Exit.DONE)


@app.command()
def show(call: typer.Context, json: bool = False) -> None:
    """Show the centre and its queues."""
    from app.services.context import centre_of
    from data.store import documents

    with context_of(call) as context:
        centre, queues = centre_of(context), context.store.load(documents.QUEUES)
    if json:
        print_json({"centre": to_json(centre), "queues": to_json(queues)})
        return
    answers.print(
        tr(
            "{name}: {zone}, {country}, {slot_min} min slots",
            name=centre.name,
            zone=centre.zone,
            country=centre.country,
            slot_min=centre.slot_min,
        )
    )
    for queue in queues:
        due = (
            tr(", due within {duration}", duration=duration(queue.deferrable_due_min))
            if queue.deferrable_due_min
            else ""
        )
        answers.print(f"  {queue.queue_id}: {queue.name} ({queue.channel}{due})")
