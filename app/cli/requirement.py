"""`peakshift requirement`: agents required for each queue and slot."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli.parts.background import InBackground, send
from app.cli.parts.command import Noun
from app.cli.parts.output import (
    answer,
    answers,
    errors,
    print_json,
    print_table,
    share,
    step_progress,
)
from app.cli.parts.session import context_of
from app.cli.parts.typed import MOMENTS
from data.files.text import write_whole
from data.model.language import tr
from data.model.requirement import Requirement
from data.model.words import basis_in_words

app = Noun()


@app.command()
def build(
    call: typer.Context,
    basis: Annotated[
        str, typer.Option(help="`expected`, `mean`, or a percentile of demand such as p80.")
    ] = "expected",
    underage_cost: Annotated[
        float | None,
        typer.Option(
            help="With --overage-cost: what one agent too few for what comes costs; together they "
            "set the percentile of demand to staff for. What a roster pays for a missing agent is "
            "the rule `understaffing` (`peakshift rules list`)."
        ),
    ] = None,
    overage_cost: Annotated[
        float | None,
        typer.Option(help="With --underage-cost: what one agent too many for what comes costs."),
    ] = None,
    period_floor: Annotated[
        float | None,
        typer.Option(
            help="Meet the service level target over the period; no slot below this level."
        ),
    ] = None,
    formula_only: Annotated[
        bool,
        typer.Option("--formula-only", help="Each queue alone by formula, not corrected."),
    ] = False,
    forecast: Annotated[
        list[str] | None,
        typer.Option(help="Forecast versions to staff from; the newest of each queue if none."),
    ] = None,
    in_background: InBackground = False,
    json: bool = False,
) -> None:
    """Build a requirement from the newest or the named forecasts, corrected by simulation."""
    from app.services.jobs.of_data import RequirementOrder
    from app.services.staffing.requirement import requirement_warnings, set_requirement

    basis = _by_costs(basis, underage_cost, overage_cost)
    order = RequirementOrder(tuple(forecast or ()), basis, period_floor, not formula_only)
    with context_of(call) as context:
        if in_background:
            send(call, context, order)
            return
        with step_progress(tr("Working out the staffing")) as progress:
            requirement = set_requirement(
                context,
                **vars(order),
                progress=lambda done, total: progress(tr("simulations"), done, total),
            )
        warnings = requirement_warnings(context, requirement)
    show_requirement(requirement, warnings, json)


@app.command()
def compare(
    call: typer.Context,
    formula_only: Annotated[bool, typer.Option("--formula-only")] = False,
    json: bool = False,
) -> None:
    """Put mean, p50, p80, p95 and expected service side by side, with hours and cost."""
    from app.services.staffing.what_if import compare_requirements

    with context_of(call) as context, errors.status(tr("Working out the staffing five times")):
        choices = compare_requirements(context, judged=not formula_only)
    rows = [
        {"basis": c.basis, "hours": round(c.rostered_hours, 1), "cost": c.cost_cents / 100,
         "expected_service": dict(c.expected_share)}
        for c in choices
    ]  # fmt: skip
    if json:
        print_json(rows)
        return
    queues = list(choices[0].expected_share)
    cells = [
        [
            c.basis,
            c.rostered_hours,
            c.cost_cents / 100,
            *map(share, c.expected_share.values()),
        ]
        for c in choices
    ]
    print_table(tr("What certainty costs"), ["basis", "hours", "cost", *queues], cells)


@app.command()
def why(
    call: typer.Context,
    requirement_id: str,
    queue: Annotated[str, typer.Option(help="Queue id.")],
    at: Annotated[
        datetime,
        typer.Option(formats=MOMENTS, help="Local time of the slot, e.g. 2026-01-05T09:30."),
    ],
    json: bool = False,
) -> None:
    """Explain one number of a requirement down to the formula and its inputs."""
    from app.services.staffing.saved import explain_requirement

    with context_of(call) as context:
        found = explain_requirement(context, requirement_id, queue, at)
    if json:
        print_json(found.as_json())
        return
    answers.print(found.sentence)
    rows = [[s.name, s.formula, s.value, s.unit] for s in found.steps]
    print_table(
        tr("{queue} at {at:%Y-%m-%d %H:%M}", queue=queue, at=at),
        ["step", "reckoning", "value", "unit"],
        rows,
    )


@app.command()
def export(call: typer.Context, requirement_id: str, out: Path) -> None:
    """Write a requirement as CSV."""
    from data.export import requirement_csv

    with context_of(call) as context:
        write_whole(out, requirement_csv(context.store.load_requirement(requirement_id)))
    answer(f"{out}: written", file=str(out), requirement_id=requirement_id)


def _by_costs(basis: str, under: float | None, over: float | None) -> str:
    from rostering.staffing.sizing import newsvendor_level

    if (under is None) != (over is None):
        raise typer.BadParameter(tr("give --underage-cost and --overage-cost together"))
    if under is None or over is None:
        return basis
    return f"p{100 * newsvendor_level(under, over):g}"


def show_requirement(requirement: Requirement, warnings: tuple[str, ...], json: bool) -> None:
    """Peak and hours of each queue, and what is to be known of them."""
    from app.services.staffing.requirement import requirement_summary

    if json:
        print_json({**requirement_summary(requirement), "warnings": warnings})
        return
    rows = [
        [q, d["peak_heads"], d["hours"]]
        for q, d in requirement_summary(requirement)["queues"].items()
    ]
    print_table(
        f"{requirement.requirement_id} ({basis_in_words(requirement.basis)})",
        ["queue", "agents at the peak", "hours"],
        rows,
    )
    for text in warnings:
        answers.print(tr("Warning: {text}", text=text), highlight=False)
