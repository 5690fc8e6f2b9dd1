"""Which few shift codes there should be: the best sets of 6, 8, 10 ... codes, and their cost.

A code is one start, one length and its breaks: what people can remember.
"""

from collections.abc import Callable
from dataclasses import dataclass

from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.shift import ShiftTemplate
from rostering.shift_design.candidates import candidates, current_codes
from rostering.shift_design.lengths import with_templates
from rostering.shift_design.request import DesignRequest, typical_week
from rostering.shift_design.selection import Choice, Priced, price_restrictions
from rostering.solver.template_choice import Chosen, choose

Report = Callable[[str, int, int], None]


@dataclass(frozen=True)
class TemplateOption:
    """The best set of templates found of a size.

    Parameters
    ----------
    templates
        Its codes, one start each.
    points
        Cost of the horizon by the typical week [points].
    bound
        No set of templates of that many codes costs less in a typical week [points].
    """

    most: int
    templates: tuple[ShiftTemplate, ...]
    points: float
    bound: float


@dataclass(frozen=True)
class ShiftDesign:
    """The curve of cost against codes.

    Parameters
    ----------
    candidates
        Codes there were to choose from, before restrictions [-].
    free_points
        Cost with all of them [points].
    today_points
        Cost with today's templates as they stand [points].
    options
        Sets of templates that keep to the planner's own restrictions.
    restrictions
        What single restrictions cost when all else is free.
    """

    candidates: int
    free_points: float
    today_points: float
    today_codes: int
    options: tuple[TemplateOption, ...]
    restrictions: tuple[Priced, ...]


def design_shifts(
    problem: RosterProblem, request: DesignRequest | None = None, progress: Report | None = None
) -> ShiftDesign:
    """Best sets of templates of several sizes for a problem's demand and contracts.

    Raises
    ------
    InvalidValue
        If no design at all gives every contract its hours, or a template that shall stay is not
        among the templates.
    """
    asked = request or DesignRequest()
    week, weeks = typical_week(problem), problem.days / 7
    found = tuple(candidates(problem, asked))
    choice = Choice(week, found, problem.templates, asked.time_limit_s)
    choice.check(asked.restrictions)
    free = choice.best(())
    if free is None:
        raise InvalidValue(
            tr(
                "no mix of these shifts gives every contract its weekly hours: look "
                "at the lengths of the templates and the hours of the contracts"
            )
        )
    today = choose(week, [code for _, code in current_codes(problem)], None)
    sizes = _sizes(asked)
    steps = _Steps(len(sizes) + len(asked.restrictions) + 2, progress)
    options = _options(choice, asked, sizes, weeks, steps)
    smallest = options[0].most if options else sizes[0]
    return ShiftDesign(
        len(found),
        free.points * weeks,
        (today or free).points * weeks,
        sum(len(template.starts_min) for template in problem.templates),
        options,
        price_restrictions(choice, free, weeks, asked.restrictions, smallest, steps.report),
    )


def without_each(
    problem: RosterProblem, option: TemplateOption
) -> tuple[tuple[str, float | None], ...]:
    """What the horizon costs more without one code of a design [points]; None: no roster."""
    week, weeks = typical_week(problem), problem.days / 7
    codes = [code for _, code in current_codes(with_templates(problem, option.templates))]
    whole = choose(week, codes, None)
    base = whole.points if whole else option.points / weeks
    found = []
    for code in codes:
        rest = choose(week, [other for other in codes if other is not code], None)
        found.append((code.key, None if rest is None else (rest.points - base) * weeks))
    return tuple(found)


class _Steps:
    """Reports what is being worked at, how much is done, out of how much."""

    def __init__(self, total: int, progress: Report | None) -> None:
        self.done, self.total, self.progress = 0, total, progress

    def report(self, what: str) -> None:
        if self.progress:
            self.progress(what, min(self.done, self.total), self.total)
        self.done += 1


def _sizes(asked: DesignRequest) -> tuple[int, ...]:
    """Sizes asked for, as far as the planner's own restrictions allow them."""
    limits = [r.most for r in asked.restrictions if r.most is not None]
    most = min(limits, default=max(asked.codes))
    return tuple(sorted({size for size in asked.codes if size <= most})) or (most,)


def _options(
    choice: Choice, asked: DesignRequest, sizes: tuple[int, ...], weeks: float, steps: _Steps
) -> tuple[TemplateOption, ...]:
    options: list[TemplateOption] = []
    before: Chosen | None = None
    for most in sizes:
        steps.report(tr("designs of {most} codes", most=most))
        best = choice.best(asked.restrictions, most)
        if best is not None and before is not None and before.points < best.points:
            # A smaller design is one of that size, too.
            best = Chosen(before.keys, before.points, min(best.bound, before.points))
        if best is not None:
            keys = frozenset(best.keys)
            chosen = tuple(template for template, code in choice.found if code.key in keys)
            options.append(TemplateOption(most, chosen, best.points * weeks, best.bound * weeks))
            before = best
    return tuple(options)
