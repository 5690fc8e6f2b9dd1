"""Locks: cells that a solve must leave as they are, named as planners name them, and saved.

`WHO@WHEN`: who is an agent, `team:NAME`, `contract:ID` or `*`; when is a day, `first..last`, a week
such as `2026-W02`, or `*`. Either side alone stands for everything on the other.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.services.access.asking import asked
from app.services.changes import meanwhile
from app.services.context import Context
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.publication import SavedRoster
from data.model.roster import AgentDay, Lock, Roster
from data.model.staff import Agent, teams_among

EVERYTHING = "*"
_DAY = r"\d{4}-\d{2}-\d{2}"
_WHEN = re.compile(rf"(\*|{_DAY}(\.\.{_DAY})?|\d{{4}}-W\d{{1,2}})$")


@dataclass(frozen=True)
class LockSpan:
    """Whose cells, from when to when; None: from the begin, or to the end."""

    who: str = EVERYTHING
    first: date | None = None
    last: date | None = None

    @property
    def text(self) -> str:
        """The span as `WHO@WHEN`; a side left open is written as the other end of it."""
        if self.first is None and self.last is None:
            return f"{self.who}@{EVERYTHING}"
        first, last = self.first or self.last, self.last or self.first
        return f"{self.who}@{first}" + (f"..{last}" if last != first else "")

    def holds(self, agent: Agent) -> bool:
        """Whether it means an agent."""
        return self.who in (
            EVERYTHING,
            agent.agent_id,
            f"team:{agent.team}",
            f"contract:{agent.contract_id}",
        )

    def days(self, roster_days: Sequence[date]) -> list[date]:
        """Days of a roster that it means."""
        return [
            day
            for day in roster_days
            if (self.first is None or day >= self.first) and (self.last is None or day <= self.last)
        ]


def parse_locks(texts: Sequence[str]) -> tuple[LockSpan, ...]:
    """Spans of `WHO@WHEN` texts.

    Raises
    ------
    InvalidValue
        If a text is no such span.
    """
    return tuple(_span(text) for text in texts)


def lock_cells(
    roster: Roster | None,
    spans: Sequence[LockSpan] = (),
    until: date | None = None,
    agents: Sequence[Agent] = (),
) -> tuple[Lock, ...]:
    """Locks of every cell that spans mean.

    Parameters
    ----------
    roster
        Whose shifts the cells keep; without one, single days of single agents are days off.
    until
        Every cell of `agents` up to this day, included.

    Raises
    ------
    InvalidValue
        If a span means nobody or no day of the roster, or more than cells is locked without one.
    """
    wanted = [*spans, *([LockSpan(last=until)] if until else [])]
    if roster is None:
        return tuple(_day_off(span, agents) for span in wanted)
    cells = {cell for span in wanted for cell in _cells(roster, span, agents)}
    return tuple(
        Lock(agent_id, day, next(iter(roster.by_cell.get((agent_id, day), ())), None))
        for agent_id, day in sorted(cells)
    )


def _cells(roster: Roster, span: LockSpan, agents: Sequence[Agent]) -> list[tuple[str, date]]:
    days = span.days(roster.dates)
    if not days:
        raise InvalidValue(
            tr(
                "cannot lock {first}..{last}: the roster covers {first2} .. {last2}",
                first=span.first or "",
                last=span.last or "",
                first2=roster.first,
                last2=roster.last,
            )
        )
    return [(agent.agent_id, day) for agent in _meant(span, agents) for day in days]


def _meant(span: LockSpan, agents: Sequence[Agent]) -> list[Agent]:
    meant = [agent for agent in agents if span.holds(agent)]
    if not meant:
        raise InvalidValue(tr("cannot lock cells of unknown agents: {who}", who=span.who))
    return meant


def _day_off(span: LockSpan, agents: Sequence[Agent]) -> Lock:
    single = span.first is not None and span.first == span.last
    meant = _meant(span, agents)
    if not single or len(meant) > 1 or span.first is None:
        raise InvalidValue(tr("days can only be locked as they are in a roster: name it too"))
    return Lock(meant[0].agent_id, span.first, None)


def _span(text: str) -> LockSpan:
    who, marked, when = text.strip().rpartition("@")
    if not marked and not _WHEN.match(when):
        who, when = when, EVERYTHING  # an agent, a team or a contract alone
    try:
        if not text.strip() or not _WHEN.match(when) or (" " in who and ":" not in who):
            raise ValueError(when)
        return LockSpan(who.strip() or EVERYTHING, *_when(when))
    except ValueError as error:
        raise InvalidValue(
            tr(
                "{text!r} is no lock: write AGENT@2026-01-05, WHO@WHEN with WHO an "
                "agent, team:NAME, contract:ID or *, and WHEN a day, FIRST..LAST, a "
                "week (2026-W02) or *",
                text=text,
            )
        ) from error


def _when(text: str) -> tuple[date | None, date | None]:
    if text == EVERYTHING:
        return None, None
    if "W" in text:
        year, week = text.split("-W")
        monday = date.fromisocalendar(int(year), int(week), 1)
        return monday, monday + timedelta(days=6)
    first, _, last = text.partition("..")
    begin = date.fromisoformat(first)
    return begin, date.fromisoformat(last) if last else begin


def group_locks(
    cells: Collection[AgentDay], agents: Sequence[Agent], days: Sequence[date]
) -> tuple[LockSpan, ...]:
    """Spans that together mean exactly these cells: everybody first, then teams, then people.

    Parameters
    ----------
    days
        Every day of the roster, in order.
    """
    left, found = set(cells), []
    for who, members in _groups(agents):
        whole = [day for day in days if all((agent, day) in left for agent in members)]
        for first, last in _runs(whole, days):
            found.append(LockSpan(who, first, last))
        left -= {(agent, day) for agent in members for day in whole}
    return tuple(found)


def _groups(agents: Sequence[Agent]) -> Iterator[tuple[str, list[str]]]:
    """Who can be named, the largest groups first; nobody is in a team of one."""
    yield EVERYTHING, [agent.agent_id for agent in agents]
    for team in teams_among(agents):
        members = [agent.agent_id for agent in agents if agent.team == team]
        if len(members) > 1:
            yield f"team:{team}", members
    for agent in agents:
        yield agent.agent_id, [agent.agent_id]


def _runs(some: Iterable[date], days: Sequence[date]) -> list[tuple[date, date]]:
    """First and last of each run of days that follow each other."""
    place = {day: number for number, day in enumerate(days)}
    runs: list[tuple[date, date]] = []
    for day in some:
        if runs and place[day] == place[runs[-1][1]] + 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


@asked
def locked_cells_of(context: Context, saved: SavedRoster) -> frozenset[AgentDay]:
    """Cells of a saved roster that stay: as changed last, else those that it was built with."""
    known = context.store.load_locks(saved.roster_id)
    return built_with(saved) if known is None else known


@asked
def lock_in_roster(
    context: Context, roster_id: str, spans: Sequence[LockSpan], why: str = ""
) -> tuple[int, int]:
    """Lock cells of a saved roster as it holds them.

    Returns
    -------
    tuple
        How many were not locked before, and how many are locked now [-].

    Raises
    ------
    InvalidValue
        If a span means nobody or no day of the roster, or there is no roster.
    """
    return _change(context, roster_id, spans, "lock_cells", "locked", why)


@asked
def unlock_in_roster(
    context: Context, roster_id: str, spans: Sequence[LockSpan], why: str = ""
) -> tuple[int, int]:
    """Free cells of a saved roster; the next solve and hand edits may change them.

    Returns
    -------
    tuple
        How many were locked before, and how many still are [-].

    Raises
    ------
    InvalidValue
        If a span means nobody or no day of the roster, or there is no roster.
    """
    return _change(context, roster_id, spans, "unlock_cells", "freed", why)


def _change(
    context: Context, roster_id: str, spans: Sequence[LockSpan], verb: str, how: str, why: str
) -> tuple[int, int]:
    saved = context.store.load_roster(roster_id)
    entry = context.entry(verb, f"roster:{roster_id}", why, spans=_texts(spans))
    cells = {how: _cells_meant(saved, spans)}
    changed = sum(context.store.change_locks(roster_id, built_with(saved), entry, **cells))
    return changed, len(locked_cells_of(context, saved))


@asked
def refuse_locked_since(
    context: Context,
    saved: SavedRoster,
    problem: RosterProblem,
    after: Roster,
    absent: Collection[str] = (),
) -> None:
    """Refuse a roster that changes cells which somebody locked in its parent while it was made.

    Parameters
    ----------
    saved
        The parent.
    problem, after
        What was worked on, with its locks, and the roster made of it.
    absent
        Agents whose cells change whether they are locked or not.

    Raises
    ------
    Conflict
        If so; the message says who locked them, and when.
    """
    known = {lock.cell for lock in problem.locks}
    before = saved.result.roster
    moved = [
        tr("{agent_id} on {day}", agent_id=agent_id, day=day)
        for agent_id, day in sorted(locked_cells_of(context, saved) - known)
        if agent_id not in absent
        and before is not None
        and before.by_cell.get((agent_id, day)) != after.by_cell.get((agent_id, day))
    ]
    if moved:
        subject = f"roster:{saved.roster_id}"
        raise meanwhile(
            context, ", ".join(moved), "locked", subject, lambda entry: entry.verb == "lock_cells"
        )


def with_locks(
    problem: RosterProblem, roster: Roster, cells: Collection[AgentDay]
) -> RosterProblem:
    """The problem with exactly these cells locked, each as the roster holds it."""
    locks = locks_on(roster, cells)
    same = set(locks) == set(problem.locks)  # then what was worked out for the problem still holds
    return problem if same else replace(problem, locks=locks)


def locks_on(roster: Roster, cells: Collection[AgentDay]) -> tuple[Lock, ...]:
    """Locks of cells of a roster, each with the shift there or a day off."""
    return tuple(
        Lock(*cell, next(iter(roster.by_cell.get(cell, ())), None)) for cell in sorted(cells)
    )


def together(first: Sequence[Lock], then: Sequence[Lock]) -> tuple[Lock, ...]:
    """Locks of both; where both name a cell, the later one holds."""
    return tuple({lock.cell: lock for lock in (*first, *then)}.values())


def built_with(saved: SavedRoster) -> frozenset[AgentDay]:
    """Cells that were locked when a roster was built."""
    return frozenset(lock.cell for lock in saved.problem.locks)


def _cells_meant(saved: SavedRoster, spans: Sequence[LockSpan]) -> frozenset[AgentDay]:
    if saved.result.roster is None:
        raise InvalidValue(
            tr("{roster_id} holds no roster: there is no cell to lock", roster_id=saved.roster_id)
        )
    meant = lock_cells(saved.result.roster, spans, None, saved.problem.agents)
    return frozenset(lock.cell for lock in meant)


def _texts(spans: Sequence[LockSpan]) -> list[str]:
    return [span.text for span in spans]
