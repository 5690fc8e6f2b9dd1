"""Is the service level target met? Twenty sample months with known true rates."""

import pytest

from tests.benchmarks.staffing.sample_targets import morning_ramp, target_months


@pytest.mark.heavy
def test_the_period_target_is_met_within_a_point_where_plain_erlang_c_misses():
    found = target_months()
    for row in found["rows"]:
        print(
            f"  {row['queue']} {row['first']}: {row['period_share']:.1%}, {row['plain_share']:.1%}"
        )
    assert len(found["rows"]) == 80
    for worst in found["worst_points"].values():
        assert worst["period_target"] <= 1.0
        assert worst["plain_erlang_c"] > 1.0


@pytest.mark.heavy
def test_the_lagged_load_tells_the_morning_ramp_better_than_slot_by_slot():
    errors = morning_ramp()["mean_error_points"]
    print(errors)
    assert errors["lag"] < errors["slot"]
