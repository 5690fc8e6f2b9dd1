"""`peakshift roster check`, `list` and `show`: every rule without a solver; saved rosters."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.parts.exits import Exit, leave
from app.cli.parts.output import answers, errors, least, print_json, print_table, share
from app.cli.parts.session import context_of
from data.model.codec import to_json

if TYPE_CHECKING:
    from rostering.evaluation.scorecard import Scorecard

_SHOWN = 20


def check(call: typer.Context, what: str, json: bool = False) -> None:
    """Check every rule of a saved roster (its id) or of a roster file, without a solver.

    Exit code 3 where a hard rule is broken.
    """
    from app.services.roster.check import check_file, check_saved
    from rostering.rules.history import unknown_history

    with context_of(call) as context:
        if Path(what).is_file():
            problem, _, card = check_file(context, Path(what))
            by = problem.requirement.requirement_id
            errors.print(f"Judged by today's rules and people, and requirement {by}", style="dim")
        else:
            problem, _, card = check_saved(context, what)
    unknown = unknown_history(problem)
    if json:
        print_json({**card.to_json(), "unknown_history": unknown})
    else:
        _print_card(what, card, unknown)
    leave(Exit.PARTLY if card.hard_violations else Exit.DONE)


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


def list_(
    call: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="So many of the newest.")] = 50,
    json: bool = False,
) -> None:
    """List saved rosters, newest first, with objective, lower bound and optimality gap."""
    with context_of(call) as context:
        listed = context.store.list_rosters()[:limit]
    if json:
        print_json([{**to_json(r), "gap": r.gap} for r in listed])
        return
    rows = [
        [r.roster_id, f"{r.first} +{r.days} d" if r.first else "-", r.status,
         "-" if r.objective is None else r.objective, least(r.bound), share(r.gap),
         str(r.made_at)[:16], r.made_by, r.parent_id or "-", r.note or "-"]
        for r in listed
    ]  # fmt: skip
    columns = ["roster", "days", "status", "points", "at least", "gap", "made (UTC)", "by", "from",
               "why"]  # fmt: skip
    print_table("Rosters", columns, rows)


def show(call: typer.Context, roster_id: str, json: bool = False) -> None:
    """Show the certificate of a saved roster: cost breakdown, bound, gap, check, inputs."""
    from app.services.roster.proof import roster_certificate

    with context_of(call) as context:
        found = roster_certificate(context, roster_id)
    if json:
        print_json(found)
        return
    for name, value in _lines(found).items():
        answers.print(f"{name + ':':<18}{value}", markup=False, highlight=False)
    if found["bill"]:
        costs = sorted(found["bill"].items(), key=lambda row: -row[1])
        print_table("Cost breakdown", ["for", "points"], [list(row) for row in costs])
    for conflict in found["clashes"]:
        answers.print(f"  - {conflict}", markup=False)


def _lines(found: dict[str, Any]) -> dict[str, str]:
    published = ", ".join(f"version {number}" for number in found["published_as"])
    limit = "" if found["time_limit_s"] is None else f" of {found['time_limit_s']:g} s"
    prices = "its prices are saved: `peakshift roster verify` adds it up again"
    lines = {
        "Roster": f"{found['id']}, {found['status']}",
        "Span": f"{found['first']} .. {found['last']} ({found['days']} days), "
        f"{found['agents']} agents",
        "Points": "none: the solve ended without a roster"
        if found["objective"] is None
        else f"{found['objective']}, lower bound {least(found['bound'])}, "
        f"optimality gap {share(found['gap'])}",
        "Bound by": f"{found['bound_by'] or 'nobody'}"
        + (f"; {prices}" if found["prices_kept"] else ""),
        "Solved by": f"engine {found['engine'] or 'none'}, {found['seconds']} s{limit}, "
        f"seed {found['seed']}",
        "Checked": "nothing to check"
        if found["hard_violations"] is None
        else f"{found['hard_violations']} hard violations, short {found['shortfall_hours']} h, "
        f"idle {found['surplus_hours']} h",
        "Made": f"{found['made_at'][:16]} by {found['made_by']}, peakshift {found['made_with']}",
        "From": found["parent"] or "no other roster",
        "Why": found["why"],
        "Published": published or "no",
        "Requirement": f"{found['requirement_id']}, digest {found['requirement_digest']}",
        "Forecasts": ", ".join(found["forecasts"]) or "none",
        "Problem digest": found["problem_digest"],
        "Roster digest": found.get("roster_digest", ""),
        "Relaxed": "; ".join(found["gave_way"]),
    }
    return {name: value for name, value in lines.items() if value}
