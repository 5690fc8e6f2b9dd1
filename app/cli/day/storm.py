"""`peakshift storm`: storms that come, from the range to standby and the report afterwards."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from app.cli.day.storm_shown import (
    changed_hits,
    hits_of,
    said_when,
    show_plan,
    show_replay,
    show_report,
    show_storm,
    show_storms,
)
from app.cli.parts.command import Noun
from app.cli.parts.output import answer, print_json, print_table
from app.cli.parts.session import context_of
from app.cli.parts.typed import MOMENTS, Seconds, Why, file_to_write, wrong_words
from data.model.language import tr

if TYPE_CHECKING:
    from app.services.context import Context
    from data.model.day.storm import Storm

app = Noun()

Which = Annotated[
    str,
    typer.Argument(help="Storm, by its id (`storm list`); if not given, the newest that goes on."),
]

HitQueues = Annotated[
    list[str] | None, typer.Option(help="Queue that it hits; repeat it for more.")
]


@app.command()
def enter(
    call: typer.Context,
    name: Annotated[str, typer.Argument(help="Such as the name of the typhoon.")],
    begin: Annotated[
        datetime | None,
        typer.Option(
            "--from",
            formats=MOMENTS,
            help="Begin on the centre's clock; as the figures have it if not given.",
        ),
    ] = None,
    end: Annotated[
        datetime | None,
        typer.Option(
            "--until",
            formats=MOMENTS,
            help="End on the centre's clock; as the figures have it if not given.",
        ),
    ] = None,
    queue: HitQueues = None,
    more: Annotated[
        str,
        typer.Option(help="Range of more contacts [%], e.g. 50-200; as past storms if not given."),
    ] = "",
    region: Annotated[
        list[str] | None,
        typer.Option(
            help="REGION=PART of the queues' contacts [%], with its own range if it has one: "
            "coast=30:100-400. Repeat it for more."
        ),
    ] = None,
    source: Annotated[str, typer.Option(help="Who says so, such as a weather office.")] = "",
    why: Why = "",
    json: bool = False,
) -> None:
    """Enter a storm: where, when, how large, and who says so."""
    from app.services.context import centre_of
    from app.services.day.storms.entered import enter_storm
    from app.services.day.storms.figures import storm_in_figures

    with context_of(call) as context:
        queues, starts, ends = tuple(queue or ()), begin, end
        if not queues or starts is None or ends is None:
            found = storm_in_figures(context, queues)
            queues = queues or found.queue_ids
            starts, ends = starts or found.since, ends or found.until
            source = source or tr("found in the figures")
        with wrong_words("--region"):
            hits = hits_of(queues, more, tuple(region or ()))
        starts, ends = map(centre_of(context).local, (starts, ends))
        storm = enter_storm(context, name, starts, ends, hits, source, why)
        _told(context, storm, json, tr("Entered. Next: `peakshift storm plan`."))


@app.command()
def change(
    call: typer.Context,
    storm: Which = "",
    begin: Annotated[
        datetime | None,
        typer.Option("--from", formats=MOMENTS, help="Begin on the centre's clock."),
    ] = None,
    end: Annotated[
        datetime | None, typer.Option("--until", formats=MOMENTS, help="End on the centre's clock.")
    ] = None,
    queue: HitQueues = None,
    more: Annotated[str, typer.Option(help="Range of more contacts [%], e.g. 50-200.")] = "",
    region: Annotated[
        list[str] | None, typer.Option(help="As with `storm enter`; all regions are said anew.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="Who says so, such as a weather office.")
    ] = None,
    why: Why = "",
    json: bool = False,
) -> None:
    """Change window, range or source of a storm; what is not given stays."""
    from app.services.context import centre_of
    from app.services.day.storms.entered import change_storm, storm_named

    with context_of(call) as context:
        mine = storm_named(context, storm)
        with wrong_words("--region"):
            hits = changed_hits(mine, tuple(queue or ()), more, tuple(region or ()))
        starts, ends = (centre_of(context).local(at) if at else None for at in (begin, end))
        found = change_storm(context, mine.storm_id, starts, ends, hits, source, why)
        _told(context, found, json, tr("Changed. Next: `peakshift storm plan`."))


@app.command("list")
def list_(call: typer.Context, json: bool = False) -> None:
    """List storms that were entered, and surges that stand out in the newest figures."""
    from app.services.context import centre_of
    from app.services.day.storms.entered import storms_of
    from app.services.day.storms.figures import surges_now

    with context_of(call) as context:
        storms, surges = storms_of(context), surges_now(context)
        clock = centre_of(context).local
    if json:
        print_json({"storms": storms, "surges": surges})
        return
    show_storms(storms, clock)
    for surge in surges:
        answer(
            tr(
                "A surge is on in {queue_id} since {since:%Y-%m-%d %H:%M}: {share} % more than "
                "usual in the last hour, sure to {probability} %, over in about {hours} h. Enter "
                "it: `peakshift storm enter NAME --from ... --until ... --queue {queue_id}`.",
                queue_id=surge.queue_id,
                since=surge.since,
                share=round(100 * surge.share),
                probability=round(100 * surge.probability),
                hours=round(surge.to_end_h),
            )
        )


@app.command()
def plan(
    call: typer.Context,
    storm: Which = "",
    save: Annotated[
        bool, typer.Option("--save", help="Save the range and who is on standby.")
    ] = False,
    time_limit: Seconds = 20.0,
    why: Why = "",
    json: bool = False,
) -> None:
    """Work out the range, agents required more, standby, whom to ask and what to cancel."""
    from app.services.day.storms.entered import save_storm_plan
    from app.services.day.storms.people import storm_people
    from app.services.day.storms.plan import plan_storm

    with context_of(call) as context:
        found = plan_storm(context, storm, time_limit)
        people = storm_people(context, found)
        if save:
            standbys = [one.standby for one in people.ranked]
            save_storm_plan(context, found.storm.storm_id, standbys, found.expected, why)
    show_plan(found, people, saved=save, json=json)


@app.command()
def level(
    call: typer.Context,
    storm: Which = "",
    set_: Annotated[
        int | None, typer.Option("--set", help="Put it at a level.", min=0, max=4)
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow", help="Put it at the level that the figures give.")
    ] = False,
    why: Why = "",
    json: bool = False,
) -> None:
    """Tell the level by the figures beside the one in force, or set it; steps are listed."""
    from app.services.context import centre_of
    from app.services.day.storms.entered import playbook_of, set_storm_level, storm_named
    from app.services.day.storms.figures import level_now

    with context_of(call) as context:
        now = level_now(context, storm)
        wanted = now.level if follow and now.level != now.in_force else set_
        if wanted is not None:
            by_hand = set_ is not None
            set_storm_level(context, now.storm_id, wanted, why, by_hand=by_hand)
        found, playbook = storm_named(context, now.storm_id), playbook_of(context)
        clock = centre_of(context).local
    if json:
        print_json({"storm": found, "by_figures": now})
        return
    show_storm(found, playbook, now, clock)


@app.command()
def tick(
    call: typer.Context,
    step: Annotated[str, typer.Argument(help="Step of the playbook, by its short name.")],
    storm: Which = "",
    note: Annotated[str, typer.Option(help="What to remember of it.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="It is not done after all.")] = False,
    why: Why = "",
    json: bool = False,
) -> None:
    """Note that a step of the playbook is done."""
    from app.services.day.storms.entered import storm_named, tick_step

    with context_of(call) as context:
        mine = storm_named(context, storm)
        found = tick_step(context, mine.storm_id, step, note, not undo, why)
        said = tr("Taken back: {step}.", step=step) if undo else tr("Done: {step}.", step=step)
        _told(context, found, json, said)


@app.command()
def standby(
    call: typer.Context,
    agent: Annotated[str, typer.Argument(help="Who, by id.")],
    storm: Which = "",
    undo: Annotated[bool, typer.Option("--undo", help="They were not called after all.")] = False,
    why: Why = "",
    json: bool = False,
) -> None:
    """Note that somebody on standby was called."""
    from app.services.day.storms.entered import call_standby, storm_named

    with context_of(call) as context:
        mine = storm_named(context, storm)
        found = call_standby(context, mine.storm_id, agent, not undo, why)
        said = tr("Not called: {agent}.", agent=agent) if undo else tr("Called: {agent}.",
                                                                       agent=agent)  # fmt: skip
        _told(context, found, json, said)


@app.command()
def over(call: typer.Context, storm: Which = "", why: Why = "", json: bool = False) -> None:
    """Declare a storm over; its report stays."""
    from app.services.day.storms.entered import end_storm, storm_named

    with context_of(call) as context:
        found = end_storm(context, storm_named(context, storm).storm_id, why)
        _told(context, found, json, tr("Over. Next: `peakshift storm report`."))


@app.command()
def report(
    call: typer.Context,
    storm: Which = "",
    out: Annotated[
        Path | None, typer.Option(help="File to write, .xlsx or .csv.", callback=file_to_write)
    ] = None,
    json: bool = False,
) -> None:
    """Tell what came against the range, service, standby used and its cost."""
    from app.services.context import queues_of
    from app.services.day.storms.report import report_file, storm_report, summary_of

    with context_of(call) as context:
        found = storm_report(context, storm)
        names = {queue.queue_id: queue.name for queue in queues_of(context)}
        if out is not None:
            form: Literal["csv", "xlsx"] = "csv" if out.suffix.lower() == ".csv" else "xlsx"
            out.write_bytes(report_file(context, found.storm.storm_id, form))
    show_report(found, summary_of(found, names), out, json=json)


@app.command()
def playbook(
    call: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, help="JSON as --json prints it.")
    ] = None,
    why: Why = "",
    json: bool = False,
) -> None:
    """Show levels, steps and kinds of standby, or set them from a file."""
    from app.services.day.storms.entered import playbook_of, set_playbook

    with context_of(call) as context:
        if file is not None:
            from app.services.day.storms.documents import read_playbook

            with wrong_words("FILE"):
                wanted = read_playbook(file)
            set_playbook(context, wanted, why)
        found = playbook_of(context)
    if json:
        print_json(found)
        return
    rows: list[list[object]] = [
        [one.level, tr(one.name), round(100 * one.enter_share), step.step_id, tr(step.text)]
        for one in found.levels
        for step in one.steps
    ]
    print_table(tr("Playbook"), ["level", "name", "from more [%]", "step", "what"], rows)
    kinds: list[list[object]] = [
        [tr(one.name), one.notice_h, one.hold, one.call, one.hours, one.most] for one in found.tiers
    ]
    columns = ["standby", "there after [h]", "an hour costs", "worked besides", "hours", "most"]
    print_table(tr("Standby, in paid hours"), columns, kinds)


@app.command()
def replay(
    call: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            help="Counts by hour: columns local and outages (covered where known), or ts and y.",
        ),
    ],
    day: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="A day of the storm; if not given, the largest."),
    ] = None,
    series: Annotated[str, typer.Option(help="Series of the file, where it holds several.")] = "",
    handle: Annotated[float, typer.Option(help="Mean handle time [s].", min=1)] = 300.0,
    json: bool = False,
) -> None:
    """Play a past storm through detection, range, levels, standby and report; nothing is saved."""
    from app.services.day.storms.replay import replay_storm

    with context_of(call) as context:
        found = replay_storm(context, file, day.date() if day else None, series, handle)
    show_replay(found, json=json)


def _told(context: "Context", storm: "Storm", json: bool, said: str) -> None:
    if json:
        print_json(storm)
        return
    when = said_when(context, storm)
    answer(
        tr("{storm_id} {name}, {when}, level {level}. {said}", storm_id=storm.storm_id,
           name=storm.name, when=when, level=storm.level, said=said)
    )  # fmt: skip
