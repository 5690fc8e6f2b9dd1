"""`peakshift roster check`, `list` and `show`: every rule without a solver; saved rosters."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.parts.exits import Exit, leave
from app.cli.parts.output import answers, errors, least, print_json, print_some, print_table, share
from app.cli.parts.session import context_of
from data.model.codec import to_json

if TYPE_CHECKING:
    from app.services.roster.compare import JudgedNow
    from rostering.evaluation.scorecard import Scorecard

_SHOWN = 20


def check(
    call: typer.Context,
    what: Annotated[str, typer.Argument(help="Saved roster, or a roster file.")],
    base: Annotated[
        str, typer.Option("--base", help="Roster a file was exported from, if it does not say.")
    ] = "",
    json: bool = False,
) -> None:
    """Check every rule of a saved roster (its id) or of a roster file, without a solver.

    A saved roster is judged by what it was built for, and by the newest requirement of its days.
    Exit code 3 where a hard rule is broken.
    """
    from app.services.roster.check import check_file, check_saved
    from app.services.roster.compare import judged_now
    from rostering.evaluation.nobody import nobody_can_serve
    from rostering.rules.history import unknown_history

    now = None
    with context_of(call) as context:
        if Path(what).is_file():
            found = check_file(context, Path(what), base)
            problem, card = found.problem, found.card
            by = problem.requirement.requirement_id
            errors.print(f"Judged by today's rules and people, and requirement {by}", style="dim")
            for note in found.notes:
                errors.print(f"Note: {note}", markup=False)
        else:
            problem, _, card = check_saved(context, what)
            now = judged_now(context, context.store.load_roster(what), card)
    unknown, unserved = unknown_history(problem), nobody_can_serve(problem)
    if json:
        newest = {"newest_requirement": judged_json(now)} if now else {}
        said = {"unknown_history": unknown, "nobody_can_serve": unserved}
        print_json({**card.to_json(), **said, **newest})
    else:
        _print_card(what, card, [text for text in (unknown, *unserved) if text])
        if now:
            answers.print(f"Today: {now.sentence}", markup=False)
    leave(Exit.PARTLY if card.hard_violations else Exit.DONE)


def _print_card(what: str, card: "Scorecard", notes: list[str]) -> None:
    for note in notes:
        answers.print(f"Note: {note}", markup=False)
    answers.print(
        f"{what}: {card.objective} points, {card.hard_violations} hard violations", markup=False
    )
    said = [f"{'HARD ' if v.hard else ''}{v.rule}: {v.sentence}" for v in card.violations]
    print_some(said, _SHOWN)


def judged_json(now: "JudgedNow") -> dict[str, Any]:
    """A roster against the newest requirement, as JSON values."""
    return {
        "requirement_id": now.requirement_id,
        "newer": now.newer,
        "objective": now.card.objective,
        "hard_violations": now.card.hard_violations,
        "shortfall_hours": now.short_hours[1],
        "surplus_hours": round(now.card.surplus_hours, 1),
        "built_for": {
            "objective": now.built.objective,
            "shortfall_hours": now.short_hours[0],
            "surplus_hours": round(now.built.surplus_hours, 1),
        },
    }


def list_(
    call: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="So many of the newest.")] = 50,
    archived: Annotated[bool, typer.Option("--archived", help="Those in the archive too.")] = False,
    json: bool = False,
) -> None:
    """List saved rosters, newest first, with objective, lower bound and optimality gap."""
    from app.services.roster.state import states_of

    with context_of(call) as context:
        every = context.store.list_rosters()
        listed = [r for r in every if archived or not r.label.archived][:limit]
        states = states_of(context, listed)
    if json:
        print_json(
            [{**to_json(r), "gap": r.gap, "state": asdict(states[r.roster_id])} for r in listed]
        )
        return
    rows = [
        [r.roster_id, (r.label.name or "-") + (" (archived)" if r.label.archived else ""),
         f"{r.first} +{r.days} d" if r.first else "-", states[r.roster_id].word,
         "-" if r.objective is None else r.objective, least(r.bound), share(r.gap),
         str(r.made_at)[:16], r.made_by, r.parent_id or "-", r.note or "-"]
        for r in listed
    ]  # fmt: skip
    columns = ["roster", "name", "days", "status", "points", "at least", "gap", "made (UTC)",
               "by", "from", "why"]  # fmt: skip
    print_table("Rosters", columns, rows)


def show(call: typer.Context, roster_id: str, json: bool = False) -> None:
    """Show the certificate of a saved roster: cost breakdown, bound, gap, check, inputs.

    It also says how the roster stands against the newest requirement of its days.
    """
    from app.services.roster.compare import judged_now
    from app.services.roster.proof import roster_certificate
    from rostering.evaluation.scorecard import score

    with context_of(call) as context:
        saved = context.store.load_roster(roster_id)
        roster = saved.result.roster
        card = score(saved.problem, roster) if roster else None
        found = roster_certificate(context, saved, card)
        now = judged_now(context, saved, card) if roster else None
    if json:
        print_json({**found, "newest_requirement": judged_json(now) if now else None})
        return
    for name, value in _lines(found).items():
        answers.print(f"{name + ':':<18}{value}", markup=False, highlight=False)
    if now:
        answers.print(f"{'Today:':<18}{now.sentence}", markup=False, highlight=False)
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
        "Roster": f"{found['id']}, {found['state']['word']}. {found['state']['sentence']}",
        "Name": found["name"] + (" (archived)" if found["archived"] else ""),
        "Note": found["remark"],
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
        "Nobody can": " ".join(found["nobody_can_serve"]),
    }
    return {name: value for name, value in lines.items() if value}
