"""`peakshift roster activities`: ordered activities placed in a roster's idle capacity."""

from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from app.cli.parts.interrupt import until_interrupted
from app.cli.parts.output import (
    answers,
    errors,
    print_json,
    print_some,
    print_table,
    share,
    solve_progress,
)
from app.cli.parts.session import context_of
from app.cli.parts.typed import MaybeSeconds, Preview, Seed, Why, in_words, one_of
from data.model.language import phrase, tr

if TYPE_CHECKING:
    from app.services.roster.activities import PlacedActivities

_SHOWN = 20
MOVES_WORDS = {
    "nothing": phrase("shifts and breaks stay"),
    "breaks": phrase("breaks may move"),
    "shifts": phrase("shifts and breaks may move"),
}


def activities(
    call: typer.Context,
    roster_id: str,
    order: Annotated[
        list[str] | None, typer.Option(help="Only this order; repeat it for more.")
    ] = None,
    moves: Annotated[
        str,
        typer.Option(
            "--move", help=in_words(MOVES_WORDS), callback=one_of(MOVES_WORDS), metavar="WHAT"
        ),
    ] = "nothing",
    points_a_move: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="What a shift that moves must save at least [points]; without it nothing in a "
            "draft, 3 in a published roster.",
        ),
    ] = None,
    time_limit: MaybeSeconds = None,
    seed: Seed = 0,
    preview: Preview = False,
    why: Why = "",
    json: bool = False,
) -> None:
    """Place ordered activities where the floor can spare people.

    Breaks and shifts stay as they are unless they may move. Ctrl-C saves the best placing so far.
    """
    from app.services.centre import planning_of
    from app.services.roster.activities import activities_json, place_in_roster, save_activities

    with (
        context_of(call) as context,
        solve_progress(
            "Placing", time_limit or planning_of(context).activities_s(moves)
        ) as progress,
    ):
        placed = until_interrupted(
            lambda stop: place_in_roster(
                context,
                roster_id,
                order or (),
                moves=cast(Any, moves),
                points_a_move=points_a_move,
                time_limit_s=time_limit,
                seed=seed,
                progress=progress,
                stop=stop,
            )
        )
        new_id = "" if preview else save_activities(context, placed, why).roster_id
    if json:
        print_json({"id": new_id, "parent": roster_id, **activities_json(placed)})
    else:
        _print(placed, new_id)


def _print(placed: "PlacedActivities", new_id: str) -> None:
    from app.services.roster.activities import activities_json

    figures, found = activities_json(placed), placed.found
    missing = {order.label: 0 for order in placed.orders}
    for row in found.unplaced:
        missing[row.label] += row.missing
    held = [s.label for shift in found.roster.shifts for s in shift.activities]
    print_table(
        "Activities",
        ["what", "placed", "left out"],
        [[label, held.count(label), n] for label, n in missing.items()],
    )
    left_out = (
        tr(
            "{label}, {agent_id}: {missing} left out: {why}",
            label=r.label,
            agent_id=r.agent_id,
            missing=r.missing,
            why=r.why,
        )
        for r in found.unplaced
    )
    print_some(list(left_out), _SHOWN)
    if placed.told:
        (errors if found.stayed else answers).print(placed.told)
    (short, short_then), (idle, idle_then) = figures["short_hours"], figures["idle_hours"]
    proof = tr("proven best") if found.proven else tr("lower bound {bound:.0f}", bound=found.bound)
    answers.print(
        tr(
            "Objective {objective} -> {objective2} points, left out "
            "{unplaced_points} ({proof}, gap {share}); short {short} -> "
            "{short_then} h, idle {idle} -> {idle_then} h, {seconds:.1f} s; "
            "{value}",
            objective=found.before.objective,
            objective2=found.after.objective,
            unplaced_points=found.unplaced_points,
            proof=proof,
            share=share(found.gap),
            short=short,
            short_then=short_then,
            idle=idle,
            idle_then=idle_then,
            seconds=found.seconds,
            value=tr("saved as {new_id}", new_id=new_id) if new_id else tr("not saved"),
        )
    )
