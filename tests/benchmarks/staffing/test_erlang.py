"""The benchmark finds wrong answers when there are some."""

import numpy as np

from rostering.staffing.agents import fewest_agents
from tests.benchmarks.staffing import erlang


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
