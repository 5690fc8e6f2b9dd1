"""`peakshift day`: figures of the running day come in, how fresh they are, what is left of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.day import again, alerts, proposals, recourse, status, watch
from app.cli.parts.command import Noun
from app.cli.parts.exits import Exit, leave
from app.cli.parts.output import answer, answers, errors, print_json, print_table
from app.cli.parts.session import context_of
from app.cli.parts.typed import Why
from data.model.codec import to_json
from data.model.language import tr
from data.model.words import counted

if TYPE_CHECKING:
    from app.services.day.feed import DayReport

app = Noun()
app.command()(status.status)
app.command()(watch.watch)
app.command()(again.reforecast)
app.command()(again.versions)
app.command()(again.scores)
app.command()(alerts.alerts)
app.command()(alerts.look)
app.command()(alerts.acknowledge)
app.command("alert-settings")(alerts.alert_settings)
app.command()(alerts.escalation)
app.command()(proposals.propose)
app.command()(proposals.take)
app.command()(proposals.undo)
app.command()(proposals.score)
app.command()(proposals.log)
app.command()(proposals.note)
app.command()(proposals.overflow)
app.command()(recourse.reroster)
app.command()(recourse.month)


@app.command("import")
def import_(
    call: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Slots of queues (any history layout), states of queues "
            "(queue,at,waiting,longest_wait_s) or of agents (agent,state,since); the header tells."
        ),
    ],
    json: bool = False,
) -> None:
    """Import files of the running day; bad rows are set aside with their reasons.

    Slots replace older values of the same slots, as history does; the night's history replaces
    them in turn. Ends with code 3 where some rows or files were set aside, with 4 where nothing
    could be used.
    """
    from app.services.day.feed import import_day
    from data.model.errors import UnreadableFile

    reports: list[DayReport] = []
    failed: dict[str, str] = {}
    with context_of(call) as context:
        for file in files:
            with errors.status(tr("Importing {name}", name=file.name)):
                try:
                    reports.append(import_day(context, file))
                except UnreadableFile as error:
                    failed[str(file)] = str(error)
    if json:
        print_json({"files": to_json(tuple(reports)), "failed": failed})
    else:
        for report in reports:
            _print(report)
        for reason in failed.values():
            answers.print(tr("nothing of it was taken: {reason}", reason=reason))
    if not any(report.accepted for report in reports):
        leave(Exit.NOTHING)
    leave(Exit.PARTLY if failed or any(one.rejected for one in reports) else Exit.DONE)


def _print(report: "DayReport") -> None:
    kinds = {
        "slots": tr("slots"),
        "queue_states": tr("states of queues"),
        "agent_states": tr("states of agents"),
    }
    answers.print(f"{kinds[report.kind]}: {report.sentence}")
    for found in report.reasons:
        answers.print(
            tr("  {rows} set aside: {reason}", rows=counted(found.rows, "row"), reason=found.reason)
        )
    for warning in report.warnings:
        answers.print(tr("  note: {warning}", warning=warning))


@app.command()
def settings(
    call: typer.Context,
    folder: Annotated[
        str | None,
        typer.Option(help="Folder of the server that is watched for files; '' watches none."),
    ] = None,
    quiet_s: Annotated[
        int | None, typer.Option(help="Read a file once it is quiet for so many seconds.")
    ] = None,
    look_every_s: Annotated[
        int | None, typer.Option(help="Look into the folder every so many seconds.")
    ] = None,
    silent_min: Annotated[
        int | None, typer.Option(help="The feed is silent after so many minutes without figures.")
    ] = None,
    keep_days: Annotated[
        int | None, typer.Option(help="Keep states and forecasts within the day for so many days.")
    ] = None,
    word: Annotated[
        list[str] | None,
        typer.Option(
            help="WORD=STATE: what a word of the telephone system means: available, on_contact, "
            "after_contact, break, meal, off_phone, out or other; WORD= takes it away."
        ),
    ] = None,
    why: Why = "",
    json: bool = False,
) -> None:
    """Show how the figures of the running day come in, or change it."""
    from app.services.day.feed import set_day_feed
    from app.services.day.live import day_feed_of
    from data.model.errors import InvalidValue

    given: dict[str, Any] = {
        "folder": folder if not folder else str(Path(folder).absolute()),
        "quiet_s": quiet_s,
        "look_every_s": look_every_s,
        "silent_min": silent_min,
        "keep_days": keep_days,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    pairs = [one.partition("=") for one in word or ()]
    if odd := [said for said, mark, _ in pairs if not mark or not said.strip()]:
        raise InvalidValue(tr("{odd!r} says no meaning: write WORD=STATE", odd=odd[0]))
    words = {said: state.strip() for said, _, state in pairs}
    with context_of(call) as context:
        if changes or words:
            found = set_day_feed(context, changes, words, why)
        else:
            found = day_feed_of(context)
    if json:
        print_json(to_json(found))
        return
    said = {**to_json(found), "folder": found.folder or tr("none is watched")}
    said["words"] = ", ".join(f"{one}={state}" for one, state in found.words) or "-"
    for name, value in said.items():
        answers.print(f"{name}: {value}")


@app.command()
def state(call: typer.Context, json: bool = False) -> None:
    """Show how fresh the day's figures are, and how each queue stands."""
    from app.services.context import centre_of
    from app.services.day.live import feed_freshness, queue_states_at

    with context_of(call) as context:
        zone = centre_of(context).clock
        fresh, queues = feed_freshness(context), queue_states_at(context)
    if json:
        print_json({"feed": to_json(fresh), "queues": to_json(queues)})
        return
    answer(fresh.sentence)
    ends = {slot.queue_id: f"{slot.end.astimezone(zone):%H:%M}" for slot in fresh.slots}
    stands = {one.queue_id: one for one in queues}
    rows = []
    for queue_id in dict.fromkeys([*ends, *stands]):
        one = stands.get(queue_id)
        wait = "-" if one is None or one.longest_wait_s != one.longest_wait_s else (
            f"{one.longest_wait_s:.0f}"
        )  # fmt: skip
        rows.append(
            [
                queue_id,
                ends.get(queue_id, "-"),
                "-" if one is None else one.waiting,
                wait,
                "-" if one is None else f"{one.at.astimezone(zone):%H:%M:%S}",
            ]
        )
    if rows:
        columns = ["queue", "slots until", "waiting", "longest wait s", "as of"]
        print_table(tr("The running day"), columns, rows)
