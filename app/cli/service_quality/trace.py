"""`peakshift trace`: the scene of a minute, chains of contacts, signed bundles."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from app.cli.parts.command import Noun
from app.cli.parts.exits import Exit, leave
from app.cli.parts.output import answer, answers, print_json, print_some, print_table
from app.cli.parts.session import clock_of, context_of
from app.cli.parts.typed import MOMENTS, First, Last
from data.model.codec import to_json
from data.model.language import tr

app = Noun()

_FORMS = [*MOMENTS, "%Y-%m-%dT%H:%M%z"]
When = Annotated[datetime, typer.Argument(formats=_FORMS, help="Moment, such as 2026-11-27T10:15.")]
Queues = Annotated[list[str] | None, typer.Option(help="Queue; repeat it for more.")]


@app.command()
def scene(
    call: typer.Context,
    at: When,
    queue: Queues = None,
    agent: Annotated[str, typer.Option(help="This agent only.")] = "",
    json: bool = False,
) -> None:
    """Restore a minute: queues, agents, forecast, roster, relaxed rules, last changes."""
    from app.services.service_quality.trace.scene import scene_at

    with context_of(call) as context:
        found = scene_at(context, at, tuple(queue or ()), agent)
    if json:
        print_json(to_json(found))
        return
    said = (
        tr("version {version} ({roster_id}), published by {who}", version=found.version,
           roster_id=found.roster_id, who=found.published_by)
        if found.version else tr("no published roster was in force")
    )  # fmt: skip
    answers.print(f"{found.at:%Y-%m-%d %H:%M %z}: {said}")
    rows = [
        [q.queue_id, q.waiting, round(q.longest_wait_s), q.came, q.answered, q.handled,
         _band(q.expected, q.low, q.high), _or(q.needed), _or(q.on_floor), q.forecast_id or "-"]
        for q in found.queues
    ]  # fmt: skip
    columns = ["queue", "waiting", "longest s", "came", "answered", "on contact", "forecast",
               "needed", "on floor", "version"]  # fmt: skip
    print_table(tr("Queues"), columns, rows)
    agents = [
        [a.agent_id, a.name, a.shift or "-", a.activity or "-", a.state or "-", a.handles or "-"]
        for a in found.agents[:40]
    ]
    columns = ["agent", "name", "shift", "activity", "state", "contact"]
    print_table(
        tr("{rostered} rostered, {present} seen there", rostered=found.rostered,
           present=found.present), columns, agents,
    )  # fmt: skip
    print_some([tr("relaxed: {rule}", rule=rule) for rule in found.relaxed], 8)
    zone = ZoneInfo(found.zone)
    print_some(
        [
            f"{c.at.astimezone(zone):%Y-%m-%d %H:%M} {c.who}: {c.verb} {c.subject} {c.why}".strip()
            for c in found.told
        ],
        6,
    )


def _band(expected: float | None, low: float | None, high: float | None) -> str:
    if expected is None or low is None or high is None:
        return "-"
    return f"{expected:.0f} ({low:.0f}-{high:.0f})"


def _or(number: int | None) -> object:
    return "-" if number is None else number


@app.command()
def chain(
    call: typer.Context,
    find: Annotated[str, typer.Argument(help="Contact, case, order, or a customer's hash.")],
    json: bool = False,
) -> None:
    """Show the chain of contacts that a contact, case, order or customer belongs to."""
    from app.services.service_quality.trace.contacts import find_chains

    with context_of(call) as context:
        found, clock = find_chains(context, find), clock_of(context)
    if json:
        print_json([to_json(one) for one in found])
        return
    for one in found:
        rows = [
            [clock(t.at), t.touch_id, t.channel, t.queue_id, t.topic, t.agent_id,
             t.outcome, t.case_id or t.order_id]
            for t in one.touches
        ]  # fmt: skip
        title = tr("{n} contacts, {switches} changes of channel", n=len(one.touches),
                   switches=one.switches)  # fmt: skip
        columns = ["when", "contact", "channel", "queue", "topic", "agent", "outcome", "case"]
        print_table(title, columns, rows)


@app.command()
def contacts(
    call: typer.Context,
    first: First,
    last: Last,
    days: Annotated[
        int,
        typer.Option(
            help="Contacts about a topic belong together within so many days.", min=1, max=60
        ),
    ] = 7,
    json: bool = False,
) -> None:
    """First-contact resolution, repeats and changes of channel of a period."""
    from app.services.service_quality.trace.contacts import chains_of_period

    with context_of(call) as context:
        found = chains_of_period(context, first.date(), last.date(), days)
    if json:
        print_json(to_json(found))
        return
    rows = [
        [kind, g.name, g.chains,
         "-" if g.hidden else f"{g.first_contact.share:.0%}",
         "-" if g.hidden else f"{g.first_contact.low:.0%}-{g.first_contact.high:.0%}",
         round(g.contacts_each, 2), f"{g.switched_share:.0%}"]
        for kind, groups in (("all", (found.whole,)), ("channel", found.channels),
                             ("topic", found.topics))
        for g in groups
    ]  # fmt: skip
    columns = ["by", "name", "needs", "first contact", "95 %", "contacts", "switched"]
    print_table(
        tr("{contacts} contacts about {chains} needs", contacts=found.contacts,
           chains=found.chains), columns, rows,
    )  # fmt: skip
    if found.settled_until < date.max and found.settled_until < found.last:
        answer(tr("Needs after {day} may still bring repeats.", day=found.settled_until))


@app.command()
def bundle(
    call: typer.Context,
    out: Annotated[Path, typer.Option(help="File to write.")],
    at: Annotated[datetime | None, typer.Option(formats=_FORMS, help="Moment of a scene.")] = None,
    find: Annotated[str, typer.Option(help="Contact, case, order or customer's hash.")] = "",
    queue: Queues = None,
    agent: Annotated[str, typer.Option(help="This agent only.")] = "",
    json: bool = False,
) -> None:
    """Write a scene, chains or both as a signed bundle."""
    from app.services.service_quality.trace.bundle import trace_bundle
    from data.files.text import write_whole

    with context_of(call) as context:
        content = trace_bundle(context, at, find, tuple(queue or ()), agent)
    write_whole(out, content)
    answer(tr("{out}: written and signed", out=out), out=str(out), bytes=len(content))


@app.command()
def verify(
    call: typer.Context,
    file: Path,
    again: Annotated[
        bool, typer.Option("--again", help="Restore it from this database too, and compare.")
    ] = False,
    json: bool = False,
) -> None:
    """Check digests and signature of a bundle."""
    from app.services.service_quality.trace.bundle import verify_bundle

    with context_of(call) as context:
        found = verify_bundle(context, file, again)
    if json:
        print_json({**to_json(found), "holds": found.holds})
    else:
        answers.print(
            tr("{file}: made {at} by {who} with {program}", file=file, at=found.made_at,
               who=found.made_by, program=found.program)
        )  # fmt: skip
        print_some(list(found.faults), 20)
        if found.holds:
            answer(tr("Every digest and the signature hold."))
        if found.differences:
            print_some(
                [tr("{name} comes out otherwise from this database", name=name)
                 for name in found.differences], 10,
            )  # fmt: skip
        elif found.differences is not None:
            answer(tr("Restored from this database it comes out the same."))
    if not found.holds:
        leave(Exit.PARTLY)
