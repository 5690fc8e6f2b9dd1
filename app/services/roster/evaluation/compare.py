"""Two saved rosters side by side: cells, hours, objective, violations, by agent and by day."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from app.services.access.asking import asked
from app.services.context import Context
from app.services.roster.check import CellChange, diff_rosters, roster_of, scored
from app.services.staffing.saved import requirement_for
from data.model.errors import NotFound
from data.model.grid import Grid
from data.model.language import tr
from data.model.publication import SavedRoster
from data.model.roster import Roster
from data.model.rule import Violation
from rostering.evaluation.scorecard import Scorecard, score


@dataclass(frozen=True)
class Side:
    """One of two rosters, judged by what it was saved with.

    Parameters
    ----------
    paid_hours
        On the days that both cover [h].
    """

    roster_id: str
    name: str
    made_by: str
    objective: int
    hard_violations: int
    shortfall_hours: float
    surplus_hours: float
    paid_hours: float
    shifts: int


@dataclass(frozen=True)
class Line:
    """One agent or day: cells that differ, and paid hours of either roster [h]."""

    key: str
    name: str
    cells: int
    before_hours: float
    after_hours: float


@dataclass(frozen=True)
class Comparison:
    """What is different in the second of two rosters.

    Parameters
    ----------
    first, last
        Days that both cover.
    costs
        Points of each rule in either [points], where they differ.
    broken, mended
        Violations that only the second has, and only the first.
    same_problem
        Whether both were judged by the same people, rules and requirement.
    """

    before: Side
    after: Side
    first: date
    last: date
    changes: tuple[CellChange, ...]
    agents: tuple[Line, ...]
    days: tuple[Line, ...]
    costs: dict[str, tuple[int, int]]
    broken: tuple[Violation, ...]
    mended: tuple[Violation, ...]
    same_problem: bool


@asked
def compare_rosters(context: Context, before_id: str, after_id: str) -> Comparison:
    """Compare two saved rosters on the days that both cover.

    Raises
    ------
    NotFound
        If one of them is not saved.
    InvalidValue
        If one holds no roster, or they share no day.
    """
    saved = context.store.load_roster(before_id), context.store.load_roster(after_id)
    rosters = roster_of(saved[0]), roster_of(saved[1])
    changes = diff_rosters(*rosters)
    first, last = max(r.first for r in rosters), min(r.last for r in rosters)
    cards = [scored(context, one) for one in saved]
    names = {a.agent_id: a.name for one in saved for a in one.problem.agents}
    hours = [_hours(roster, first, last) for roster in rosters]
    costs = [card.by_rule() for card in cards]
    rules = dict.fromkeys(rule for cost in costs for rule in cost)
    known = [set(card.violations) for card in cards]
    labels = {found.roster_id: found.label.name for found in context.store.list_rosters()}
    sides = [
        _side(one, labels.get(one.roster_id, ""), card, paid, roster)
        for one, card, paid, roster in zip(saved, cards, hours, rosters, strict=True)
    ]
    return Comparison(
        sides[0],
        sides[1],
        first,
        last,
        changes,
        tuple(_lines(Counter(c.agent_id for c in changes), hours, 0, names)),
        tuple(_lines(Counter(c.day.isoformat() for c in changes), hours, 1, {})),
        {
            rule: (costs[0].get(rule, 0), costs[1].get(rule, 0))
            for rule in rules
            if costs[0].get(rule, 0) != costs[1].get(rule, 0)
        },
        tuple(v for v in cards[1].violations if v not in known[0]),
        tuple(v for v in cards[0].violations if v not in known[1]),
        saved[0].problem.digest == saved[1].problem.digest,
    )


_Hours = tuple[Counter[str], Counter[str]]


def _hours(roster: Roster, first: date, last: date) -> _Hours:
    """Paid minutes by agent and by day of first .. last [min]."""
    by_agent: Counter[str] = Counter()
    by_day: Counter[str] = Counter()
    for shift in roster.shifts:
        if first <= shift.day <= last:
            by_agent[shift.agent_id] += shift.paid_min
            by_day[shift.day.isoformat()] += shift.paid_min
    return by_agent, by_day


def _lines(
    cells: Counter[str], hours: list[_Hours], which: int, names: dict[str, str]
) -> list[Line]:
    before, after = (found[which] for found in hours)
    return [
        Line(key, names.get(key, ""), number, before[key] / 60, after[key] / 60)
        for key, number in sorted(cells.items())
    ]


def _side(saved: SavedRoster, name: str, card: Scorecard, paid: _Hours, roster: Roster) -> Side:
    return Side(
        saved.roster_id,
        name,
        saved.made_by,
        card.objective,
        card.hard_violations,
        round(sum(card.shortfall_hours.values()), 1),
        round(card.surplus_hours, 1),
        round(paid[0].total() / 60, 1),
        len(roster.shifts),
    )


@dataclass(frozen=True)
class JudgedNow:
    """A saved roster against the newest requirement of its days.

    Parameters
    ----------
    newer
        Whether that is another requirement than the one it was built for.
    card, built
        Scorecard against it, and against the requirement it was built for.
    """

    requirement_id: str
    newer: bool
    card: Scorecard
    built: Scorecard

    @property
    def short_hours(self) -> tuple[float, float]:
        """Hours short as built, and now [h]."""
        then, now = (sum(c.shortfall_hours.values()) for c in (self.built, self.card))
        return round(then, 1), round(now, 1)

    @property
    def sentence(self) -> str:
        """Both verdicts in one sentence."""
        then, now = self.short_hours
        if not self.newer:
            return tr(
                "it was built for the newest requirement, {requirement_id}",
                requirement_id=self.requirement_id,
            )
        return tr(
            "against the newest requirement, {requirement_id}, it is short "
            "{now:g} h and idle {surplus_hours:.1f} h, {objective:,} points; "
            "built for another, it was short {then:g} h and idle "
            "{surplus_hours2:.1f} h, {objective2:,} points",
            requirement_id=self.requirement_id,
            now=now,
            surplus_hours=self.card.surplus_hours,
            objective=self.card.objective,
            then=then,
            surplus_hours2=self.built.surplus_hours,
            objective2=self.built.objective,
        )


@asked
def judged_now(
    context: Context, saved: SavedRoster, built: Scorecard | None = None
) -> JudgedNow | None:
    """A saved roster against the newest requirement of its days; None where no other covers them.

    Parameters
    ----------
    built
        Its scorecard against what it was saved with, where that is known.
    """
    problem, roster = saved.problem, roster_of(saved)
    built = built or score(problem, roster)
    try:
        newest = requirement_for(
            context, problem.first, problem.days, "", tail_min=problem.tail_min
        )
    except NotFound:
        return None
    if newest.requirement_id == saved.requirement_id:
        return JudgedNow(newest.requirement_id, False, built, built)
    own = Grid.for_days(problem.first, problem.days, newest.grid.slot_min, newest.grid.zone)
    tail_min = problem.tail_min if newest.grid.slots > own.slots else 0
    card = score(replace(problem, requirement=newest, tail_min=tail_min), roster)
    return JudgedNow(newest.requirement_id, True, card, built)
