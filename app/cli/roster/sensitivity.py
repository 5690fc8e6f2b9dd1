"""`peakshift roster sensitivity`: the value of one more agent, template or rule."""

import math
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.parts.background import InBackground, send
from app.cli.parts.interrupt import until_interrupted
from app.cli.parts.output import answers, print_json, print_table, step_progress
from app.cli.parts.session import context_of
from app.cli.parts.typed import USUAL, Seed, finite
from data.model.language import tr

if TYPE_CHECKING:
    from data.model.problem import RosterProblem
    from rostering.solver.sensitivity import Kind, SensitivityReport, Value

KINDS: tuple["Kind", ...] = ("agent", "template", "rule")


def sensitivity(
    call: typer.Context,
    roster_id: str,
    of: Annotated[
        str, typer.Option(help="Any of agent, template, rule; slots are always priced.")
    ] = "agent,template,rule",
    time_limit: Annotated[
        float | None, typer.Option(help=f"Seconds. {USUAL}", min=5, callback=finite)
    ] = None,
    seed: Seed = 0,
    in_background: InBackground = False,
    json: bool = False,
) -> None:
    """Price each slot, one more person per contract, each template and each rule.

    Ctrl-C shows what is priced so far.
    """
    from app.services.centre import planning_of
    from app.services.jobs.of_reads import SensitivityOrder
    from app.services.roster.evaluation.sensitivity import sensitivity_json, sensitivity_of_roster
    from rostering.solver.progress import Progress

    wanted = {part.strip() for part in of.split(",") if part.strip()}
    if wanted - set(KINDS):
        strange = ", ".join(sorted(wanted - set(KINDS)))
        raise typer.BadParameter(
            tr("--of takes {kinds}, not {strange}", kinds=", ".join(KINDS), strange=strange)
        )
    kinds = tuple(kind for kind in KINDS if kind in wanted)
    with context_of(call) as context:
        order = SensitivityOrder(roster_id, kinds, time_limit, seed)
        if in_background:
            send(call, context, order)
            return
        limit_s = time_limit or planning_of(context).sensitivity_limit_s
        with step_progress("Pricing") as report_step:

            def heard(state: Progress) -> None:
                report_step(state.phase, int(state.seconds), int(limit_s))

            problem, report = until_interrupted(
                lambda stop: sensitivity_of_roster(
                    context, **vars(order), progress=heard, stop=stop
                )
            )
    if json:
        print_json(sensitivity_json(problem, report))
    else:
        _print(problem, report)


def _print(problem: "RosterProblem", report: "SensitivityReport") -> None:
    from app.services.roster.evaluation.sensitivity import dearest_slots, price_table
    from data.model.staff import WEEKDAYS

    rows = [[queue, part, *(round(m, 1) for m in means)]
            for queue, part, means in price_table(problem, report)]  # fmt: skip
    print_table(
        tr("Price of one more agent required in a slot (shadow prices)"),
        ["queue", "part", *WEEKDAYS],
        rows,
    )
    dear = "; ".join(
        f"{q} {when} {price:.1f}" for q, when, price in dearest_slots(problem, report, 5)
    )
    answers.print(tr("Dearest: {dear}", dear=dear))
    columns = ["of", "what", "estimate", "proven range", "found"]
    print_table(
        tr("Change of the least objective (solved again)"),
        columns,
        [_row(t) for t in report.things],
    )
    for words in report.skipped:
        answers.print(tr("Not priced: {words}", words=words))
    answers.print(
        tr(
            "Objective {objective}, lower bound {bound:.0f}: no sum of slot "
            "prices is surer than {slack:.0f} points. Slots by dual prices; all "
            "else by solving again, {seconds:.0f} s.",
            objective=report.objective,
            bound=report.bound,
            slack=report.slack,
            seconds=report.seconds,
        )
    )


def _row(thing: "Value") -> list[object]:
    return [
        thing.kind,
        thing.words,
        _points(thing.change),
        f"{_points(thing.low)} .. {_points(thing.high)}",
        "-" if thing.found is None else _points(thing.found),
    ]


def _points(value: float) -> str:
    return tr("no roster") if math.isinf(value) else f"{value:+,.0f}"
