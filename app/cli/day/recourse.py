"""`peakshift day reroster` and `month`: what the night prepared, and what the month still needs."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.parts.output import answers, errors, print_json, print_table
from app.cli.parts.session import context_of
from app.cli.parts.typed import Why
from data.model.codec import to_json
from data.model.errors import InvalidValue
from data.model.language import tr

if TYPE_CHECKING:
    from data.model.day.recourse import NightProposal


def reroster(
    call: typer.Context,
    prepare: Annotated[
        bool, typer.Option("--prepare", help="Look now for moved days, as the night does.")
    ] = False,
    publish: Annotated[bool, typer.Option("--publish", help="Publish what was prepared.")] = False,
    dismiss: Annotated[bool, typer.Option("--dismiss", help="Put it away.")] = False,
    why: Why = "",
    json: bool = False,
) -> None:
    """Show, publish or put away the reroster that the night prepared for moved days.

    A published day has moved when its newest forecast is further from the one it was staffed for
    than the planning default `reroster_proposal_percent`, and further than chance explains.
    """
    from app.services.day.recourse import night

    if prepare + publish + dismiss > 1:
        raise InvalidValue(tr("prepare it, publish it or put it away: one at a time"))
    with context_of(call) as context:
        if prepare:
            with errors.status(tr("Looking for moved days and a reroster")):
                made = night.prepare_reroster(context)
            said = [made.said or tr("no published day moved"), made.doubt]
        elif publish:
            done = night.publish_night_proposal(context, why)
            said = [tr("Published as version {version}", version=done.version)]
        elif dismiss:
            night.dismiss_night_proposal(context, why)
            said = [tr("Put away; the plan stays as it is")]
        else:
            said = []
        found = night.night_proposal(context)
    if json:
        print_json(to_json(found))
        return
    for sentence in filter(None, said):
        answers.print(sentence)
    if not said:
        _print(found)


def _print(found: "NightProposal | None") -> None:
    if found is None or not found.waits:
        answers.print(tr("no reroster of the night waits for an answer"))
        return
    rows = [
        (one.day, one.queue_id, f"{one.before:,.0f}", f"{one.after:,.0f}",
         f"{one.change_share:+.0%}")
        for one in found.moved
    ]  # fmt: skip
    columns = (tr("Day"), tr("Queue"), tr("Staffed for"), tr("Now"), tr("Change"))
    print_table(tr("Moved days"), columns, rows)
    answers.print(
        tr(
            "{roster} waits: {people} people, {days} days changed; missing hours from {before:g} "
            "to {after:g}. `peakshift day reroster --publish` or `--dismiss`",
            roster=found.roster_id, people=found.people, days=found.changed_days,
            before=found.short_before_h, after=found.short_after_h,
        )
    )  # fmt: skip


def month(call: typer.Context, json: bool = False) -> None:
    """Show what the month has reached and what the days left are to give."""
    from app.services.context import today_of
    from app.services.day.recourse.steering import aims_of

    with context_of(call) as context:
        found = aims_of(context, today_of(context) + timedelta(days=1))
    if json:
        print_json(to_json(found))
        return
    rows = [
        (one.queue_id, f"{one.in_time / one.counted:.1%}" if one.counted else "-",
         f"{one.counted:,.0f}", f"{one.left:,.0f}", f"{one.target_share:.0%}",
         f"{one.aim_share:.1%}")
        for one in found
    ]  # fmt: skip
    columns = (
        tr("Queue"), tr("So far in time"), tr("Contacts"), tr("Still to come"), tr("Target"),
        tr("Days left are staffed for"),
    )  # fmt: skip
    print_table(tr("The month"), columns, rows)
