"""`peakshift day status`: where the running day stands, as the page Today shows it."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer

from app.cli.parts.output import answer, answers, print_json, print_table, share
from app.cli.parts.session import context_of
from data.model.codec import to_json
from data.model.language import tr
from data.model.shift import clock

if TYPE_CHECKING:
    from app.services.day.summary import DaySummary


def status(call: typer.Context, json: bool = False) -> None:
    """Show where the day stands: contacts, service, people, the hours in which it will hurt."""
    from app.services.context import centre_of
    from app.services.day.summary import day_summary

    with context_of(call) as context:
        zone = centre_of(context).clock
        found = day_summary(context)
    if json:
        print_json(to_json(found))
        return
    answer(found.feed)
    if found.made_up:
        answers.print(tr("The figures are the sample's own, made up."))
    _print(found, zone)


def _print(found: "DaySummary", zone: ZoneInfo) -> None:
    rows = [
        [
            one.name,
            f"{one.came:,.0f} / {one.expected:,.0f}",
            "-"
            if one.rest is None
            else f"{one.rest:,.0f} ({one.rest_low:,.0f}-{one.rest_high:,.0f})",
            "-" if one.in_time is None else share(one.in_time),
            "-" if one.day is None else f"{share(one.day[1])}-{share(one.day[2])}",
            "-" if one.needed is None else f"{one.planned} / {one.needed}",
            "-" if one.waiting is None else one.waiting,
        ]
        for one in found.queues
    ]
    columns = ["queue", "came / expected", "still to come", "in time", "day ends at",
               "planned / needed", "waiting"]  # fmt: skip
    print_table(f"{found.at.astimezone(zone):%Y-%m-%d %H:%M}", columns, rows)
    there = "-" if found.present is None else str(found.present)
    said = tr("On the floor: {planned} by the plan, {present} signed in and on queue.",
              planned=found.planned, present=there)  # fmt: skip
    answers.print(said)
    if found.missing:
        names = ", ".join(found.missing)
        answers.print(tr("Have not come: {names}", names=names))
    for hole in found.short:
        line = f"{clock(hole.from_min)}-{clock(hole.until_min)} {hole.queue_id} -{hole.agents}"
        answers.print(f"{line} ({hole.hours:g} h)")
