"""`peakshift roster compare`, `name`, `note`, `archive`: telling saved rosters apart."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.parts.output import answer, answers, print_json, print_some, print_table
from app.cli.parts.session import context_of
from app.cli.parts.typed import RosterId, Why
from data.model.codec import to_json
from data.model.language import tr

if TYPE_CHECKING:
    from app.services.roster.evaluation.compare import Comparison, Line

_SHOWN = 30


def name(
    call: typer.Context,
    roster_id: RosterId,
    called: Annotated[str, typer.Argument(metavar="NAME", help="Its name; '' takes it away.")],
    why: Why = "",
) -> None:
    """Give a saved roster a name that lists show."""
    from app.services.roster.label import name_roster

    with context_of(call) as context:
        label = name_roster(context, roster_id, called, why)
    said = tr("is called {name!r}", name=label.name) if label.name else tr("has no name")
    answer(f"{roster_id} {said}", id=roster_id, **to_json(label))


def note(
    call: typer.Context,
    roster_id: RosterId,
    text: Annotated[str, typer.Argument(help="The note; '' takes it away.")],
    why: Why = "",
) -> None:
    """Write a note beside a saved roster, which `roster show` repeats."""
    from app.services.roster.label import note_roster

    with context_of(call) as context:
        label = note_roster(context, roster_id, text, why)
    answer(f"{roster_id}: {label.note or tr('no note')}", id=roster_id, **to_json(label))


def archive(call: typer.Context, roster_id: RosterId, why: Why = "") -> None:
    """Leave a roster out of lists; it stays readable by its id."""
    _archive(call, roster_id, why, archived=True)


def unarchive(call: typer.Context, roster_id: RosterId, why: Why = "") -> None:
    """Show an archived roster in lists again."""
    _archive(call, roster_id, why, archived=False)


def _archive(call: typer.Context, roster_id: str, why: str, *, archived: bool) -> None:
    from app.services.roster.label import archive_roster

    with context_of(call) as context:
        label = archive_roster(context, roster_id, why, archived=archived)
    said = tr("is archived: lists leave it out") if archived else tr("is in lists again")
    answer(f"{roster_id} {said}", id=roster_id, **to_json(label))


def compare(
    call: typer.Context,
    before: Annotated[str, typer.Argument(metavar="A", help="Saved roster.")],
    after: Annotated[str, typer.Argument(metavar="B", help="Saved roster to compare with it.")],
    json: bool = False,
) -> None:
    """Compare two saved rosters: cells, hours, objective, violations, by agent and by day."""
    from app.services.roster.evaluation.compare import compare_rosters

    with context_of(call) as context:
        found = compare_rosters(context, before, after)
    if json:
        print_json(to_json(found))
    else:
        _print(found)


def _print(found: "Comparison") -> None:
    old, new = found.before, found.after
    rows: list[list[object]] = [
        ["points", old.objective, new.objective, new.objective - old.objective],
        [tr("hard rules broken"), old.hard_violations, new.hard_violations,
         new.hard_violations - old.hard_violations],
        *([label, before, after, round(after - before, 1)] for label, before, after in (
            (tr("hours short"), old.shortfall_hours, new.shortfall_hours),
            (tr("hours idle"), old.surplus_hours, new.surplus_hours),
            (tr("paid hours"), old.paid_hours, new.paid_hours))),
        ["shifts", old.shifts, new.shifts, new.shifts - old.shifts],
    ]  # fmt: skip
    titles = [f"{side.name} ({side.roster_id})" if side.name else side.roster_id
              for side in (old, new)]  # fmt: skip
    print_table(f"{found.first} .. {found.last}", ["", *titles, "difference"], rows)
    if not found.same_problem:
        answers.print(tr("Each is judged by the people, rules and requirement it was saved with."))
    if found.costs:
        costs: list[list[object]] = [[rule, *pair] for rule, pair in found.costs.items()]
        print_table(tr("Costs that differ [points]"), ["for", *titles], costs)
    for words, violations in ((tr("only in the second"), found.broken), (tr("only in the first"),
                                                                     found.mended)):  # fmt: skip
        for violation in violations[:_SHOWN]:
            mark = "HARD " if violation.hard else ""
            answers.print(f"  {mark}{words}: {violation.sentence}")
    answers.print(tr("{changes} cells differ", changes=len(found.changes)))
    if found.changes:
        _print_lines(tr("By agent"), "agent", found.agents)
        _print_lines(tr("By day"), "day", found.days)
    print_some([change.sentence for change in found.changes], _SHOWN)


def _print_lines(title: str, what: str, lines: "tuple[Line, ...]") -> None:
    rows: list[list[object]] = [
        [f"{line.name} ({line.key})" if line.name else line.key, line.cells,
         round(line.before_hours, 2), round(line.after_hours, 2),
         round(line.after_hours - line.before_hours, 2)]
        for line in lines
    ]  # fmt: skip
    print_table(title, [what, "cells", "hours before", "hours after", "difference"], rows)
