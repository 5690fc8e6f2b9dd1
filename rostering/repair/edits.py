"""Repair around hand edits that break hard rules: edited cells stay, little else moves."""

import dataclasses
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.roster import Lock, Roster
from data.model.staff import Agent
from data.model.words import counted
from rostering.evaluation.scorecard import Scorecard, score
from rostering.repair.leeway import USUAL, Changes, Leeway, widening_days
from rostering.repair.reasons import Reason, conflicts_of_edits, reasons
from rostering.repair.search import Repair, search_repair
from rostering.solver.cpsat.fewest_changes import Fewest, fewest_changes
from rostering.solver.cpsat.keeping import KeepingOptions, Kept
from rostering.solver.cpsat.solving import Limits
from rostering.solver.progress import Progress
from rostering.solver.ready import ready

_ALONE_S = 5.0
"""Longest that one person is asked alone [s]."""

Cells = frozenset[tuple[str, date]]


@dataclass(frozen=True, eq=False)
class RepairedEdits(Changes):
    """An edited roster, repaired.

    Parameters
    ----------
    problem
        What both rosters are scored by: edited cells stand in for older locks.
    before, after
        The edited roster and the repaired one, by the independent scorecard.
    hand
        Edited cells: the same in both.
    days
        Days that might change.
    changed
        Agent-days that differ from the edited roster.
    fewest
        No repair of those days that keeps each person's hard rules changes fewer [agent-days].
    proven
        Whether no cheaper repair of those days exists.
    reasons
        Of each agent touched, why.
    conflicts
        Why hard rules stay broken, in one sentence each; none where none does.
    """

    problem: RosterProblem
    roster: Roster
    before: Scorecard
    after: Scorecard
    hand: Cells
    days: tuple[date, ...]
    changed: tuple[tuple[str, date], ...]
    change_price: int
    fewest: int
    proven: bool
    reasons: tuple[Reason, ...]
    conflicts: tuple[str, ...]
    seconds: float

    @property
    def needed(self) -> bool:
        """Whether the edited roster broke a hard rule at all."""
        return self.before.hard_violations > 0

    @property
    def whole(self) -> bool:
        """Whether no hard rule is broken any more."""
        return self.after.hard_violations == 0

    @property
    def proof(self) -> str:
        """What is proven of how small the repair is, in one sentence."""
        if not self.days:
            return tr("Nothing to repair.")
        if not self.whole:
            return tr("Hard rules stay broken.")
        when = tr("on {days} .. {days2}", days=self.days[0], days2=self.days[-1])
        if self.proven:
            return tr("Proven: no cheaper repair exists {when}.", when=when)
        if len(self.changed) == self.fewest:
            return tr(
                "Proven: no repair changes fewer days of people {when}; points may be better.",
                when=when,
            )
        return tr(
            "Best found; every repair changes at least {days} {when}.",
            days=counted(self.fewest, "day"),
            when=when,
        )


@dataclass(frozen=True, eq=False)
class _Case:
    """What is to be repaired: `scored` scores rosters, `held` also locks the edited cells.

    Parameters
    ----------
    stuck
        Agents who break hard rules of their own.
    """

    scored: RosterProblem
    held: RosterProblem
    edited: Roster
    card: Scorecard
    hand: Cells
    kept: Kept
    stuck: tuple[Agent, ...]

    @property
    def too_few(self) -> bool:
        """Whether more people must change than may."""
        return self.kept.max_touched is not None and len(self.stuck) > self.kept.max_touched

    @property
    def team_broken(self) -> bool:
        """Whether a rule that ties the team together is broken."""
        return any(v.agent_id is None for v in self.card.violations[: self.card.hard_violations])


Alone = dict[str, Fewest | None]
"""How little each agent who breaks hard rules can change; None: no change keeps them."""


def repair_around_edits(
    problem: RosterProblem,
    edited: Roster,
    hand: Cells,
    leeway: Leeway = USUAL,
    *,
    time_limit_s: float = 10.0,
    seed: int = 0,
    workers: int = 2,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
    now: tuple[int, int] | None = None,
) -> RepairedEdits:
    """Repair what an edited roster breaks, whoever broke it; locks and edited cells hold.

    The days around what is broken may change first, then whole weeks, then all days. Who breaks a
    hard rule is asked alone how few of their days must change: that is where the search begins,
    and a proof of how few changes there can be.

    Parameters
    ----------
    now
        As for `reroster`.

    Raises
    ------
    InvalidValue
        If edited cells lie outside the roster, or no day may change.
    """
    ready(progress, stop)
    began = time.monotonic()
    case = _case(problem, edited, hand, leeway, now)
    if not case.card.hard_violations:
        return _nothing_to_do(case, began)
    steps = widening_days(case.scored, case.card, hand, leeway.first, leeway.last)
    steps = steps[:1] if case.too_few else steps
    for days in steps:
        last = days is steps[-1]
        alone = _asked_alone(case, days, began + time_limit_s, stop)
        if None in alone.values() and not last:
            continue
        left_s = max(0.1, began + time_limit_s - time.monotonic())
        widens = not last and case.team_broken
        found = search_repair(
            case.held, case.kept, _begun(case, alone), days,
            time_limit_s=left_s / 2 if widens else left_s, ask=False,
            seed=seed, workers=workers, progress=progress, stop=stop,
        )  # fmt: skip
        if not found.card.hard_violations or last:
            break
    return _result(case, days, alone, found, began, stop)


def _case(
    problem: RosterProblem,
    edited: Roster,
    hand: Cells,
    leeway: Leeway,
    now: tuple[int, int] | None,
) -> _Case:
    _refuse_unknown_cells(problem, hand)
    older = {(lock.agent_id, lock.day): lock for lock in problem.locks}
    mine = {
        cell: Lock(*cell, next(iter(edited.by_cell.get(cell, ())), None)) for cell in sorted(hand)
    }
    newer = tuple(mine.get(cell, lock) for cell, lock in older.items())
    # The same object where it can be: what rules keep of a problem is found again.
    scored = problem if newer == problem.locks else dataclasses.replace(problem, locks=newer)
    held = dataclasses.replace(problem, locks=tuple({**older, **mine}.values()))
    card = score(scored, edited)
    broken = {v.agent_id for v in card.violations[: card.hard_violations]}
    most, price = leeway.max_touched, leeway.change_price
    kept = Kept(edited, frozenset(), price, most, _loose(scored, edited, card), now)
    stuck = tuple(agent for agent in problem.agents if agent.agent_id in broken)
    return _Case(scored, held, edited, card, hand, kept, stuck)


def _loose(problem: RosterProblem, edited: Roster, card: Scorecard) -> frozenset[tuple[str, int]]:
    """Cells whose breaks may move: misplaced ones, and all where a rule of the team is broken."""
    hard = card.violations[: card.hard_violations]
    team = any(violation.agent_id is None for violation in hard)
    wrong = {(v.agent_id, v.day) for v in hard if v.rule in ("break_windows", "session_times")}
    return frozenset(
        (agent_id, (day - problem.first).days)
        for agent_id, day in edited.by_cell
        if team or (agent_id, day) in wrong
    )


def _asked_alone(
    case: _Case, days: Sequence[int], deadline: float, stop: threading.Event | None
) -> Alone:
    """Everybody who breaks a hard rule, one by one; who was not reached in time is left out."""
    options, found = KeepingOptions(case.held, case.kept), Alone()
    for agent in case.stuck:
        left_s = deadline - time.monotonic()
        if left_s <= 0 or (stop is not None and stop.is_set()):
            break
        limits = Limits(min(_ALONE_S, left_s), workers=1, stop=stop)
        found[agent.agent_id] = fewest_changes(options, agent, days, case.edited, limits)
    return found


def _begun(case: _Case, alone: Alone) -> Roster:
    """The edited roster with the few changes of each; as it is where more change than may."""
    if case.too_few:
        return case.edited
    new = {agent_id: one.roster for agent_id, one in alone.items() if one}
    stay = [shift for shift in case.edited.shifts if shift.agent_id not in new]
    come = [s for agent_id, own in new.items() for s in own.by_agent.get(agent_id, ())]
    return Roster(case.edited.first, case.edited.days, (*stay, *come))


def _nothing_to_do(case: _Case, began: float) -> RepairedEdits:
    return RepairedEdits(
        case.scored, case.edited, case.card, case.card, case.hand, (), (),
        case.kept.change_price, 0, True, (), (), time.monotonic() - began,
    )  # fmt: skip


def _result(
    case: _Case,
    days: Sequence[int],
    alone: Alone,
    found: Repair,
    began: float,
    stop: threading.Event | None,
) -> RepairedEdits:
    dates = case.scored.dates
    after = score(case.scored, found.roster)
    changed = tuple((agent, dates[day]) for agent, day in case.kept.changes(found.roster))
    return RepairedEdits(
        problem=case.scored,
        roster=found.roster,
        before=case.card,
        after=after,
        hand=case.hand,
        days=tuple(dates[day] for day in days),
        changed=changed,
        change_price=case.kept.change_price,
        fewest=max(1, sum(one.changes for one in alone.values() if one)),
        proven=found.proven,
        reasons=reasons(case.scored, case.edited, case.card, found.roster, after, changed),
        conflicts=_conflicts(case, days, alone, found, after, stop),
        seconds=time.monotonic() - began,
    )


def _conflicts(
    case: _Case,
    days: Sequence[int],
    alone: Alone,
    found: Repair,
    after: Scorecard,
    stop: threading.Event | None,
) -> tuple[str, ...]:
    sentences = []
    if case.too_few and after.hard_violations:
        sentences.append(
            tr(
                "{stuck} people break hard rules of their own, so at least as many "
                "must change; only {max_touched} may: allow more people.",
                stuck=len(case.stuck),
                max_touched=case.kept.max_touched,
            )
        )
    cannot = [agent for agent in case.stuck if alone.get(agent.agent_id, 0) is None]
    sentences += conflicts_of_edits(case.held, after, cannot, days, proven=found.proven, stop=stop)
    return tuple(sentences)


def _refuse_unknown_cells(problem: RosterProblem, hand: Cells) -> None:
    for agent_id, day in sorted(hand):
        if agent_id not in problem.contract_of or day not in problem.dates:
            raise InvalidValue(
                tr(
                    "the edited cell of {agent_id} on {day} is not in this roster "
                    "({dates} .. {dates2})",
                    agent_id=agent_id,
                    day=day,
                    dates=problem.dates[0],
                    dates2=problem.dates[-1],
                )
            )
