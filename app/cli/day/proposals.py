"""`peakshift day propose`, `take`, `undo`, `score`, `log`, `note`, `overflow`: what to do today."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from app.cli.parts.background import InBackground, send
from app.cli.parts.interrupt import until_interrupted
from app.cli.parts.output import answer, answers, errors, print_json, print_table, step_progress
from app.cli.parts.session import clock_of, context_of
from app.cli.parts.typed import USUAL, Seed
from data.model.codec import to_json
from data.model.language import tr, trn
from data.model.words import counted

if TYPE_CHECKING:
    from app.services.day.proposals.outcome import Scored
    from data.model.day.proposals import ActionKind, Effect, Proposal

ProposalId = Annotated[str, typer.Argument(metavar="PROPOSAL", help="Proposal, by its id.")]
Numbers = Annotated[
    list[int] | None,
    typer.Argument(
        metavar="ACTION...", min=1, help="Numbers of its actions; all if none is given."
    ),
]
Why = Annotated[str, typer.Option(help="Reason, for the audit trail and the shift log.")]
Day = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day; today if not given.")
]


def propose(
    call: typer.Context,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            help="Only this kind of action: break, activity, drop_activity, time_off, stay, "
            "start_early, call_in or skill; may be given more than once."
        ),
    ] = None,
    time_limit_s: Annotated[float | None, typer.Option("--time-limit-s", min=1, help=USUAL)] = None,
    replications: Annotated[
        int | None, typer.Option(min=0, help=f"Simulated ends of the day, 0: none. {USUAL}")
    ] = None,
    seed: Seed = 0,
    in_background: InBackground = False,
    json: bool = False,
) -> None:
    """Propose the cheapest actions that bring the rest of the day back to target.

    The proposal is saved; nothing changes until somebody takes it.
    """
    from app.services.day.proposals.propose import propose_actions
    from app.services.day.proposals.take import save_proposal
    from app.services.jobs.of_day import ProposeOrder
    from data.model.day.proposals import KINDS
    from data.model.errors import InvalidValue

    strange = [one for one in kind or () if one not in KINDS]
    if strange:
        raise InvalidValue(
            tr(
                "no kind of action {strange!r}; there are: {known}",
                strange=strange[0],
                known=", ".join(KINDS),
            )
        )
    kinds = cast("tuple[ActionKind, ...]", tuple(kind or ()))
    order = ProposeOrder(kinds, time_limit_s, replications, seed)
    with context_of(call) as context:
        if in_background:
            send(call, context, order)
            return
        with step_progress(tr("Looking for what would help")) as progress:
            found = until_interrupted(
                lambda stop: propose_actions(context, **vars(order), progress=progress, stop=stop)
            )
        save_proposal(context, found)
    if json:
        print_json(to_json(found))
        return
    _print(found)


def _print(found: "Proposal") -> None:
    if not found.actions:
        sentence = (
            tr("nothing would help more than it costs: proven among {n} actions looked at",
               n=found.looked_at)
            if found.proven
            else tr("nothing was found in the time given, which proves nothing: give it more")
        )  # fmt: skip
        answers.print(sentence)
    else:
        rows = [
            (one.number, one.sentence, _money(one.cost_cents), f"{one.filled_hours:g}",
             _points(one.effect))
            for one in found.actions
        ]  # fmt: skip
        columns = (tr("No."), tr("What"), tr("Cost"), tr("Hours"), tr("Answered in time, points"))
        print_table(tr("Proposal {proposal}", proposal=found.proposal_id), columns, rows)
        proof = (
            tr("proven cheapest of {n} actions looked at", n=found.looked_at)
            if found.proven
            else tr("at most {gap:.1%} above the cheapest", gap=found.gap)
        )
        answers.print(
            tr(
                "{people}, {cost} altogether; {proof}",
                people=trn("{n} person", "{n} people", found.people),
                cost=_money(found.cost_cents),
                proof=proof,
            )
        )
    for queue in found.effects:
        answers.print(
            tr(
                "  {queue}: {before:.1%} answered in time in the rest of the day, {after:.1%} with "
                "it (target {target:.0%}, gain {gain} points); {short:g} h missing, {left:g} h "
                "with it",
                queue=queue.queue_id, before=queue.before.mean, after=queue.after.mean,
                target=queue.target_share, gain=_points(queue.gain), short=queue.short_before_h,
                left=queue.short_after_h,
            )
        )  # fmt: skip
    for note in found.notes:
        answers.print(tr("  note: {note}", note=note))


def _money(cents: int) -> str:
    return f"{cents / 100:,.2f}"


def _points(effect: "Effect | None") -> str:
    """`+1.2 (0.8 to 1.6)` in points of service."""
    if effect is None:
        return "-"
    mean, low, high = (round(100 * one, 1) + 0.0 for one in (effect.mean, effect.low, effect.high))
    return tr("{mean:+.1f} ({low:.1f} to {high:.1f})", mean=mean, low=low, high=high)


def take(
    call: typer.Context,
    proposal_id: ProposalId,
    numbers: Numbers = None,
    why: Why = "",
    json: bool = False,
) -> None:
    """Take actions of a proposal: they become the next published version.

    Refused where somebody took or changed one of them in the meantime. Where publishing takes a
    second person, they wait until somebody else takes the same ones.
    """
    from app.services.day.proposals.effects import seats_lacking_after
    from app.services.day.proposals.take import proposal_named, take_actions

    wanted = tuple(numbers or ())
    with context_of(call) as context:
        for lacking in seats_lacking_after(context, proposal_named(context, proposal_id), wanted):
            errors.print(tr("More people than seats: {lines}", lines=lacking))
        taken = take_actions(context, proposal_id, wanted, why)
    if json:
        print_json(to_json(taken))
        return
    if taken.waits:
        answers.print(f"{taken.waits} (`peakshift day take {proposal_id}`).")
        return
    said = trn("{n} action taken", "{n} actions taken", len(taken.numbers))
    if taken.version:
        said = tr(
            "{said}: version {version}, {roster}. `peakshift day undo {proposal}` goes back",
            said=said, version=taken.version, roster=taken.roster_id, proposal=proposal_id,
        )  # fmt: skip
    answers.print(said)


def undo(call: typer.Context, proposal_id: ProposalId, why: Why = "", json: bool = False) -> None:
    """Undo what was taken last of a proposal: the version before is published again.

    What still waits for a second person is withdrawn first.
    """
    from app.services.day.proposals.take import undo_actions

    with context_of(call) as context:
        gone = undo_actions(context, proposal_id, why)
    if json:
        print_json(to_json(gone))
        return
    n = len(gone.numbers)
    said = (
        trn("{n} action withdrawn", "{n} actions withdrawn", n)
        if gone.waits
        else trn("{n} action undone", "{n} actions undone", n)
    )
    answers.print(said)


def score(call: typer.Context, day: Day = None, json: bool = False) -> None:
    """Score what was taken on a day: what was expected against what callers got."""
    from app.services.context import today_of
    from app.services.day.proposals.outcome import outcomes_of

    with context_of(call) as context:
        found = outcomes_of(context, day.date() if day else today_of(context))
        clock = clock_of(context)
    if json:
        print_json(to_json(found))
        return
    if not found:
        answers.print(tr("nothing was taken on that day"))
    for one in found:
        _print_score(one, clock(one.taken.at))


def _print_score(one: "Scored", at: str) -> None:
    answers.print(
        tr(
            "{proposal}, {actions} taken by {who} at {at}",
            proposal=one.taken.proposal_id, actions=counted(len(one.actions), "action"),
            who=one.taken.who, at=at,
        )
    )  # fmt: skip
    if one.why_not:
        answers.print(f"  {one.why_not}")
    for queue in one.outcomes:
        answers.print(
            tr(
                "  {queue}: expected {expected} points, real {real} points",
                queue=queue.queue_id, expected=_points(queue.expected), real=_points(queue.real),
            )
        )  # fmt: skip


def log(
    call: typer.Context,
    day: Day = None,
    out: Annotated[Path | None, typer.Option(help="CSV file to write it to.")] = None,
    json: bool = False,
) -> None:
    """Show who did what on a day, when and why; or write it to a CSV file."""
    from app.services.context import today_of
    from app.services.day.proposals.log import shift_log, shift_log_csv

    with context_of(call) as context:
        wanted = day.date() if day else today_of(context)
        if out is not None:
            out.write_bytes(shift_log_csv(context, wanted))
            answer(tr("Written: {out}", out=out), file=str(out))
            return
        lines = shift_log(context, wanted)
    if json:
        print_json(to_json(lines))
        return
    if not lines:
        answers.print(tr("nothing was done on {day}", day=wanted))
        return
    rows = [(f"{line.at:%H:%M}", line.who, line.what, line.why) for line in lines]
    columns = (tr("Time"), tr("Who"), tr("What"), tr("Why"))
    print_table(tr("Shift log of {day}", day=wanted), columns, rows)


def note(
    call: typer.Context,
    text: Annotated[str, typer.Argument(help="What happened or was agreed.")],
    day: Day = None,
) -> None:
    """Note something in the shift log."""
    from app.services.context import on_clock, today_of
    from app.services.day.proposals.take import note_shift

    with context_of(call) as context:
        found = note_shift(context, text, day.date() if day else today_of(context))
        at = on_clock(context, found.at)
    answer(tr("Noted at {at}", at=at), note=to_json(found))


def overflow(
    call: typer.Context,
    pairs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUEUE:OTHER...",
            help="Contacts of QUEUE may go to people of OTHER; the whole list. Empty: show it.",
        ),
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="Allow none any more.")] = False,
    why: Why = "",
    json: bool = False,
) -> None:
    """Show or set whose people may take contacts of which queue when it is short."""
    from app.services.day.proposals.overflow import overflows_of, set_overflows
    from data.model.day.overflow import Overflow
    from data.model.errors import InvalidValue

    def one(text: str) -> Any:
        queue, mark, other = text.partition(":")
        if not mark:
            raise InvalidValue(tr("{text!r} is no overflow: write QUEUE:OTHER", text=text))
        return Overflow(queue.strip(), other.strip())

    with context_of(call) as context:
        if pairs or none:
            set_overflows(context, () if none else tuple(map(one, pairs or ())), why)
        found = overflows_of(context)
    if json:
        print_json(to_json(found))
        return
    for line in found:
        answers.print(f"{line.queue_id}:{line.of_queue_id}")
    if not found:
        answers.print(tr("no overflow is allowed"))
