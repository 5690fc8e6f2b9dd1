"""Service loops changed by many at once; imported for the cases that it adds."""

from datetime import date
from pathlib import Path

from app.services.context import Context
from app.services.service_quality import files, settings
from data.model.service_quality.records import Seat
from data.model.service_quality.settings import Deadline, Measure
from data.store import documents
from tests.app.services.at_once_cases import MOST, Do, Stands, case


@case(files.import_service_file)
def service_files(context: Context, folder: Path) -> tuple[Do, Stands]:
    for n in range(MOST):
        text = f"order_id,kind,created_at\nO{n},complaint,2025-06-02T10:00:00+08:00\n"
        (folder / f"orders-{n}.csv").write_text(text, encoding="utf-8")
    return (
        lambda c, n: files.import_service_file(c, folder / f"orders-{n}.csv").accepted,
        lambda c, n, answer: c.store.count_service_records("orders", where={"order_id": f"O{n}"}),
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
    for n in range(MOST):
        settings.add_measure(context, Measure(f"old {n}", date(2026, 1, 1), cause="x"))
    return (
        lambda c, n: settings.remove_measure(c, f"old {n}"),
        lambda c, n, answer: f"old {n}" not in {one.name for one in settings.measures_of(c)},
    )
