"""Complaints on the command line: the board, a case and its steps, the weekly report, measures."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli.parts.output import answer, answers, errors, print_json, print_table, share
from app.cli.parts.session import clock_of, context_of
from app.cli.parts.typed import Why
from data.model.codec import to_json
from data.model.language import tr
from data.model.words import counted

_Days = Annotated[int | None, typer.Option(help="Days that complaints are counted over.", min=1)]

_CaseId = Annotated[str, typer.Argument(metavar="CASE", help="Complaint, by its id.")]


def complaints(call: typer.Context, days: _Days = None, json: bool = False) -> None:
    """Show complaints by step, how long steps take, causes, and under-staffed minutes."""
    from app.services.service_quality.complaints.board import complaints_board, complaints_json
    from data.model.service_quality.records import STEP_NAMES

    with context_of(call) as context, errors.status(tr("Looking through complaints")):
        board = complaints_board(context, days=days)
    if json:
        print_json(complaints_json(board))
        return
    answers.print(
        tr(
            "{open} open, {overdue} overdue; since {first}: {cases} ({per:.2f} for 1,000 "
            "contacts), {time} closed in time, {again} repeated, {praise} of praise",
            open=board.open,
            overdue=len(board.overdue),
            first=board.first,
            cases=counted(board.cases, "complaint"),
            per=board.per_1000,
            time=share(board.on_time_share),
            again=share(board.repeat_share),
            praise=board.praise,
        )
    )
    risk = board.risk
    answers.print(
        tr(
            "Under-staffed minutes: {part} of complaints, {of} of contacts; risk {ratio:.2f} "
            "({low:.2f} to {high:.2f}) times that of other minutes",
            part=share(risk.share_of_complaints),
            of=share(risk.share_of_contacts),
            ratio=risk.ratio,
            low=risk.low,
            high=risk.high,
        )
    )
    rows = [
        [tr(STEP_NAMES[one.step - 1]), one.open, one.overdue, round(one.oldest_h, 1),
         round(one.median_h, 1), round(one.p90_h, 1)]
        for one in board.steps
    ]  # fmt: skip
    columns = ["step", "under way", "too long", "oldest h", "half within h", "nine of ten within h"]
    print_table(tr("Steps"), columns, rows)
    cells = [[one.cause, one.department, one.count] for one in board.causes[:15]]
    print_table(tr("Causes"), ["cause", "department", "cases"], cells)


def weekly(
    call: typer.Context,
    out: Annotated[Path | None, typer.Option(help="Workbook (.xlsx) to write.")] = None,
    week: Annotated[
        datetime | None, typer.Option(help="A day of the week.", formats=["%Y-%m-%d"])
    ] = None,
    json: bool = False,
) -> None:
    """Show or write the weekly report: figures, praise and faults, whether measures worked."""
    from app.services.service_quality.complaints.weekly import weekly_report, weekly_workbook
    from data.files.text import write_whole

    monday = week.date() if week else None
    with context_of(call) as context, errors.status(tr("Writing the weekly report")):
        report = weekly_report(context, monday)
        if out is not None:
            write_whole(out, weekly_workbook(context, monday))
    if json:
        print_json(to_json(report))
        return
    before = vars(report.before)
    rows = [[name, value, before[name]] for name, value in vars(report.week).items()]
    print_table(tr("Complaints of a week"), ["figure", "week", "week before"], rows)
    measures = [
        [one.name, one.begun, one.before, one.after, round(one.ratio, 2), one.verdict]
        for one in report.effects
    ]
    print_table(
        tr("Measures"), ["measure", "since", "before", "after", "ratio", "so far"], measures
    )
    if out is not None:
        answers.print(str(out))


def case(call: typer.Context, case_id: _CaseId, json: bool = False) -> None:
    """Show a complaint with its steps."""
    from app.services.service_quality.complaints.steps import case_and_steps
    from data.model.service_quality.records import STEP_NAMES

    with context_of(call) as context:
        found, steps = case_and_steps(context, case_id)
        clock = clock_of(context)
    if json:
        print_json({"case": to_json(found), "steps": to_json(steps)})
        return
    state = tr("closed") if found.closed_at else tr("under way")
    answers.print(f"{found.case_id}: {found.kind}, {found.department}, {state}")
    rows = [
        [tr(STEP_NAMES[one.step - 1]), one.department, clock(one.begun_at),
         clock(one.ended_at) if one.ended_at else "", one.handling_min]
        for one in steps
    ]  # fmt: skip
    columns = ["step", "with", "begun on", "ended on", "work min"]
    print_table(tr("Steps of {case_id}", case_id=case_id), columns, rows)


def end_step(
    call: typer.Context,
    case_id: _CaseId,
    department: Annotated[str, typer.Option(help="Who does the next step.")] = "",
    minutes: Annotated[float | None, typer.Option(help="Work that it took [min].", min=0)] = None,
    why: Why = "",
) -> None:
    """End the step that a complaint is at, and begin the next."""
    from app.services.service_quality.complaints import steps

    with context_of(call) as context:
        now = steps.end_step(context, case_id, department=department, handling_min=minutes, why=why)
    text = (
        tr("{case_id}: all six steps have ended", case_id=case_id)
        if now.ended_at
        else tr("{case_id}: step {step} has begun", case_id=case_id, step=now.step)
    )
    answer(text, step=to_json(now))


def close(
    call: typer.Context,
    case_id: _CaseId,
    cause: Annotated[str, typer.Option(help="Category of the cause.")] = "",
    substantiated: Annotated[bool | None, typer.Option(help="Whether it was found true.")] = None,
    satisfied: Annotated[bool | None, typer.Option(help="Whether the customer was.")] = None,
    why: Why = "",
) -> None:
    """Close a complaint whose six steps have ended."""
    from app.services.service_quality.complaints.steps import close_case

    with context_of(call) as context:
        found = close_case(
            context, case_id, cause=cause, substantiated=substantiated, satisfied=satisfied,
            why=why,
        )  # fmt: skip
    answer(tr("{case_id} is closed", case_id=case_id), case=to_json(found))


def handling(
    call: typer.Context,
    queue: Annotated[str, typer.Option(help="Deferrable queue of this work.")] = (
        "complaint_handling"
    ),
    due: Annotated[
        int | None, typer.Option(help="Time within which a step must be done [h].", min=1)
    ] = None,
    department: Annotated[
        list[str] | None, typer.Option(help="Whose steps are ours; repeatable; all by default.")
    ] = None,
    why: Why = "",
) -> None:
    """Make the hours of complaint handling work that can wait, for forecast and requirement."""
    from app.services.service_quality.complaints.backlog import handling_to_history

    with context_of(call) as context:
        slots = handling_to_history(
            context, queue=queue, due_h=due, departments=tuple(department or ()), why=why
        )
    answer(
        tr("{queue}: {slots} of history", queue=queue, slots=counted(slots, "slot")), slots=slots
    )


def measures(call: typer.Context, json: bool = False) -> None:
    """Show measures taken against complaints."""
    from app.services.service_quality.settings import measures_of

    with context_of(call) as context:
        found = measures_of(context)
    if json:
        print_json(to_json(found))
        return
    rows = [[one.name, one.begun, one.kind, one.cause, one.department, one.owner] for one in found]
    columns = ["measure", "since", "kind", "cause", "department", "owner"]
    print_table(tr("Measures"), columns, rows)


def add_measure(
    call: typer.Context,
    name: str,
    since: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="First day.")],
    kind: Annotated[str, typer.Option(help="Kind of complaints that it is meant for.")] = "",
    cause: Annotated[str, typer.Option(help="Cause that it is meant for.")] = "",
    department: Annotated[str, typer.Option(help="Department that it is meant for.")] = "",
    owner: Annotated[str, typer.Option(help="Who sees to it.")] = "",
    why: Why = "",
) -> None:
    """Add a measure; the weekly report then says whether it worked."""
    from app.services.service_quality import settings
    from data.model.service_quality.settings import Measure

    made = Measure(name, since.date(), kind, cause, department, owner)
    with context_of(call) as context:
        settings.add_measure(context, made, why)
    answer(tr("Measure {name} is added", name=name), measure=to_json(made))


def remove_measure(call: typer.Context, name: str, why: Why = "") -> None:
    """Take a measure away."""
    from app.services.service_quality import settings

    with context_of(call) as context:
        settings.remove_measure(context, name, why)
    answer(tr("Measure {name} is gone", name=name), measure=None)
