"""Who could take over a shift: least harm first, each with what it breaks and costs.

Those who are off that day may come in; those who work may stay longer, start earlier, or work
other hours, as far as their contract has such a shift.
"""

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from data.model.errors import NotFound
from data.model.grid import IntArray
from data.model.language import tr
from data.model.problem import SICK, RosterProblem
from data.model.roster import Roster
from data.model.rule import Violation
from data.model.shift import Shift
from data.model.staff import USUAL_LEVEL, Agent, Leave
from rostering.evaluation.scorecard import floor_violations, tour_violations
from rostering.repair.absence import with_absences
from rostering.rules.language.duty import Duty, contract_templates, locked_cells, tour_of
from rostering.rules.language.presence import FloorCount, shift_slots
from rostering.rules.rule_set import Applied, RuleSet, rule_set
from rostering.solver.cpsat.marginal_values import FloorState

_SHOWN = 10
_TRIED = 3
"""Duties tried for each person: rules rarely forbid more than the first."""
_PLACED = 6
"""Duties of somebody at work that day whose breaks are placed, to find those tried."""


@dataclass(frozen=True)
class Earliest:
    """From when on people can work otherwise on a day that has begun, with notice given.

    Minutes after its midnight [min]; negative where that was the day before.

    Parameters
    ----------
    come_min
        First minute at which somebody can begin who is not at work yet.
    change_min
        First minute at which the shift of somebody at work can end otherwise.
    """

    come_min: int
    change_min: int

    def allows(self, now: Shift | None, start_min: int, end_min: int) -> bool:
        """Whether somebody can work these hours in place of a shift; None: of a day off."""
        if now is None:
            return start_min >= self.come_min
        in_time = start_min == now.start_min or min(start_min, now.start_min) >= self.come_min
        return in_time and min(end_min, now.end_min) >= self.change_min


@dataclass(frozen=True)
class Candidate:
    """Somebody who could take over.

    Parameters
    ----------
    shift
        What they would work.
    points
        Change of the objective against leaving the shift open [points]; negative is better.
    broken
        Hard rules that this would break anew.
    charged
        Priced rules that this would charge anew.
    roster
        The roster with the shift handed over.
    now
        What they are to work that day so far, which `shift` replaces; None: they come in.
    level
        Their proficiency over all their skills, 1 .. 5 [-].
    """

    agent_id: str
    name: str
    shift: Shift
    points: int
    broken: tuple[Violation, ...]
    charged: tuple[Violation, ...]
    roster: Roster
    now: Shift | None = None
    level: float = USUAL_LEVEL

    @property
    def keeps_rules(self) -> bool:
        """Whether no hard rule is broken anew."""
        return not self.broken

    @property
    def way(self) -> str:
        """How they would help: `comes in`, `stays longer`, `starts earlier`, ..."""
        if self.now is None:
            return tr("comes in")
        earlier = self.now.start_min - self.shift.start_min
        longer = self.shift.end_min - self.now.end_min
        if earlier > 0 and longer > 0:
            return tr("starts earlier and stays longer")
        if earlier > 0:
            return tr("starts earlier") if longer == 0 else tr("starts and ends earlier")
        if longer > 0:
            return tr("stays longer") if earlier == 0 else tr("starts and ends later")
        return tr("works other hours")


def rank_replacements(
    problem: RosterProblem,
    roster: Roster,
    agent_id: str,
    day: date,
    shown: int = _SHOWN,
    kind: str = SICK,
    earliest: Earliest | None = None,
) -> tuple[Candidate, ...]:
    """Who could take over an agent's shift on a day: who keeps every hard rule first.

    Agents who are not locked that day are asked for the duty of their contract that does least
    harm of the few that save most: who is off, for those that overlap the open shift; who works,
    for those that cover more of it than they do now and save something.

    Parameters
    ----------
    shown
        Most of each group: who comes in, who works otherwise than planned, who would break a rule.
    kind
        Leave of the absent one that day, put down in the problem; empty for a plain day off.
    earliest
        From when on that day people can work otherwise; None: at any time.

    Raises
    ------
    NotFound
        If the agent has no shift on that day.
    """
    vacated = next((s for s in roster.by_cell.get((agent_id, day), ())), None)
    if vacated is None:
        raise NotFound(
            tr(
                "{agent_id} has no shift on {day}: there is nothing to replace",
                agent_id=agent_id,
                day=day,
            )
        )
    if kind:
        problem = with_absences(problem, (Leave(agent_id, day, day, kind),))
    case = _Case(problem, roster.with_cell(agent_id, day, None), vacated, earliest)
    asked = (a for a in problem.agents if a.agent_id != agent_id)
    return case.ranked([c for c in map(case.candidate, asked) if c is not None], shown)


def rank_helpers(
    problem: RosterProblem,
    roster: Roster,
    day: date,
    from_min: int,
    until_min: int,
    shown: int = _SHOWN,
    earliest: Earliest | None = None,
) -> tuple[Candidate, ...]:
    """Who could work in a stretch of a day in which agents are missing, ranked the same way.

    Parameters
    ----------
    from_min, until_min
        Local clock, minutes after midnight of the day [min].
    earliest
        As for `rank_replacements`.

    Notes
    -----
    Only those who save something are named: whose skills the missing queue needs.
    """
    missing = Shift("", day, from_min, until_min - from_min, "")
    case = _Case(problem, roster, missing, earliest)
    found = [c for c in map(case.candidate, problem.agents) if c is not None and c.points < 0]
    return case.ranked(found, shown)


def _best(found: Iterable[Candidate], most: int) -> list[Candidate]:
    """The best of each group, all in one order."""
    ranked = sorted(found, key=_rank)
    groups: dict[tuple[bool, bool], int] = {}
    kept = []
    for one in ranked:
        group = (one.keeps_rules, one.keeps_rules and one.now is None)
        groups[group] = groups.get(group, 0) + 1
        kept += [one] if groups[group] <= most else []
    return kept


def _rank(candidate: Candidate) -> tuple[int, int, float, str]:
    """Who breaks least first, then who costs least, then who is the most proficient."""
    return len(candidate.broken), candidate.points, -candidate.level, candidate.agent_id


@dataclass(frozen=True)
class _Option:
    """A shift that somebody could work that day, and what it saves before any rule [points]."""

    shift: Shift
    saves: int


@dataclass(frozen=True, eq=False)
class _Case:
    """An open shift and the roster around it.

    Parameters
    ----------
    left
        The roster without the shift.
    """

    problem: RosterProblem
    left: Roster
    vacated: Shift
    earliest: Earliest | None

    @cached_property
    def day(self) -> int:
        return (self.vacated.day - self.problem.first).days

    @cached_property
    def rules(self) -> RuleSet:
        return rule_set(self.problem)

    @cached_property
    def state(self) -> FloorState:
        return FloorState(self.problem, self.left, self.problem.requirement.heads)

    @cached_property
    def _saved(self) -> dict[tuple[int, int], IntArray]:
        return {}

    def saved(self, agent: Agent, change: int) -> IntArray:
        """As the floor's state tells it; worked out once for all of equal skills."""
        key = (self.state.groups.group_of[agent.agent_id], change)
        if key not in self._saved:
            self._saved[key] = self.state.saved(agent.agent_id, change)
        return self._saved[key]

    def ranked(self, found: list[Candidate], shown: int) -> tuple[Candidate, ...]:
        """The best of each group with rules about the floor counted, and the roster with each."""
        ranked = (self.with_floor(c) for c in _best(found, 2 * shown))
        return tuple(
            dataclasses.replace(
                c, roster=self.left.with_cell(c.agent_id, self.vacated.day, c.shift)
            )
            for c in _best(ranked, shown)
        )

    def candidate(self, agent: Agent) -> Candidate | None:
        """What does least harm of what somebody could work; None where there is nothing."""
        now = self.left.by_cell.get((agent.agent_id, self.vacated.day), ())
        ill = self.day in self.problem.sick_days.get(agent.agent_id, ())
        if ill or self.day in locked_cells(self.problem, agent) or len(now) > 1:
            return None
        options = self.other_hours(agent, now[0]) if now else self.coming_in(agent)
        shifts = self.left.by_agent.get(agent.agent_id, ())
        others = tuple(shift for shift in shifts if shift not in now)
        before = self.violations(agent, shifts) if options else []
        known, old = {v for _, v in before}, sum(points for points, _ in before)
        found = []
        for option in options:
            after = self.violations(agent, (*others, option.shift))
            fresh = [violation for _, violation in after if violation not in known]
            found.append(
                Candidate(
                    agent.agent_id,
                    agent.name,
                    option.shift,
                    sum(points for points, _ in after) - old - option.saves,
                    tuple(v for v in fresh if v.hard),
                    tuple(v for v in fresh if not v.hard),
                    self.left,  # the shift is added for those who are shown: it takes longest
                    next(iter(now), None),
                    agent.mean_level,
                )
            )
        return min(found, key=_rank, default=None)

    def coming_in(self, agent: Agent) -> list[_Option]:
        """The few duties that save most of those that cover half of the open shift or of theirs."""
        worth = self._worth(agent)
        found = []
        for duty in self.duties(agent):
            inside = _shared(duty, self.vacated)
            if 2 * inside >= min(duty.length_min, self.vacated.length_min):
                found.append((duty, self.state.placed(self.day, duty, worth)))
        found.sort(key=lambda one: (-one[1].saves, _apart(one[0], self.vacated)))
        return [
            _Option(self.state.shift(agent.agent_id, self.day, *one), one[1].saves)
            for one in found[:_TRIED]
        ]

    def _worth(self, agent: Agent) -> IntArray:
        key = (self.state.groups.group_of[agent.agent_id], 0)
        if key not in self._saved:
            self._saved[key] = self.state.summed(self.saved(agent, 1))
        return self._saved[key]

    def duties(self, agent: Agent, now: Shift | None = None) -> list[Duty]:
        """Duties of a contract for which there is notice enough."""
        every, at = contract_templates(self.problem, agent.contract_id), self.earliest
        return [d for d in every if at is None or at.allows(now, d.start_min, d.end_min)]

    def other_hours(self, agent: Agent, now: Shift) -> list[_Option]:
        """Shifts that cover more of the open one than theirs now, and save something.

        The one that saves most is tried, and that of those that end no later and that of those
        that begin no earlier: one of them shortens no rest.
        """
        duties = [
            duty
            for duty in self.duties(agent, now)
            if _shared(duty, self.vacated) > _shared(now, self.vacated)
            and 2 * _shared(duty, now) >= min(duty.length_min, now.length_min)
        ]
        if not duties:
            return []
        standing = shift_slots(self.state.clock, now)
        saved = self.saved(agent, 1).copy()
        saved[standing] = self.saved(agent, -1)[standing]
        worth, held = self.state.summed(saved), int(saved[standing].sum())
        spans = [self.state.clock.span(self.day, duty.start_min, duty.end_min) for duty in duties]
        most = [int(worth[over] - worth[begin]) - held for begin, over in spans]
        order = np.argsort(-np.array(most), kind="stable")[:_PLACED].tolist()
        better = [duties[i] for i in order if most[i] > 0]
        found = [self._other(agent, now, duty, saved, worth, held) for duty in better]
        found = sorted((one for one in found if one.saves > 0), key=lambda one: -one.saves)
        ends = [one for one in found if one.shift.end_min <= now.end_min]
        begins = [one for one in found if one.shift.start_min >= now.start_min]
        return list(dict.fromkeys((*found[:1], *ends[:1], *begins[:1])))

    def _other(
        self, agent: Agent, now: Shift, duty: Duty, saved: IntArray, worth: IntArray, held: int
    ) -> _Option:
        placed = self.state.placed(self.day, duty, worth)
        duty = dataclasses.replace(duty, activities=now.activities)
        shift = self.state.shift(agent.agent_id, self.day, duty, placed)
        return _Option(shift, int(saved[shift_slots(self.state.clock, shift)].sum()) - held)

    def violations(self, agent: Agent, shifts: tuple[Shift, ...]) -> list[tuple[int, Violation]]:
        """Points and violations of one agent with these shifts."""
        tour = tour_of(self.problem, agent.agent_id, shifts)
        found = tour_violations(self.problem, self.rules, agent, tour)
        return [(_points(*one), one[1]) for one in found]

    def with_floor(self, candidate: Candidate) -> Candidate:
        """The candidate with rules about heads on the floor counted."""
        if not any(applied.rule.ties_agents for applied in self.rules):
            return candidate
        new = list(self._on_floor(self._count_with(candidate)))
        known = {violation for _, violation in self._floor_before}
        points = sum(p for p, _ in new) - sum(p for p, _ in self._floor_before)
        return dataclasses.replace(
            candidate,
            points=candidate.points + points,
            broken=(*candidate.broken, *(v for _, v in new if v.hard and v not in known)),
        )

    @cached_property
    def _count(self) -> FloorCount:
        return FloorCount.of(self.problem, self.left)

    @cached_property
    def _floor_before(self) -> tuple[tuple[int, Violation], ...]:
        return tuple(self._on_floor(self._count))

    def _count_with(self, candidate: Candidate) -> FloorCount:
        kept = [shift for shift in self._count.shifts if shift != candidate.now]
        count = dataclasses.replace(self._count, present=self._count.present.copy(), shifts=kept)
        if candidate.now is not None:
            slots = shift_slots(count.clock, candidate.now)
            count.present[count.rows[candidate.agent_id], slots] = False
        count.add(candidate.shift)
        return count

    def _on_floor(self, count: FloorCount) -> Iterator[tuple[int, Violation]]:
        for found in floor_violations(self.problem, self.rules, count):
            yield _points(*found), found[1]


def _shared(duty: Duty | Shift, shift: Shift) -> int:
    """Minutes of a day that both take [min]; negative where they lie apart."""
    return min(duty.end_min, shift.end_min) - max(duty.start_min, shift.start_min)


def _apart(duty: Duty, shift: Shift) -> tuple[int, bool]:
    return abs(duty.start_min - shift.start_min), duty.template != shift.template


def _points(applied: Applied, violation: Violation) -> int:
    return (applied.setting.price or 0) * violation.amount
