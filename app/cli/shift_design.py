"""`peakshift shift-design`: which few shift templates serve best."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.parts.command import Noun
from app.cli.parts.output import answers, print_json, print_table, solve_progress, step_progress
from app.cli.parts.session import context_of
from app.cli.parts.typed import USUAL, Why
from app.services.shift_design.restrictions import GRAMMAR
from data.model.codec import to_json
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.shift import ShiftTemplate, clock

if TYPE_CHECKING:
    from app.services.shift_design.design import Tried
    from rostering.shift_design import ShiftDesign
    from rostering.shift_design.request import Lengths

app = Noun()

Day = Annotated[
    datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day (a Monday).")
]
Step = Annotated[int, typer.Option(help="Starts lie on multiples of so many minutes.")]
AnyStart = Annotated[
    bool, typer.Option("--any-start", help="Any time of day, not only today's starts.")
]
Of = Annotated[
    str,
    typer.Option(
        "--lengths",
        help="Hours from start to end such as 4,6,8,10; `free`: every hour from the shortest to "
        "the longest template; `today`: only those of today's templates.",
    ),
]
Restrict = Annotated[
    list[str] | None,
    typer.Option(
        "--restrict",
        help="What each design must keep to, and what that costs; may be repeated: "
        + ", ".join(f'"{example}"' for example in GRAMMAR)
        + ".",
    ),
]
Weeks = Annotated[int, typer.Option(min=1, max=12)]
Seconds = Annotated[float | None, typer.Option(help=f"Seconds for each size. {USUAL}", min=1)]


@app.command()
def design(
    call: typer.Context,
    first: Day,
    weeks: Weeks = 4,
    codes: Annotated[str, typer.Option(help="Sizes of design, in shift codes.")] = "4,6,8,10,12,16",
    step: Step = 30,
    any_start: AnyStart = False,
    lengths: Of = "free",
    restrict: Restrict = None,
    time_limit: Seconds = None,
    check: Annotated[
        float, typer.Option(help="Seconds for a whole roster on each design; 0: none.", min=0)
    ] = 0.0,
    json: bool = False,
) -> None:
    """Design the best few shift templates of several sizes; show what each restriction costs."""
    from app.services.centre import planning_of
    from app.services.shift_design.design import Tried, templates_for, try_designs
    from app.services.shift_design.restrictions import parse_restrictions
    from rostering.shift_design import DesignRequest

    own = parse_restrictions(restrict or ())
    with context_of(call) as context:
        limit_s = time_limit or planning_of(context).design_limit_s
        wanted = DesignRequest(step, any_start, _sizes(codes), limit_s, _lengths(lengths), own)
        with step_progress("Designing") as report:
            problem, found = templates_for(context, first.date(), weeks, wanted, report)
        tried: tuple[Tried, ...] = ()
        if check:
            limit = check * (len(found.options) + 1)
            with solve_progress(tr("Rostering on them"), limit) as progress:
                tried = try_designs(problem, found, check, progress=progress)
    if json:
        print_json({**to_json(found), "tried": [to_json(t) for t in tried]})
    else:
        _show(found, tried)


@app.command()
def adopt(
    call: typer.Context,
    first: Day,
    codes: Annotated[int, typer.Option(min=1, help="Size of the design to adopt, in shift codes.")],
    why: Why,
    weeks: Weeks = 4,
    step: Step = 30,
    any_start: AnyStart = False,
    lengths: Of = "free",
    restrict: Restrict = None,
    time_limit: Seconds = None,
    json: bool = False,
) -> None:
    """Design shift templates of one size and make them the staff's."""
    from app.services.centre import planning_of
    from app.services.shift_design.design import adopt_design, missed_by, templates_for
    from app.services.shift_design.restrictions import parse_restrictions
    from rostering.shift_design import DesignRequest

    own = parse_restrictions(restrict or ())
    with context_of(call) as context:
        limit_s = time_limit or planning_of(context).design_limit_s
        wanted = DesignRequest(step, any_start, (codes,), limit_s, _lengths(lengths), own)
        with step_progress("Designing") as report:
            problem, found = templates_for(context, first.date(), weeks, wanted, report)
        if not found.options:
            raise InvalidValue(
                tr(
                    "no {codes} codes that keep to this give every contract its hours: "
                    "allow more codes or lengths, or restrict it less",
                    codes=codes,
                )
            )
        (option,) = found.options
        missed = missed_by(problem, option)
        adopt_design(context, problem, option.templates, why)
    if json:
        print_json({"adopted": [t.code for t in option.templates], "missed": missed})
        return
    points = dict(missed)
    rows = [[*_code(t), _more(points.get(t.code))] for t in option.templates]
    columns = ["code", "name", "from", "to", "paid h", "missed by points"]
    print_table(tr("The new shift templates"), columns, rows)
    answers.print(tr("Saved rosters keep their shift templates; the next build takes these."))


def _show(found: "ShiftDesign", tried: "tuple[Tried, ...]") -> None:
    from app.services.shift_design.design import ranked_alike

    checked = dict(enumerate(tried[1:]))
    rows: list[list[object]] = [
        [o.most, round(o.points), f"{o.points / found.free_points - 1:+.0%}" if found.free_points
         else "-", round(o.bound), *_tried(checked.get(i)), ", ".join(t.code for t in o.templates)]
        for i, o in enumerate(found.options)
    ]  # fmt: skip
    rows.append([found.today_codes, round(found.today_points), "today", "-",
                 *_tried(tried[0] if tried else None), "today's templates"])  # fmt: skip
    columns = [
        "codes",
        "points",
        "more",
        "at least",
        "roster",
        "roster at least",
        "templates",
    ]
    print_table(tr("Designs out of {candidates} codes", candidates=found.candidates), columns, rows)
    if not found.options:
        answers.print(
            tr("No design of these sizes that keeps to this gives every contract its hours.")
        )
    print_table(
        tr(
            "What a restriction costs (free: {free_points:,.0f} points)",
            free_points=found.free_points,
        ),
        ["restriction", "whose", "points more"],
        [[r.words, "yours" if r.own else "", _more(r.points)] for r in found.restrictions],
    )
    alike = ranked_alike(tried)
    if alike is not None:
        as_does = tr("as the design does") if alike else tr("otherwise than the design")
        answers.print(tr("Whole rosters rank these designs {as_does}.", as_does=as_does))
    answers.print(
        tr(
            "Points of a typical week times the weeks, skills pooled, breaks "
            "spread: for ranking. `roster` columns (--check SECONDS) are whole "
            "rosters with every rule, and their bound."
        ),
        style="dim",
    )


def _tried(tried: "Tried | None") -> tuple[object, object]:
    if tried is None:
        return "-", "-"
    return tried.objective if tried.objective is not None else tried.status, (
        "-" if tried.bound is None else round(tried.bound)
    )


def _more(points: float | None) -> str:
    return tr("no roster") if points is None else f"{points:+,.0f}"


def _code(template: ShiftTemplate) -> list[Any]:
    start = template.earliest_start_min
    return [template.code, template.name, clock(start), clock(start + template.length_min),
            f"{template.paid_min / 60:g}"]  # fmt: skip


def _lengths(text: str) -> "Lengths":
    from app.services.shift_design.restrictions import hours_listed

    said = text.strip().lower()
    if said == "free":
        return "free"
    if said == "today":
        return "today"
    try:
        return hours_listed(said)
    except InvalidValue as error:
        raise InvalidValue(
            tr("--lengths takes free, today or hours: {error}", error=error)
        ) from error


def _sizes(text: str) -> tuple[int, ...]:
    try:
        return tuple(sorted({int(part) for part in text.split(",") if part.strip()}))
    except ValueError as error:
        raise InvalidValue(
            tr("--codes takes numbers such as 6,8,10, not {text!r}", text=text)
        ) from error
