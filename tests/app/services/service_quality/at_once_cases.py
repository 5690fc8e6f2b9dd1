"""Service loops, reviews, briefings and seats changed by many at once."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from app.services.activity_orders import activity_orders_of
from app.services.context import Context
from app.services.roster.build import rules_of
from app.services.service_quality import briefings, quality, settings, waiting_price
from app.services.service_quality import seats as seats_
from app.services.service_quality.complaints import backlog, steps
from app.services.service_quality.records import files
from data.model.service_quality.records import Case, CaseStep, Seat
from data.model.service_quality.settings import Deadline, Measure
from data.store import documents
from data.store.service_quality.rows import frame_of
from tests.app.services.at_once_cases import Do, Stands, case, most, saved_rosters
from tests.app.services.service_quality.planted import save

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


@case(seats_.add_seats)
def more_seats(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: seats_.add_seats(c, f"Z{n}", 2),
        lambda c, n, answer: f"Z{n}-01" in {seat.seat_id for seat in seats_.seats_of(c)},
    )


@case(seats_.set_seats, "one", names_who=True)
def one_seat(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = seats_.add_seats(context, "East", 1)

    def mine(n: int) -> tuple[Seat, ...]:
        return (replace(seen[0], site=f"Site {n}"), *seen[1:])

    return (
        lambda c, n: seats_.set_seats(c, mine(n), seen=seen),
        lambda c, n, answer: seats_.seats_of(c) == mine(n),
    )


@case(seats_.put_out_of_order)
def seats_out(context: Context, folder: Path) -> tuple[Do, Stands]:
    ids = [seat.seat_id for seat in seats_.add_seats(context, "East", most())]
    return (
        lambda c, n: seats_.put_out_of_order(c, (ids[n],)),
        lambda c, n, answer: seats_.seats_of(c)[n].out_of_order,
    )


@case(seats_.save_seat_plan)
def seat_plans(context: Context, folder: Path) -> tuple[Do, Stands]:
    seats_.add_seats(context, "East", 20)
    drafts = saved_rosters(context, "seats", most())
    plan = seats_.plan_roster_seats(context, drafts[0], time_limit_s=0.1)
    return (
        lambda c, n: seats_.save_seat_plan(c, drafts[n], plan),
        lambda c, n, answer: seats_.seat_plan_of(c, drafts[n]) == plan,
    )


@case(quality.order_reviews, "last")
def reviews(context: Context, folder: Path) -> tuple[Do, Stands]:
    agents = [agent.agent_id for agent in context.store.load(documents.STAFF).agents]
    return (
        lambda c, n: quality.order_reviews(c, (agents[n % len(agents)],), float(n + 1)),
        lambda c, n, answer: answer[-1] in activity_orders_of(c),
    )


@case(briefings.order_briefing)
def topic_briefings(context: Context, folder: Path) -> tuple[Do, Stands]:
    agent = context.store.load(documents.STAFF).agents[0].agent_id
    at = pd.Timestamp("2026-03-01T02:00Z").as_unit("s")
    rows = [
        {"touch_id": f"t{n}", "at": at, "topic": f"topic {n}", "agent_id": agent}
        for n in range(most())
    ]
    save(context, "touches", pd.DataFrame(rows))
    day = date(2026, 3, 2)
    return (
        lambda c, n: briefings.order_briefing(c, f"topic {n}", day),
        lambda c, n, answer: any(
            order.label.endswith(f"topic {n}") for order in activity_orders_of(c)
        ),
    )


@case(waiting_price.take_over_price, "last")
def waiting_prices(context: Context, folder: Path) -> tuple[Do, Stands]:
    queue = context.store.load(documents.QUEUES)[0].queue_id
    return (
        lambda c, n: waiting_price.take_over_price(c, queue, 40 + n),
        lambda c, n, answer: any(
            one.price == 40 + n and queue in one.queues for one in rules_of(c)
        ),
    )
