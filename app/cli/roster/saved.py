"""`peakshift roster check`, `list` and `show`: every rule without a solver; saved rosters."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.parts.exits import Exit, leave
from app.cli.parts.output import (
    answers,
    errors,
    hours_better,
    least,
    print_json,
    print_some,
    print_table,
    share,
)
from app.cli.parts.session import clock_of, context_of
from data.model.codec import to_json
from data.model.language import phrase, tr

if TYPE_CHECKING:
    from app.services.roster.evaluation.compare import JudgedNow
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
    from app.services.roster.evaluation.compare import judged_now
    from rostering.evaluation.nobody import nobody_can_serve
    from rostering.rules.history import unknown_history

    now = None
    with context_of(call) as context:
        if Path(what).is_file():
            found = check_file(context, Path(what), base)
            problem, card = found.problem, found.card
            by = problem.requirement.requirement_id
            errors.print(
                tr("Judged by today's rules and people, and requirement {by}", by=by), style="dim"
            )
            for note in found.notes:
                errors.print(tr("Note: {note}", note=note))
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
            answers.print(tr("Today: {sentence}", sentence=now.sentence))
    leave(Exit.PARTLY if card.hard_violations else Exit.DONE)


def _print_card(what: str, card: "Scorecard", notes: list[str]) -> None:
    for note in notes:
        answers.print(tr("Note: {note}", note=note))
    answers.print(
        tr(
            "{what}: {objective} points, {hard_violations} hard violations",
            what=what,
            objective=card.objective,
            hard_violations=card.hard_violations,
        )
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
    from app.services.roster.state import distances_of, states_of

    with context_of(call) as context:
        every = context.store.list_rosters()
        listed = [r for r in every if archived or not r.label.archived][:limit]
        states, far = states_of(context, listed), distances_of(context, listed)
        clock = clock_of(context)
    if json:
        print_json(
            [
                {
                    **to_json(r),
                    "gap": r.gap,
                    "distance": hours.as_json() if (hours := far[r.roster_id]) else None,
                    "state": asdict(states[r.roster_id]),
                }
                for r in listed
            ]
        )
        return
    rows = [
        [r.roster_id, (r.label.name or "-") + (tr(" (archived)") if r.label.archived else ""),
         tr("{first} +{days} d", first=r.first, days=r.days) if r.first else "-",
         states[r.roster_id].word,
         "-" if r.objective is None else r.objective, least(r.bound), share(r.gap),
         f"{hours.hours:,.0f} / {hours.of_hours:,.0f}" if (hours := far[r.roster_id]) else "-",
         clock(r.made_at), r.made_by, r.parent_id or "-", r.note or "-"]
        for r in listed
    ]  # fmt: skip
    columns = ["roster", "name", "days", "status", "points", "at least", "gap", "hours",
               "made on", "by", "from", "why"]  # fmt: skip
    print_table("Rosters", columns, rows)


def show(call: typer.Context, roster_id: str, json: bool = False) -> None:
    """Show the certificate of a saved roster: cost breakdown, bound, gap, check, inputs.

    It also says how the roster stands against the newest requirement of its days.
    """
    from app.services.roster.evaluation.compare import judged_now
    from app.services.roster.evaluation.proof import roster_certificate
    from rostering.evaluation.scorecard import score

    with context_of(call) as context:
        saved = context.store.load_roster(roster_id)
        roster = saved.result.roster
        card = score(saved.problem, roster) if roster else None
        found = roster_certificate(context, saved, card)
        now = judged_now(context, saved, card) if roster else None
        made_on = clock_of(context)(saved.made_at)
    if json:
        print_json({**found, "newest_requirement": judged_json(now) if now else None})
        return
    for name, value in _lines(found, made_on).items():
        answers.print(f"{tr(name) + ':':<18}{value}", highlight=False)
    if now:
        answers.print(f"{tr('Today') + ':':<18}{now.sentence}", highlight=False)
    if found["bill"]:
        costs = sorted(found["bill"].items(), key=lambda row: -row[1])
        print_table(tr("Cost breakdown"), ["for", "points"], [list(row) for row in costs])
    for conflict in found["clashes"]:
        answers.print(f"  - {conflict}")


def _lines(found: dict[str, Any], made_on: str) -> dict[str, str]:
    published = ", ".join(tr("version {number}", number=number) for number in found["published_as"])
    limit = "" if found["time_limit_s"] is None else tr(" of {time_limit_s:g} s", **found)
    prices = tr("its prices are saved: `peakshift roster verify` adds it up again")
    lines = {
        phrase("Roster"): f"{found['id']}, {found['state']['word']}. {found['state']['sentence']}",
        phrase("Name"): found["name"] + (tr(" (archived)") if found["archived"] else ""),
        phrase("Note"): found["remark"],
        phrase("Span"): tr("{first} .. {last} ({days} days), {agents} agents", **found),
        phrase("Points"): tr("none: the solve ended without a roster")
        if found["objective"] is None
        else tr(
            "{objective}, lower bound {least}, optimality gap {share}{hours}",
            objective=found["objective"],
            least=least(found["bound"]),
            share=share(found["gap"]),
            hours=hours_better(found["distance"]),
        ),
        phrase("Bound by"): f"{found['bound_by'] or tr('nobody')}"
        + (f"; {prices}" if found["prices_kept"] else ""),
        phrase("Solved by"): tr(
            "engine {engine}, {seconds} s{limit}, seed {seed}",
            **{**found, "engine": found["engine"] or tr("none"), "limit": limit},
        ),
        phrase("Checked"): tr("nothing to check")
        if found["hard_violations"] is None
        else tr(
            "{hard_violations} hard violations, short {shortfall_hours} h, idle {surplus_hours} h",
            **found,
        ),
        phrase("Made"): tr(
            "{made_at} by {made_by}, peakshift {made_with}", **{**found, "made_at": made_on}
        ),
        phrase("From"): found["parent"] or tr("no other roster"),
        phrase("Why"): found["why"],
        phrase("Published"): published or tr("no"),
        phrase("Requirement"): tr("{requirement_id}, digest {requirement_digest}", **found),
        phrase("Forecasts"): ", ".join(found["forecasts"]) or tr("none"),
        phrase("Problem digest"): found["problem_digest"],
        phrase("Roster digest"): found.get("roster_digest", ""),
        phrase("Relaxed"): "; ".join(found["gave_way"]),
        phrase("Nobody can"): " ".join(found["nobody_can_serve"]),
    }
    return {name: value for name, value in lines.items() if value}
