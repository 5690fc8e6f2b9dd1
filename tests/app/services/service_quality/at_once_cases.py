"""Service loops changed by many at once; imported for the cases that it adds."""

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from app.services.context import Context
from app.services.service_quality import files, settings
from app.services.service_quality.complaints import backlog, steps
from data.model.service_quality.records import Case, CaseStep, Seat
from data.model.service_quality.settings import Deadline, Measure
from data.store import documents
from data.store.service_quality.rows import frame_of
from tests.app.services.at_once_cases import Do, Stands, case, most

BEGUN = datetime(2025, 6, 2, 2, 0, tzinfo=UTC)


@case(files.import_service_file)
def service_files(context: Context, folder: Path) -> tuple[Do, Stands]:
    for n in range(most()):
        text = f"order_id,kind,created_at\nO{n},complaint,2025-06-02T10:00:00+08:00\n"
        (folder / f"orders-{n}.csv").write_text(text, encoding="utf-8")
    return (
        lambda c, n: files.import_service_file(c, folder / f"orders-{n}.csv").accepted,
        lambda c, n, answer: len(
            c.store.load_service_records("orders", where={"order_id": f"O{n}"})
        ),
    )


@case(files.replace_seats, "last")
def all_seats(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: files.replace_seats(c, (Seat(f"S{n}", "East"),)),
        lambda c, n, answer: c.store.load(documents.SEATS) == (Seat(f"S{n}", "East"),),
    )


@case(settings.set_deadlines, "last")
def the_deadlines(context: Context, folder: Path) -> tuple[Do, Stands]:
    def table(n: int) -> tuple[Deadline, ...]:
        return (Deadline("other", n + 6, "working_days"),)

    return (
        lambda c, n: settings.set_deadlines(c, table(n)),
        lambda c, n, answer: settings.deadlines_of(c) == table(n),
    )


@case(settings.add_measure)
def new_measures(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: settings.add_measure(c, Measure(f"new {n}", date(2026, 1, 1), cause="x")),
        lambda c, n, answer: f"new {n}" in {one.name for one in settings.measures_of(c)},
    )


@case(settings.remove_measure)
def old_measures(context: Context, folder: Path) -> tuple[Do, Stands]:
    for n in range(most()):
        settings.add_measure(context, Measure(f"old {n}", date(2026, 1, 1), cause="x"))
    return (
        lambda c, n: settings.remove_measure(c, f"old {n}"),
        lambda c, n, answer: f"old {n}" not in {one.name for one in settings.measures_of(c)},
    )


def _cases(context: Context, prefix: str, steps: int) -> None:
    """Cases with so many steps ended and, below six, the next one open."""
    cases, rows = [], []
    for n in range(most()):
        case_id = f"{prefix}{n}"
        cases.append(Case(case_id, "service", BEGUN))
        for step in range(1, min(6, steps + 1) + 1):
            ended = BEGUN if step <= steps else None
            rows.append(CaseStep(f"{case_id}/{step}", case_id, step, BEGUN, ended))
    frames = {"cases": frame_of("cases", cases), "case_steps": frame_of("case_steps", rows)}
    nothing = pd.DataFrame({"row": [], "reason": [], "text": []})
    entry = context.entry("import_service_file", "file:x")
    context.store.save_service_records(frames, nothing, "x", entry)


@case(steps.end_step)
def open_steps(context: Context, folder: Path) -> tuple[Do, Stands]:
    _cases(context, "E", 2)
    return (
        lambda c, n: steps.end_step(c, f"E{n}"),
        lambda c, n, answer: len(steps.case_and_steps(c, f"E{n}")[1]) == 4,
    )


@case(steps.close_case)
def done_cases(context: Context, folder: Path) -> tuple[Do, Stands]:
    _cases(context, "D", 6)
    return (
        lambda c, n: steps.close_case(c, f"D{n}"),
        lambda c, n, answer: steps.case_and_steps(c, f"D{n}")[0].closed_at is not None,
    )


@case(backlog.handling_to_history)
def handling_queues(context: Context, folder: Path) -> tuple[Do, Stands]:
    row = CaseStep("H/1", "H", 1, BEGUN, BEGUN, "", 20.0)
    nothing = pd.DataFrame({"row": [], "reason": [], "text": []})
    entry = context.entry("import_service_file", "file:x")
    frames = {"case_steps": frame_of("case_steps", [row])}
    context.store.save_service_records(frames, nothing, "x", entry)
    return (
        lambda c, n: backlog.handling_to_history(c, queue=f"handling{n}"),
        lambda c, n, answer: c.store.load_series(f"handling{n}").offered[0] >= 1,
    )
