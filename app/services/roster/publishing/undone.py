"""What publishing a roster changes in the plan, and edits of others that it undoes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.services.access.asking import asked
from app.services.context import Context
from app.services.remembered import Remembered
from app.services.roster.check import CellChange, diff_rosters, roster_of
from app.services.roster.plan import Plan, line_of, plan_of
from data.model.errors import Conflict
from data.model.language import tr
from data.model.publication import Publication
from data.model.roster import AgentDay, Roster
from data.model.words import counted

_EDITED: Remembered[frozenset[AgentDay]] = Remembered(1024)


@asked
def changes_since_published(
    context: Context, roster_id: str
) -> tuple[Publication | None, tuple[CellChange, ...]]:
    """The newest publication that overlaps a roster's horizon, and what would change in the plan.

    Notes
    -----
    A day's plan is that of the newest publication in force that covers it; days that nobody
    published yet are new, not changed.
    """
    roster = roster_of(context.store.load_roster(roster_id))
    plan = plan_of(context, roster.first, roster.last)
    if not plan.by_day:
        return None, ()
    last = max(plan.by_day.values(), key=lambda publication: publication.version)
    return last, changes_in(plan, roster)


def changes_in(plan: Plan, roster: Roster) -> tuple[CellChange, ...]:
    """What a roster changes in the days of a plan that are published."""
    return tuple(c for c in diff_rosters(plan.roster, roster) if c.day in plan.by_day)


@dataclass(frozen=True)
class Undone:
    """Edits of somebody else that are in force and that a roster does not have.

    Parameters
    ----------
    who, why
        Who made them, and the reason given.
    roster_id
        The roster that has them.
    changes
        Cells as they are in force, and as they would be.
    """

    who: str
    why: str
    roster_id: str
    version: int
    changes: tuple[CellChange, ...]

    @property
    def sentence(self) -> str:
        """Whose edits, in which version, why, and the first few of them."""
        shown = "; ".join(change.sentence for change in self.changes[:5])
        more = (
            tr("; and {changes} more", changes=len(self.changes) - 5)
            if len(self.changes) > 5
            else ""
        )
        why = tr(", because: {why}", why=self.why) if self.why else ""
        one = counted(len(self.changes), "edit")
        return tr(
            "{one} by {who} (version {version}, {roster_id}{why}): {shown}{more}", one=one,
            who=self.who, version=self.version, roster_id=self.roster_id, why=why, shown=shown,
            more=more,
        )  # fmt: skip


@asked
def undone_by(context: Context, roster_id: str) -> tuple[Undone, ...]:
    """Edits of others that publishing a roster would undo, and plans made anew since its own.

    Notes
    -----
    An edit is a cell in which a roster in force, or one that it was changed from, differs from the
    roster before it. Edits that this roster was itself changed from were seen; they do not count.
    Of a roster changed from a published one, days that a newer version plans without having been
    changed from it too are taken back as a whole, whoever planned them.
    """
    saved = context.store.load_roster(roster_id)
    roster = roster_of(saved)
    plan = plan_of(context, roster.first, roster.last)
    changed = {(c.agent_id, c.day): c for c in changes_in(plan, roster)} if plan.by_day else {}
    if not changed:
        return ()
    seen = {known.roster_id for known in line_of(context, roster_id)}
    found: dict[tuple[str, str, str, int], list[CellChange]] = {}
    mine = [p.version for p in context.store.load_publications() if p.roster_id in seen]
    for publication in {p.version: p for p in plan.by_day.values()}.values():
        line = {known.roster_id for known in line_of(context, publication.roster_id)}
        if mine and publication.version > max(mine) and not line & seen:
            key = (publication.who, publication.why, publication.roster_id, publication.version)
            days = {day for day, planned in plan.by_day.items() if planned == publication}
            found[key] = [change for change in changed.values() if change.day in days]
            continue
        told: set[AgentDay] = set()
        for newer, older in pairwise(line_of(context, publication.roster_id)):
            if newer.roster_id in seen:
                break
            for cell in _edited(context, older.roster_id, newer.roster_id) - told:
                told.add(cell)
                if newer.made_by != context.who and plan.by_day.get(cell[1]) == publication:
                    key = (newer.made_by, newer.note, newer.roster_id, publication.version)
                    found.setdefault(key, []).extend([changed[cell]] if cell in changed else [])
    return tuple(Undone(*key, tuple(sorted(changes))) for key, changes in found.items() if changes)


def _edited(context: Context, older_id: str, newer_id: str) -> frozenset[AgentDay]:
    """Cells in which a roster differs from the one it was changed from; neither ever changes."""

    def cells() -> frozenset[AgentDay]:
        before, after = (
            context.store.load_roster(one).result.roster for one in (older_id, newer_id)
        )
        if before is None or after is None or not {*before.dates} & {*after.dates}:
            return frozenset()
        return frozenset((c.agent_id, c.day) for c in diff_rosters(before, after))

    return _EDITED.once((context.store.where, older_id, newer_id), cells)


def refuse_undoing(roster_id: str, undone: Sequence[Undone]) -> None:
    """Refuse to undo edits that are in force, unless there are none.

    Raises
    ------
    Conflict
        If there are any; says which, and what to do.
    """
    if undone:
        said = ". ".join(one.sentence for one in undone)
        raise Conflict(
            tr(
                "publishing {roster_id} would undo {said}. Take them over into your "
                "roster first (compare it with {roster_id2}), or publish with "
                "--undo-others to undo them",
                roster_id=roster_id,
                said=said,
                roster_id2=undone[0].roster_id,
            )
        )
