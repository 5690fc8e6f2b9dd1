"""Complaints: steps and their times, closing, repeats, under-staffed minutes, the weekly report."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

from app.locale import catalogue
from app.services.context import Context
from app.services.service_quality.complaints.backlog import HANDLING, handling_to_history
from app.services.service_quality.complaints.board import complaints_board, complaints_json
from app.services.service_quality.complaints.risk import relative_risk
from app.services.service_quality.complaints.steps import case_and_steps, close_case, end_step
from app.services.service_quality.complaints.survival import survival
from app.services.service_quality.complaints.table import effect
from app.services.service_quality.complaints.weekly import weekly_report, weekly_workbook
from app.services.service_quality.records.files import import_service_file
from app.services.service_quality.settings import add_measure
from data.model.errors import Conflict, InvalidValue, NotFound
from data.model.language import speaking
from data.model.queue import Queue
from data.model.service_quality.records import Case, CaseStep
from data.model.service_quality.settings import Measure
from data.store import documents
from data.store.service_quality.rows import frame_of

NOTHING = pd.DataFrame({"row": [], "reason": [], "text": []})


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


# --- published worked examples ------------------------------------------------------------------

WEEKS_6MP = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
CENSORED = [False, False, False, True, False, True, False, True, True, False, False, True, True,
            True, False, False, True, True, True, True, True]  # fmt: skip


def test_the_time_of_a_step_equals_the_published_example() -> None:
    """Remission under 6-MP (Freireich et al. 1963, doi:10.1182/blood.V21.6.699.699), as worked by
    Kleinbaum and Klein, Survival Analysis, 3rd ed., Table 2.1 (doi:10.1007/978-1-4419-6646-9)."""
    found = survival(WEEKS_6MP, [not one for one in CENSORED])
    assert found.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert found.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert found.ended.tolist() == [3, 1, 1, 1, 1, 1, 1]
    published = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert found.open_share.round(4).tolist() == published
    # Greenwood's standard errors; `statsmodels.duration.survfunc.SurvfuncRight` gives the same.
    spread = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    assert np.sqrt(found.variance).round(4).tolist() == spread
    assert found.quantile_h(0.5) == 23
    assert np.isnan(found.quantile_h(0.9))


def test_a_risk_has_the_published_interval() -> None:
    """Aspirin and heart attacks: 104 of 11,037 against 189 of 11,034 (Physicians' Health Study,
    1989, doi:10.1056/NEJM198907203210301); Agresti, Categorical Data Analysis, 3rd ed., section
    3.1 gives placebo against aspirin 1.82, from 1.43 to 2.31."""
    found = relative_risk(189, 11_034, 104, 11_037)
    assert (round(found.ratio, 2), round(found.low, 2), round(found.high, 2)) == (1.82, 1.43, 2.31)
    assert found.is_sure
    assert np.isnan(relative_risk(0, 10, 3, 10).ratio)
    # Where many of few complain: log 2 -+ 1.96 sqrt(1/10 - 1/20 + 1/5 - 1/20), by hand.
    few = relative_risk(10, 20, 5, 20)
    assert (few.ratio, round(few.low, 3), round(few.high, 3)) == (2.0, 0.832, 4.805)
    assert not few.is_sure


def test_intervals_of_a_risk_hold_the_truth() -> None:
    rng = np.random.default_rng(8)
    few, many = rng.poisson(400 * 2.5, 2000), rng.poisson(1200, 2000)
    held = 0
    for inside, outside in zip(few.tolist(), many.tolist(), strict=True):
        found = relative_risk(inside, 200_000, outside, 600_000)
        held += found.low <= 2.5 <= found.high
    assert 0.93 <= held / 2000 <= 0.97


def test_a_measure_is_judged_by_its_interval() -> None:
    day = date(2026, 1, 5)
    found = effect("m", day, (60, 20), (28, 28), (1e5, 1e5))
    # A third, times and by exp(1.96 sqrt(1/60 + 1/20)) = 1.659, by hand.
    assert (round(found.ratio, 4), round(found.low, 4), round(found.high, 4)) == (
        0.3333, 0.2010, 0.5529,
    )  # fmt: skip
    assert (found.before_per_1000, found.after_per_1000) == (0.6, 0.2)
    assert effect("m", day, (60, 20), (28, 28), (1e5, 1e5)).verdict == "worked"
    assert effect("m", day, (20, 60), (28, 28), (1e5, 1e5)).verdict == "worse"
    assert effect("m", day, (12, 8), (28, 28), (1e5, 1e5)).verdict == "open"
    assert effect("m", day, (12, 0), (28, 28), (1e5, 1e5)).ratio == pytest.approx(0.5 / 12.5)


# --- the loop -----------------------------------------------------------------------------------

KINDS = ("service", "outages")


def the_cases() -> tuple[list[Case], list[CaseStep]]:
    """Two weeks: closed in time, closed late, open, praise, a repeat."""
    rows = [
        # id, kind, opened, hours a step, cause, department, satisfied, praise, customer
        ("C1", "service", "2026-03-02 09:00", 4, "tone", "Front", True, False, "c1"),
        ("C2", "service", "2026-03-03 09:00", 20, "tone", "Front", False, False, "c2"),
        ("C3", "outages", "2026-03-09 10:15", 2, "notice", "Grid", True, False, "c3"),
        ("C4", "outages", "2026-03-10 10:15", 30, "notice", "Grid", False, False, "c1"),
        ("C5", "service", "2026-03-11 08:00", 3, "", "Front", True, True, "c4"),
        ("C6", "service", "2026-03-12 09:00", 4, "tone", "Front", True, False, "c1"),
        ("C7", "outages", "2026-03-14 20:00", None, "", "Grid", None, False, "c9"),
    ]
    cases, steps = [], []
    for case_id, kind, opened, hours, cause, department, satisfied, praise, customer in rows:
        begun = at(opened)
        closed = None if hours is None else begun + timedelta(hours=6 * hours)
        cases.append(
            Case(case_id, kind, begun, praise, department, "R1", "", "q", customer, "", cause,
                 satisfied=satisfied, closed_at=closed, substantiated=satisfied)
        )  # fmt: skip
        for number in range(1, 7 if hours else 2):
            ended = begun + timedelta(hours=hours) if hours else None
            steps.append(
                CaseStep(f"{case_id}/{number}", case_id, number, begun, ended, department, 30.0)
            )
            begun = ended or begun
    return cases, steps


@pytest.fixture
def busy(context: Context) -> Context:
    cases, steps = the_cases()
    frames = {"cases": frame_of("cases", cases), "case_steps": frame_of("case_steps", steps)}
    entry = context.entry("import_service_file", "file:x")
    context.store.save_service_records(frames, NOTHING, "x", entry)
    context.store.save(documents.QUEUES, (Queue("q", "Q"),), entry)
    starts = pd.date_range(at("2026-02-01 00:00"), at("2026-03-16 00:00"), freq="30min",
                           inclusive="left")  # fmt: skip
    few = (starts.tz_convert("Asia/Shanghai").hour == 10).astype(float)
    history = pd.DataFrame(
        {
            "queue_id": "q", "queue_name": "Q", "channel": "voice", "interval_start": starts,
            "interval_minutes": 30, "offered": 10.0, "handled": 10 - 3 * few, "abandoned": 3 * few,
        }
    )  # fmt: skip
    context.store.save_actuals(history, NOTHING, "h", context.entry("import_history", "file:h"))
    return Context(context.store, "tester", lambda: at("2026-03-16 08:00"))


def test_the_board_says_where_complaints_stand(busy: Context) -> None:
    board = complaints_board(busy, days=14)
    assert (board.open, board.cases, board.praise) == (2, 5, 1)  # C4 and C7
    # C2 took 120 h from Tuesday nine o'clock, and was due at the end of the Monday after.
    assert (board.closed, board.closed_late) == (4, 0)
    assert board.repeated == 1  # C6 after C1: the same customer and kind within thirty days
    assert board.contacts == 14 * 480 - (480 * 1)  # the sixteenth has no history yet
    assert [one.case_id for one in board.soon + board.overdue] == ["C4"]
    assert (board.steps[0].open, board.steps[0].ended, board.steps[0].begun) == (1, 6, 7)
    # Four hours is the middle of 2, 3, 4, 4, 20, 30 and one that is open for 36 h.
    assert board.steps[0].median_h == 4.0
    assert {(one.cause, one.count) for one in board.causes} == {("tone", 2), ("notice", 2)}
    assert (board.risk.inside, board.risk.outside) == (2, 4)
    assert board.risk.share_of_contacts == pytest.approx(1 / 24, rel=0.01)
    assert complaints_json(board)["risk"]["share_of_complaints"] == pytest.approx(2 / 6)


def test_a_case_goes_through_its_steps_and_cannot_be_closed_before(busy: Context) -> None:
    with pytest.raises(Conflict, match="with a step open: 1 listen, 2 record"):
        close_case(busy, "C7")
    for number in range(1, 7):
        now = end_step(busy, "C7", handling_min=12.0, why="done")
        assert now.step == min(6, number + 1)
        if number == 3:
            with pytest.raises(Conflict, match="is at the step 4 investigate by now"):
                end_step(busy, "C7", step=3, why="I too")
    assert now.ended_at is not None
    with pytest.raises(Conflict, match="all six steps have ended"):
        end_step(busy, "C7")
    with pytest.raises(InvalidValue, match="a cause is a category"):
        close_case(busy, "C7", cause="Mrs. Zhang of 13812345678 called")
    closed = close_case(busy, "C7", cause="notice", satisfied=True, why="answered")
    assert closed.closed_at == at("2026-03-16 08:00")
    case, steps = case_and_steps(busy, "C7")
    assert (case.cause, case.satisfied, len(steps)) == ("notice", True, 6)
    assert steps[0].handling_min == 12.0
    with pytest.raises(Conflict, match="was closed on"):
        end_step(busy, "C7")
    with pytest.raises(NotFound):
        case_and_steps(busy, "C99")
    assert [one.source for one in busy.store.list_imports()] == ["h", "x"]


def test_a_file_cannot_close_a_case_with_a_step_open(busy: Context, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text(
        "case_id,kind,opened_at,closed_at\n"
        "C7,outages,2026-03-14 20:00:00,2026-03-15 20:00:00\n"
        "C8,outages,2026-03-14 20:00:00,2026-03-15 20:00:00\n"
    )
    report = import_service_file(busy, file)
    assert [(one.reason, one.rows) for one in report.reasons] == [
        ("a case cannot be closed with a step open", 1)
    ]
    assert case_and_steps(busy, "C7")[0].closed_at is None
    assert case_and_steps(busy, "C8")[0].closed_at is not None
    steps = tmp_path / "steps.csv"
    steps.write_text("case_id,step,begun_at,ended_at\nC1,2,2026-03-02 13:00:00,\n")
    assert import_service_file(busy, steps).rejected == 1


def test_the_weekly_report_equals_one_made_by_hand(busy: Context, tmp_path: Path) -> None:
    add_measure(busy, Measure("Tone trained", date(2026, 3, 9), cause="tone"))
    report = weekly_report(busy, date(2026, 3, 9))
    contacts = 7 * 480.0
    by_hand: dict[str, tuple[Any, Any]] = {
        "first": (date(2026, 3, 9), date(2026, 3, 2)),
        "contacts": (contacts, contacts),
        "complaints": (4, 2),  # C3, C4, C6, C7; C1, C2
        "per_1000": (4 / contacts * 1000, 2 / contacts * 1000),
        "praise": (1, 0),
        "closed": (2, 2),  # C3 and C6; C1 and C2 (Sunday 9:00); C4 ends on the seventeenth
        "closed_late": (0, 0),
        "on_time_share": (1.0, 1.0),
        "contact_late": (2, 0),  # C4 was first heard after thirty hours, C7 not within 28
        "repeated": (1, 0),
        "satisfied_share": (1.0, 0.5),
        "substantiated_share": (1.0, 0.5),
        "open_at_end": (2, 0),  # C4 and C7
        "overdue_at_end": (0, 0),
    }
    file = tmp_path / "week.xlsx"
    file.write_bytes(weekly_workbook(busy, date(2026, 3, 11)))
    book = openpyxl.load_workbook(file)
    rows = list(book["Week"].iter_rows(min_row=2, values_only=True))
    for name, *written in rows:
        exact = by_hand[name]
        assert (getattr(report.week, name), getattr(report.before, name)) == exact
        if name == "first":
            assert [moment.date() for moment in written] == list(exact)
        else:  # a workbook holds sixteen digits
            assert written == [float(f"{one:.16G}") for one in exact]
    parts = list(book["Praise and faults"].iter_rows(min_row=2, values_only=True))
    assert parts == [("Front", 1, 1, 0, 1), ("Grid", 3, 1, 0, 0)]
    causes = list(book["Causes"].iter_rows(min_row=2, values_only=True))
    assert causes == [("notice", "Grid", 2), ("tone", "Front", 1)]
    (measure,) = report.effects
    assert (measure.before, measure.after, measure.days_before, measure.days_after) == (2, 1, 28, 7)
    assert measure.before_per_1000 == 2 / (28 * 480) * 1000
    assert measure.ratio == pytest.approx((1 / 3360) / (2 / 13440))
    row = next(iter(book["Measures"].iter_rows(min_row=2, values_only=True)))
    assert (row[0], row[1], row[-1]) == ("Tone trained", datetime(2026, 3, 9), "open")
    with speaking(catalogue("zh-CN")):
        file.write_bytes(weekly_workbook(busy, date(2026, 3, 11)))
    pages = openpyxl.load_workbook(file).worksheets
    said = [str(cell) for page in pages for cell in next(page.iter_rows(values_only=True))]
    said += [str(row[0]) for row in pages[0].iter_rows(min_row=2, values_only=True)]
    assert [one for one in said if one.isascii()] == [], "every heading is Chinese"
    assert not any(page.title.isascii() for page in pages)


def test_handling_hours_are_work_that_can_wait(busy: Context) -> None:
    slots = handling_to_history(busy, due_h=48, departments=("Front",), why="ours")
    series = busy.store.load_series(HANDLING)
    assert slots == series.grid.slots
    assert series.offered.sum() == 4 * 6  # four cases of that department, six steps each
    assert series.handle_s_total.sum() == 24 * 1800
    (queue,) = [one for one in busy.store.load(documents.QUEUES) if one.queue_id == HANDLING]
    assert queue.deferrable_due_min == 48 * 60
    handling_to_history(busy)
    (queue,) = [one for one in busy.store.load(documents.QUEUES) if one.queue_id == HANDLING]
    assert queue.deferrable_due_min == 48 * 60
    with pytest.raises(InvalidValue, match="answered at once"):
        handling_to_history(busy, queue="q")
    with pytest.raises(NotFound, match="no step"):
        handling_to_history(busy, departments=("Nobody",))
