"""Formulas corrected where the simulator disagrees, up and down."""

from dataclasses import replace

import numpy as np
import pytest

from data.model.errors import InvalidValue
from data.model.requirement import Shrinkage
from rostering.simulation import Behaviour
from rostering.simulation.correction import corrected_requirement, simulated_service
from rostering.simulation.routing import heads_by_group
from rostering.staffing.requirement import build_requirement
from tests.rostering.staffing.builders import a_forecast, a_grid, a_queue, a_target

pytestmark = pytest.mark.slow

SHARED, APART = {("a", "b"): 1}, {("a",): 1, ("b",): 1}


def two_queues(contacts=60.0, days=2, **target):
    grid = a_grid(days)
    asked = a_target(**{"occupancy_cap_share": 1.0, **target})
    queues = [a_queue(name, patience_s=120.0, target=asked) for name in ("a", "b")]
    return queues, {q.queue_id: a_forecast(contacts, 180.0, grid, q.queue_id) for q in queues}


def alone(queues, forecasts, **options):
    return build_requirement(forecasts, queues, requirement_id="R", **options)


def test_shared_skills_earn_a_credit_that_the_simulator_confirms():
    queues, forecasts = two_queues()
    formula = alone(queues, forecasts)
    mix = {("a",): 2, ("b",): 2, ("a", "b"): 6}
    found = corrected_requirement(formula, forecasts, queues, mix, certain=True, replications=40)
    assert found.kept
    assert found.requirement.heads.sum() < formula.heads.sum()
    # Other callers than those of the correction.
    fresh = simulated_service(
        found.requirement, forecasts, queues, mix, certain=True, seed=99, replications=60
    )
    for queue in queues:
        assert 0.79 <= fresh.service_level(queue.queue_id).mean <= 0.86
    assert "corrected by simulation" in found.requirement.basis


def test_trap_6_one_person_is_not_counted_in_two_queues():
    queues, forecasts = two_queues()
    found = corrected_requirement(
        alone(queues, forecasts), forecasts, queues, SHARED, certain=True, replications=30
    )
    work = sum(f.demand.load_erlang.sum() for f in forecasts.values())
    assert found.requirement.floor_heads.sum() > work  # another library: 25 people, 26.7 Erlang


def test_too_few_heads_are_corrected_upwards():
    queues, forecasts = two_queues()
    formula = alone(queues, forecasts)
    short = replace(formula, floor_heads=formula.floor_heads - 2, heads=formula.heads - 2)
    found = corrected_requirement(short, forecasts, queues, APART, certain=True, replications=40)
    assert found.kept
    assert found.credit_share.max() < 0
    assert found.requirement.floor_heads.sum() > short.floor_heads.sum()
    assert found.report.service_level("a").mean >= 0.8


def test_what_the_formula_does_not_know_is_added():
    # Erlang assumes that everybody is there and every day as expected; neither is so.
    queues, forecasts = two_queues(contacts=300.0, days=1)
    formula = alone(queues, forecasts)
    sick = (Shrinkage("sickness", 0.25),)
    losing = replace(formula, shrinkages=sick, heads=np.ceil(formula.heads / 0.75).astype(int))
    long_tail = {q.queue_id: Behaviour(handle_cv=2.0) for q in queues}
    seen = simulated_service(losing, forecasts, queues, APART, behaviours=long_tail)
    assert seen.service_level("a").mean < 0.8
    found = corrected_requirement(
        losing, forecasts, queues, APART, behaviours=long_tail, replications=20
    )
    assert found.requirement.heads.sum() > losing.heads.sum()
    assert found.report.service_level("a").mean >= 0.8


def test_separate_skills_earn_little():
    queues, forecasts = two_queues()
    formula = alone(queues, forecasts)
    apart = corrected_requirement(formula, forecasts, queues, APART, certain=True, replications=20)
    shared = corrected_requirement(
        formula, forecasts, queues, SHARED, certain=True, replications=20
    )
    assert shared.requirement.heads.sum() < apart.requirement.heads.sum()


def test_every_part_of_the_day_keeps_the_target_not_just_the_day():
    grid = a_grid(14)
    wave = np.where(grid.minute_of_day < 480, 6.0, 120.0)
    queue = a_queue("a", patience_s=120.0, target=a_target(occupancy_cap_share=1.0))
    forecasts = {"a": a_forecast(wave, 180.0, grid, "a")}
    found = corrected_requirement(alone([queue], forecasts), forecasts, [queue], {("a",): 1})
    assert found.kept
    night = grid.minute_of_day < 480
    for part in (night, ~night):
        met, offered = (found.report.sums[:, 0, part, k].sum() for k in (3, 0))
        assert met / offered >= 0.79


def test_a_target_over_the_period_has_one_credit_and_keeps_its_floor():
    grid = a_grid(14)
    noise = np.random.default_rng(3).uniform(0.6, 1.4, grid.slots)  # else all slots round alike
    wave = np.where(grid.minute_of_day < 480, 6.0, 120.0) * noise
    queue = a_queue("a", patience_s=120.0, target=a_target(occupancy_cap_share=1.0))
    forecasts = {"a": a_forecast(wave, 180.0, grid, "a")}
    formula = alone([queue], forecasts, period_floor_share=0.6)
    found = corrected_requirement(formula, forecasts, [queue], {("a",): 1})
    assert found.credit_share.shape == (1, 1)
    assert found.kept
    assert 0.8 <= found.report.service_level("a").mean <= 0.83


def test_an_occupancy_cap_is_kept_by_the_pool():
    queues, forecasts = two_queues(contacts=120.0, occupancy_cap_share=0.75)
    found = corrected_requirement(
        alone(queues, forecasts), forecasts, queues, SHARED, certain=True, replications=20
    )
    assert found.kept
    assert found.report.occupancy("a").mean <= 0.76


def test_work_that_can_wait_is_done_between_calls_where_people_can_do_both():
    grid = a_grid(7)
    calls = a_queue("a", patience_s=120.0, target=a_target(occupancy_cap_share=1.0))
    orders = a_queue("b", deferrable_due_min=1440, target=a_target(occupancy_cap_share=1.0))
    forecasts = {
        "a": a_forecast(30.0, 180.0, grid, "a"),
        "b": a_forecast(2.0, 600.0, grid, "b"),
    }
    formula = alone([calls, orders], forecasts)
    both = corrected_requirement(formula, forecasts, [calls, orders], SHARED)
    apart = corrected_requirement(formula, forecasts, [calls, orders], APART)
    assert both.kept
    assert both.requirement.heads[1].sum() < 0.5 * apart.requirement.heads[1].sum()
    assert both.requirement.heads.sum() < apart.requirement.heads.sum()
    assert both.report.service_level("b").mean >= 0.8


def test_somebody_stays_for_whoever_may_call():
    queues, forecasts = two_queues(contacts=1.0)
    found = corrected_requirement(alone(queues, forecasts), forecasts, queues, SHARED, certain=True)
    assert (found.requirement.heads >= 1).all()


def test_one_seed_one_requirement():
    queues, forecasts = two_queues(days=1)
    formula = alone(queues, forecasts)
    first, again = (
        corrected_requirement(formula, forecasts, queues, SHARED, replications=20) for _ in range(2)
    )
    assert (first.requirement.heads == again.requirement.heads).all()
    assert first.requirement.made_with == again.requirement.made_with


def test_groups_are_split_so_that_no_head_is_lost():
    rng = np.random.default_rng(2)
    heads = rng.integers(0, 12, (3, 50))
    skills = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 1], [0, 1, 1]], dtype=bool)
    split = heads_by_group(heads, skills, np.array([0.3, 0.3, 0.2, 0.2]))
    assert (split.sum(axis=0) == heads.sum(axis=0)).all()
    assert (split >= 0).all()


def test_a_queue_nobody_can_serve_is_named():
    queues, forecasts = two_queues()
    with pytest.raises(InvalidValue, match="'b'"):
        corrected_requirement(alone(queues, forecasts), forecasts, queues, {("a",): 1})
