"""Few shift codes that serve best: designed, tried on a whole roster, made the menu."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from app.services.build_roster import problem_for
from app.services.desk import Desk
from data.model.errors import InvalidValue
from data.model.shift import ShiftTemplate
from rostering.menu_design import (
    MenuDesign,
    MenuOption,
    Wanted,
    design_menu,
    with_menu,
    without_each,
)
from rostering.problem import RosterProblem
from rostering.progress import Progress
from rostering.solve import solve_roster


@dataclass(frozen=True)
class Tried:
    """A menu tried on a whole roster: points, what no roster of it can undercut, hours short."""

    codes: int
    objective: int | None
    bound: float | None
    status: str


def menu_for(
    desk: Desk,
    first: date,
    weeks: int,
    wanted: Wanted,
    progress: Callable[[str, int, int], None] | None = None,
    requirement_id: str = "",
) -> tuple[RosterProblem, MenuDesign]:
    """Design menus for the people, contracts and requirement stored now.

    Raises
    ------
    NotFound
        If people or a covering requirement are missing.
    """
    problem = problem_for(desk, first, 7 * weeks, requirement_id=requirement_id)
    return problem, design_menu(problem, wanted, progress)


def try_menu(
    problem: RosterProblem,
    option: MenuOption | None,
    time_limit_s: float,
    *,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Tried:
    """Build a roster on a menu (None: today's) to see what it truly costs; nothing is kept."""
    fitted = problem if option is None else with_menu(problem, option.templates)
    found = solve_roster(fitted, time_limit_s=time_limit_s, seed=seed, progress=progress, stop=stop)
    codes = sum(len(template.starts_min) for template in fitted.templates)
    return Tried(codes, found.objective, found.bound, found.status)


def missed_by(problem: RosterProblem, option: MenuOption) -> tuple[tuple[str, float | None], ...]:
    """What each code of a menu is missed by, with the rest kept [points]; None: no roster."""
    return without_each(problem, option)


def adopt_menu(
    desk: Desk, problem: RosterProblem, templates: tuple[ShiftTemplate, ...], why: str
) -> None:
    """Make a design the menu of the staff; rosters kept already keep theirs.

    Raises
    ------
    InvalidValue
        If no reason is given, or a contract would be left without a code.
    """
    if not why.strip():
        raise InvalidValue("a new menu needs a reason: it changes what everybody can work")
    fitted = with_menu(problem, templates)
    chosen = {contract.contract_id: contract.templates for contract in fitted.contracts}
    staff = desk.store.load_staff()
    contracts = tuple(
        replace(contract, templates=chosen.get(contract.contract_id, ()))
        for contract in staff.contracts
    )
    desk.store.save_staff(
        replace(staff, templates=fitted.templates, contracts=contracts),
        desk.entry("adopt_menu", "staff", why, codes=[t.code for t in fitted.templates]),
    )
