"""The cheapest set of actions: one mixed-integer programme of what each gives and takes.

Agents covered follow from who is on the floor as in `rostering.activities.model`: Hall's condition
for each set of queues, in each slot that any action touches.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from data.model.grid import BoolArray, FloatArray, IntArray
from data.model.problem import RosterProblem
from data.model.roster import Roster
from rostering.day.options import Option
from rostering.day.prices import DayPrices
from rostering.day.value import BELOW
from rostering.evaluation.cover import cover
from rostering.rules.language.presence import FloorCount, SkillGroups
from rostering.rules.language.statement import Breaks, Floor
from rostering.rules.rule_set import rule_set
from rostering.solver.cpsat.cover_terms import halls
from rostering.solver.program import Column, Program

_HALF = 0.5
_CENT = 1.0
_WHOLE_ENOUGH = 1e-6
_SPARE_SHARE = 0.25
"""A spare agent counts at most so much of the price of a moved break: nobody is asked for one."""
_UNTOUCHED_S = 60.0  # a linear programme of moments


@dataclass(frozen=True)
class SkillMove:
    """Agents of some skills who take contacts of a queue besides in one slot.

    Parameters
    ----------
    group
        Number of their skill group.
    queue
        Row of the queue that they take contacts of.
    agents
        How many [agents].
    """

    group: int
    queue: int
    slot: int
    agents: int


@dataclass(frozen=True, eq=False)
class Choice:
    """What was chosen and what is known of it.

    Parameters
    ----------
    without_cents, with_cents
        What missing agents, and callers who wait, cost if nothing is done; and with everything
        chosen, its own cost included [cents].
    bound_cents
        What no set of these options can undercut [cents].
    """

    options: tuple[Option, ...]
    moves: tuple[SkillMove, ...]
    without_cents: float
    with_cents: float
    bound_cents: float

    @property
    def proven(self) -> bool:
        """Whether no set of the options is cheaper by a cent."""
        return self.with_cents - self.bound_cents <= _CENT


@dataclass(frozen=True, eq=False)
class Given:
    """What a choice is made from.

    Parameters
    ----------
    roster
        As published, without those who are absent.
    slots
        Slots of the horizon that count: the rest of the day.
    point_cents
        What a point of the roster's cost is worth [cents].
    values
        Relative value of the agents around the need, see `unit_values`, shape (queues, slots of
        `slots`, BELOW + ABOVE) [-]; None: each missing agent counts the same, spare ones nothing.
    overflow
        Queues (rows) whose contacts people of another queue may take: (from, of).
    """

    problem: RosterProblem
    roster: Roster
    slots: IntArray
    prices: DayPrices
    point_cents: float
    overflow: tuple[tuple[int, int], ...] = ()
    values: FloatArray | None = None


def choose(
    given: Given,
    options: Sequence[Option],
    time_s: float,
    *,
    stop: threading.Event | None = None,
    seed: int = 0,
) -> Choice:
    """The cheapest set of options, at most one a person, within a time.

    Notes
    -----
    Without any option the cost is proven as it is. A search cut short before it found anything
    gives the choice of doing nothing, with the bound that it reached.
    """
    model = _Model(given, options, stop)
    without = model.untouched()
    if not options and not model.open_moves:
        return Choice((), (), without, without, without)
    started = time.monotonic()
    eased = model.program.solve(time_s, seed, relaxed=True)
    bound = max(eased.bound, model.least)
    if eased.values is not None and model.is_whole(eased.values):
        return model.read(eased.values, eased.cost, bound, without)
    left = time_s - (time.monotonic() - started)
    found = model.program.solve(max(1.0, left), seed)
    bound = max(bound, found.bound)
    if found.values is None or found.cost > without:
        return Choice((), (), without, without, min(without, bound))
    return model.read(found.values, found.cost, min(bound, found.cost), without)


class _Model:
    """The programme: a flag an option, whole numbers of skill moves, agents covered."""

    def __init__(
        self, given: Given, options: Sequence[Option], stop: threading.Event | None
    ) -> None:
        self.given, self.options = given, options
        self.problem = given.problem
        self.program = Program(stop)
        self.groups = SkillGroups(self.problem)
        self.count = FloorCount.of(self.problem, given.roster)
        self.supply = self.groups.supply(self.count)
        self.take = [self.program.flag(option.cost_cents) for option in options]
        self.least = -np.inf
        counted = set(given.slots.tolist())
        self.coming: dict[int, dict[int, list[Column]]] = defaultdict(lambda: defaultdict(list))
        self.going: dict[int, dict[int, list[Column]]] = defaultdict(lambda: defaultdict(list))
        self.at: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for number, option in enumerate(options):
            group = self.groups.group_of[option.agent_id]
            for slots, side, sign in (
                (option.gained, self.coming, 1.0), (option.lost, self.going, -1.0)
            ):  # fmt: skip
                for slot in slots.tolist():
                    self.at[slot].append((number, sign))
                    if slot in counted:
                        side[slot][group].append(self.take[number])
        met = cover(
            self.problem.requirement.heads, self.supply, self.groups.skills, self.groups.prices
        )
        self.short, self.spare = met.shortfall, met.surplus
        self.moves: dict[tuple[int, int, int], Column] = {}
        self._one_each()
        self._post_floors()
        self._post_spare()
        for at, slot in enumerate(given.slots.tolist()):
            self._post_slot(slot, at)

    @property
    def open_moves(self) -> bool:
        """Whether anybody could take contacts of another queue."""
        return bool(self.moves)

    def _one_each(self) -> None:
        mine: dict[str, list[Column]] = defaultdict(list)
        for option, flag in zip(self.options, self.take, strict=True):
            mine[option.agent_id].append(flag)
        for flags in mine.values():
            self.program.hold(flags, most=1)

    def _post_spare(self) -> None:
        """People go home only from where agents are spare, and some spare ones remain."""
        for slot in list(self.at):
            home = [
                self.take[number]
                for number, sign in self.at[slot]
                if sign < 0 and self.options[number].kind == "time_off"
            ]
            if home:
                room = int(self.spare[slot]) - self.given.prices.spare_agents
                self.program.hold(home, most=max(0, room))

    def _post_floors(self) -> None:
        """Hard rules about people on the floor get no worse than they are."""
        for applied in rule_set(self.problem):
            if applied.setting.price is not None:
                continue
            for floor in applied.rule.floor(self.problem, applied.agents):
                self._hold_floor(floor)
            for breaks in applied.rule.breaks(self.problem, applied.agents):
                self._hold_breaks(breaks)

    def _hold_floor(self, floor: Floor) -> None:
        heads = self.count.heads(floor.agents)
        for slot, touching in self.at.items():
            terms = [
                (self.take[n], sign) for n, sign in touching
                if self.options[n].agent_id in floor.agents
            ]  # fmt: skip
            if terms:
                now = int(heads[slot])
                least, most = int(floor.least[slot]) - now, int(floor.most[slot]) - now
                self.program.weigh(terms, min(0, least), max(0, most))

    def _hold_breaks(self, limit: Breaks) -> None:
        """Moved breaks fill no slot beyond what may rest at once."""
        now = self.count.breaks(limit.agents)
        watch, first = self.count.clock, self.problem.first
        terms: dict[int, list[tuple[Column, float]]] = defaultdict(list)
        for option, flag in zip(self.options, self.take, strict=True):
            if option.agent_id not in limit.agents:
                continue
            for shift, sign in ((option.before, -1.0), (option.after, 1.0)):
                for rest in shift.breaks if shift else ():
                    day = (shift.day - first).days if shift else 0
                    for slot in watch.touched(day, rest).tolist():
                        terms[slot].append((flag, sign))
        for slot, mine in terms.items():
            most = max(0, int(limit.most[slot]) - int(now[slot]))
            self.program.weigh(mine, most=most)

    def _post_slot(self, slot: int, at: int) -> None:
        heads = self.problem.requirement.heads[:, slot]
        coming, going = self.coming.get(slot, {}), self.going.get(slot, {})
        moves = self._moves_of(slot, heads)
        rows = [tuple(row) for row in self.groups.skills.tolist()]
        base = self.supply[:, slot].tolist()
        groups = list(range(len(rows)))
        extra: dict[int, int] = {}
        for _, queue in moves:
            if queue not in extra:
                extra[queue] = len(rows)
                rows.append(tuple(q == queue for q in range(len(heads))))
                base.append(0)
        present: dict[int, Column] = {}
        for group in groups:
            mine = [column for (g, _), column in moves.items() if g == group]
            if coming.get(group) or going.get(group) or mine:
                most = base[group] + len(coming.get(group, []))
                present[group] = self.program.number(most)
                self.program.balance(
                    [present[group], *going.get(group, []), *mine],
                    list(coming.get(group, [])),
                    base[group],
                )
        for queue, row in extra.items():
            mine = [column for (_, q), column in moves.items() if q == queue]
            present[row] = self.program.number(sum(base))
            self.program.balance([present[row]], mine, 0)
        met = {queue: self._covered(queue, int(heads[queue]), at) for queue in range(len(heads))}
        needed = tuple(queue for queue, columns in met.items() if columns)
        for queues, serving in halls(tuple(rows), needed):
            fixed = sum(base[g] for g in serving if g not in present)
            there = [(present[g], -1.0) for g in serving if g in present]
            self.program.weigh([*((c, 1.0) for q in queues for c in met[q]), *there], most=fixed)

    def _covered(self, queue: int, heads: int, at: int) -> list[Column]:
        """Columns of the agents covered of a queue in a slot, the most valuable first."""
        price = float(self.groups.prices[queue]) * self.given.point_cents
        if self.given.values is None:
            units = [(heads, price)] if heads else []
        else:
            each = (self.given.values[queue, at] * price).tolist()
            near = min(heads, BELOW)
            spare = _SPARE_SHARE * self.given.prices.move_break_cents
            beyond = [min(one, spare) for one in each[BELOW:]]
            units = [(heads - near, each[0]), *((1, one) for one in each[BELOW - near : BELOW])]
            units += [(1, one) for one in beyond]
        columns = []
        for most, value in units:
            if most and value > 0:
                columns.append(self.program.number(most, -value))
                self.program.offset += value * most
        return columns

    def untouched(self) -> float:
        """What the rest of the day costs if nothing is done [cents]."""
        nothing = replace(self.program, most=self.program.most.copy())
        still = [*self.take, *self.moves.values()]
        nothing.forbid(np.array(still, dtype=np.int64))
        return nothing.solve(_UNTOUCHED_S, relaxed=True).cost

    def _moves_of(self, slot: int, heads: IntArray) -> dict[tuple[int, int], Column]:
        """Skill moves that could help in a slot: from people of a queue who lack the short one."""
        found: dict[tuple[int, int], Column] = {}
        slot_h = self.problem.requirement.grid.slot_min / 60
        cost = self.given.prices.skill_hour_cents * slot_h
        skills: BoolArray = self.groups.skills
        for short, of in self.given.overflow:
            if not self.short[short, slot]:
                continue
            for group, row in enumerate(skills):
                if row[of] and not row[short] and self.supply[group, slot]:
                    most = min(int(self.supply[group, slot]), int(heads[short]))
                    column = self.program.number(most, cost, whole=True)
                    found[group, short] = column
                    self.moves[group, short, slot] = column
        return found

    def is_whole(self, values: np.ndarray) -> bool:
        """Whether every choice is taken whole or not at all."""
        mine = values[np.array(self.program.whole, dtype=bool)]
        return bool((np.abs(mine - np.rint(mine)) < _WHOLE_ENOUGH).all())

    def read(self, values: np.ndarray, cost: float, bound: float, without: float) -> Choice:
        """The choice that values mean."""
        chosen = [
            o for o, flag in zip(self.options, self.take, strict=True) if values[flag] > _HALF
        ]
        moves = tuple(
            SkillMove(*key, round(float(values[column])))
            for key, column in self.moves.items()
            if values[column] > _HALF
        )
        return Choice(tuple(chosen), moves, without, cost, min(bound, cost))
