"""Workbooks of trends, satisfaction and quality: to the last digit, in both languages."""

import io
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import openpyxl
import pytest

from app.locale import catalogue
from app.services.service_quality.briefings import Briefing
from app.services.service_quality.quality import (
    AgentPlan,
    Agreement,
    Objection,
    QualityState,
    SamplePlan,
)
from app.services.service_quality.reports import (
    quality_sheets,
    satisfaction_sheets,
    trend_sheets,
)
from app.services.service_quality.satisfaction import GroupSatisfaction, Satisfaction
from app.services.service_quality.trends import Counted, Trends
from data.export.sheets import Sheet, workbook
from data.model.language import speaking
from forecasting.surveys.kano import Feature
from forecasting.surveys.shares import Share, Shrunk
from forecasting.surveys.waiting import WaitCurve
from forecasting.trends.drift import Drift
from forecasting.trends.limits import Limits
from forecasting.trends.movers import Mover

MONDAY, TUESDAY = date(2026, 3, 9), date(2026, 3, 10)
NINTH, TENTH, ELEVENTH = (datetime(2026, 3, day) for day in (9, 10, 11))
"""Days as a workbook holds them."""
THIRD = 1 / 3
NOBODY = Share(float("nan"), float("nan"), float("nan"), 0.0)


def read(sheets: tuple[Sheet, ...]) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(workbook("Report", sheets)))
    return {page.title: list(page.iter_rows(values_only=True)) for page in book.worksheets}


def exact(*values: Any) -> tuple[Any, ...]:
    """As a workbook holds them: sixteen digits."""
    return tuple(float(f"{one:.16G}") if isinstance(one, float) else one for one in values)


def some_trends() -> Trends:
    counted = Counted(
        "touches", ("bill",), (MONDAY, TUESDAY), np.array([[7.0, 9.0]]), np.array([0, 1]),
        np.array([2]), 0,
    )  # fmt: skip
    limits = Limits(
        counted.counts, np.array([[6.5, THIRD]]), np.array([[2.0, 0.0]]), np.array([[11.0, 2.0]]),
        np.array([0.1]), np.array([[2 * THIRD]]), np.array([[0.0]]), np.array([[3.0]]),
    )  # fmt: skip
    moved = (Mover("bill", 9.0, 3.0, 2.1, True),)
    return Trends(counted, 1, limits, moved, 0.001, (("bill", TUESDAY, 9.0, 0.0, 2.0),))


def some_satisfaction() -> Satisfaction:
    whole = GroupSatisfaction("", 90, 60, Share(2 * THIRD, 0.5, 0.8, 90), Share(0.9, 0.8, 0.95, 60),
                              False)  # fmt: skip
    few = GroupSatisfaction("chat", 10, 5, Share(0.5, 0.2, 0.8, 10), NOBODY, True)
    agents = (Shrunk("A1", 0.5, THIRD, 0.2, 0.6, 40, False), Shrunk("A2", 1, 0.9, 0.8, 1, 3, True))
    curve = WaitCurve(2.0, -0.01, 0.001, 0.0005, 0.0015, (), 60)
    return Satisfaction(
        MONDAY, TUESDAY, whole, Share(0.8, 0.7, 0.9, 50), (few,), (), (), (("long wait", 4),),
        agents, curve, "", ((MONDAY, 60, 0.9, 0.7, 1.0),),
    )  # fmt: skip


def some_quality() -> tuple[SamplePlan, QualityState, tuple[Briefing, ...]]:
    agents = (AgentPlan("A1", "Li", "T1", 100, 9, 4, 5, 80 + THIRD, 2.5),)
    plan = SamplePlan(MONDAY, TUESDAY, 5.0, 10.0, agents, 15)
    raised = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)
    objections = (Objection("q1", "A1", "R1", "tone", 61.0, raised, 10.25, True),)
    agreement = Agreement(0.21, (("R1", "R2", 50, 0.4),), 50)
    state = QualityState(MONDAY, TUESDAY, 60, 0.9, 80.0, objections, agreement,
                         (("tone", 60, 80.5, THIRD),))  # fmt: skip
    return plan, state, (Briefing("meter", Drift(0, "handle_time", 1.15, 4.0, 3, 700)),)


def test_trends_are_written_to_the_last_digit() -> None:
    book = read(trend_sheets(some_trends()))
    assert list(book) == ["Movers", "Days outside", "Days", "Forecast"]
    assert book["Movers"][1:] == [("bill", 9, 3, 2, 2.1, True)]
    assert book["Days outside"][1:] == [("bill", TENTH, 9, 0, 2)]
    assert book["Days"][1:] == [exact("bill", TENTH, 9, THIRD, 0, 2)]
    assert book["Forecast"][1:] == [exact("bill", ELEVENTH, 2 * THIRD, 0, 3)]


def test_satisfaction_is_written_to_the_last_digit_and_few_answers_stay_hidden() -> None:
    kano = (Feature("call back", {"O": 8, "A": 2}),)
    book = read(satisfaction_sheets(some_satisfaction(), kano))
    assert book["Groups"][1] == exact("All", "", 90, 60, 2 * THIRD, 0.5, 0.8, 0.9, 0.8, 0.95)
    assert book["Groups"][2] == ("Channel", "chat", 10, 5, 0.5, 0.2, 0.8, None, None, None)
    assert book["Groups"][3][-3:] == (0.8, 0.7, 0.9)
    assert book["Agents"][1:] == [exact("A1", 40, THIRD, 0.2, 0.6), ("A2", 3, None, None, None)]
    assert book["Days"][1:] == [(NINTH, 60, 0.9, 0.7, 1)]
    assert book["Reasons"][1:] == [("long wait", 4)]
    assert book["Waiting"][1:] == [(0.001, 0.0005, 0.0015)]
    assert book["Kano"][1] == ("call back", 2, 8, 0, 0, 0, 0, "one-dimensional", 1, -0.8)


def test_quality_is_written_to_the_last_digit() -> None:
    book = read(quality_sheets(*some_quality(), "Asia/Shanghai"))
    assert book["Whom to listen to"][1:] == [exact("A1", "Li", "T1", 100, 9, 4, 5, 80 + THIRD, 2.5)]
    assert book["Open objections"][1:] == [
        ("q1", "A1", "R1", "tone", 61, datetime(2026, 3, 9, 16, 30), 10.25, True)
    ]
    assert book["Raters"][1:] == [("all (Fleiss)", "", 50, 0.21), ("R1", "R2", 50, 0.4)]
    assert book["Criteria"][1:] == [exact("tone", 60, 80.5, THIRD)]
    assert book["Briefings"][1] == exact("meter", 1.15 - 1, 3, book["Briefings"][1][3])
    assert "+15%" in book["Briefings"][1][3]


@pytest.mark.parametrize(
    ("sheets", "first"),
    [
        (lambda: trend_sheets(some_trends()), "序列"),
        (lambda: satisfaction_sheets(some_satisfaction(), ()), "组"),
        (lambda: quality_sheets(*some_quality(), "Asia/Shanghai"), "坐席"),
    ],
)
def test_every_heading_is_chinese_where_chinese_is_spoken(sheets: Any, first: str) -> None:
    english = read(sheets())
    with speaking(catalogue("zh-CN")):
        chinese = read(sheets())
    assert next(iter(chinese.values()))[0][0] == first
    for (name, rows), (other, theirs) in zip(english.items(), chinese.items(), strict=True):
        same = [one for one in theirs[0] if one in rows[0] and one not in ("Kappa", "± (95 %)")]
        assert name == "Kano" or name != other
        assert same == []
