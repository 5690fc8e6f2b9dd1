"""Where the running day stands, and how it and its week will end."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from app.services.day.rest.need_again import need_again
from app.services.day.rest.service_ahead import service_ahead
from app.services.day.status import status_of_day
from app.services.day.summary import day_summary
from app.services.history import import_history
from app.services.people.leave import add_leave
from app.services.roster.check import roster_of
from app.services.roster.publishing.publish import publish_roster
from data.model.day.intraday import IntradayForecast
from data.model.errors import InvalidValue
from data.model.problem import SICK
from data.model.publication import SavedRoster
from data.model.staff import Leave
from tests.app.small_centre import NOW, SmallCentre, history_csv

Rostered = tuple[SmallCentre, SavedRoster]
MORNING_SLOTS = 20
"""Half hours until ten in the morning, which is the small centre's NOW."""


def figures_come_in(centre: SmallCentre, slots: int, level: float = 9.0) -> None:
    """The first half hours of the running day as a file."""
    day = NOW.date()
    head, *rows = history_csv(day, 1, seed=7, level=level).splitlines()
    mine = [row for row in rows if row[11:16] < f"{slots // 2:02d}:{30 * (slots % 2):02d}"]
    file = centre.folder / f"today_{slots}.csv"
    file.write_text("\n".join([head, *mine]) + "\n", encoding="utf-8")
    import_history(centre.context, file, gaps="missing")


@pytest.fixture
def running(rostered: Rostered) -> SmallCentre:
    centre, saved = rostered
    publish_roster(centre.context, saved.roster_id, "plan", replications=2)
    figures_come_in(centre, MORNING_SLOTS)
    return centre


def test_the_day_is_told_slot_by_slot_with_need_and_people(running: SmallCentre) -> None:
    status = status_of_day(running.context)
    fault = status.queues[0]
    assert (status.day, status.minute, status.slot) == (NOW.date(), 600, MORNING_SLOTS)
    assert status.seen_until == NOW
    assert np.isfinite(fault.came[:MORNING_SLOTS]).all()
    assert np.isnan(fault.came[MORNING_SLOTS:]).all()
    assert fault.today.so_far == pytest.approx(np.nansum(fault.came))
    assert np.isnan(fault.again[:MORNING_SLOTS]).all()
    assert (fault.low[MORNING_SLOTS:] <= fault.high[MORNING_SLOTS:]).all()
    assert 0 < fault.service_so_far <= 1
    assert status.floor is not None
    assert status.planned is not None
    before = slice(0, MORNING_SLOTS)
    assert (status.floor.needed[:, before] == status.planned.needed[:, before]).all()
    assert status.now_of("fault") is not None
    assert status.on_floor
    assert all(hole.until_min > status.minute for hole in status.hurts)


def test_a_busy_morning_needs_more_people_in_the_afternoon(rostered: Rostered) -> None:
    centre, saved = rostered
    publish_roster(centre.context, saved.roster_id, "plan", replications=2)
    figures_come_in(centre, MORNING_SLOTS, level=18.0)
    status = status_of_day(centre.context)
    fault = status.queues[0].today
    assert fault.rest is not None
    assert fault.so_far > 1.5 * fault.expected_so_far
    # Nothing of the small centre's past says that a morning tells the afternoon: it may stand.
    assert fault.rest.total >= 0.95 * fault.rest.before.sum()
    problem = saved.problem
    doubled = {q.queue_id: _doubled(q.today.rest) for q in status.queues}
    forecasts = {
        q.queue_id: centre.context.store.latest_forecast(q.queue_id) for q in status.queues
    }
    more = need_again(centre.context, problem.requirement, doubled, forecasts)
    first = problem.requirement.grid.index_of(NOW)
    left = slice(first, first + 48 - MORNING_SLOTS)
    assert more.heads[:, left].sum() > 1.5 * problem.requirement.heads[:, left].sum()
    assert (more.heads[:, :first] == problem.requirement.heads[:, :first]).all()


def _doubled(rest: IntradayForecast | None) -> IntradayForecast:
    assert rest is not None
    return replace(rest, contacts=2 * rest.contacts, low=2 * rest.low, high=2 * rest.high)


def test_the_day_is_played_to_its_end_with_who_is_there(running: SmallCentre) -> None:
    context = running.context
    status = status_of_day(context)
    ahead = service_ahead(context, status)
    assert not ahead.why_not
    assert ahead.until is not None
    for queue in ahead.queues:
        assert 0 <= queue.day.low <= queue.day.mean <= queue.day.high <= 1
        assert 0 <= queue.week.low <= queue.week.high <= 1
        assert 0 <= queue.day.below_share <= 1
    nobody = service_ahead(context, status, missing=frozenset(status.skills))
    assert nobody.queues[0].day.mean < ahead.queues[0].day.mean
    crowd = service_ahead(context, status, waiting={"fault": 60})
    assert crowd.queues[0].day.mean < ahead.queues[0].day.mean


def test_who_is_sick_is_counted_on_nowhere(running: SmallCentre) -> None:
    context = running.context
    before = status_of_day(context)
    gone = min(before.on_floor)
    add_leave(context, Leave(gone, NOW.date(), NOW.date(), SICK), "flu")
    after = status_of_day(context)
    assert after.on_floor == before.on_floor - {gone}
    assert after.floor is not None
    assert before.floor is not None
    assert after.floor.covered.sum() <= before.floor.covered.sum()


def test_without_a_plan_or_figures_the_rest_is_still_told(rostered: Rostered) -> None:
    context = rostered[0].context
    status = status_of_day(context)
    assert (status.version, status.floor, status.seen_until) == (0, None, None)
    assert status.queues[0].today.rest is not None
    assert "no roster is published" in service_ahead(context, status).why_not
    with pytest.raises(InvalidValue, match="no time zone"):
        status_of_day(context, NOW.replace(tzinfo=None))


def test_a_night_shift_of_yesterday_is_on_the_floor_after_midnight(
    running: SmallCentre, rostered: Rostered
) -> None:
    status = status_of_day(running.context, NOW + timedelta(hours=16))
    two = 1440 + 120  # in the morning, on the clock of the day before
    at_work = {
        s.agent_id
        for s in roster_of(rostered[1]).shifts
        if s.day == NOW.date()
        and s.start_min <= two < s.end_min
        and not any(part.start_min <= two < part.end_min for part in s.away)
    }
    assert at_work
    assert at_work == status.on_floor


def test_the_day_as_one_document_says_what_the_page_shows(running: SmallCentre) -> None:
    found, status = day_summary(running.context), status_of_day(running.context)
    assert (found.day, found.version, found.seen_until) == (NOW.date(), status.version, NOW)
    fault = found.queues[0]
    assert fault.came == pytest.approx(status.queues[0].today.so_far, abs=0.05)
    assert fault.rest_low is not None
    assert fault.rest is not None
    assert fault.rest_high is not None
    assert fault.rest_low <= fault.rest <= fault.rest_high
    assert (fault.needed, fault.planned) == status.now_of("fault")
    assert (found.present, found.missing) == (None, ())
    assert [(hole.queue_id, hole.from_min) for hole in found.short] == [
        (hole.queue_id, hole.from_min) for hole in status.hurts
    ]
    assert not found.made_up
