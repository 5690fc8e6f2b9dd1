from datetime import UTC, datetime

import numpy as np
import pytest

from data.model.errors import InvalidValue
from data.model.queue import Queue
from forecasting.accuracy import wape
from forecasting.hierarchy import borrowed, group_of, is_small, reconcile, summed_series
from forecasting.pipeline import make_forecast
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series, the_following, true_rates

NOW = datetime(2024, 4, 1, 3, tzinfo=UTC)
PARENTS = {"a": "g", "b": "g", "g": "centre", "c": "centre"}


def test_reconciled_forecasts_add_up_and_are_never_negative() -> None:
    rng = np.random.default_rng(0)
    base = {node: rng.uniform(0, 10, 48) for node in ("a", "b", "c", "g", "centre")}
    found = reconcile(base, PARENTS, dict.fromkeys(base, 1.0))
    assert np.allclose(found["g"], found["a"] + found["b"])
    assert np.allclose(found["centre"], found["g"] + found["c"])
    assert all((values >= 0).all() for values in found.values())


def test_forecasts_that_add_up_already_stay_as_they_are() -> None:
    leaf = {"a": np.full(4, 1.0), "b": np.full(4, 2.0), "c": np.full(4, 3.0)}
    base = leaf | {"g": np.full(4, 3.0), "centre": np.full(4, 6.0)}
    found = reconcile(base, PARENTS, {"a": 1.0, "b": 5.0, "c": 2.0, "g": 0.5, "centre": 0.1})
    assert all(np.allclose(found[node], base[node]) for node in base)


def test_the_precise_node_moves_least() -> None:
    base = {"a": np.full(1, 4.0), "b": np.full(1, 4.0), "g": np.full(1, 10.0)}
    found = reconcile(base, {"a": "g", "b": "g"}, {"a": 1.0, "b": 1.0, "g": 0.01})
    assert found["g"][0] == pytest.approx(10.0, abs=0.05)


def test_a_parent_without_forecast_is_refused() -> None:
    with pytest.raises(InvalidValue, match="parent g"):
        reconcile({"a": np.ones(1)}, {"a": "g"}, {})


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


def test_the_tree_of_the_centre_follows_from_the_queues() -> None:
    queues = (Queue("a", "A", group="g"), Queue("b", "B", group="g"), Queue("c", "C"))
    assert group_of(queues) == {"a": "g", "b": "g", "g": "centre"}
