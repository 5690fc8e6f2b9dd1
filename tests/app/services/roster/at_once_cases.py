"""What many writers do at once to rosters, their locks, names, publications and shift templates."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from app.services.context import Context
from app.services.roster import build, label, locks
from app.services.roster.changes import edit
from app.services.roster.check import roster_of
from app.services.roster.publishing import publish
from app.services.shift_design import design as shift_design
from data.model.publication import WITHDRAWS, Publication, RosterLabel
from data.store import documents
from rostering.evaluation.scorecard import score
from tests.app.services.at_once_cases import Do, Stands, case, most, newest_roster, saved_rosters


@case(locks.lock_in_roster)
def cells(context: Context, folder: Path) -> tuple[Do, Stands]:
    return _cells(context, locks.lock_in_roster, 0, True)


@case(locks.unlock_in_roster)
def locked_cells(context: Context, folder: Path) -> tuple[Do, Stands]:
    saved = context.store.load_roster(newest_roster(context))
    span = locks.LockSpan("*", roster_of(saved).dates[4], roster_of(saved).dates[5])
    locks.lock_in_roster(context, saved.roster_id, (span,))
    return _cells(context, locks.unlock_in_roster, 4, False)


def _cells(context: Context, verb: Any, day: int, locked: bool) -> tuple[Do, Stands]:
    saved = context.store.load_roster(newest_roster(context))
    ids = [agent.agent_id for agent in saved.problem.agents]

    def cell(n: int) -> tuple[str, date]:
        return ids[n % len(ids)], roster_of(saved).dates[day + n // len(ids)]

    def do(c: Context, n: int) -> object:
        agent_id, when = cell(n)
        return verb(c, saved.roster_id, (locks.LockSpan(agent_id, when, when),))

    return do, lambda c, n, answer: (cell(n) in locks.locked_cells_of(c, saved)) == locked


@case(edit.save_edit)
def edits(context: Context, folder: Path) -> tuple[Do, Stands]:
    saved = context.store.load_roster(newest_roster(context))
    free = sorted(s for s in roster_of(saved).shifts if s.day == roster_of(saved).dates[6])

    def mine(n: int) -> edit.CellEdit:
        return edit.CellEdit(free[n % len(free)].agent_id, free[0].day, None)

    def stands(c: Context, n: int, answer: str) -> bool:
        child = c.store.load_roster(answer)
        cell = (mine(n).agent_id, mine(n).day)
        return child.parent_id == saved.roster_id and cell not in roster_of(child).by_cell

    return lambda c, n: edit.save_edit(c, saved.roster_id, (mine(n),), f"{n}").roster_id, stands


@case(build.save_result)
def results(context: Context, folder: Path) -> tuple[Do, Stands]:
    saved = context.store.load_roster(newest_roster(context))
    card = score(saved.problem, roster_of(saved))
    return (
        lambda c, n: (
            build.save_result(
                c, saved.problem, saved.result, verb="build_roster", why=f"{n}", card=card
            ).roster_id
        ),
        lambda c, n, answer: c.store.load_roster(answer).note == f"{n}",
    )


@case(publish.publish_roster, "one", names_who=True)
def version(context: Context, folder: Path) -> tuple[Do, Stands]:
    roster_id, seen = newest_roster(context), publish.current_version(context)
    return (
        lambda c, n: publish.publish_roster(
            c, roster_id, f"{n}", expected_version=seen, accept_violations=True, replications=2
        ),
        lambda c, n, answer: answer in c.store.load_publications(),
    )


def _version(context: Context, roster_id: str) -> Publication:
    """One more version of the oldest roster, without a simulation."""
    roster = roster_of(context.store.load_roster(roster_id))
    draft = Publication(0, roster_id, roster.first, roster.days, "tester", "", context.clock())
    entry = context.entry("publish_roster", f"roster:{roster_id}")
    return context.store.publish(draft, publish.current_version(context), entry)


def _in_force_now(context: Context) -> set[int]:
    return {p.version for p in context.store.load_publications(in_force=True)}


@case(publish.roll_back, "one", names_who=True)
def earlier_version(context: Context, folder: Path) -> tuple[Do, Stands]:
    old, other = saved_rosters(context, "published", 2)
    earlier, newer = _version(context, old), _version(context, other)
    return (
        lambda c, n: publish.roll_back(c, earlier.version, f"{n}", expected_version=newer.version),
        lambda c, n, answer: answer[0].version in _in_force_now(c),
    )


@case(publish.withdraw)
def versions(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = [_version(context, newest_roster(context)).version for _ in range(most())]

    def stands(c: Context, n: int, answer: Any) -> bool:
        return answer[0].proof == {WITHDRAWS: mine[n]} and mine[n] not in _in_force_now(c)

    return lambda c, n: publish.withdraw(c, mine[n], f"{n}"), stands


@case(publish.withdraw, "one", names_who=True)
def one_version(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = _version(context, newest_roster(context)).version
    return (
        lambda c, n: publish.withdraw(c, mine, f"{n}"),
        lambda c, n, answer: mine not in _in_force_now(c),
    )


def _drafts(context: Context) -> list[str]:
    return saved_rosters(context, "draft", most())


def _label(context: Context, roster_id: str) -> RosterLabel:
    return context.store.load(documents.label_of(roster_id))


@case(label.name_roster)
def names(context: Context, folder: Path) -> tuple[Do, Stands]:
    drafts = _drafts(context)
    return (
        lambda c, n: label.name_roster(c, drafts[n], f"Draft {n}"),
        lambda c, n, answer: _label(c, drafts[n]).name == f"Draft {n}",
    )


@case(label.name_roster, "one")
def one_name_of_many_rosters(context: Context, folder: Path) -> tuple[Do, Stands]:
    drafts = _drafts(context)
    return (
        lambda c, n: label.name_roster(c, drafts[n], "The very one"),
        lambda c, n, answer: _label(c, drafts[n]).name == "The very one",
    )


@case(label.name_roster, "one", names_who=True)
def one_name(context: Context, folder: Path) -> tuple[Do, Stands]:
    draft = _drafts(context)[0]
    seen = _label(context, draft)
    return (
        lambda c, n: label.name_roster(c, draft, f"Mine {n}", seen=seen),
        lambda c, n, answer: _label(c, draft).name == f"Mine {n}",
    )


@case(label.note_roster)
def notes(context: Context, folder: Path) -> tuple[Do, Stands]:
    drafts = _drafts(context)
    return (
        lambda c, n: label.note_roster(c, drafts[n], f"agreed {n}"),
        lambda c, n, answer: _label(c, drafts[n]).note == f"agreed {n}",
    )


@case(label.note_roster, "one", names_who=True)
def one_note(context: Context, folder: Path) -> tuple[Do, Stands]:
    draft = _drafts(context)[1]
    seen = _label(context, draft)
    return (
        lambda c, n: label.note_roster(c, draft, f"noted {n}", seen=seen),
        lambda c, n, answer: _label(c, draft).note == f"noted {n}",
    )


@case(label.archive_roster)
def archived(context: Context, folder: Path) -> tuple[Do, Stands]:
    drafts = _drafts(context)
    return (
        lambda c, n: label.archive_roster(c, drafts[n]),
        lambda c, n, answer: _label(c, drafts[n]).archived,
    )


@case(label.archive_roster, "one")
def one_archived(context: Context, folder: Path) -> tuple[Do, Stands]:
    draft = newest_roster(context)
    for publication in context.store.load_publications(in_force=True):
        if publication.roster_id == draft:
            publish.withdraw(context, publication.version, "to archive it")
    return (
        lambda c, n: label.archive_roster(c, draft),
        lambda c, n, answer: _label(c, draft).archived,
    )


@case(shift_design.adopt_design, "one", names_who=True)
def designs(context: Context, folder: Path) -> tuple[Do, Stands]:
    held = context.store.load(documents.STAFF)
    first = context.store.list_requirements()[-1].first
    problem = build.problem_for(context, first, 7)
    longer = max(t.length_min for t in problem.templates)

    def mine(n: int) -> Any:
        return tuple(
            replace(t, code=f"{t.code}x{n}") if t.length_min == longer else t
            for t in problem.templates
        )

    def stands(c: Context, n: int, answer: Any) -> bool:
        now = c.store.load(documents.STAFF)
        return mine(n)[-1] in now.templates and now.agents == held.agents

    return lambda c, n: shift_design.adopt_design(c, problem, mine(n), "fewer"), stands
