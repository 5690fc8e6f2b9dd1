"""`peakshift requirement`: heads per queue and slot."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.output import answers, print_json, print_table
from app.cli.session import desk_of
from app.services.set_requirement import set_requirement
from data.export import requirement_csv
from data.model.requirement import Requirement

app = typer.Typer(help="How many people that takes.", no_args_is_help=True)


@app.command()
def build(
    context: typer.Context,
    basis: Annotated[str, typer.Option(help="`mean`, or a quantile such as p80.")] = "mean",
    json: bool = False,
) -> None:
    """Build a requirement from the newest forecasts."""
    with desk_of(context) as desk:
        requirement = set_requirement(desk, basis=basis)
    show_requirement(requirement, json)


@app.command()
def export(context: typer.Context, requirement_id: str, out: Path) -> None:
    """Write a requirement as CSV."""
    with desk_of(context) as desk:
        out.write_bytes(requirement_csv(desk.store.load_requirement(requirement_id)))
    answers.print(f"{out}: written", markup=False)


def show_requirement(requirement: Requirement, json: bool) -> None:
    """Peak and hours of each queue."""
    if json:
        print_json(summary(requirement))
        return
    rows = [[q, d["peak_heads"], d["hours"]] for q, d in summary(requirement)["queues"].items()]
    print_table(
        f"{requirement.requirement_id} ({requirement.basis})",
        ["queue", "peak heads", "hours"],
        rows,
    )


def summary(requirement: Requirement) -> dict[str, dict[str, dict[str, float]]]:
    """Peak heads [-] and rostered hours [h] by queue."""
    hours = requirement.heads.sum(axis=1) * requirement.grid.slot_min / 60
    peaks = requirement.heads.max(axis=1)
    queues = {
        queue: {"peak_heads": int(peak), "hours": round(float(h), 1)}
        for queue, peak, h in zip(requirement.queue_ids, peaks, hours, strict=True)
    }
    return {"id": requirement.requirement_id, "basis": requirement.basis, "queues": queues}  # type: ignore[dict-item]
