"""Results compare with what was known before each day, and judge the plan by what came."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from app.services.context import Context
from app.services.history import import_history
from app.services.results import results_of
from app.services.roster.changes.edit import CellEdit, save_edit
from app.services.roster.publishing.publish import publish_roster
from data.model.errors import NotFound
from data.model.publication import SavedRoster
from data.store import Store
from tests.app.small_centre import NOW, SmallCentre, history_csv
from tests.app.web.web_page import a_copy_context

pytestmark = pytest.mark.slow

Rostered = tuple[SmallCentre, SavedRoster]


def after(rostered: Rostered, level: float, days: int = 3) -> tuple[Context, SavedRoster]:
    """A copy in which the first days of the roster came, at a level of contacts."""
    centre, saved = rostered
    week_later = NOW + timedelta(days=7)
    context = replace(a_copy_context(centre), clock=lambda: week_later)
    first = saved.problem.first
    file = centre.folder / f"came-{level}-{days}.csv"
    file.write_text(history_csv(first, days, seed=5, level=level), encoding="utf-8")
    import_history(context, file)
    return context, saved


def test_a_day_is_compared_with_what_was_forecast_before_it(rostered: Rostered) -> None:
    context, saved = after(rostered, 9.0)
    first = saved.problem.first
    found = results_of(context, first, first + timedelta(days=2))
    assert {(d.queue_id, d.day) for d in found.days} == {
        (q, first + timedelta(days=n)) for q in ("fault", "billing") for n in range(3)
    }
    forecast = context.store.latest_forecast("fault")
    mine = np.asarray(forecast.grid.day == np.datetime64(first, "D"))
    came = context.store.load_series("fault", first, first).offered
    (day,) = [d for d in found.days if d.queue_id == "fault" and d.day == first]
    assert day.expected == pytest.approx(forecast.demand.contacts[mine].sum())
    assert day.error == pytest.approx(np.abs(came - forecast.demand.contacts[mine]).sum())
    (queue,) = [q for q in found.queues if q.queue_id == "fault"]
    total = sum(d.contacts for d in found.days if d.queue_id == "fault")
    assert queue.contacts == total
    assert queue.bias_share == pytest.approx(
        sum(d.expected for d in found.days if d.queue_id == "fault") / total - 1
    )
    # the file counts every contact that was handled as answered in time
    whole = context.store.load_series("fault", first, first + timedelta(days=2))
    assert queue.reached_share == pytest.approx(whole.handled.sum() / whole.offered.sum())


def test_more_contacts_than_planned_leave_more_hours_short_and_an_edit_is_judged_by_them(
    rostered: Rostered,
) -> None:
    def short(level: float, publish: bool) -> tuple[float, float, int]:
        context, saved = after(rostered, level)
        if publish:
            publish_roster(context, saved.roster_id, "the plan", replications=1)
        roster, first = saved.result.roster, saved.problem.first
        assert roster is not None
        shift = next(s for s in roster.shifts if s.day == first + timedelta(days=1))
        edited = save_edit(
            context, saved.roster_id, (CellEdit(shift.agent_id, shift.day, None),), "day off"
        )
        publish_roster(
            context, edited.roster_id, "asked for", replications=1,
            accept_violations=True, undo_others=True,
        )  # fmt: skip
        (one,) = results_of(context, first, first + timedelta(days=2)).edits
        return one.short_built_h, one.short_h, one.cells

    calm, storm = short(9.0, publish=False), short(30.0, publish=True)
    assert storm[0] > calm[0]
    assert storm[1] > storm[0]  # somebody less on the floor
    assert calm[2] == storm[2] == 1


def test_days_of_which_nothing_is_known_say_so(rostered: Rostered) -> None:
    context = a_copy_context(rostered[0])
    with pytest.raises(NotFound, match="import the history"):
        results_of(context, rostered[1].problem.first, rostered[1].problem.first)


def test_the_clock_decides_nothing(rostered: Rostered) -> None:
    """A forecast made after a day does not count as one made before it."""
    context, saved = after(rostered, 9.0, 1)
    late = Context(context.store, "tester", lambda: datetime(2030, 1, 1, tzinfo=UTC))
    first = saved.problem.first
    assert results_of(late, first, first) == results_of(context, first, first)
    assert isinstance(context.store, Store)
