"""`peakshift swap`: swaps that agents ask for, agree to and get approved."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.parts.command import Noun
from app.cli.parts.output import answer, answers, print_json, print_table
from app.cli.parts.session import context_of
from data.model.codec import to_json
from data.model.day.swap import STATES, shift_said, swapped_said
from data.model.language import tr
from data.model.words import date_in_words

if TYPE_CHECKING:
    from app.services.context import Context
    from data.model.day.swap import SwapRequest

app = Noun()

Which = Annotated[str, typer.Argument(metavar="SWAP", help="Swap, by its id (`swap list`).")]
Day = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"])]


@app.command("list")
def list_(
    call: typer.Context,
    agent: Annotated[str, typer.Option(help="Only this agent's.")] = "",
    json: bool = False,
) -> None:
    """List swaps that were asked for: what is open first."""
    from app.services.people.swaps import swaps_of

    with context_of(call) as context:
        found = swaps_of(context, agent)
    if json:
        print_json([{**to_json(one), "state": one.state} for one in found])
        return
    rows: list[list[object]] = [
        [s.request_id, str(s.day), s.agent_id, s.other_id, swapped_said(s),
         s.waits or tr(STATES[s.state])]
        for s in found
    ]  # fmt: skip
    print_table(
        tr("Swaps that were asked for"),
        ["swap", "day", "asks", "colleague", "swap of", "state"],
        rows,
    )


@app.command()
def partners(call: typer.Context, agent: str, day: Day, json: bool = False) -> None:
    """List colleagues with whom an agent could swap a day and no hard rule would break."""
    from app.services.people.swaps import swap_partners

    with context_of(call) as context:
        found = swap_partners(context, agent, day.date())
    if json:
        print_json(to_json(found))
        return
    if not found:
        answers.print(tr("Nobody can swap with {agent} on these days.", agent=agent))
        return
    print_table(
        tr("Who could swap with {agent} on {day}", agent=agent, day=date_in_words(day.date())),
        ["agent", "name", "works then"],
        [[one.agent_id, one.name, shift_said(one.theirs)] for one in found],
    )


@app.command()
def ask(
    call: typer.Context,
    agent: Annotated[str, typer.Argument(help="Who asks, by id.")],
    other: Annotated[str, typer.Argument(help="The colleague, by id (`swap partners`).")],
    day: Day,
    why: str = "",
) -> None:
    """Ask a colleague to swap a day; the plan stays until both agree and it is approved."""
    from app.services.people.swaps import ask_swap

    _tell(call, lambda context: ask_swap(context, agent, other, day.date(), why))


@app.command()
def withdraw(call: typer.Context, request: Which, why: str = "") -> None:
    """Take back that a swap was asked for."""
    from app.services.people.swaps import withdraw_swap

    _tell(call, lambda context: withdraw_swap(context, request, why))


@app.command()
def agree(call: typer.Context, request: Which, why: str = "") -> None:
    """Agree to a swap, as the colleague."""
    from app.services.people.swaps import agree_swap

    _tell(call, lambda context: agree_swap(context, request, why))


@app.command()
def decline(call: typer.Context, request: Which, why: str = "") -> None:
    """Decline a swap, as the colleague."""
    from app.services.people.swaps import decline_swap

    _tell(call, lambda context: decline_swap(context, request, why))


@app.command()
def approve(call: typer.Context, request: Which, why: str = "") -> None:
    """Approve a swap that both agree to: it is published as the next version."""
    from app.services.people.swaps import approve_swap

    _tell(call, lambda context: approve_swap(context, request, why))


@app.command()
def refuse(call: typer.Context, request: Which, why: str = "") -> None:
    """Refuse a swap, as the shift manager."""
    from app.services.people.swaps import refuse_swap

    _tell(call, lambda context: refuse_swap(context, request, why))


def _tell(call: typer.Context, verb: "Callable[[Context], SwapRequest]") -> None:
    with context_of(call) as context:
        found = verb(context)
    said = tr(
        "{swap}: {said} on {day}: {state}",
        swap=found.request_id,
        said=swapped_said(found),
        day=date_in_words(found.day),
        state=tr(STATES[found.state]),
    )
    if found.version:
        said += "; " + tr("published as version {version}", version=found.version)
    if found.waits:
        said += "; " + found.waits
    answer(said, swap={**to_json(found), "state": found.state})
