"""Which hard rules leave no roster, to one agent alone or to the whole team.

Hard rules along one agent's tour know nothing of other agents, so each agent can be asked alone. A
conflict is found by leaving rules out and solving again: a set named by the solver's own
assumptions can be wrong after presolve (OR-Tools issue 5141).
"""

import dataclasses
import math
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.rule import Violation
from data.model.staff import Agent
from rostering.rules.rule_set import Applied
from rostering.solver.cpsat.answer import read_roster
from rostering.solver.cpsat.floor_terms import FloorTerms, post_floors
from rostering.solver.cpsat.model import RosterModel
from rostering.solver.cpsat.solving import Limits, impossible, run_bare
from rostering.solver.options import OptionTable

Conflict = tuple[Applied, ...]
_ALONE_S = 10.0
_TEAM_S = 60.0
"""All solves about a team together [s]: who waits for a reason has waited already."""


@dataclass(frozen=True)
class Inquiry:
    """People who are asked together, what their cells may hold, and until when.

    Parameters
    ----------
    alone
        Whether heads and breaks on the floor are left out: they are nobody's own doing.
    until
        When nothing more is asked, on the monotonic clock [s].
    """

    options: OptionTable
    agents: tuple[Agent, ...]
    alone: bool = True
    until: float = math.inf
    stop: threading.Event | None = None

    @classmethod
    def of_team(cls, problem: RosterProblem, stop: threading.Event | None = None) -> "Inquiry":
        """Everybody, under the rules that tie them together too."""
        options = OptionTable(problem, prune=False)
        return cls(options, problem.agents, False, time.monotonic() + _TEAM_S, stop)

    @property
    def hard(self) -> list[Applied]:
        """Hard rules, what would be relaxed last first, and those of the team last."""
        ids = {agent.agent_id for agent in self.agents}
        mine = [
            applied
            for applied in self.options.rules
            if applied.setting.hard and not (self.alone and ids.isdisjoint(applied.ids))
        ]
        return sorted(mine, key=lambda a: (a.rule.ties_agents, a.setting.precedence))

    def possible(self, rules: Iterable[Applied]) -> bool:
        """Whether rules leave a roster; what two routes do not prove counts as yes."""
        return self._over or not impossible(self._asking(rules), self._limits)

    def smallest_conflict(self, rules: Sequence[Applied] | None = None) -> Conflict:
        """Hard rules of which each one is needed for there to be no roster.

        Parameters
        ----------
        rules
            Those to look among, which leave no roster; all hard ones where not given.

        Notes
        -----
        What would be relaxed last is left out first, so that the set speaks of what can be changed.
        Rules are left out by one route alone; what is left is asked by both.
        """
        every = self.hard if rules is None else rules
        kept = needed(every, self._refuted)
        if len(kept) < len(every) and not self._over and self.possible(kept):
            kept = needed(every, lambda rest: not self.possible(rest))
        return tuple(kept)

    def least_break(self, relaxing: Applied) -> list[Violation]:
        """The least that one rule has to give, every other hard rule kept; none: not found."""
        if self._over:
            return []
        others = [applied for applied in self.hard if applied != relaxing]
        priced = dataclasses.replace(relaxing.setting, price=1)
        model = self._model([*others, dataclasses.replace(relaxing, setting=priced)])
        floor = FloorTerms(model)
        post_floors(floor)
        model.cp.minimize(model.cost.expression)
        _, value = run_bare(model, self._limits)
        if value is None:
            return []
        problem = self.options.problem
        roster = read_roster(model, floor, Roster(problem.first, problem.days), value)
        return list(relaxing.rule.check(problem, roster, self._bound(relaxing)))

    @property
    def _limits(self) -> Limits:
        left_s = max(0.01, self.until - time.monotonic())
        if self.alone:
            return Limits(min(_ALONE_S, left_s), workers=1)
        return Limits(left_s, workers=2, stop=self.stop)

    @property
    def _over(self) -> bool:
        """Whether nothing more may be asked."""
        stopped = self.stop is not None and self.stop.is_set()
        return stopped or time.monotonic() >= self.until

    def _refuted(self, rules: Sequence[Applied]) -> bool:
        """Whether rules leave no roster by the usual route alone."""
        if self._over:  # a model of hundreds of people takes seconds only to be written
            return False
        return run_bare(self._asking(rules), self._limits)[0] == "infeasible"

    def _asking(self, rules: Iterable[Applied]) -> RosterModel:
        model = self._model(rules)
        if model.floors or model.breaks:
            post_floors(FloorTerms(model))
        return model

    def _model(self, rules: Iterable[Applied]) -> RosterModel:
        problem = self.options.problem
        cells = [(agent.agent_id, day) for agent in self.agents for day in range(problem.days)]
        model = RosterModel(problem, self.options, cells, Roster(problem.first, problem.days))
        for applied in rules:
            model.post(applied, self._bound(applied))
        if self.alone:
            model.floors.clear()
            model.breaks.clear()
        return model

    def _bound(self, applied: Applied) -> list[Agent]:
        return [agent for agent in self.agents if agent.agent_id in applied.ids]


def needed(rules: Sequence[Applied], refuted: Callable[[Sequence[Applied]], bool]) -> list[Applied]:
    """Rules left when every part without which the rest is still refuted has been left out.

    Halves are tried first, then halves of those: twenty rules take ten solves instead of twenty.
    """
    kept = list(rules)

    def leave_out(part: list[Applied]) -> None:
        nonlocal kept
        gone = set(map(id, part))
        rest = [applied for applied in kept if id(applied) not in gone]
        if rest and refuted(rest):
            kept = rest
        elif len(part) > 1:
            half = len(part) // 2
            leave_out(part[:half])
            leave_out(part[half:])

    leave_out(kept)
    return kept
