"""What is staffed for, and the load that a slot carries over from those before."""

import numpy as np
import pytest

from data.model.errors import InvalidValue
from rostering.staffing.load import Handling, lagged_load
from rostering.staffing.sizing import Sizing, newsvendor_level, parsed_basis
from tests.rostering.staffing.builders import a_queue


@pytest.mark.parametrize(
    ("given", "read", "label"),
    [("mean", "mean", "mean"), ("expected", "expected", "expected"), ("p80", 0.8, "p80"),
     ("0.95", 0.95, "p95"), (0.5, 0.5, "p50"), ("p97.5", 0.975, "p97.5")],
)  # fmt: skip
def test_a_basis_is_a_word_or_a_level(given: str | float, read: str | float, label: str) -> None:
    assert parsed_basis(given) == pytest.approx(read) if isinstance(read, float) else read == given
    assert Sizing(basis=given).label == label


@pytest.mark.parametrize("given", ["p0", "p100", 0.0, 1.0, "0", "1", -0.1, 1.1, "peak", "pp"])
def test_a_basis_that_is_no_level_between_is_refused(given: str | float) -> None:
    with pytest.raises(InvalidValue, match="use 'mean', 'expected' or a quantile"):
        Sizing(basis=given)


def test_the_newsvendor_staffs_for_the_critical_ratio() -> None:
    assert newsvendor_level(3.0, 1.0) == 0.75
    assert (newsvendor_level(0.0, 2.0), newsvendor_level(2.0, 0.0)) == (0.0, 1.0)
    for costs in ((-1.0, 2.0), (2.0, -1.0), (0.0, 0.0)):
        with pytest.raises(InvalidValue, match="negative or both zero"):
            newsvendor_level(*costs)


@pytest.mark.parametrize("handle_s", [60.0, 300.0, 5400.0])
def test_the_load_in_hand_is_what_its_differential_equation_gives(handle_s: float) -> None:
    """Second by second, m' = rate - m / h, from the steady state of the first slot."""
    contacts, slot_s = np.array([30.0, 60.0, 10.0, 0.0, 45.0]), 900
    in_hand, means = contacts[0] * handle_s / slot_s, []
    for rate in contacts / slot_s:
        seconds = []
        for _ in range(slot_s * 4):
            after = in_hand + 0.25 * (rate - in_hand / handle_s)
            seconds.append((in_hand + after) / 2)
            in_hand = after
        means.append(np.mean(seconds))
    found = lagged_load(contacts, np.full(5, handle_s), slot_s)
    assert np.allclose(found, means, rtol=0.005)


def test_a_slot_without_handle_time_has_no_load_and_starts_the_next_anew() -> None:
    found = lagged_load(np.full(3, 30.0), np.array([300.0, 0.0, 300.0]), 900)
    assert found[:2].tolist() == [10.0, 0.0]
    assert 0 < found[2] < 10.0
    assert len(lagged_load(np.empty(0), np.empty(0), 900)) == 0


def test_handling_is_the_queues_own_and_may_reach_its_ends() -> None:
    queue = a_queue(ivr_contained_share=0.25, concurrency_slowdown=0.4, retry_share=1.0)
    handling = Handling.of(queue)
    assert handling == Handling(0.25, 0.4, 1.0)
    assert handling.reaching(np.array([8.0])).tolist() == [6.0]
    assert handling.stretched(np.array([100.0]), 3).tolist() == [180.0]
    assert Handling(backlog_contacts=0.0).backlog_contacts == 0.0
