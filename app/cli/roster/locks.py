"""`peakshift roster lock`, `unlock` and `locks`: the cells that the next solve must leave."""

from typing import Annotated

import typer

from app.cli.parts.output import answer, print_json, print_table
from app.cli.parts.session import context_of
from app.cli.parts.typed import Why
from data.model.language import tr
from data.model.words import counted

What = Annotated[
    list[str],
    typer.Argument(
        help="WHO@WHEN: who is an agent, team:NAME, contract:ID or *; when is a day, FIRST..LAST, "
        "a week (2026-W02) or *."
    ),
]


def lock(call: typer.Context, roster_id: str, what: What, why: Why = "") -> None:
    """Lock cells of a saved roster: solves from it, rerosters and hand edits leave them."""
    from app.services.roster.locks import lock_in_roster, parse_locks

    with context_of(call) as context:
        new, now = lock_in_roster(context, roster_id, parse_locks(what), why)
    text = tr(
        "{roster_id}: {cells} locked, {now} locked now",
        roster_id=roster_id,
        cells=counted(new, "cell"),
        now=now,
    )
    answer(text, roster_id=roster_id, locked=new, locked_now=now)


def unlock(call: typer.Context, roster_id: str, what: What, why: Why = "") -> None:
    """Free locked cells of a saved roster."""
    from app.services.roster.locks import parse_locks, unlock_in_roster

    with context_of(call) as context:
        freed, now = unlock_in_roster(context, roster_id, parse_locks(what), why)
    text = tr(
        "{roster_id}: {cells} unlocked, {now} locked now",
        roster_id=roster_id,
        cells=counted(freed, "cell"),
        now=now,
    )
    answer(text, roster_id=roster_id, unlocked=freed, locked_now=now)


def locks(call: typer.Context, roster_id: str, json: bool = False) -> None:
    """List what is locked in a saved roster."""
    from app.services.roster.check import roster_of
    from app.services.roster.locks import group_locks, locked_cells_of

    with context_of(call) as context:
        saved = context.store.load_roster(roster_id)
        cells = locked_cells_of(context, saved)
        spans = group_locks(cells, saved.problem.agents, roster_of(saved).dates)
    if json:
        print_json({"cells": len(cells), "locks": [span.text for span in spans]})
        return
    rows = [[span.who, span.first, span.last] for span in spans]
    print_table(
        tr("{cells} locked cells of {roster_id}", cells=len(cells), roster_id=roster_id),
        ["who", "from", "to"],
        rows,
    )
