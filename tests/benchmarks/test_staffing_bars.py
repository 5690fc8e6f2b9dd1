"""Exactness on a year of slots, and that the peers run; speed is what the benchmarks print."""

import pytest

from rostering.benchmarks import erlang, simulate


@pytest.mark.heavy
def test_a_year_of_quarter_hours_is_sized_exactly():
    found = erlang.run()
    print(found)
    assert (found["slots"], found["c_wrong"], found["a_wrong"]) == (35_040, 0, 0)


@pytest.mark.heavy
def test_calls_are_simulated_here_and_by_a_peer():
    found = simulate.run()
    print(found)
    assert found["ciw_calls_per_s"] is not None
    assert found["certificate_calls"] > 1_000_000
