"""What benchmarks of staffing find: bars, wrong answers, targets met."""

import numpy as np
import pytest

from rostering.staffing.agents import fewest_agents
from tests.benchmarks.staffing import erlang, simulate
from tests.benchmarks.staffing.sample_targets import morning_ramp, target_months


def test_the_second_method_agrees_with_ours_and_sees_one_head_too_many_or_too_few():
    load, handle_s = (a[::96] for a in erlang.a_year(1))
    for met, patience_s in ((erlang._met_c, None), (erlang._met_a, erlang.PATIENCE_S)):
        heads = fewest_agents(load, handle_s, erlang.TARGET, patience_s=patience_s)

        def check(n, met=met):
            return met(n, load, handle_s)

        assert erlang._wrong(heads, check) == 0
        off = heads.copy()
        off[7] += 1
        off[9] -= 1
        assert erlang._wrong(off, check) == 2
        assert (heads > 0).all()


def test_the_year_peaks_where_it_says():
    load, handle_s = erlang.a_year(0)
    assert np.isclose(load.max(), erlang.PEAK_ERLANG)
    assert len(load) == len(handle_s) == erlang.SLOTS


@pytest.mark.heavy
def test_a_year_of_quarter_hours_is_sized_exactly_and_at_once():
    found = erlang.run()
    print(found)
    assert (found["slots"], found["c_wrong"], found["a_wrong"]) == (35_040, 0, 0)
    assert found["c_seconds"] <= 0.030
    assert found["a_seconds"] <= 1.0
    assert found["peer"]["c_seconds"] > 20 * found["c_seconds"]


@pytest.mark.heavy
def test_calls_are_simulated_by_the_million():
    found = simulate.run()
    print(found)
    assert found["single_calls_per_s"] >= 2_000_000
    assert found["multi_calls_per_s"] >= 500_000
    assert found["single_calls_per_s"] >= 50 * found["ciw_calls_per_s"]
    assert found["certificate_seconds"] <= 60


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
