"""A model that leaves a published roster alone wherever a change is not worth its price."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from data.model.problem import RosterProblem
from data.model.roster import Roster
from rostering.rules.language.duty import Duty
from rostering.solver.cpsat.cover_terms import post_cover
from rostering.solver.cpsat.floor_terms import FloorTerms, post_floors
from rostering.solver.cpsat.model import CellId, RosterModel
from rostering.solver.cpsat.solving import Built
from rostering.solver.cpsat.terms import Terms
from rostering.solver.options import Duties, OptionTable

DEAR = 10_000
"""Points of a hard rule that was broken already when the repair began: repair it if that can be."""

Broken = frozenset[tuple[str, str | None]]
"""(rule, agent id or None) of hard rules that the damaged roster breaks."""


@dataclass(frozen=True, eq=False)
class Kept:
    """What a repair starts from and what it has to pay.

    Parameters
    ----------
    published
        The roster that everybody knows.
    away
        Cells that fall out: off whatever happens, and not counted as changes.
    change_price
        Points for each agent-day that differs from what is published.
    max_touched
        Most agents with any changed day; None: any number.
    loose
        Cells whose shift may stay with other breaks, as a change: its own break a rule.
    now
        Day number and minute that it is: what has begun stays, and nothing begins before; None:
        all lies ahead.
    """

    published: Roster
    away: frozenset[CellId]
    change_price: int
    max_touched: int | None = None
    loose: frozenset[CellId] = frozenset()
    now: tuple[int, int] | None = None

    def has_begun(self, agent_id: str, day: int) -> bool:
        """Whether the published shift of a cell has begun, or the day is over."""
        if self.now is None or day != self.now[0]:
            return self.now is not None and day < self.now[0]
        duty = self.duty(agent_id, day)
        return duty is not None and duty.start_min <= self.now[1]

    def minute_of(self, day: int) -> int | None:
        """Minute of a day that it is; None on any day but today [min]."""
        return self.now[1] if self.now is not None and day == self.now[0] else None

    def duty(self, agent_id: str, day: int) -> Duty | None:
        """What is published for a cell."""
        cell = (agent_id, self.published.first + timedelta(days=day))
        shifts = self.published.by_cell.get(cell, ())
        return Duty.of(shifts[0]) if shifts else None

    def changes(self, roster: Roster) -> tuple[CellId, ...]:
        """Cells of a roster that differ from what is published, by agent and day."""
        cells = sorted({*roster.by_cell, *self.published.by_cell})
        numbered = ((cell, (cell[1] - self.published.first).days) for cell in cells)
        return tuple(
            (cell[0], day)
            for cell, day in numbered
            if (cell[0], day) not in self.away
            and roster.by_cell.get(cell, ()) != self.published.by_cell.get(cell, ())
        )


class KeepingOptions(OptionTable):
    """Options that hold each published shift with its very breaks; what falls out has none."""

    def __init__(self, problem: RosterProblem, kept: Kept) -> None:
        super().__init__(problem)
        self.kept = kept
        self._later: dict[int, Duties] = {}

    def duties(self, agent_id: str, day: int) -> Duties:
        """The published duty as it is, and what else the cell allows."""
        if (agent_id, day) in self.kept.away:
            return ()
        offered, held = super().duties(agent_id, day), self.kept.duty(agent_id, day)
        if self.kept.has_begun(agent_id, day):
            return (held,) if held else ()
        now_min = self.kept.minute_of(day)
        if now_min is not None:  # equal tuples stay one object
            later = tuple(duty for duty in offered if duty.start_min > now_min)
            offered = self._later.setdefault(id(offered), later)
        if held is None:
            return offered
        loose = (agent_id, day) in self.kept.loose
        return (*(duty for duty in offered if loose or duty.key != held.key), held)

    def may_be_off(self, agent_id: str, day: int) -> bool:
        """Whether the cell may stay empty."""
        off = (agent_id, day) in self.kept.away or self.kept.duty(agent_id, day) is None
        if self.kept.has_begun(agent_id, day):
            return off
        return off or super().may_be_off(agent_id, day)


def build_kept(
    options: KeepingOptions, free: Iterable[CellId], fixed: Roster, broken: Broken
) -> Built:
    """Model of the free cells: every rule, cover, and what each change costs."""
    problem, kept = options.problem, options.kept
    model = RosterModel(problem, options, free, fixed, partial=True)
    _post_rules(model, broken)
    floor = FloorTerms(model)
    post_floors(floor, soften=any(agent is None for _, agent in broken))
    post_cover(floor, problem.requirement.heads)
    _price_changes(model, kept, fixed)
    model.cp.minimize(model.cost.expression)
    return Built(model, floor, fixed)


def _post_rules(model: RosterModel, broken: Broken) -> None:
    """Hard rules hold, but cost dearly for whom they were broken from the start."""
    for applied in model.options.rules:
        stuck = [a for a in applied.agents if (applied.setting.rule, a.agent_id) in broken]
        if not stuck or applied.rule.ties_agents or not applied.setting.hard:
            model.post(applied, applied.agents)
            continue
        model.post(applied, [agent for agent in applied.agents if agent not in stuck])
        applied.rule.post(model, model.problem, stuck, DEAR)


def _price_changes(model: RosterModel, kept: Kept, fixed: Roster) -> None:
    """Charge each changed cell, and count the agents who have any."""
    before = {agent for agent, day in kept.changes(fixed) if (agent, day) not in model.free}
    changed: dict[str, list[Terms]] = defaultdict(list)
    for agent_id, day in model.free:
        if (agent_id, day) not in kept.away:
            for term in changes_of(model, kept, agent_id, day):
                model.cost.extend(term, kept.change_price)
                changed[agent_id].append(term)
    if kept.max_touched is None:
        return
    touched = Terms(constant=len(before))
    for agent_id in changed.keys() - before:
        flag = model.flag()
        touched.add(flag)
        for term in changed[agent_id]:
            model.cp.add(term.expression <= flag)
    if touched.variables:
        model.cp.add(touched.expression <= max(kept.max_touched, len(before)))


def changes_of(model: RosterModel, kept: Kept, agent_id: str, day: int) -> Iterator[Terms]:
    """0/1 terms of which one is 1 where the cell changes."""
    held = kept.duty(agent_id, day)
    for duty, literal in model.free[agent_id, day]:
        if held is None or duty == held:
            term = Terms(constant=int(held is not None))
            term.add(literal, 1 if held is None else -1)
            yield term
