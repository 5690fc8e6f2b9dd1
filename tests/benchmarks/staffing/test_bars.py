"""Bars of speed and exactness; measured on an otherwise idle machine."""

import pytest

from tests.benchmarks.staffing import erlang, simulate


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
