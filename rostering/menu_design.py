"""Which few shift codes should there be: best menus of 6, 8, 10 ... codes, and their cost.

A code is one start, one length and its breaks: what a manager can say and people can remember.
"""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from data.model.arrays import FloatArray
from data.model.errors import InvalidValue
from data.model.shift import BreakWindow, ShiftTemplate, is_night
from rostering.patterns import begins
from rostering.problem import RosterProblem
from rostering.solver.menu_choice import Chosen, Code, TypicalWeek, choose

_DAY_MIN = 1440


@dataclass(frozen=True)
class Wanted:
    """What a menu may hold.

    Parameters
    ----------
    step_min
        Starts lie on multiples of it [min].
    any_start
        Any time of day for each length; False: the starts of today's templates only.
    codes
        Sizes of menu to design [codes].
    time_limit_s
        For each size [s].
    """

    step_min: int = 30
    any_start: bool = False
    codes: tuple[int, ...] = (4, 6, 8, 10, 12, 16)
    time_limit_s: float = 10.0

    def __post_init__(self) -> None:
        if self.step_min <= 0 or _DAY_MIN % self.step_min:
            raise InvalidValue(f"starts every {self.step_min} min do not divide a day")
        if not self.codes or min(self.codes) < 1:
            raise InvalidValue("name at least one size of menu, of one code or more")


@dataclass(frozen=True)
class MenuOption:
    """The best menu found of a size.

    Parameters
    ----------
    templates
        Its codes, one start each.
    points
        Cost of the horizon as the typical week says it [points].
    bound
        No menu of that many codes costs less in a typical week [points].
    """

    most: int
    templates: tuple[ShiftTemplate, ...]
    points: float
    bound: float


@dataclass(frozen=True)
class Restriction:
    """What a restriction costs against the free menu [points]; None where it leaves no roster."""

    words: str
    points: float | None


@dataclass(frozen=True)
class MenuDesign:
    """The curve of cost against codes.

    Parameters
    ----------
    candidates
        Codes there were to choose from [-].
    free_points
        Cost with all of them [points].
    today_points
        Cost with today's menu as it stands [points].
    restrictions
        What single restrictions cost when all else is free.
    """

    candidates: int
    free_points: float
    today_points: float
    today_codes: int
    options: tuple[MenuOption, ...]
    restrictions: tuple[Restriction, ...]


def design_menu(
    problem: RosterProblem,
    wanted: Wanted | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> MenuDesign:
    """Best menus of several sizes for a problem's demand and contracts.

    Raises
    ------
    InvalidValue
        If no menu at all gives every contract its hours.
    """
    asked = wanted or Wanted()
    week, weeks = typical_week(problem), problem.days / 7
    found = candidates(problem, asked)
    codes = [code for _, code in found]
    free = choose(week, codes, None)
    if free is None:
        raise InvalidValue(
            "no mix of these shifts gives every contract its weekly hours: look at the lengths of "
            "the templates and the hours of the contracts"
        )
    today = choose(week, [code for _, code in candidates(problem, Wanted(_step(problem)))], None)
    options = []
    for number, most in enumerate(asked.codes, 1):
        best = choose(week, codes, most, asked.time_limit_s) if most < len(codes) else free
        if best is not None:
            options.append(_option(most, best, found, weeks))
        if progress:
            progress(f"menus of {most} codes", number, len(asked.codes))
    return MenuDesign(
        len(codes),
        free.points * weeks,
        (today or free).points * weeks,
        sum(len(template.starts_min) for template in problem.templates),
        tuple(options),
        tuple(_restrictions(week, found, free, weeks)),
    )


def without_each(
    problem: RosterProblem, option: MenuOption
) -> tuple[tuple[str, float | None], ...]:
    """What the horizon costs more when one code of a menu is dropped [points]; None: no roster."""
    week, weeks = typical_week(problem), problem.days / 7
    fitted = with_menu(problem, option.templates)
    codes = [code for _, code in candidates(fitted, Wanted(_step(fitted)))]
    whole = choose(week, codes, None)
    base = whole.points if whole else option.points / weeks
    found = []
    for code in codes:
        rest = choose(week, [other for other in codes if other is not code], None)
        found.append((code.key, None if rest is None else (rest.points - base) * weeks))
    return tuple(found)


def with_menu(problem: RosterProblem, templates: Sequence[ShiftTemplate]) -> RosterProblem:
    """The problem with another menu; each contract may work the codes that suit it."""
    contracts = tuple(
        dataclasses.replace(
            contract,
            templates=tuple(t.code for t in templates if _suits(problem, contract.contract_id, t)),
        )
        for contract in problem.contracts
    )
    bare = [c.contract_id for c in contracts if not c.templates]
    if bare:
        raise InvalidValue(f"the menu has no code for contract {', '.join(bare)}")
    return dataclasses.replace(problem, templates=tuple(templates), contracts=contracts, locks=())


def typical_week(problem: RosterProblem) -> TypicalWeek:
    """Mean heads by weekday and slot, and who is there to meet them."""
    grid = problem.requirement.grid
    per_day = grid.slots_per_day
    place = grid.weekday * per_day + grid.slot_of_day
    total = problem.requirement.heads.sum(axis=0).astype(np.float64)
    sums = np.bincount(place, weights=total, minlength=7 * per_day)
    counts = np.bincount(place, minlength=7 * per_day)
    heads = sums / np.maximum(1, counts)
    weight = problem.requirement.heads.sum(axis=1)
    prices = np.array([problem.prices.of(q) for q in problem.requirement.queue_ids], dtype=float)
    price = float(prices @ weight / weight.sum()) if weight.sum() else float(prices.max())
    people: dict[str, float] = {}
    for agent in problem.agents:
        away = problem.leave_days.get(agent.agent_id, frozenset())
        there = 1 - sum(0 <= day < problem.days for day in away) / problem.days
        people[agent.contract_id] = people.get(agent.contract_id, 0.0) + there
    agreed = {
        c.contract_id: (c.weekly_min_min, c.weekly_max_min)
        for c in problem.contracts
        if c.contract_id in people
    }
    return TypicalWeek(heads, price, float(problem.prices.surplus), people, agreed)


def candidates(problem: RosterProblem, wanted: Wanted) -> list[tuple[ShiftTemplate, Code]]:
    """Every code that could be on the menu, as a template of one start and for the programme."""
    slot_min = problem.requirement.grid.slot_min
    if wanted.step_min % slot_min:
        raise InvalidValue(
            f"starts every {wanted.step_min} min do not lie on slots of {slot_min} min"
        )
    present = {agent.contract_id for agent in problem.agents}
    found = {}
    for template in problem.templates:
        starts = (
            range(0, _DAY_MIN, wanted.step_min)
            if wanted.any_start
            else [s for s in template.starts_min if s % wanted.step_min == 0]
        )
        for start in starts:
            code = _code_of(problem, template, start)
            contracts = frozenset(c for c in present if _suits(problem, c, code))
            shape = (start, template.length_min, template.breaks)
            if contracts and shape not in found:
                found[shape] = (code, _as_code(code, contracts, slot_min))
    return [found[shape] for shape in sorted(found, key=lambda s: (s[0], s[1], str(s[2])))]


def _code_of(problem: RosterProblem, template: ShiftTemplate, start: int) -> ShiftTemplate:
    """A template of one start, named after a template that has it today, else after its length."""
    alike = [t for t in problem.templates if _shape(t) == _shape(template)]
    named = next((t for t in alike if start in t.starts_min), template)
    base = named.code.partition("-")[0] if len(named.starts_min) == 1 else named.code
    clock = f"{start // 60:02d}{start % 60:02d}"
    return dataclasses.replace(
        named,
        code=f"{base}-{clock}",
        earliest_start_min=start,
        latest_start_min=start,
        step_min=wanted_step(problem),
    )


def wanted_step(problem: RosterProblem) -> int:
    """A step that a template of a single start may name [min]."""
    return problem.requirement.grid.slot_min


def _suits(problem: RosterProblem, contract_id: str, code: ShiftTemplate) -> bool:
    """Whether a contract works shifts of that length and breaks, and nights if it is one."""
    contract = next(c for c in problem.contracts if c.contract_id == contract_id)
    mine = [t for t in problem.templates if not contract.templates or t.code in contract.templates]
    night = is_night(code.earliest_start_min, code.length_min)
    nights = any(is_night(s, t.length_min) for t in mine for s in t.starts_min)
    return any(_shape(t) == _shape(code) for t in mine) and (nights or not night)


def _shape(template: ShiftTemplate) -> tuple[int, tuple[BreakWindow, ...]]:
    return template.length_min, template.breaks


def _as_code(template: ShiftTemplate, contracts: frozenset[str], slot_min: int) -> Code:
    start = template.earliest_start_min
    return Code(
        template.code,
        start // slot_min,
        _presence(template, slot_min),
        template.paid_min,
        contracts,
    )


def _presence(template: ShiftTemplate, slot_min: int) -> FloatArray:
    """Share on the floor in each slot, breaks spread evenly over their windows."""
    start = template.earliest_start_min
    there = np.ones(template.length_min // slot_min)
    for window in template.breaks:
        minutes = begins(window, start, slot_min)
        for minute in minutes:
            first = (minute - start) // slot_min
            last = -(-(minute - start + window.length_min) // slot_min)
            there[first:last] -= 1 / len(minutes)
    return np.asarray(np.maximum(0.0, there))


def _option(
    most: int, best: Chosen, found: list[tuple[ShiftTemplate, Code]], weeks: float
) -> MenuOption:
    chosen = tuple(template for template, code in found if code.key in best.keys)
    return MenuOption(most, chosen, best.points * weeks, best.bound * weeks)


def _restrictions(
    week: TypicalWeek, found: list[tuple[ShiftTemplate, Code]], free: Chosen, weeks: float
) -> list[Restriction]:
    """Full hours only, no starts in the night, and each length left out."""
    tests: list[tuple[str, Callable[[ShiftTemplate], bool]]] = [
        ("starts on full hours only", lambda t: t.earliest_start_min % 60 == 0),
        ("starts every two hours only", lambda t: t.earliest_start_min % 120 == 0),
        ("no start between 22:00 and 06:00", lambda t: 360 <= t.earliest_start_min < 1320),
    ]
    for length in sorted({t.length_min for t, _ in found}):
        words = f"no shifts of {length / 60:g} h"
        tests.append((words, lambda t, length=length: t.length_min != length))  # type: ignore[misc]
    rows = []
    for words, keeps in tests:
        rest = [code for template, code in found if keeps(template)]
        if len(rest) == len(found):
            continue
        best = choose(week, rest, None) if rest else None
        points = None if best is None else max(0.0, best.points - free.points) * weeks
        rows.append(Restriction(words, points))
    return rows


def _step(problem: RosterProblem) -> int:
    return problem.requirement.grid.slot_min
