"""How a roster stands today, in one word, one sentence and one tone; doors say nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.services.access.asking import asked
from app.services.context import Context, today_of
from data.model.language import phrase, tr
from data.model.publication import Publication, SavedRoster
from data.model.result import BROKEN, Distance
from data.model.words import counted, short_date
from data.store.versions import RosterSummary
from rostering.evaluation.distance import distance

Tone = Literal["good", "weak", "bad"]

WEAK_GAP_SHARE = 0.10
"""Above this optimality gap a roster is called weak: more time would very likely improve it."""

_ENDED = {
    "infeasible": (phrase("impossible"), phrase("No roster: hard rules conflict.")),
    "stopped": (phrase("stopped"), phrase("No roster: the search was stopped before it had one.")),
}
_FOUND = (phrase("optimal"), phrase("feasible"))
"""Words of a search that ended with a roster."""
_NONE = (phrase("none found"), phrase("No roster that keeps every hard rule was found."))


@dataclass(frozen=True)
class RosterState:
    """What is true of a roster.

    Parameters
    ----------
    tone
        `bad`: nobody can work by it as it is; `weak`: its days are over, nothing proves it, or more
        time would very likely better it; `good`: none of these.
    word
        For lists.
    """

    tone: Tone
    word: str
    sentence: str


def is_weak(gap: float | None) -> bool:
    """Whether an optimality gap [-], unknown or large, says that more time would help."""
    return gap is None or gap > WEAK_GAP_SHARE


def roster_state(
    status: str,
    first: date | None,
    days: int | None,
    *,
    today: date | None,
    gap: float | None,
    hard_violations: int | None,
    far: Distance | None = None,
) -> RosterState:
    """Judge a roster: broken rules first, then whether its days are over, then its gap.

    Parameters
    ----------
    status
        How its search ended.
    first, days
        Its days; None where there is no roster.
    today
        On the centre's clock; None: its days do not count.
    hard_violations
        None: not known, and then `status` says whether there are any.
    far
        The gap in hours of people, which the sentence then says.
    """
    if first is None or days is None:
        return RosterState("bad", *map(tr, _ENDED.get(status, _NONE)))
    if hard_violations or (hard_violations is None and status == BROKEN):
        rules = _hard_rules(hard_violations)
        return RosterState(
            "bad",
            tr("breaks {rules}", rules=rules),
            tr("It breaks {rules}: repair it first.", rules=rules),
        )
    last = first + timedelta(days=days - 1)
    if today is not None and last < today:
        ago = (today - last).days
        since = (
            tr("yesterday")
            if ago == 1
            else tr("{ago} days ago, on {last}", ago=ago, last=short_date(last))
        )
        return RosterState(
            "weak", tr("over"), tr("It ended {since}: nobody works by it any more.", since=since)
        )
    if is_weak(gap):
        how = (
            tr("nothing proves how good it is")
            if gap is None
            else tr("up to {saved} could be saved", saved=_saved(gap, far, 0))
        )
        more = tr("it can probably be improved: build again from it with more time")
        sentence = tr("It keeps every hard rule, but {how}; {more}.", how=how, more=more)
        return RosterState("weak", tr("{found}, weak", found=_found(status)), sentence)
    return RosterState(
        "good",
        _found(status),
        tr("It keeps every hard rule; at most {saved} could be saved.", saved=_saved(gap, far, 1)),
    )


def _saved(gap: float | None, far: Distance | None, digits: int) -> str:
    """Hours where they are known: a share of the cost says less, and beside them another thing."""
    if far is None:
        return f"{gap or 0.0:.{digits}%}"
    return tr(
        "{hours:,.0f} of {of_hours:,.0f} hours ({share:.1%})",
        hours=far.hours, of_hours=far.of_hours, share=far.share,
    )  # fmt: skip


def _found(status: str) -> str:
    return tr("feasible" if status == BROKEN else status)


def _hard_rules(number: int | None) -> str:
    return tr("hard rules") if number is None else counted(number, "hard rule")


def state_of(
    saved: SavedRoster,
    today: date | None,
    gap: float | None = None,
    far: Distance | None = None,
) -> RosterState:
    """Judge a saved roster.

    Parameters
    ----------
    gap, far
        Optimality gap beside what relaxed rules cost [-], and in hours; None: that of its search.
    """
    result = saved.result
    roster = result.roster
    return roster_state(
        result.status,
        roster.first if roster else None,
        roster.days if roster else None,
        today=today,
        gap=result.gap if gap is None else gap,
        hard_violations=saved.scorecard.hard_violations if saved.scorecard else None,
        far=far or distance(saved.problem, roster, result.objective, result.bound),
    )


@asked
def distances_of(context: Context, listed: Iterable[RosterSummary]) -> dict[str, Distance | None]:
    """The optimality gap of rosters of a list in hours of people, by id; each is read whole."""
    found: dict[str, Distance | None] = {}
    for row in listed:
        if row.first is None or row.gap is None:
            found[row.roster_id] = None
            continue
        saved = context.store.load_roster(row.roster_id)
        found[row.roster_id] = distance(
            saved.problem, saved.result.roster, row.objective, row.bound
        )
    return found


@asked
def states_of(context: Context, listed: Iterable[RosterSummary]) -> dict[str, RosterState]:
    """Judge rosters of a list, by id.

    Notes
    -----
    A search that ended with a roster and a bound broke nothing; only the others are read whole.
    """
    rows = tuple(listed)
    today = today_of(context) if rows else None
    return {
        row.roster_id: roster_state(
            row.status,
            row.first,
            row.days,
            today=today,
            gap=row.gap,
            hard_violations=_broken(context, row),
        )
        for row in rows
    }


def state_of_published(found: Publication, today: date) -> RosterState:
    """Judge a published version by its proof."""
    return roster_state(
        str(found.proof.get("status", "")),
        found.first,
        found.days,
        today=today,
        gap=found.proof.get("gap"),
        hard_violations=found.proof.get("hard_violations") or 0,
        far=Distance.of_json(found.proof.get("distance")),
    )


def _broken(context: Context, row: RosterSummary) -> int:
    by_hand = row.status == BROKEN or row.parent_id or row.bound is None
    if row.first is None or not by_hand:
        return 0
    card = context.store.load_roster(row.roster_id).scorecard
    return card.hard_violations if card else 0
