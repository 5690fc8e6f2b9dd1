from dataclasses import replace

import ciw
import numpy as np
import pytest

from data.model.errors import InvalidValue
from rostering.simulation import Behaviour, simulate_heads
from rostering.simulation.pooling import heads_by_group, pooled_requirement
from rostering.staffing.requirement import build_requirement
from tests.rostering.staffing_builders import a_forecast, a_grid, a_queue, a_target


def two_queues():
    grid = a_grid(2)
    target = a_target(occupancy_cap_share=1.0)
    queues = [a_queue(name, patience_s=120.0, target=target) for name in ("a", "b")]
    return queues, {q.queue_id: a_forecast(60.0, 180.0, grid, q.queue_id) for q in queues}


def test_shared_skills_earn_a_credit_that_the_simulator_confirms():
    queues, forecasts = two_queues()
    alone = build_requirement(forecasts, queues, requirement_id="R")
    mix = {("a",): 2, ("b",): 2, ("a", "b"): 6}
    found = pooled_requirement(alone, forecasts, queues, mix, certain=True)
    assert found.kept
    assert found.requirement.floor_heads.sum() < alone.floor_heads.sum()
    for queue in queues:
        assert found.report.service_level(queue.queue_id).mean >= 0.8
    assert "pooled" in found.requirement.basis


def test_trap_6_one_person_is_not_counted_in_two_queues():
    queues, forecasts = two_queues()
    alone = build_requirement(forecasts, queues, requirement_id="R")
    found = pooled_requirement(alone, forecasts, queues, {("a", "b"): 1}, certain=True)
    work = sum(f.demand.load_erlang.sum() for f in forecasts.values())
    assert found.requirement.floor_heads.sum() > work  # another library: 25 people, 26.7 Erlang


def test_too_few_heads_are_corrected_upwards_by_the_judge():
    queues, forecasts = two_queues()
    alone = build_requirement(forecasts, queues, requirement_id="R")
    short = replace(alone, floor_heads=alone.floor_heads - 1, heads=alone.heads - 1)
    found = pooled_requirement(short, forecasts, queues, {("a",): 1, ("b",): 1}, certain=True)
    assert found.kept
    assert found.credit_share < 0
    assert found.requirement.floor_heads.sum() > short.floor_heads.sum()
    assert found.report.service_level("a").mean >= 0.8


def test_separate_skills_earn_little():
    queues, forecasts = two_queues()
    alone = build_requirement(forecasts, queues, requirement_id="R")
    apart = pooled_requirement(alone, forecasts, queues, {("a",): 1, ("b",): 1}, certain=True)
    shared = pooled_requirement(alone, forecasts, queues, {("a", "b"): 1}, certain=True)
    assert apart.credit_share < shared.credit_share


def test_groups_are_split_so_that_no_head_is_lost():
    rng = np.random.default_rng(2)
    heads = rng.integers(0, 12, (3, 50))
    skills = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 1], [0, 1, 1]], dtype=bool)
    split = heads_by_group(heads, skills, np.array([0.3, 0.3, 0.2, 0.2]))
    assert (split.sum(axis=0) == heads.sum(axis=0)).all()
    assert (split >= 0).all()


def test_a_queue_nobody_can_serve_is_named():
    queues, forecasts = two_queues()
    alone = build_requirement(forecasts, queues, requirement_id="R")
    with pytest.raises(InvalidValue, match="'b'"):
        pooled_requirement(alone, forecasts, queues, {("a",): 1})


def ciw_waits(arrivals, service, servers, customers, seed):
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(arrivals)],
        service_distributions=[ciw.dists.Lognormal(*service)],
        number_of_servers=[servers],
    )
    ciw.seed(seed)
    play = ciw.Simulation(network)
    play.simulate_until_max_customers(customers, method="Finish")
    records = sorted(play.get_all_records(), key=lambda r: r.arrival_date)
    return np.array([r.waiting_time for r in records[500:]])


def test_ciw_agrees_where_no_formula_is_exact():
    # M/G/n with log-normal handle times: Ciw is the judge, over its own batches.
    sigma = np.sqrt(np.log1p(1.5**2))
    mu = np.log(180.0) - sigma**2 / 2
    waits = np.concatenate([ciw_waits(8 / 180, (mu, sigma), 10, 8000, s) for s in range(4)])
    batches = waits[: len(waits) // 20 * 20].reshape(20, -1).mean(axis=1)
    error = batches.std(ddof=1) / np.sqrt(20)
    grid = a_grid(5)
    report = simulate_heads(
        {"billing": a_forecast(8 / 180 * 1800, 180.0, grid)},
        [a_queue()],
        np.full((1, grid.slots), 10),
        grid=grid,
        certain=True,
        behaviours={"billing": Behaviour(handle_cv=1.5)},
        replications=20,
    )
    found = report.asa_s("billing")
    spread = np.hypot(error, (found.high - found.low) / 4)
    assert abs(batches.mean() - found.mean) < 3 * spread
    assert spread < 0.2 * found.mean
