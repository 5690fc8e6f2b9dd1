"""`peakshift shrinkage`: what keeps rostered people off the floor."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from app.cli.parts.command import Noun
from app.cli.parts.output import answer, print_json, print_table, share
from app.cli.parts.session import context_of
from app.cli.parts.typed import Why, given, minute_of
from data.model.codec import to_json
from data.model.language import tr
from data.model.requirement import Shrinkage
from data.model.shift import DAY_MIN, clock

app = Noun()


@app.command("list")
def list_(call: typer.Context, json: bool = False) -> None:
    """Show every shrinkage, where its share comes from and how it is counted."""
    from app.services.staffing.shrinkage import shrinkages_of

    with context_of(call) as context:
        found = shrinkages_of(context)
    _show(found, json)


@app.command("set")
def set_(
    call: typer.Context,
    name: str,
    lost: Annotated[float, typer.Argument(help="Share of rostered time lost, e.g. 0.08.")],
    inside: Annotated[
        bool | None,
        typer.Option(
            "--inside/--outside", help="Placed by the roster, or on top of it; a new one outside."
        ),
    ] = None,
    paid: Annotated[
        bool | None,
        typer.Option("--paid/--unpaid", help="Whether it is paid time; a new one is."),
    ] = None,
    planned: Annotated[
        bool | None,
        typer.Option("--planned/--unplanned", help="Whether it is planned; a new one is not."),
    ] = None,
    begin: Annotated[str, typer.Option("--from", help="Part of the day, e.g. 22:00.")] = "00:00",
    end: Annotated[str, typer.Option("--to", help="... until, e.g. 06:00.")] = "24:00",
    why: Why = "",
    json: bool = False,
) -> None:
    """Add a shrinkage, or change that of its name and part of the day: what is not given stays."""
    from app.services.staffing.shrinkage import set_shrinkage, shrinkages_of

    kind = (name, minute_of(begin), minute_of(end))
    said = given(inside=inside, paid=paid, planned=planned)
    new = Shrinkage(name, lost, from_min=kind[1], to_min=kind[2])
    with context_of(call) as context:
        known = {(s.name, s.from_min, s.to_min): s for s in shrinkages_of(context)}
        value = replace(known.get(kind, new), share=lost, source="", **said)
        found = set_shrinkage(context, value, why)
    _show(found, json)


@app.command()
def fit(call: typer.Context, file: Path, why: Why = "", json: bool = False) -> None:
    """Fit shares from a history of absence: day, cause, rostered_minutes, lost_minutes."""
    from app.services.staffing.shrinkage import fit_shrinkages

    with context_of(call) as context:
        found = fit_shrinkages(context, file, why)
    _show(found, json)


@app.command()
def drop(call: typer.Context, name: str, why: Why = "", json: bool = False) -> None:
    """Take a shrinkage away."""
    from app.services.staffing.shrinkage import drop_shrinkage

    with context_of(call) as context:
        found = drop_shrinkage(context, name, why)
    _show(found, json)


@app.command()
def reset(call: typer.Context, why: Why = "") -> None:
    """Go back to the assumed shrinkages."""
    from app.services.staffing.shrinkage import reset_shrinkages

    with context_of(call) as context:
        reset_shrinkages(context, why)
    answer(tr("The assumed shrinkages are in force"), shrinkages="assumed")


def _show(found: tuple[Shrinkage, ...], json: bool) -> None:
    if json:
        print_json([to_json(s) for s in found])
        return
    rows = [
        [
            s.name,
            share(s.share),
            "inside" if s.inside else "outside",
            "planned" if s.planned else "unplanned",
            "paid" if s.paid else "unpaid",
            tr("all day") if (s.from_min, s.to_min) == (0, DAY_MIN) else _span(s),
            s.source,
        ]
        for s in found
    ]
    columns = ["what", "share", "roster", "planned", "paid", "when", "from"]
    print_table("Shrinkage", columns, rows)


def _span(value: Shrinkage) -> str:
    return f"{clock(value.from_min)} - {clock(value.to_min)}"
