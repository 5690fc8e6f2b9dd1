"""The rest of a day: forecast again as slots come, saved once, scored, thinned."""

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from app.services.context import Context, queues_of, whole_days_of
from app.services.day.feed import import_day, set_day_feed
from app.services.day.rest.reforecast import learn_running_day, reforecast_day
from app.services.day.rest.scores import rest_scores, rest_versions, score_rests, thin_running_days
from app.services.day.watch import DayWatch
from app.services.forecast.make import forecast_all
from app.services.forecast.today import rest_of_day, saved_learnt
from app.services.history import import_history
from app.services.running.night_steps import score_last_day
from data.model.errors import InvalidValue, NotFound
from data.model.grid import Grid
from data.store.packing import pack
from tests.app.small_centre import CENTRE, HEADER, SmallCentre, rates

pytestmark = pytest.mark.slow
TODAY = date(2025, 8, 11)  # history ends the day before


def at(clock: str, days: int = 0) -> datetime:
    return datetime.fromisoformat(f"2025-08-11T{clock}:00+08:00") + timedelta(days=days)


def clocked(context: Context, clock: str, days: int = 0) -> Context:
    return replace(context, clock=lambda: at(clock, days))


def day_file(folder: Path, name: str, slots: int, factor: float = 1.4, skip: int = -1) -> Path:
    """Slots of the day of both queues, at more than they usually bring."""
    grid = Grid.for_days(TODAY, 1, CENTRE.slot_min, CENTRE.zone)
    mean = rates(grid, 9.0) * factor
    lines = [HEADER]
    for queue in ("fault", "billing"):
        for k, start in enumerate(grid.local[:slots]):
            if k != skip:
                n = round(float(mean[k]))
                lines.append(
                    f"{start}:00+08:00,30,{queue},{queue},voice,{n},{n},0,{n},20,{n * 240},0,,"
                )
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def context(small: SmallCentre) -> Context:
    forecast_all(clocked(small.context, "00:30"), weeks=1, members=("glm_days",))
    return small.context


def test_versions_are_saved_once_scored_the_next_morning_and_thinned(
    context: Context, small: SmallCentre
) -> None:
    noon = clocked(context, "12:01")
    assert reforecast_day(noon).waiting == ("fault", "billing")
    import_day(noon, day_file(small.folder, "a.csv", 24, skip=20))
    made = reforecast_day(noon)
    assert (made.new, made.waiting, made.failed) == (2, (), {})
    fault = made.made[0]
    assert fault.total > float(fault.before.sum())  # a morning 40 % up says something of the rest
    assert fault.surge is not None
    assert fault.surge.known_until == at("12:00")
    assert reforecast_day(clocked(context, "12:05")).new == 0
    import_day(noon, day_file(small.folder, "late.csv", 24))
    assert reforecast_day(clocked(context, "12:06")).new == 2
    (today, _) = rest_of_day(clocked(context, "12:06"))
    assert today.rest is not None
    assert today.rest.total == pytest.approx(
        context.store.load_rest("fault", TODAY, at("12:06")).total, rel=1e-4
    )
    versions = rest_versions(clocked(context, "12:30"))
    assert [v.came for v in versions] == [None] * 4
    assert len(context.store.audit(verb="reforecast")) == 2

    morning = clocked(context, "02:00", 1)
    import_history(morning, day_file(small.folder, "night.csv", 48))
    assert "It helped from 12:00" in score_rests(morning)
    assert score_rests(morning) == ""
    found = rest_scores(morning, TODAY, TODAY)
    (hour,) = found.hours
    assert (hour.hour, hour.days) == (12, 2)
    assert hour.with_share < hour.without_share
    assert set(found.queues) == {"fault", "billing"}
    assert rest_scores(morning, TODAY + timedelta(1), TODAY + timedelta(9)).hours == ()

    set_day_feed(context, {"keep_days": 2})
    assert thin_running_days(clocked(context, "02:00", 2)) == (0, 0)
    assert thin_running_days(clocked(context, "02:00", 9)) == (0, 2)
    left = context.store.list_rests(TODAY, TODAY)
    assert [v.came is not None for v in left] == [True, True]
    with pytest.raises(NotFound):
        context.store.load_rest("fault", TODAY, at("23:00"))
    assert context.store.verify_trail().intact


def test_what_was_learnt_at_night_is_used_in_the_day(context: Context, small: SmallCentre) -> None:
    assert learn_running_day(clocked(context, "02:00")) == {}
    body = context.store.load_day_update("fault", TODAY)
    assert body is not None
    assert learn_running_day(clocked(context, "02:00"), again=True) == {}
    assert context.store.load_day_update("fault", TODAY + timedelta(1)) is None
    with pytest.raises(InvalidValue, match="no time zone"):
        reforecast_day(context, at=datetime(2025, 8, 11, 12))


@pytest.mark.parametrize("saved", [pack(CENTRE), b"", b"\x00\x11"])
def test_what_cannot_be_read_of_a_day_is_learnt_again(context: Context, saved: bytes) -> None:
    forecast_all(clocked(context, "02:00"), weeks=1, members=("glm_days",))
    context.store.save_day_updates(TODAY, {"fault": saved})
    assert rest_of_day(clocked(context, "12:00"), ("fault",))[0].rest is not None
    assert learn_running_day(clocked(context, "02:00")) == {}
    assert context.store.load_day_update("fault", TODAY) != saved


def test_a_forecast_made_at_noon_knows_the_days_that_are_over_only(
    context: Context, small: SmallCentre
) -> None:
    noon = clocked(context, "12:01")
    before = {f.queue_id: f for f in forecast_all(noon, weeks=1, members=("glm_days",)).made}
    import_day(noon, day_file(small.folder, "a.csv", 24))
    whole = whole_days_of(noon, queues_of(noon))["fault"]
    assert whole.grid.days[-1] == TODAY - timedelta(days=1)
    after = {f.queue_id: f for f in forecast_all(noon, weeks=1, members=("glm_days",)).made}
    for queue_id, forecast in after.items():
        assert forecast.grid == before[queue_id].grid
        assert forecast.origin == before[queue_id].origin
        assert np.array_equal(forecast.demand.contacts, before[queue_id].demand.contacts)
    assert forecast_all(noon, weeks=1, members=("glm_days",), reuse=True).made == ()
    assert score_last_day(noon).day == TODAY - timedelta(days=1)
    assert reforecast_day(noon).new == 2


def test_the_server_learns_a_day_before_somebody_waits_for_it(context: Context) -> None:
    watch = DayWatch(context.store, threading.Event())
    watch.context = replace(watch.context, clock=lambda: at("10:05"))
    assert saved_learnt(context, "fault", TODAY) is None
    watch.look()
    learnt = saved_learnt(context, "fault", TODAY)
    assert learnt is not None
    assert saved_learnt(context, "billing", TODAY) is not None
    assert saved_learnt(context, "fault", TODAY + timedelta(days=1)) is None
    watch.look()
    assert saved_learnt(context, "fault", TODAY) is learnt
