"""Why a team has no roster although each of its people has one: rules that tie them together.

The same way as for one agent: rules are left out and the rest solved again, so that a conflict is
always proven.
"""

import dataclasses
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.rule import Violation
from rostering.rules.language.presence import FloorCount
from rostering.rules.rule_set import Applied, rule_set
from rostering.solver.cpsat.answer import read_roster
from rostering.solver.cpsat.floor_terms import FloorTerms, post_floors
from rostering.solver.cpsat.model import RosterModel
from rostering.solver.cpsat.solving import Limits, impossible, run_bare
from rostering.solver.options import OptionTable

_TIME_S = 60.0
"""All solves of an explanation together [s]: who waits for a reason has waited already."""
_SHOWN = 3


@dataclass(frozen=True)
class _Inquiry:
    """One explanation: its problem, what cells may hold, and until when it may ask."""

    problem: RosterProblem
    options: OptionTable
    until: float
    stop: threading.Event | None

    @property
    def limits(self) -> Limits:
        """What is left of the time."""
        return Limits(time_s=max(0.01, self.until - time.monotonic()), workers=2)

    @property
    def over(self) -> bool:
        """Whether nothing more may be asked."""
        stopped = self.stop is not None and self.stop.is_set()
        return stopped or time.monotonic() >= self.until


def explain_team(problem: RosterProblem, stop: threading.Event | None = None) -> Iterator[str]:
    """The smallest proven conflict of the team's rules, and how far to relax each."""
    asked, hard = _inquiry(problem, stop), _hard(problem)
    conflict = _proven_conflict(asked, hard)
    if not conflict:
        return
    said = "; ".join(f"«{a.rule.title}»: {a.rule.sentence()}" for a in conflict)
    yield tr("The team as a whole has no roster: these rules collide. {said}", said=said)
    for applied in (a for a in conflict if a.rule.ties_agents):
        way = _way_out(asked, hard, applied)
        if way:
            yield tr(
                "Way out: relax «{title}» (or give it a price): {way}",
                title=applied.rule.title,
                way=way,
            )


def team_conflict(
    problem: RosterProblem, stop: threading.Event | None = None
) -> tuple[Applied, ...]:
    """Rules of the team that collide; none where that was not proven in the time."""
    return tuple(_proven_conflict(_inquiry(problem, stop), _hard(problem)))


def _hard(problem: RosterProblem) -> list[Applied]:
    return [applied for applied in rule_set(problem) if applied.setting.hard]


def _inquiry(problem: RosterProblem, stop: threading.Event | None) -> _Inquiry:
    options = OptionTable(problem, prune=False)
    return _Inquiry(problem, options, time.monotonic() + _TIME_S, stop)


def _proven_conflict(asked: _Inquiry, hard: list[Applied]) -> list[Applied]:
    tied = any(applied.rule.ties_agents for applied in hard)
    return _smallest_conflict(asked, hard) if tied and _impossible(asked, hard) else []


def _smallest_conflict(asked: _Inquiry, hard: list[Applied]) -> list[Applied]:
    """Rules whose leaving out makes room; where time runs out they stay named.

    Notes
    -----
    Halves are left out first, then quarters and so on to single rules, by one route each: twenty
    rules take ten solves instead of twenty. What is left is asked by both routes.
    """
    kept = sorted(hard, key=lambda a: (a.rule.ties_agents, a.setting.precedence))
    size = max(1, len(kept) // 2)
    while True:
        for part in [kept[at : at + size] for at in range(0, len(kept), size)]:
            rest = [other for other in kept if other not in part]
            if rest and _refuted(asked, rest):
                kept = rest
        if size == 1:
            break
        size = max(1, min(size // 2, len(kept) // 2))
    return kept if len(kept) == len(hard) or _impossible(asked, kept) or asked.over else hard


def _refuted(asked: _Inquiry, rules: Iterable[Applied]) -> bool:
    """Whether rules leave no roster by the usual route alone."""
    if asked.over:
        return False  # a model of hundreds of people takes seconds only to be written
    model, _ = _model(asked, rules)
    return run_bare(model, asked.limits)[0] == "infeasible"


def _impossible(asked: _Inquiry, rules: Iterable[Applied]) -> bool:
    if asked.over:
        return False
    model, _ = _model(asked, rules)
    return impossible(model, asked.limits)


def _way_out(asked: _Inquiry, hard: list[Applied], relaxing: Applied) -> str:
    if asked.over:
        return ""
    others = [applied for applied in hard if applied is not relaxing]
    priced = dataclasses.replace(relaxing, setting=dataclasses.replace(relaxing.setting, price=1))
    model, floor = _model(asked, [*others, priced])
    model.cp.minimize(model.cost.expression)
    _, value = run_bare(model, asked.limits)
    if value is None:
        return ""
    problem = asked.problem
    roster = read_roster(model, floor, Roster(problem.first, problem.days), value)
    count = FloorCount.of(problem, roster)
    return _listed(list(relaxing.rule.check_floor(problem, count, relaxing.agents)))


def _listed(found: list[Violation]) -> str:
    words = "; ".join(violation.sentence.split(", ", 1)[-1] for violation in found[:_SHOWN])
    more = len(found) - _SHOWN
    return tr("{words}; and in {more} more slots", words=words, more=more) if more > 0 else words


def _model(asked: _Inquiry, rules: Iterable[Applied]) -> tuple[RosterModel, FloorTerms]:
    problem = asked.problem
    cells = [(agent.agent_id, day) for agent in problem.agents for day in range(problem.days)]
    model = RosterModel(problem, asked.options, cells, Roster(problem.first, problem.days))
    for applied in rules:
        model.post(applied, applied.agents)
    floor = FloorTerms(model)
    post_floors(floor)
    return model, floor
