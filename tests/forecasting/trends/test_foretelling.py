"""A planted lead is found in nine of ten, shuffled days yield at most one false find in 20.

`peakshift bench service-quality` does it a hundred times.
"""

import numpy as np
import pytest

from tests.benchmarks.service_quality.leads import pairs, planted, shuffled


@pytest.mark.parametrize("lag", [2, 5])
def test_a_planted_lead_is_found(lag: int) -> None:
    random = np.random.default_rng(lag)
    right = false = 0
    for _ in range(10):
        claimed = pairs(planted(random, lag))
        right += ("A", "B", lag) in claimed
        false += bool(claimed - {("A", "B", lag)})
    assert right >= 9
    assert false <= 1


def test_shuffled_days_foretell_nothing() -> None:
    random = np.random.default_rng(3)
    false = sum(bool(pairs(shuffled(random, planted(random, 3)))) for _ in range(20))
    assert false <= 1
