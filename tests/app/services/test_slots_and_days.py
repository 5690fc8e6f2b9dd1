"""Flagged slots can be kept, days can be named, and both are in the audit trail."""

from datetime import date, timedelta

import numpy as np
import pytest

from app.services.centre import add_special_days, drop_special_day, events_seen
from app.services.forecast.accuracy import accuracy_of, plan_of
from app.services.forecast.make import forecast_all
from app.services.history import flags_of, import_history, tag_slots, tags_of
from data.model.errors import InvalidValue, NotEnoughHistory, NotFound
from data.model.special_day import SpecialDays
from data.store import documents
from tests.app.small_centre import FIRST_DAY, SmallCentre, history_csv, last_day

pytestmark = pytest.mark.slow

SURGE_DAY = FIRST_DAY + timedelta(days=38)


def with_a_surge(small: SmallCentre) -> SmallCentre:
    """Ten times the contacts of `fault` through two hours of a past day."""
    text = (small.folder / "history.csv").read_text(encoding="utf-8").splitlines()
    hours = [f"{SURGE_DAY}T{hour}" for hour in ("10:00", "10:30", "11:00", "11:30")]
    lines = [text[0]]
    for line in text[1:]:
        cells = line.split(",")
        if cells[2] == "fault" and cells[0][:16] in hours:
            cells[5] = str(10 * int(cells[5]) + 50)
            lines.append(",".join(cells))
    file = small.folder / "surge.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    import_history(small.context, file)
    return small


def test_a_surge_is_flagged_until_it_is_kept_and_again_when_that_is_taken_back(
    small: SmallCentre,
) -> None:
    context = with_a_surge(small).context
    before = context.store.load_series("fault")
    (flag,) = [f for f in flags_of(context, "fault") if f.kind == "surge"]
    assert "excluded as a surge" in flag.sentence
    assert tag_slots(context, "fault", flag.start, flag.end, why="a real storm") == 4
    assert flag not in flags_of(context, "fault")
    (kept,) = tags_of(context, "fault")
    assert (kept.start, kept.end, kept.tag) == (flag.start, flag.end, "keep")
    after = context.store.load_series("fault")
    assert np.array_equal(after.offered, before.offered)
    assert np.array_equal(after.handle_s_total, before.handle_s_total)
    (entry,) = context.store.audit(verb="tag_slots")
    assert entry.why == "a real storm"
    tag_slots(context, "fault", flag.start, flag.end, "")
    assert flag in flags_of(context, "fault")
    assert not tags_of(context, "fault")


def test_a_feed_delivered_again_does_not_undo_what_a_planner_kept(small: SmallCentre) -> None:
    context = with_a_surge(small).context
    (flag,) = [f for f in flags_of(context, "fault") if f.kind == "surge"]
    tag_slots(context, "fault", flag.start, flag.end)
    again = small.folder / "again.csv"
    surge = (small.folder / "surge.csv").read_text(encoding="utf-8").replace(",240,", ",241,")
    again.write_text(surge.replace(",20,", ",21,"), encoding="utf-8")
    assert import_history(context, again).superseded == 4
    assert [t.tag for t in tags_of(context, "fault")] == ["keep"]
    assert flag not in flags_of(context, "fault")


def test_slots_that_are_not_there_cannot_be_tagged(small: SmallCentre) -> None:
    grid = small.context.store.load_series("fault").grid
    with pytest.raises(NotFound, match="no slot"):
        tag_slots(small.context, "fault", grid.end, grid.end + timedelta(hours=1))
    with pytest.raises(NotFound, match="unknown queue"):
        tag_slots(small.context, "nobody", grid.start, grid.end)


def test_days_are_named_together_counted_and_taken_out_one_by_one(small: SmallCentre) -> None:
    context = small.context
    add_special_days(context, date(2025, 7, 1), date(2025, 7, 2), " storm ", exclude=True)
    table = add_special_days(context, date(2025, 8, 20), date(2025, 8, 20), "storm", why="forecast")
    seen = events_seen(table)
    assert [(s.special.day.day, s.times_before) for s in seen] == [(20, 2), (2, 1), (1, 0)]
    assert [s.special.exclude for s in seen] == [False, True, True]
    drop_special_day(context, date(2025, 7, 1), "wrong day")
    assert date(2025, 7, 1) not in context.store.load(documents.SPECIAL_DAYS)
    assert [e.why for e in context.store.audit(verb="drop_special_day")] == ["wrong day"]
    with pytest.raises(NotFound, match="2025-07-01"):
        drop_special_day(context, date(2025, 7, 1))


@pytest.mark.parametrize(("last", "name"), [(date(2025, 6, 30), "x"), (date(2025, 7, 1), "  ")])
def test_days_without_a_name_or_an_end_are_refused(
    last: date, name: str, small: SmallCentre
) -> None:
    with pytest.raises(InvalidValue):
        add_special_days(small.context, date(2025, 7, 1), last, name)
    assert small.context.store.load(documents.SPECIAL_DAYS) == SpecialDays()


def test_a_planned_event_reaches_the_next_forecast(small: SmallCentre) -> None:
    context = small.context
    past = FIRST_DAY + timedelta(days=50)
    double = small.folder / "double.csv"
    double.write_text(history_csv(past, 1, seed=9, level=30.0), encoding="utf-8")
    import_history(context, double)
    ahead = last_day() + timedelta(days=3)
    for day in (past, ahead):
        add_special_days(context, day, day, "campaign")
    (made,) = forecast_all(context, weeks=1, queue_ids=("fault",), members=("glm_days",)).made
    totals = np.bincount(made.grid.day_index, made.demand.contacts)
    at = made.grid.days.index(ahead)
    assert totals[at] > 1.3 * totals[at - 1]
    assert any("planned event 'campaign'" in note for note in made.notes)


PLANS = [
    (400, (6, 28, 28)),
    (160, (6, 14, 28)),
    (120, (6, 7, 28)),
    (70, (6, 7, 14)),
    (40, (2, 7, 14)),
]


@pytest.mark.parametrize(("days", "plan"), PLANS)
def test_the_test_fits_the_history(days: int, plan: tuple[int, int, int]) -> None:
    assert plan_of(days) == plan


def test_accuracy_is_told_origin_by_origin(small: SmallCentre) -> None:
    told: list[tuple[str, int, int]] = []
    score = accuracy_of(
        small.context,
        "fault",
        ("mean_8w",),
        lambda what, done, total: told.append((what, done, total)),
    )
    assert [done for _, done, _ in told] == [1, 2, 3, 4, 5, 6]
    assert set(score.by_lead) == {"week 1", "week 2"}
    assert {"weekday", "weekend"} <= set(score.by_day_class)
    with pytest.raises(NotEnoughHistory, match="20 days"):
        plan_of(20)
