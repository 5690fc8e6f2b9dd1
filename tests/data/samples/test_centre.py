"""The sample centre is whole, deterministic and stands on the right clock."""

from datetime import date, timedelta

import numpy as np
import pytest

from data.model.errors import InvalidValue
from data.samples import LAST_DAY, SampleCentre, sample_centre


@pytest.fixture(scope="module")
def sample() -> SampleCentre:
    return sample_centre()


def test_it_holds_three_years_of_five_queues_round_the_clock(sample: SampleCentre) -> None:
    assert len(sample.queues) == 5
    assert [queue.deferrable_due_min for queue in sample.queues].count(None) == 4
    for queue in sample.queues:
        series = sample.series[queue.queue_id]
        assert series.grid.slots == 1096 * 48
        assert series.grid.days[-1] == LAST_DAY
        assert series.grid.zone == sample.centre.zone == "Asia/Shanghai"


def test_no_day_of_it_is_longer_or_shorter(sample: SampleCentre) -> None:
    assert (np.bincount(sample.truth.grid.day_index) == 48).all()


def test_the_truth_goes_on_for_eight_weeks_with_known_special_days(sample: SampleCentre) -> None:
    future = sample.truth.future
    assert future.days[0] == LAST_DAY + timedelta(days=1)
    assert len(future.days) == 56
    kinds = {day: special.kind for day, special in sample.special_days.items() if day > LAST_DAY}
    assert kinds[date(2026, 1, 1)] == "holiday"
    assert kinds[date(2025, 12, 31)] == "eve"
    assert kinds[date(2026, 1, 4)] == "makeup"


def test_handled_and_abandoned_add_up_to_offered(sample: SampleCentre) -> None:
    for series in sample.series.values():
        known = np.isfinite(series.offered)
        total = series.handled[known] + series.abandoned[known]
        assert (total == series.offered[known]).all()
        assert (series.abandoned[known] >= 0).all()
        assert ((series.handle_s_total > 0) == (series.handled > 0))[known].all()


def test_the_same_seed_gives_the_same_centre_and_another_seed_another() -> None:
    one, same, other = (sample_centre(seed, years=0.25, agents=40) for seed in (3, 3, 4))
    for queue_id, series in one.series.items():
        for name in ("offered", "abandoned", "handle_s_total", "temperature_c"):
            first, second = getattr(series, name), getattr(same.series[queue_id], name)
            assert np.array_equal(first, second, equal_nan=True)
        assert not np.array_equal(series.offered, other.series[queue_id].offered, equal_nan=True)
    assert one.staff == same.staff
    assert one.staff != other.staff


def test_a_history_too_short_to_mean_anything_is_refused() -> None:
    with pytest.raises(InvalidValue, match="28 days"):
        sample_centre(years=0.05)
