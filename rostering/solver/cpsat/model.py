"""The CP-SAT model in roster words: cells that choose a duty, held statements, a price list."""

from collections.abc import Iterable, Mapping

from ortools.sat.python import cp_model

from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.staff import Agent
from rostering.rules.language.duty import Duty, tours
from rostering.rules.language.statement import Breaks, Fits, Floor, TourStatement
from rostering.rules.rule_set import Applied
from rostering.solver.cpsat.terms import Literal, Terms
from rostering.solver.options import OptionTable

CellId = tuple[str, int]
Choice = tuple[Duty, Literal]


class RosterModel:
    """Some cells free, all others as in a given roster.

    Parameters
    ----------
    free
        (agent id, day number) of the cells to decide.
    fixed
        What the other cells hold; history counts as fixed.
    partial
        Hard statements that no free cell can change are left alone.
    """

    def __init__(
        self,
        problem: RosterProblem,
        options: OptionTable,
        free: Iterable[CellId],
        fixed: Roster,
        partial: bool = False,
    ) -> None:
        from rostering.solver.cpsat.posting import post  # it needs this class to dispatch

        self._post = post
        self.problem, self.options, self.partial = problem, options, partial
        self.cp = cp_model.CpModel()
        self.cost = Terms()
        self.floors: list[tuple[Floor, int | None]] = []
        self.breaks: list[tuple[Breaks, int | None]] = []
        self.free: dict[CellId, tuple[Choice, ...]] = {}
        self.fixed_tours = tours(problem, fixed)
        self._any: dict[tuple[str, tuple[int, ...], Fits], Literal] = {}
        self._free_agents = set[str]()
        for cell in free:
            self._free_agents.add(cell[0])
            self.free[cell] = tuple((duty, self.flag()) for duty in options.duties(*cell))
            if options.prune and not options.may_be_off(*cell):
                self.cp.add_bool_or([literal for _, literal in self.free[cell]])

    # -- what the cells hold ------------------------------------------------------------------

    def choices(self, agent_id: str, day: int) -> tuple[Choice, ...]:
        """Duties of a cell with their literals (1 where fixed)."""
        if (agent_id, day) in self.free:
            return self.free[agent_id, day]
        return tuple((duty, 1) for duty in self.fixed_tours[agent_id].get(day, ()))

    def fitting(self, agent_id: str, day: int, fits: Fits) -> Terms:
        """0/1 sum: whether the cell's duty, or its being off, fits."""
        sum_, off = Terms(), int(fits(None))
        sum_.constant = off
        for duty, literal in self.choices(agent_id, day):
            sum_.add(literal, int(fits(duty)) - off)
        return sum_

    def any_fits(self, agent_id: str, days: tuple[int, ...], fits: Fits) -> Terms:
        """0/1 sum: whether any of the days fits."""
        if len(days) == 1:
            return self.fitting(agent_id, days[0], fits)
        key = (agent_id, days, fits)
        if key not in self._any:
            self._any[key] = self._either([self.fitting(agent_id, day, fits) for day in days])
        found = Terms()
        found.add(self._any[key])
        return found

    def _either(self, parts: list[Terms]) -> Literal:
        parts = [part for part in parts if part.variables or part.constant]
        if any(not part.variables for part in parts):
            return 1
        if not parts:
            return 0
        either, total = self.flag(), Terms()
        for part in parts:
            self.cp.add(part.expression <= either)
            total.extend(part)
        self.cp.add(total.expression >= either)
        return either

    # -- what is held ---------------------------------------------------------------------------

    def post(self, applied: Applied, agents: Iterable[Agent]) -> None:
        """Post a rule at its weight for some agents."""
        applied.rule.post(self, self.problem, tuple(agents), applied.setting.price)

    def hold(self, agent: Agent, statement: TourStatement, price: int | None) -> None:
        """Hold a statement along an agent's tour."""
        self._post(statement, self, agent.agent_id, price)

    def hold_floor(self, statement: Floor, price: int | None) -> None:
        """Note a statement about heads; `floor_terms` posts it once all are known."""
        self.floors.append((statement, price))

    def hold_breaks(self, statement: Breaks, price: int | None) -> None:
        """Note a statement about breaks at once, posted with those about heads."""
        self.breaks.append((statement, price))

    def within(self, sum_: Terms, least: int | None, most: int | None) -> None:
        """Hold least <= sum <= most, without fail."""
        low = least if least is not None else cp_model.INT_MIN
        high = most if most is not None else cp_model.INT_MAX
        if not sum_.variables:
            if not low <= sum_.constant <= high and not self.partial:
                self.cp.add_bool_or([])
            return
        self.cp.add_linear_constraint(sum_.expression, low, high)

    def pay(self, literal: Literal, points: int) -> None:
        """Charge points where a literal is 1, or for each unit of a number."""
        self.cost.add(literal, points)

    def flag(self) -> cp_model.IntVar:
        """A new 0/1 variable."""
        return self.cp.new_bool_var("")

    def number(self, most: int) -> cp_model.IntVar:
        """A new variable in 0 .. most."""
        return self.cp.new_int_var(0, max(0, most), "")

    def moves(self, agent: Agent) -> bool:
        """Whether an agent's tour matters here: always, but in a partial model."""
        return not self.partial or agent.agent_id in self._free_agents

    def hint(self, tour_by_agent: Mapping[str, Mapping[int, tuple[Duty, ...]]]) -> None:
        """Start from given tours; breaks count where a cell knows a shift with these very ones."""
        for (agent_id, day), choices in self.free.items():
            held = set(tour_by_agent.get(agent_id, {}).get(day, ()))
            exact = {duty.key for duty, _ in choices if duty in held}
            wanted = {duty.key for duty in held}
            for duty, literal in choices:
                if not isinstance(literal, int):
                    meant = duty in held if duty.key in exact else duty.key in wanted
                    self.cp.add_hint(literal, int(meant))
