"""`peakshift roster swap`: two people with each other's shifts."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.parts.exits import Exit, leave
from app.cli.parts.output import answers, errors, print_json, print_table
from app.cli.parts.session import context_of
from app.cli.parts.typed import OfRoster, Preview
from app.cli.roster.summary import warn_of_seats
from data.model.codec import to_json
from data.model.errors import InvalidValue
from data.model.language import tr, trn
from data.model.words import date_in_words

if TYPE_CHECKING:
    from app.services.roster.changes.edit import Consequence
    from rostering.repair.swaps import Swap


def swap(
    call: typer.Context,
    agent: str,
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"])],
    other: Annotated[str, typer.Argument(help="With whom; left out: who could is ranked.")] = "",
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day; one if left out.")
    ] = None,
    roster_id: OfRoster = "",
    preview: Preview = False,
    why: str = "",
    json: bool = False,
) -> None:
    """Swap the shifts of two people, or rank who could swap with one.

    The swap is saved as a new roster beside the old one; what it breaks and costs is said.
    Exit code 3 where the swap breaks a hard rule.
    """
    from app.services.roster.changes.edit import consequence
    from app.services.roster.changes.swap import save_swap, swap_edits, who_could_swap
    from app.services.roster.check import roster_of
    from app.services.roster.plan import roster_asked_about

    first, last = day.date(), (until or day).date()
    if last < first:
        raise InvalidValue(
            tr(
                "{first} to {last}: the days end before they begin",
                first=date_in_words(first),
                last=date_in_words(last),
            )
        )
    days = tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
    with context_of(call) as context:
        asked, which = (roster_id, "") if roster_id else roster_asked_about(context, first)
        if which:
            errors.print(tr("Note: {which}", which=which))
        if not other:
            _print_ranked(who_could_swap(context, asked, agent, days), agent, [*days], json)
            return
        edits = swap_edits(context, asked, (agent, other), days)
        found = consequence(context, asked, edits)
        old = context.store.load_roster(asked)
        before = roster_of(old)
        warn_of_seats(context, old.problem, found.roster, before)
        given = [s for e in edits for s in before.by_cell.get((e.agent_id, e.day), ())]
        lost = sum(len(shift.activities) for shift in given)
        new_id = "" if preview else save_swap(context, asked, (agent, other), days, why).roster_id
    if json:
        told = {"id": new_id, "parent": asked, "points": found.points}
        sides = {"broken": to_json(found.broken), "removed": to_json(found.removed)}
        lost_too = {"hard_violations": found.after.hard_violations, "activities_lost": lost}
        print_json({**told, **sides, **lost_too})
    else:
        _print_swapped(found, agent, other, new_id)
        if lost:
            answers.print(
                trn(
                    "{n} activity placed in these shifts falls out: place it anew.",
                    "{n} activities placed in these shifts fall out: place them anew.",
                    lost,
                )
            )
    if any(violation.hard for violation in found.broken):
        leave(Exit.PARTLY)


def _print_ranked(found: "tuple[Swap, ...]", agent: str, days: list[date], json: bool) -> None:
    if json:
        print_json(to_json(found))
        return
    if not found:
        answers.print(tr("Nobody can swap with {agent} on these days.", agent=agent))
        return
    rows = [
        [
            one.agent_id,
            one.name,
            ", ".join(shift.code if shift else tr("off") for shift in one.theirs),
            one.points,
            "; ".join(violation.sentence for violation in one.broken) or "-",
        ]
        for one in found
    ]
    when = " – ".join(map(date_in_words, dict.fromkeys((days[0], days[-1]))))
    title = tr("Who could swap with {agent} on {day}", agent=agent, day=when)
    print_table(title, ["agent", "name", "works then", "points", "rules broken"], rows)


def _print_swapped(found: "Consequence", one: str, other: str, new_id: str) -> None:
    for violation in found.broken:
        mark = "HARD" if violation.hard else "-"
        answers.print(f"  {mark} {violation.rule}: {violation.sentence}")
    saved = tr("saved as {new_id}", new_id=new_id) if new_id else tr("not saved")
    answers.print(
        tr(
            "{one} and {other} swap: cost {points:+d} points, hard rules broken {before} -> "
            "{after}; {saved}",
            one=one,
            other=other,
            points=found.points,
            before=found.before.hard_violations,
            after=found.after.hard_violations,
            saved=saved,
        )
    )
