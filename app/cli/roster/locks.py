"""`peakshift roster lock`, `unlock` and `locks`: the cells that the next solve must leave."""

from typing import Annotated

import typer

from app.cli.parts.output import answers, print_json, print_table
from app.cli.parts.session import desk_of

What = Annotated[
    list[str],
    typer.Argument(
        help="WHO@WHEN: who is an agent, team:NAME, contract:ID or *; when is a day, FIRST..LAST, "
        "a week (2026-W02) or *."
    ),
]
Why = Annotated[str, typer.Option(help="Reason, kept in the trail.")]


def lock(context: typer.Context, roster_id: str, what: What, why: Why = "") -> None:
    """Lock cells of a kept roster: solves started from it, mends and hand edits leave them."""
    from app.services.roster.locks import parse_locks
    from app.services.roster.saved_locks import lock_in_roster

    with desk_of(context) as desk:
        new, now = lock_in_roster(desk, roster_id, parse_locks(what), why)
    answers.print(f"{roster_id}: {new} cells locked, {now} are locked now", markup=False)


def unlock(context: typer.Context, roster_id: str, what: What, why: Why = "") -> None:
    """Free locked cells of a kept roster."""
    from app.services.roster.locks import parse_locks
    from app.services.roster.saved_locks import unlock_in_roster

    with desk_of(context) as desk:
        freed, now = unlock_in_roster(desk, roster_id, parse_locks(what), why)
    answers.print(f"{roster_id}: {freed} cells unlocked, {now} are locked now", markup=False)


def locks(context: typer.Context, roster_id: str, json: bool = False) -> None:
    """List what is locked in a kept roster."""
    from app.services.roster.check import roster_of
    from app.services.roster.locks import group_locks
    from app.services.roster.saved_locks import locked_cells_of

    with desk_of(context) as desk:
        saved = desk.store.load_roster(roster_id)
        cells = locked_cells_of(desk, saved)
        spans = group_locks(cells, saved.problem.agents, roster_of(saved).dates)
    if json:
        print_json({"cells": len(cells), "locks": [span.text for span in spans]})
        return
    rows = [[span.who, span.first, span.last] for span in spans]
    print_table(f"{len(cells)} locked cells of {roster_id}", ["who", "from", "to"], rows)
