"""A roster has whole weeks, or the days up to one that is named: a calendar month."""

from datetime import date, timedelta

import pytest

from app.services.roster.build import MOST_DAYS, build_roster, days_of
from app.services.roster.check import roster_of
from data.model.errors import InvalidValue
from data.model.publication import SavedRoster
from rostering.evaluation.scorecard import score
from tests.app.small_centre import SmallCentre
from tests.until import until, within

DECEMBER, NEW_YEAR = date(2026, 12, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("weeks", "last", "days"),
    [(None, None, 28), (2, None, 14), (None, NEW_YEAR, 31), (None, DECEMBER, 1)],
)
def test_days_are_asked_for_by_weeks_or_by_the_last_one(
    weeks: int | None, last: date | None, days: int
) -> None:
    assert days_of(DECEMBER, weeks, last, usual_weeks=4) == days


@pytest.mark.parametrize(
    ("weeks", "last", "why"),
    [
        (4, NEW_YEAR, "not both"),
        (None, DECEMBER - timedelta(days=1), "lies before the first"),
        (None, DECEMBER + timedelta(days=MOST_DAYS), "85 days; a roster has at most 84"),
    ],
)
def test_days_that_nobody_can_roster_are_refused(
    weeks: int | None, last: date | None, why: str
) -> None:
    with pytest.raises(InvalidValue, match=why):
        days_of(DECEMBER, weeks, last, usual_weeks=4)


def test_a_roster_of_ten_days_from_a_thursday_keeps_its_rules(
    rostered: tuple[SmallCentre, SavedRoster],
) -> None:
    context, earlier = rostered[0].context, rostered[1]
    first = earlier.problem.first + timedelta(days=10)
    assert first.weekday() == 3
    last = first + timedelta(days=9)
    saved = build_roster(context, first, until=last, **until(within(0.3), 60))
    roster = roster_of(saved)
    assert (roster.first, roster.days) == (first, 10)
    assert {shift.day for shift in roster.shifts} == set(roster.dates)
    assert score(saved.problem, roster).hard_violations == 0
    assert saved.result.bound <= saved.result.objective
