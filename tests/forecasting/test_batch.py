"""Many queues on threads, processes and Dask: one failure stops nobody else."""

import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from types import ModuleType

import numpy as np
import pytest

from forecasting.batch import Job, forecast_many
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series, the_following

pytestmark = pytest.mark.slow

NOW = datetime(2024, 4, 1, 3, tzinfo=UTC)
MEMBERS = ("ridge_slots",)


def some_jobs() -> list[Job]:
    names = ("faults", "billing", "broken", "orders")
    series = [a_series(60, queue_id=name, seed=i) for i, name in enumerate(names)]
    nothing = np.full(series[2].grid.slots, np.nan)
    series[2] = replace(series[2], offered=nothing, handled=nothing, handle_s_total=nothing)
    return [Job(s, NO_SPECIAL_DAYS, the_following(s, 7)) for s in series]


def check(outcomes: list) -> None:  # type: ignore[type-arg]
    by_queue = {done.queue_id: done for done in outcomes}
    assert set(by_queue) == {"faults", "billing", "broken", "orders"}
    assert "NotEnoughHistory" in by_queue["broken"].error
    assert all(by_queue[q].forecast is not None for q in ("faults", "billing", "orders"))
    assert by_queue["broken"].forecast is None


@pytest.mark.parametrize("chunk", [1, 3])
def test_one_failing_queue_does_not_stop_the_others(chunk: int) -> None:
    with ThreadPoolExecutor(2) as pool:
        check(list(forecast_many(some_jobs(), pool, made_at=NOW, members=MEMBERS, chunk=chunk)))


def test_processes_give_the_same_figures_as_this_one() -> None:
    jobs = some_jobs()[:2]
    with ProcessPoolExecutor(2) as pool, ThreadPoolExecutor(1) as here:
        far, near = (
            {d.queue_id: d for d in forecast_many(jobs, p, made_at=NOW, members=MEMBERS)}
            for p in (pool, here)
        )
    for queue in ("faults", "billing"):
        one, two = far[queue].forecast, near[queue].forecast
        assert one
        assert two
        assert np.allclose(one.quantiles, two.quantiles)


def test_a_real_dask_cluster_of_two_workers_does_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A page tested before leaves its script as `__main__`, which children would run again.
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    distributed = pytest.importorskip("distributed")
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with (
        distributed.LocalCluster(processes=True, **options) as cluster,
        distributed.Client(cluster) as client,
    ):
        check(list(forecast_many(some_jobs(), client.get_executor(), made_at=NOW, members=MEMBERS)))
