"""Few shift templates that serve best: designed, tried on whole rosters, adopted."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.services.access.asking import asked
from app.services.changes import change, meanwhile, save_changed
from app.services.context import Context
from app.services.roster.build import problem_for
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.shift import ShiftTemplate
from data.store import documents
from rostering.shift_design import (
    DesignRequest,
    ShiftDesign,
    TemplateOption,
    design_shifts,
    with_templates,
    without_each,
)
from rostering.shift_design.lengths import lengths_between
from rostering.solver.progress import Progress
from rostering.solver.solve import solve_roster

Report = Callable[[Progress], None]


@dataclass(frozen=True)
class Tried:
    """A set of shift templates tried on a whole roster.

    Parameters
    ----------
    menu
        Which set: `today's templates`, `6 codes`.
    codes
        Starts of all its templates [-].
    designed
        What the design says that it costs [points].
    objective, bound
        Points of the roster found, and what no roster on them can undercut; None: no roster.
    """

    menu: str
    codes: int
    designed: float
    objective: int | None
    bound: float | None
    status: str


@asked
def templates_for(
    context: Context,
    first: date,
    weeks: int,
    wanted: DesignRequest,
    progress: Callable[[str, int, int], None] | None = None,
    requirement_id: str = "",
) -> tuple[RosterProblem, ShiftDesign]:
    """Design shift templates for the people, contracts and requirement stored now.

    Raises
    ------
    NotFound
        If people or a covering requirement are missing.
    """
    problem = problem_for(context, first, 7 * weeks, requirement_id=requirement_id)
    return problem, design_shifts(problem, wanted, progress)


@asked
def templates_today(context: Context) -> tuple[tuple[ShiftTemplate, ...], tuple[int, ...]]:
    """Today's templates, and the lengths that a design proposes by itself [min]."""
    menu = context.store.load(documents.STAFF).menu
    return menu, lengths_between(menu) if menu else ()


def missed_by(
    problem: RosterProblem, option: TemplateOption
) -> tuple[tuple[str, float | None], ...]:
    """What each code of a design is missed by [points]; None: no roster without it."""
    return without_each(problem, option)


def try_designs(
    problem: RosterProblem,
    design: ShiftDesign,
    time_limit_s: float,
    *,
    sizes: Sequence[int] | None = None,
    seed: int = 0,
    progress: Report | None = None,
    stop: threading.Event | None = None,
) -> tuple[Tried, ...]:
    """Build a roster on today's templates and on each design to see what they truly cost.

    Parameters
    ----------
    time_limit_s
        For each design [s].
    sizes
        Which of the designed ones; None: all.

    Notes
    -----
    Nothing is saved. A stop ends with the designs tried so far.
    """
    options = [o for o in design.options if sizes is None or o.most in sizes]
    tried: list[Tried] = []
    for number, option in enumerate((None, *options)):
        if stop is not None and stop.is_set():
            break
        name = tr("today's templates") if option is None else tr("{most} codes", most=option.most)
        designed = design.today_points if option is None else option.points
        report = _from(
            progress,
            number * time_limit_s,
            tr(
                "{name} ({number} of {options})",
                name=name,
                number=number + 1,
                options=len(options) + 1,
            ),
        )
        fitted = problem if option is None else with_templates(problem, option.templates)
        found = solve_roster(
            fitted, time_limit_s=time_limit_s, seed=seed, progress=report, stop=stop
        )
        codes = sum(len(template.starts_min) for template in fitted.templates)
        tried.append(Tried(name, codes, designed, found.objective, found.bound, found.status))
    return tuple(tried)


def ranked_alike(tried: Sequence[Tried]) -> bool | None:
    """Whether rosters rank the designs as their points do; None where there are not two to rank."""
    known = [(t.designed, t.objective) for t in tried if t.objective is not None]
    if len(known) < 2:
        return None
    return [o for _, o in sorted(known)] == sorted(o for _, o in known)


@change
def adopt_design(
    context: Context, problem: RosterProblem, templates: tuple[ShiftTemplate, ...], why: str
) -> None:
    """Make a design the shift templates of the staff; saved rosters keep theirs.

    Notes
    -----
    Templates of before stay known, for rosters, locks and files that name them; no
    contract that somebody has may work them any more.

    Raises
    ------
    InvalidValue
        If no reason is given, or a contract would be left without a code.
    Conflict
        If the shift templates are no longer those that it was designed beside.
    """
    if not why.strip():
        raise InvalidValue(
            tr("new shift templates need a reason: they change what everybody can work")
        )
    staff = context.store.load(documents.STAFF)
    if staff.menu != problem.templates:
        now = ", ".join(template.code for template in staff.menu)
        raise meanwhile(context, tr("the set of shift templates"), now, "staff")
    menu = _named_apart(templates, staff.templates)
    fitted = with_templates(problem, menu)
    chosen = {contract.contract_id: contract.templates for contract in fitted.contracts}
    known = tuple(template.code for template in staff.templates)
    contracts = tuple(
        replace(c, templates=chosen.get(c.contract_id) or c.templates or known)
        for c in staff.contracts
    )
    codes = [template.code for template in menu]
    before = tuple(template for template in staff.templates if template.code not in codes)
    entry = context.entry("adopt_menu", "staff", why, codes=codes)
    changed = replace(staff, templates=(*menu, *before), contracts=contracts)
    save_changed(context, documents.STAFF, changed, entry, tr("the set of shift templates"))


def _named_apart(
    templates: Sequence[ShiftTemplate], known: Sequence[ShiftTemplate]
) -> tuple[ShiftTemplate, ...]:
    """Templates of a design, numbered where a known one of other times has their code."""
    taken = {template.code: _times(template) for template in known}
    found = []
    for template in templates:
        code, number = template.code, 2
        while taken.get(code, _times(template)) != _times(template):
            code, number = f"{template.code}-{number}", number + 1
        taken[code] = _times(template)
        found.append(replace(template, code=code))
    return tuple(found)


def _times(template: ShiftTemplate) -> tuple[object, ...]:
    return template.starts_min, template.length_min, template.breaks


def _from(progress: Report | None, begun_s: float, what: str) -> Report | None:
    """Progress of one solve among several."""
    if progress is None:
        return None

    def report(state: Progress) -> None:
        phase = f"{what}: {state.phase}" if state.phase else what
        progress(replace(state, seconds=begun_s + state.seconds, phase=phase))

    return report
