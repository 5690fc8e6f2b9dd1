"""One changed day at a time, counted as the scorecard does: for any problem, without kernels."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from data.model.grid import IntArray
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.shift import Shift
from data.model.staff import Agent
from rostering.evaluation.scorecard import floor_violations, tour_violations
from rostering.rules.language.duty import Duty, locked_cells, tour_of
from rostering.rules.language.presence import FloorCount
from rostering.rules.rule_set import Applied
from rostering.solver.cpsat.keeping import DEAR, KeepingOptions
from rostering.solver.cpsat.marginal_values import FloorState, Placed
from rostering.solver.cpsat.model import CellId
from rostering.solver.options import Duties
from rostering.solver.tours.single_agent_reroster import Descent


@dataclass(frozen=True)
class _Move:
    """What a cell is best changed to, and what that saves, the change paid [points]."""

    cell: CellId
    saves: int
    shift: Shift | None


@dataclass(eq=False)
class SingleChanges:
    """Makes the one change of a day that saves most, again and again.

    Parameters
    ----------
    days
        Day numbers that may change.
    called_in_only
        Whether only people who are off may be called in; shifts then stay as they are.
    """

    problem: RosterProblem
    options: KeepingOptions
    days: Collection[int]
    called_in_only: bool = False
    _moves: dict[CellId, _Move] = field(default_factory=dict)
    _placed: dict[tuple[int, int, int], list[tuple[Duty, Placed]]] = field(default_factory=dict)
    _values: dict[int, IntArray] = field(default_factory=dict)
    _tours: dict[tuple[str, int, Shift | None], int] = field(default_factory=dict)
    _on_floor: int | None = None

    def descend(self, roster: Roster, go_on: Callable[[], bool]) -> Descent:
        """Change days while that saves anything; who was asked in full since the last change."""
        self._load(roster)
        kept = self.options.kept
        touched = {agent for agent, _ in kept.changes(roster)}
        cells = self._cells()
        while self._ask(cells, touched, go_on):
            best = max(self._moves.values(), key=lambda m: m.saves, default=None)
            if best is None or best.saves <= 0:
                break
            self._make(best)
            touched.add(best.cell[0])
        waiting = {cell[0] for cell in cells if cell not in self._moves}
        gains: dict[str, int] = {}
        for (agent_id, _), move in self._moves.items():
            if agent_id not in waiting:
                gains[agent_id] = max(move.saves, gains.get(agent_id, 0))
        people = len(self.problem.agents)
        return Descent(self.roster, gains, people - len(waiting), people)

    def _load(self, roster: Roster) -> None:
        self.roster = roster
        self.state = FloorState(self.problem, roster, self.problem.requirement.heads)
        self.agents = {agent.agent_id: agent for agent in self.problem.agents}
        self.ties = any(applied.rule.ties_agents for applied in self.options.rules)
        for known in (self._moves, self._placed, self._values, self._tours):
            known.clear()
        self._on_floor = None

    def _cells(self) -> list[CellId]:
        """Cells that may change."""
        away, busy = self.options.kept.away, self.roster.by_cell
        return [
            (agent.agent_id, day)
            for agent in self.problem.agents
            for locked in [locked_cells(self.problem, agent)]
            for day in self.days
            if day not in locked
            and (agent.agent_id, day) not in away
            and not self.options.kept.has_begun(agent.agent_id, day)
            and not (self.called_in_only and (agent.agent_id, self.problem.dates[day]) in busy)
        ]

    def _ask(self, cells: Iterable[CellId], touched: set[str], go_on: Callable[[], bool]) -> bool:
        """Ask every cell again whose answer the last change may have changed; False: cut short."""
        most = self.options.kept.max_touched
        full = most is not None and len(touched) >= most
        for cell in cells:
            if full and cell[0] not in touched:
                self._moves[cell] = _Move(cell, 0, None)
            elif cell not in self._moves:
                if not go_on():
                    return False
                self._moves[cell] = self._best(cell)
        return True

    def _make(self, move: _Move) -> None:
        agent_id, day = move.cell
        date = self.problem.dates[day]
        self.state.add(self.roster.by_cell.get((agent_id, date), ()), -1)
        self.roster = self.roster.with_cell(agent_id, date, move.shift)
        self.state.add([move.shift] if move.shift else [])
        self._on_floor = None
        self._values.clear()
        wrap = self.problem.wrap
        near = range(day - 1, day + 2)
        self._placed = {k: v for k, v in self._placed.items() if not wrap and k[1] not in near}
        self._tours = {k: v for k, v in self._tours.items() if k[0] != agent_id}
        self._moves = {
            cell: known
            for cell, known in self._moves.items()
            if not (wrap or cell[0] == agent_id or cell[1] in near)
        }

    def _best(self, cell: CellId) -> _Move:
        """The best change of one cell; nothing where none saves."""
        agent_id, day = cell
        agent, held = self.agents[agent_id], self._held(cell)
        duties = self.options.duties(agent_id, day)
        if held is None:
            ranked, saved_now = self._ranked(agent_id, day, duties), 0
        else:
            self.state.add([held], -1)
            values = self.state.worth(agent_id)
            saved_now = self.state.placed(day, Duty.of(held), values).saves
            ranked = self._placed_of(day, duties, values)
            self.state.add([held])
        best = _Move(cell, 0, held)
        relief = self._along(agent, day, held) + self._floor_now()
        for duty, placed in ranked:
            if placed.saves - saved_now + relief + self._change(cell, held) <= best.saves:
                break
            shift = self.state.shift(agent_id, day, duty, placed)
            best = self._better(best, held, shift, placed.saves - saved_now)
        if held is not None and self.options.may_be_off(agent_id, day):
            best = self._better(best, held, None, -saved_now)
        return best

    def _better(self, best: _Move, held: Shift | None, shift: Shift | None, cover: int) -> _Move:
        """The better of two changes; `cover` is what the new one saves on the floor [points]."""
        agent_id, day = cell = best.cell
        agent = self.agents[agent_id]
        saves = cover + self._change(cell, held) - self._change(cell, shift)
        saves += self._along(agent, day, held) + self._floor_now()
        if saves <= best.saves:
            return best
        saves -= self._along(agent, day, shift)
        if saves > best.saves and self.ties:
            saves -= self._floor_with(agent, day, shift)
        return _Move(cell, saves, shift) if saves > best.saves else best

    def _held(self, cell: CellId) -> Shift | None:
        return next(iter(self.roster.by_cell.get((cell[0], self.problem.dates[cell[1]]), ())), None)

    def _change(self, cell: CellId, shift: Shift | None) -> int:
        """What the cell pays for not being as published [points]."""
        kept = self.options.kept
        published = kept.published.by_cell.get((cell[0], self.problem.dates[cell[1]]), ())
        return 0 if published == ((shift,) if shift else ()) else kept.change_price

    def _ranked(self, agent_id: str, day: int, duties: Duties) -> list[tuple[Duty, Placed]]:
        """Duties for somebody who is off, best on the floor first: alike for a group."""
        group = self.state.groups.group_of[agent_id]
        if group not in self._values:
            self._values[group] = self.state.worth(agent_id)
        if self.options.kept.duty(agent_id, day) is not None:  # a tuple of its own
            return self._placed_of(day, duties, self._values[group])
        key = group, day, id(duties)  # the options keep equal tuples as one object
        if key not in self._placed:
            self._placed[key] = self._placed_of(day, duties, self._values[group])
        return self._placed[key]

    def _placed_of(self, day: int, duties: Duties, values: IntArray) -> list[tuple[Duty, Placed]]:
        found = [(duty, self.state.placed(day, duty, values)) for duty in duties]
        return sorted(found, key=lambda one: -one[1].saves)

    def _along(self, agent: Agent, day: int, shift: Shift | None) -> int:
        """What an agent's rules charge with this shift on the day, hard ones dearly [points]."""
        key = agent.agent_id, day, shift
        if key not in self._tours:
            tour = tour_of(self.problem, agent.agent_id, self._shifts(agent, day, shift))
            found = tour_violations(self.problem, self.options.rules, agent, tour)
            self._tours[key] = sum(_points(applied, v.amount) for applied, v in found)
        return self._tours[key]

    def _shifts(self, agent: Agent, day: int, shift: Shift | None) -> tuple[Shift, ...]:
        date = self.problem.dates[day]
        others = [s for s in self.roster.by_agent.get(agent.agent_id, ()) if s.day != date]
        mine = [*others, shift] if shift else others
        return tuple(sorted(mine, key=lambda s: (s.day, s.start_min)))

    def _floor_now(self) -> int:
        """What rules that tie agents together charge now [points]."""
        if not self.ties:
            return 0
        if self._on_floor is None:
            self._on_floor = self._floor_points(FloorCount.of(self.problem, self.roster))
        return self._on_floor

    def _floor_with(self, agent: Agent, day: int, shift: Shift | None) -> int:
        changed = self.roster.with_cell(agent.agent_id, self.problem.dates[day], shift)
        return self._floor_points(FloorCount.of(self.problem, changed))

    def _floor_points(self, count: FloorCount) -> int:
        found = floor_violations(self.problem, self.options.rules, count)
        return sum(_points(applied, v.amount) for applied, v in found)


def _points(applied: Applied, amount: int) -> int:
    return DEAR if applied.setting.hard else (applied.setting.price or 0) * amount
