"""Which days a new roster has, asked on its page."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.services.activity_orders import add_activity_order, remove_activity_order
from app.services.context import Context
from app.services.jobs.of_rosters import BuildOrder
from app.services.roster.check import roster_of
from app.services.roster.publishing.publish import publish_roster
from app.web import jobs
from app.web.pages.roster import span
from data.model.activity import ActivityOrder
from data.model.publication import SavedRoster
from data.store.versions import RequirementSummary
from tests.app.web.web_page import a_page, press, words

Seeded = tuple[Context, SavedRoster]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[BuildOrder]:
    """Orders that the page gives."""
    orders: list[BuildOrder] = []
    monkeypatch.setattr(jobs, "start", orders.append)
    return orders


def picked(label: str, given: Any, page: Any) -> None:
    next(box for box in page.date_input if box.label == label).set_value(given).run()


def test_any_days_and_whole_weeks_are_ordered_as_they_are_picked(
    seeded: Seeded, asked: list[BuildOrder]
) -> None:
    need: RequirementSummary = seeded[0].store.list_requirements()[0]
    first, last = need.first + timedelta(days=3), need.first + timedelta(days=12)
    page = a_page("roster").run()
    page.radio(key="span").set_value("days").run()
    picked("First day", first, page)
    picked("Last day", last, page)
    assert "10 days" in words(page)
    press(page, "Build")
    page.radio(key="span").set_value("weeks").run()
    press(page, "Build")
    given = [(order.first, order.weeks, order.until) for order in asked]
    assert given == [(first, None, last), (need.first, 4, None)]


def test_a_month_must_be_covered_whole(seeded: Seeded) -> None:
    page = a_page("roster").run()
    page.radio(key="span").set_value("month").run()
    assert "holds no whole calendar month" in words(page)
    assert not [button for button in page.button if button.label == "Build"]


def test_months_are_offered_whole() -> None:
    assert span.months(date(2026, 11, 30), date(2027, 2, 27)) == [
        date(2026, 12, 1),
        date(2027, 1, 1),
    ]
    assert span.end_of(date(2026, 12, 1)) == date(2026, 12, 31)
    assert span.end_of(date(2028, 2, 1)) == date(2028, 2, 29)


def test_the_days_after_the_published_ones_are_proposed(
    seeded: Seeded, asked: list[BuildOrder]
) -> None:
    context, saved = seeded
    need: RequirementSummary = context.store.list_requirements()[0]
    publish_roster(context, saved.roster_id, why="the month", replications=2)
    after = roster_of(saved).dates[-1] + timedelta(days=1)
    weeks_left = (need.first + timedelta(days=need.days) - after).days // 7
    press(a_page("roster").run(), "Build")
    page = a_page("roster").run()
    page.radio(key="span").set_value("days").run()
    assert next(box for box in page.date_input if box.label == "First day").value == after
    assert [(order.first, order.weeks) for order in asked] == [(after, min(4, weeks_left))]


def test_ordered_activities_are_built_in_unless_somebody_says_no(
    seeded: Seeded, asked: list[BuildOrder]
) -> None:
    context = seeded[0]
    press(a_page("roster").run(), "Build")
    add_activity_order(context, ActivityOrder("training", 60), "new tariff")
    page = press(a_page("roster").run(), "Build")
    page.checkbox(key="with_activities").set_value(False)
    press(page, "Build")
    remove_activity_order(context, "training", "held already")
    assert [order.activities for order in asked] == [False, True, False]
