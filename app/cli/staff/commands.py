"""`peakshift staff`: people, contracts, shift templates, leave and wishes."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli.parts.command import Noun
from app.cli.parts.output import answer, answers, print_json, print_table
from app.cli.parts.session import context_of
from app.cli.parts.typed import Seed, Why
from app.cli.staff import wishes
from data.model.language import tr
from data.model.words import counted

app = Noun()


@app.command("import")
def import_(
    call: typer.Context,
    folder: Path,
    dry_run: Annotated[bool, typer.Option(help="Only say what would change.")] = False,
    exactly: Annotated[
        bool,
        typer.Option(
            help="Drop leave and wishes entered by hand, too, where their file lacks them."
        ),
    ] = False,
    why: Why = "",
    json: bool = False,
) -> None:
    """Lay the CSV files of a folder over the staff; tables without a file stay as they are.

    It says first what is new, changed and dropped. Leave and wishes entered by hand stay unless
    the file has other ones for these days.
    """
    from app.services.people.staff_import import import_staff, preview_staff
    from data.model.codec import to_json

    with context_of(call) as context:
        found = preview_staff(context, folder, exactly=exactly)
        if not json:
            for sentence in found.sentences:
                answers.print(sentence)
        if not dry_run:
            found = import_staff(context, folder, why, exactly=exactly)
    if json:
        print_json({"saved": not dry_run, "tables": to_json(found.tables)})
        return
    staff = found.staff
    answers.print(
        tr(
            "{agents} agents, {templates} shift templates",
            agents=len(staff.agents),
            templates=len(staff.templates),
        )
        + (tr(" (nothing was saved)") if dry_run else "")
    )


@app.command("export")
def export_(call: typer.Context, folder: Path) -> None:
    """Write the staff as CSV files that `import` reads back."""
    from data.export import write_staff
    from data.store import documents

    with context_of(call) as context:
        write_staff(context.store.load(documents.STAFF), folder)
    answer(f"{folder}: written", folder=str(folder))


@app.command()
def sample(
    call: typer.Context,
    agents: Annotated[int, typer.Option(min=1, help="How many people to make up.")] = 40,
    seed: Seed = 0,
) -> None:
    """Make up a staff for the stored queues, skills in proportion to their workload."""
    import numpy as np

    from app.services.context import history_of, queues_of
    from app.services.people.staff_import import replace_staff
    from data.samples import sample_staff

    with context_of(call) as context:
        history = history_of(context, queues_of(context))
        weights = {q: float(np.nansum(series.offered)) for q, series in history.items()}
        replace_staff(context, sample_staff(weights, agents, seed), "sample")
    answer(
        tr(
            "{sample_agents} for {queues}",
            sample_agents=counted(agents, "sample agent"),
            queues=counted(len(weights), "queue"),
        ),
        agents=agents,
        queues=list(weights),
    )


@app.command()
def show(call: typer.Context, json: bool = False) -> None:
    """Count people by contract and skill."""
    from data.store import documents

    with context_of(call) as context:
        staff = context.store.load(documents.STAFF)
    counts: dict[str, dict[str, int]] = {"contract": {}, "skill": {}}
    for agent in staff.agents:
        counts["contract"][agent.contract_id] = counts["contract"].get(agent.contract_id, 0) + 1
        for skill in agent.skills:
            counts["skill"][skill] = counts["skill"].get(skill, 0) + 1
    if json:
        print_json({"agents": len(staff.agents), **counts})
        return
    answers.print(counted(len(staff.agents), "agent"))
    for kind, found in counts.items():
        answers.print(
            tr("  by {kind}: ", kind=kind) + ", ".join(f"{k} {n}" for k, n in found.items())
        )


@app.command()
def shifts(
    call: typer.Context,
    agent: Annotated[str, typer.Argument(help="Agent, by id; left out: yourself.")] = "",
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="First day; left out: today."),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=400, help="How many days.")] = 28,
    json: bool = False,
) -> None:
    """List an agent's shifts by the plan in force, your own if you name nobody."""
    from app.services.access.users import agent_myself
    from app.services.roster.plan import shifts_of_agent
    from data.model.codec import to_json

    begin = first.date() if first else None
    with context_of(call) as context:
        found = shifts_of_agent(context, agent or agent_myself(context), begin, days)
    if json:
        print_json(to_json(found))
        return
    rows = [[f"{one.day:%a %Y-%m-%d}", one.said, one.version or "-"] for one in found]
    print_table("Shifts", ["day", "shift", "version"], rows)


for entry in (
    wishes.wishes,
    wishes.add_wish,
    wishes.remove_wish,
    wishes.leaves,
    wishes.add_leave,
    wishes.remove_leave,
):
    app.command()(entry)
