"""Wishes and leave of `peakshift staff`: list them, add one, take one back."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from app.cli.parts.output import answer, answers, print_json, print_table, share
from app.cli.parts.session import context_of
from app.cli.parts.typed import USUAL, Why, day_or_every, minute_of
from data.files.text import write_whole
from data.model.codec import to_json
from data.model.language import phrase, tr
from data.model.shift import DAY_MIN
from data.model.staff import LEAVE_KINDS, Leave, Wish
from data.model.words import counted

if TYPE_CHECKING:
    from app.services.people.wishes_met import WishesOfRoster

LATER = phrase("The next build reads it; rosters already built stay as they are.")
Day = Annotated[str, typer.Argument(help="The day, such as 2026-01-31; `every` for every day.")]
Want = Literal["off", "on"]


def wishes(
    call: typer.Context,
    roster_id: Annotated[
        str, typer.Option("--roster", help="What became of them in this roster.")
    ] = "",
    agent: Annotated[str, typer.Option(help="Only this agent's.")] = "",
    refused: Annotated[
        bool, typer.Option("--refused", help="With --roster: list only those refused.")
    ] = False,
    back: Annotated[
        int | None,
        typer.Option(
            help=f"With --roster: days before it to look back over. {USUAL}", min=1, max=1000
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("--csv", "--out", help="CSV of every wish.")] = None,
    json: bool = False,
) -> None:
    """List who wishes what; with --roster, what was granted and refused, now and before."""
    from app.services.centre import planning_of
    from app.services.people.wishes_met import wishes_csv, wishes_json, wishes_of_roster

    if not roster_id:
        _kept(call, agent, out, json)
        return
    with context_of(call) as context:
        back = planning_of(context).wishes_back_days if back is None else back
        found = wishes_of_roster(context, roster_id, back).only(agent, refused)
    if out:
        write_whole(out, wishes_csv(found))
    if json:
        print_json({"roster": roster_id, "back_days": back, **wishes_json(found)})
        return
    _print(found, roster_id, back)
    if out:
        answers.print(f"{out}: written")


def add_wish(
    call: typer.Context,
    agent: str,
    day: Day,
    what: Annotated[Want, typer.Argument(help="`off`: no such shift; `on`: such a shift.")],
    begin: Annotated[str, typer.Option("--from", help="About starts from, e.g. 06:00.")] = "00:00",
    end: Annotated[str, typer.Option("--to", help="About starts until, e.g. 10:00.")] = "23:59",
    weight: Annotated[int, typer.Option(help="1 (mild) to 5 (strong).")] = 1,
    why: Why = "",
) -> None:
    """Add one wish of an agent: a day off, work, or starts that are liked or not."""
    from app.services.people import wishes

    latest = min(minute_of(end), DAY_MIN - 1)
    asked = Wish(agent, day_or_every(day), what, minute_of(begin), latest, weight)
    with context_of(call) as context:
        added = wishes.add_wish(context, asked, why)
    answer(
        tr(
            "{agent} wishes {said}, weight {weight}. {later}",
            agent=agent,
            said=wishes.said(added),
            weight=weight,
            later=tr(LATER),
        ),
        wish={**to_json(added), "what": added.what},
    )


def remove_wish(
    call: typer.Context,
    agent: str,
    day: Day,
    what: Annotated[
        Want | None, typer.Argument(help="Where there are wishes of both kinds, which.")
    ] = None,
    why: Why = "",
) -> None:
    """Take an agent's wish for a day back."""
    from app.services.people import wishes

    about = day_or_every(day)
    with context_of(call) as context:
        gone = wishes.remove_wishes(context, wishes.wishes_about(context, agent, about, what), why)
    words = "; ".join(wishes.said(one) for one in gone)
    answer(
        tr("{agent} no longer wishes {words}. {later}", agent=agent, words=words, later=tr(LATER)),
        removed=[{**to_json(one), "what": one.what} for one in gone],
    )


def _kept(call: typer.Context, agent: str, out: Path | None, json: bool) -> None:
    from app.services.people.wishes import wishes_kept, wishes_kept_csv
    from data.store import documents

    with context_of(call) as context:
        found = wishes_kept(context, agent)
        names = {a.agent_id: a.name for a in context.store.load(documents.STAFF).agents}
    if out:
        write_whole(out, wishes_kept_csv(found, names))
    if json:
        print_json([{**to_json(one), "what": one.what} for one in found])
        return
    rows: list[list[object]] = [
        [one.agent_id, names.get(one.agent_id, ""), str(one.day or tr("every day")), one.what,
         one.weight]
        for one in found
    ]  # fmt: skip
    print_table(
        tr("Wishes that the next build reads"), ["agent", "name", "day", "wish", "weight"], rows
    )
    if out:
        answers.print(f"{out}: written")


def _print(found: "WishesOfRoster", roster_id: str, back: int) -> None:
    people = (*found.agents, found.everybody)
    rows: list[list[object]] = [
        [a.agent_id, a.name, a.asked, a.granted, a.refused, share(a.granted_share),
         a.before.asked, a.before.refused, a.at_stake, a.charged]
        for a in people
    ]  # fmt: skip
    columns = ["agent", "name", "asked", "granted", "refused", "share", "asked before",
               "refused before", "points at stake", "charged"]  # fmt: skip
    print_table(
        tr(
            "Wishes in {roster_id}, and in the {back} days before it",
            roster_id=roster_id,
            back=back,
        ),
        columns,
        rows,
    )
    each: list[list[object]] = [
        [o.agent_id, str(o.day), o.wish.what, "" if o.wish.day else tr("every day"),
         "granted" if o.granted else "refused", o.at_stake, o.charged]
        for o in found.wishes
    ]  # fmt: skip
    columns = ["agent", "day", "wish", "asked for", "outcome", "points at stake", "charged"]
    print_table(tr("Every wish"), columns, each)


LeaveDay = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"])]


def leaves(
    call: typer.Context,
    agent: Annotated[str, typer.Option(help="Only this agent's.")] = "",
    json: bool = False,
) -> None:
    """List who is on leave when, as the next build reads it."""
    from app.services.people.leave import leave_kept
    from data.store import documents

    with context_of(call) as context:
        found = leave_kept(context, agent)
        names = {a.agent_id: a.name for a in context.store.load(documents.STAFF).agents}
    if json:
        print_json([to_json(row) for row in found])
        return
    rows: list[list[object]] = [
        [row.agent_id, names.get(row.agent_id, ""), str(row.first), str(row.last), row.kind]
        for row in found
    ]
    print_table(
        tr("Leave that the next build reads"), ["agent", "name", "first", "last", "kind"], rows
    )


def add_leave(
    call: typer.Context,
    agent: str,
    first: LeaveDay,
    last: Annotated[
        datetime | None, typer.Argument(formats=["%Y-%m-%d"], help="Included; one day if left out.")
    ] = None,
    kind: Annotated[
        str, typer.Option(help=f"{', '.join(LEAVE_KINDS)}, or another word.")
    ] = LEAVE_KINDS[0],
    why: Why = "",
) -> None:
    """Add one leave of an agent, whole days, both ends included."""
    from app.services.people import leave

    asked = Leave(agent, first.date(), (last or first).date(), kind)
    with context_of(call) as context:
        added = leave.add_leave(context, asked, why)
    days = (added.last - added.first).days + 1
    answer(
        tr(
            "{agent} is on {kind} leave from {first} to {last} ({days}). {later} "
            "A published one is changed by `peakshift roster reroster`.",
            agent=agent,
            kind=added.kind,
            first=added.first,
            last=added.last,
            days=counted(days, "day"),
            later=tr(LATER),
        ),
        leave=to_json(added),
    )


def remove_leave(call: typer.Context, agent: str, first: LeaveDay, why: Why = "") -> None:
    """Take back the leave of an agent that begins on a day."""
    from app.services.people import leave

    with context_of(call) as context:
        gone = leave.remove_leave(context, agent, first.date(), why)
    answer(
        tr(
            "{agent} is no longer on {kind} leave from {first} to {last}. {later}",
            agent=agent,
            kind=gone.kind,
            first=gone.first,
            last=gone.last,
            later=tr(LATER),
        ),
        removed=to_json(gone),
    )
