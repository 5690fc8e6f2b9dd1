"""`peakshift roster`: build, check, compare, publish, export."""

from datetime import datetime
from typing import Annotated, Any

import typer

from app.cli.parts.background import InBackground, send
from app.cli.parts.command import Noun
from app.cli.parts.exits import Exit, leave
from app.cli.parts.interrupt import until_interrupted
from app.cli.parts.output import answers, errors, print_json, print_table, share, solve_progress
from app.cli.parts.session import context_of
from app.cli.parts.typed import (
    USUAL,
    First,
    LockOption,
    MaybeSeconds,
    Seed,
    in_words,
    one_of,
    wrong_words,
)
from app.cli.roster import activities as roster_activities
from app.cli.roster import backlog as roster_backlog
from app.cli.roster import change as roster_change
from app.cli.roster import files as roster_files
from app.cli.roster import if_away as roster_if_away
from app.cli.roster import label as roster_label
from app.cli.roster import locks as roster_locks
from app.cli.roster import proof as rebuild
from app.cli.roster import publish as roster_publish
from app.cli.roster import repair as roster_repair
from app.cli.roster import saved as roster_check
from app.cli.roster import saved as roster_saved
from app.cli.roster import sensitivity as roster_sensitivity
from app.cli.roster import swap as roster_swap
from app.cli.roster.summary import print_summary
from data.model.codec import to_json
from data.model.language import tr
from data.model.words import counted, whole_weekday
from rostering.solver.choices import ENGINE_WORDS

app = Noun()
app.command("list")(roster_saved.list_)
app.command()(roster_saved.show)
app.command()(roster_check.check)
app.command()(roster_change.replace)
app.command()(roster_swap.swap)
app.command("if-away")(roster_if_away.if_away)
app.command()(roster_change.reroster)
app.command()(roster_repair.repair)
app.command()(roster_sensitivity.sensitivity)
app.command()(roster_activities.activities)
app.command()(roster_backlog.backlog)
app.command()(roster_locks.lock)
app.command()(roster_locks.unlock)
app.command()(roster_locks.locks)
app.command("import")(roster_files.import_)
app.command()(roster_files.export)
app.command()(roster_files.payroll)
app.command()(roster_publish.publish)
app.command()(roster_publish.approve)
app.command("roll-back")(roster_publish.roll_back)
app.command()(roster_publish.withdraw)
app.command()(roster_publish.published)
app.command()(roster_label.compare)
app.command()(roster_label.name)
app.command()(roster_label.note)
app.command()(roster_label.archive)
app.command()(roster_label.unarchive)


@app.command()
def build(
    call: typer.Context,
    first: First,
    weeks: Annotated[int | None, typer.Option(min=1, max=12, help=USUAL)] = None,
    until: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="Last day, in place of --weeks: a calendar month, say."
        ),
    ] = None,
    time_limit: MaybeSeconds = None,
    seed: Seed = 0,
    engine: Annotated[
        str, typer.Option(help=in_words(ENGINE_WORDS), callback=one_of(ENGINE_WORDS))
    ] = "auto",
    requirement: Annotated[str, typer.Option(help="Requirement id; the newest that covers.")] = "",
    start: Annotated[str, typer.Option(help="Roster to start from; its locked cells stay.")] = "",
    lock: LockOption = None,
    lock_until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Every cell up to this day stays as in --start."),
    ] = None,
    relax: Annotated[
        bool,
        typer.Option(
            "--relax",
            help="Where hard rules conflict, relax the one with the highest precedence number.",
        ),
    ] = False,
    activities: Annotated[
        bool, typer.Option("--activities", help="Place ordered activities with the shifts.")
    ] = False,
    in_background: InBackground = False,
    json: bool = False,
) -> None:
    """Build a roster and save it with everything it was built from.

    Ctrl-C saves the best roster so far. Deferrable work comes after it: `roster backlog` places it
    in the idle capacity, shifts stay.
    """
    from app.services.centre import planning_of
    from app.services.context import today_of
    from app.services.jobs.of_rosters import BuildOrder
    from app.services.roster.build import build_roster
    from app.services.roster.evaluation.proof import roster_summary
    from app.services.roster.locks import parse_locks

    with wrong_words("--lock"):
        spans = parse_locks(lock or ())
    _note_cut_week(first, until)
    order = BuildOrder(
        first.date(),
        weeks,
        requirement_id=requirement,
        start_id=start,
        spans=tuple(spans),
        stay_until=lock_until.date() if lock_until else None,
        time_limit_s=time_limit,
        seed=seed,
        engine=engine,
        relax=relax,
        until=until.date() if until else None,
        activities=activities,
    )
    with context_of(call) as context:
        if in_background:
            send(call, context, order)
            return
        limit_s = time_limit or planning_of(context).roster_limit_s
        with solve_progress("Building", limit_s) as progress:
            saved = until_interrupted(
                lambda stop: build_roster(context, **vars(order), progress=progress, stop=stop)
            )
        summary = roster_summary(saved, today_of(context))
    if json:
        print_json(summary)
    else:
        print_summary(summary)
    if saved.result.roster is None:
        leave(Exit.NOTHING)


def _note_cut_week(first: datetime, until: datetime | None) -> None:
    cut = first if first.weekday() else until if until and until.weekday() < 6 else None
    if cut:
        errors.print(
            tr(
                "Note: {day:%Y-%m-%d} is a {weekday}; in a week that is cut, a least is asked only"
                " where its other days are known",
                day=cut,
                weekday=whole_weekday(cut),
            )
        )


@app.command()
def diff(call: typer.Context, before: str, after: str, json: bool = False) -> None:
    """Show the cells in which two rosters differ."""
    from app.services.roster.check import diff_rosters, roster_of

    with context_of(call) as context:
        old, new = (roster_of(context.store.load_roster(i)) for i in (before, after))
    changes = diff_rosters(old, new)
    if json:
        print_json([to_json(change) for change in changes])
        return
    answers.print(f"{counted(len(changes), 'cell')} {'differs' if len(changes) == 1 else 'differ'}")
    for change in changes:
        answers.print(f"  {change.sentence}")


@app.command()
def simulate(
    call: typer.Context,
    roster_id: str,
    replications: Annotated[int | None, typer.Option(min=2, help=USUAL)] = None,
    seed: Seed = 0,
    json: bool = False,
) -> None:
    """Simulate the service of a roster under the uncertainty of its forecast."""
    from app.services.centre import planning_of
    from app.services.roster.evaluation.service import simulate_saved

    with context_of(call) as context:
        replications = replications or planning_of(context).simulate_replications
        with errors.status(tr("Simulating {replications} times", replications=replications)):
            report = simulate_saved(
                context, context.store.load_roster(roster_id), replications=replications, seed=seed
            )
    if json:
        print_json(report)
        return
    rows = [[queue_id, *_service(found)] for queue_id, found in report["queues"].items()]
    columns = ["queue", "service level", "95 % interval", "which", "target", "ASA s", "abandoned",
               "occupancy"]  # fmt: skip
    print_table(
        tr(
            "Service of {roster_id}, {replications} replications",
            roster_id=roster_id,
            replications=replications,
        ),
        columns,
        rows,
    )


def _service(found: dict[str, Any]) -> list[object]:
    level = found["service_level"]
    return [
        share(level["mean"]),
        f"{share(level['low'])} - {share(level['high'])}",
        tr(
            "{definition}, {threshold_s:g} s",
            definition=found["definition"],
            threshold_s=found["threshold_s"],
        ),
        share(found["target_share"]),
        round(found["asa_s"]["mean"], 1),
        share(found["abandonment_share"]["mean"]),
        share(found["occupancy_share"]["mean"]),
    ]


app.command()(rebuild.rebuild)
app.command()(rebuild.verify)
