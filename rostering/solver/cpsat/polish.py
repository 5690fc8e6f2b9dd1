"""Breaks placed anew around shifts that stay, day by day, under the rules that tie people together.

The tour engine places breaks by what heads are worth and cannot see a rule about breaks at once;
neighbourhoods see it, but free whole shifts. With the starts given a day is a small model.
"""

from collections.abc import Iterator
from dataclasses import replace

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.roster import Roster
from rostering.rules.language.duty import tours
from rostering.rules.rule_set import rule_set
from rostering.solver.cpsat.model import CellId
from rostering.solver.cpsat.solving import Limits, build, solve
from rostering.solver.options import Duties, OptionTable
from rostering.solver.progress import Incumbent

_DAY_S = 4.0
_HARD = 10_000


def about_breaks(problem: RosterProblem) -> bool:
    """Whether any rule speaks of breaks at once."""
    return any(any(a.rule.breaks(problem, a.agents)) for a in rule_set(problem))


def polish_breaks(incumbent: Incumbent, options: OptionTable, seed: int, workers: int) -> None:
    """Go through the days of the best roster once, the dearest first, as long as there is time."""
    problem = incumbent.problem
    for done, day in enumerate(_dearest_first(incumbent)):
        if incumbent.roster is None or incumbent.left_s <= 0 or incumbent.proven:
            return
        incumbent.say(
            tr("placing breaks anew: {done} of {days} days", done=done, days=problem.days)
        )
        held = _Held(problem, options, incumbent.roster)
        cells = tuple(held.open_cells(day))
        if cells:
            built = build(problem, held, cells, incumbent.roster, partial=True, soft_floors=True)
            limits = Limits(min(_DAY_S, incumbent.left_s), workers, seed, incumbent.stop)
            found = solve(built, limits).roster  # a hint costs four times what it saves here
            if found is not None:
                incumbent.offer(found)


def _dearest_first(incumbent: Incumbent) -> list[int]:
    """Days of the horizon by what breaks at once cost there; hard findings first."""
    problem = incumbent.problem
    points = {a.rule.name: a.setting.price for a in rule_set(problem)
              if any(a.rule.breaks(problem, a.agents))}  # fmt: skip
    cost = dict.fromkeys(problem.dates, 0)
    for found in incumbent.card.violations if incumbent.card else ():
        if found.rule in points and found.day in cost:
            price = points[found.rule]
            cost[found.day] += found.amount * (_HARD if price is None else price)
    return sorted(range(problem.days), key=lambda day: -cost[problem.dates[day]])


class _Held(OptionTable):
    """Each cell holds the very shift of a roster, its breaks open where the cell allows that.

    Rules along a tour stay as they are whatever the breaks: only those that tie people are posted.
    """

    def __init__(self, problem: RosterProblem, options: OptionTable, roster: Roster) -> None:
        super().__init__(problem)
        self.rules = tuple(applied for applied in self.rules if applied.rule.ties_agents)
        self._options, self._tours = options, tours(problem, roster)

    def duties(self, agent_id: str, day: int) -> Duties:
        """The duty that is held."""
        return tuple(replace(duty, breaks=None) for duty in self._tours[agent_id].get(day, ()))

    def may_be_off(self, agent_id: str, day: int) -> bool:
        """Only a cell that is off."""
        return not self._tours[agent_id].get(day, ())

    def open_cells(self, day: int) -> Iterator[CellId]:
        """Cells of a day whose breaks may move."""
        for agent in self.problem.agents:
            held = self.duties(agent.agent_id, day)
            if len(held) == 1 and held[0] in self._options.duties(agent.agent_id, day):
                yield agent.agent_id, day
