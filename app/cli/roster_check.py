"""`peakshift roster check`: every rule of a roster, without a solver."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from app.cli.output import answers, errors, print_json
from app.cli.session import desk_of

if TYPE_CHECKING:
    from rostering.scorecard import Scorecard

BROKEN = 6
"""Exit code where a hard rule is broken."""

_SHOWN = 20


def check(context: typer.Context, what: str, json: bool = False) -> None:
    """Check every rule of a kept roster (its id) or of a roster file, without a solver."""
    from app.services.check_roster import check_file, check_kept
    from rostering.rules.looking_back import unknown_history

    with desk_of(context) as desk:
        if Path(what).is_file():
            problem, _, card = check_file(desk, Path(what))
            by = problem.requirement.requirement_id
            errors.print(f"Judged by today's rules and people, and requirement {by}", style="dim")
        else:
            problem, _, card = check_kept(desk, what)
    unknown = unknown_history(problem)
    if json:
        print_json({**card.to_json(), "unknown_history": unknown})
    else:
        _print_card(what, card, unknown)
    if card.hard_violations:
        raise typer.Exit(BROKEN)


def _print_card(what: str, card: "Scorecard", unknown: str) -> None:
    if unknown:
        answers.print(f"Note: {unknown}", markup=False)
    answers.print(
        f"{what}: {card.objective} points, {card.hard_violations} hard violations", markup=False
    )
    for violation in card.violations[:_SHOWN]:
        mark = "HARD " if violation.hard else ""
        answers.print(f"  {mark}{violation.rule}: {violation.sentence}", markup=False)
    if len(card.violations) > _SHOWN:
        answers.print(f"  ... and {len(card.violations) - _SHOWN} more (--json lists all)")
