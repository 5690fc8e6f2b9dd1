"""What the overview says: the newest of everything, what is stale, what is next."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.services.context import Context
from app.services.overview import where_things_stand
from app.services.roster.publishing.publish import publish_roster
from app.services.staffing.requirement import set_requirement
from data.model.publication import SavedRoster
from data.store import Store
from tests.app.small_centre import SmallCentre, a_small_centre, last_day
from tests.app.web.web_page import a_copy

Rostered = tuple[SmallCentre, SavedRoster]


@pytest.fixture
def context(rostered: Rostered, tmp_path: Path) -> Context:
    """A rostered store of the test's own, on the small centre's clock."""
    return replace(rostered[0].context, store=Store.open(a_copy(rostered[0].url, tmp_path)))


def test_a_centre_with_history_and_people_must_be_forecast_next(tmp_path: Path) -> None:
    context = a_small_centre(tmp_path, weeks=5).context
    found = where_things_stand(context, last_day(5))
    assert found.todo == ("forecast", "requirement", "roster", "publish")
    assert (found.agents, found.forecasts, found.roster) == (16, (), None)


def test_only_publishing_is_left_once_a_roster_is_built(context: Context) -> None:
    found = where_things_stand(context, last_day())
    assert found.todo == ("publish",)
    assert [f.queue_id for f in found.forecasts] == ["fault", "billing"]
    assert found.warnings == ()


def test_a_newer_requirement_asks_for_a_newer_roster(context: Context) -> None:
    set_requirement(context, basis="p80")
    assert where_things_stand(context, last_day()).todo == ("roster", "publish")


def test_a_published_roster_that_runs_out_is_warned_of(
    context: Context, rostered: Rostered
) -> None:
    publish_roster(context, rostered[1].roster_id, "plan", replications=2)
    found = where_things_stand(context, last_day())
    assert found.todo == ()
    assert found.publication is not None
    (warning,) = found.warnings
    assert "Version 1 ends on 17 Aug 2025" in warning


def test_history_that_ended_long_ago_is_warned_of(context: Context) -> None:
    late = replace(context, clock=lambda: datetime(2025, 8, 14, 2, tzinfo=UTC))
    (warning,) = where_things_stand(late, last_day()).warnings
    assert "History ends on 10 Aug 2025, 3 days before yesterday" in warning
    late = replace(context, clock=lambda: datetime(2025, 8, 12, 2, tzinfo=UTC))
    (warning,) = where_things_stand(late, last_day()).warnings
    assert "1 day before yesterday" in warning


def test_the_night_job_s_complaints_are_passed_on(context: Context) -> None:
    complaint = {"warnings": ["calls.csv: 2 rows rejected"], "forecasts_failed": {"fault": "why"}}
    context.store.append_audit(context.entry("refresh", "night", **complaint))
    found = where_things_stand(context, last_day()).warnings
    assert [text.split(": ", 1)[1] for text in found] == [
        "calls.csv: 2 rows rejected",
        "fault: why",
    ]
