"""The event loop against exact queueing theory: inside the interval, seeds fixed."""

import numpy as np
import pytest

from rostering.simulation import Behaviour, simulate_heads
from rostering.simulation.replicate import (
    ABANDONED,
    ANSWERED,
    MET_OFFERED,
    MET_VIRTUAL,
    MET_WAITED,
    OFFERED,
    WAITED_S,
)
from rostering.simulation.report import ratio
from rostering.staffing.service import service
from tests.rostering.staffing.builders import a_forecast, a_grid, a_queue

pytestmark = pytest.mark.slow

WARM_UP = 16  # slots left out: the floor starts empty


def simulated(n, load, patience_s=None, handle_s=180.0, replications=30, seed=11):
    """Columns of the sums of 30 replications of five stationary days."""
    grid = a_grid(5)
    report = simulate_heads(
        {"billing": a_forecast(load / handle_s * 1800, handle_s, grid)},
        [a_queue(patience_s=patience_s)],
        np.full((1, grid.slots), n),
        grid=grid,
        behaviours={"billing": Behaviour(handle_law="exponential")},
        certain=True,
        replications=replications,
        seed=seed,
    )
    sums = report.sums[:, 0, WARM_UP:].sum(axis=1)
    busy, present = (a[:, 0, WARM_UP:].sum(axis=1) for a in (report.busy_s, report.present_s))
    return {
        "virtual": ratio(sums[:, MET_VIRTUAL], sums[:, OFFERED]),
        "answered": ratio(sums[:, MET_OFFERED], sums[:, ANSWERED]),
        "offered": ratio(sums[:, MET_OFFERED], sums[:, OFFERED]),
        "waited": ratio(sums[:, MET_WAITED], sums[:, OFFERED]),
        "asa_s": ratio(sums[:, WAITED_S], sums[:, OFFERED]),
        "abandonment_share": ratio(sums[:, ABANDONED], sums[:, OFFERED]),
        "occupancy_share": ratio(busy, present),
    }


@pytest.mark.parametrize("patience_s", [None, 60.0, 400.0])
@pytest.mark.parametrize(("n", "load"), [(3, 2.0), (12, 10.0), (60, 55.0)])
def test_exact_erlang_c_and_a_lie_inside_the_intervals(n, load, patience_s):
    exact = service(n, load, 180.0, 20.0, patience_s)
    for name, found in simulated(n, load, patience_s).items():
        # 63 intervals are looked at: 95 % ones half as wide again keep 99.7 % of true values.
        slack = (found.high - found.low) / 4
        value = float(getattr(exact, name))
        assert found.low - slack <= value <= found.high + slack, (name, value, found)


def test_an_overloaded_floor_loses_what_theory_says():
    found = simulated(9, 12.0, 120.0)["abandonment_share"]
    assert found.low <= float(service(9, 12.0, 180.0, 20.0, 120.0).abandonment_share) <= found.high
