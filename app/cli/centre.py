"""`peakshift centre`: name, clock, calendar and slot length of the centre."""

from typing import Annotated

import typer

from app.cli.output import answers, print_json
from app.cli.session import desk_of
from app.services.read_centre import centre_of
from app.services.set_centre import set_centre
from data.model.codec import to_json
from data.model.queue import Centre

app = typer.Typer(help="The centre that a database belongs to.", no_args_is_help=True)


@app.command("set")
def set_(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="Name shown on every page.")],
    zone: Annotated[str, typer.Option(help="IANA time zone.")] = "Asia/Shanghai",
    country: Annotated[str, typer.Option(help="ISO 3166 code of the holiday calendar.")] = "CN",
    slot_min: Annotated[int, typer.Option(help="Slot length in minutes: 15, 30 or 60.")] = 30,
) -> None:
    """Set up or change the centre."""
    centre = Centre(name, zone, country, slot_min)
    with desk_of(context) as desk:
        set_centre(desk, centre)
    answers.print(
        f"Centre {name}: {zone}, holidays of {country}, {slot_min}-minute slots", markup=False
    )


@app.command()
def show(context: typer.Context, json: bool = False) -> None:
    """Show the centre and its queues."""
    with desk_of(context) as desk:
        centre, queues = centre_of(desk), desk.store.load_queues()
    if json:
        print_json({"centre": to_json(centre), "queues": to_json(queues)})
        return
    answers.print(
        f"{centre.name}: {centre.zone}, {centre.country}, {centre.slot_min} min slots",
        markup=False,
    )
    for queue in queues:
        due = f", due within {queue.deferrable_due_min} min" if queue.deferrable_due_min else ""
        answers.print(f"  {queue.queue_id}: {queue.name} ({queue.channel}{due})", markup=False)
