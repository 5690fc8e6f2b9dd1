"""Small queues as shares of their group."""

from datetime import UTC, datetime

import numpy as np

from forecasting.evaluation.accuracy import wape
from forecasting.groups import borrowed, is_small, summed_series
from forecasting.pipeline import make_forecast
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series, the_following, true_rates

NOW = datetime(2024, 4, 1, 3, tzinfo=UTC)


def test_a_group_is_the_sum_of_its_queues_where_they_overlap() -> None:
    one, two = a_series(30, seed=1), a_series(30, seed=2)
    whole = summed_series([one, two.part(48, 600)], "g")
    assert whole.grid.slots == 600
    assert np.allclose(whole.offered, one.offered[48:648] + two.offered[48:648])


def test_a_small_queue_borrows_its_parents_shape() -> None:
    parent, child = a_series(90, level=50.0), a_series(90, level=1.0, seed=3)
    assert is_small(child)
    assert not is_small(parent)
    ahead = the_following(parent, 14)
    mean = borrowed(child, parent, true_rates(ahead, 50.0), ahead)
    assert wape(true_rates(ahead, 1.0), mean) < 0.1


def test_a_small_queue_is_forecast_as_a_share_of_its_group() -> None:
    parent, child = a_series(90, level=50.0), a_series(90, level=0.5, seed=3)
    ahead = the_following(parent, 14)
    found = make_forecast(child, NO_SPECIAL_DAYS, ahead, made_at=NOW, parent=parent)
    assert wape(true_rates(ahead, 0.5), found.demand.contacts) < 0.2
    assert "share of faults" in found.notes[0]
    assert "parent_share" in found.members
