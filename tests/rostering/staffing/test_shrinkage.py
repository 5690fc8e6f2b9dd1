"""Shrinkage: named, fitted, added once; whole heads rounded once for people who are shared."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model.errors import InvalidValue, NotEnoughHistory
from data.model.requirement import Shrinkage
from data.model.series import Absence
from rostering.staffing.agents import day_phases, pools_of, rounded_together
from rostering.staffing.explain import explain
from rostering.staffing.requirement import build_requirement
from rostering.staffing.shrinkage import fitted_shrinkages, kept_share, paid_hours, rostered
from rostering.staffing.sizing import Sizing
from tests.rostering.staffing.builders import MONDAY, a_forecast, a_grid, a_queue

EACH_ALONE = ((0,), (1,), (2,), (3,))


def test_shrinkage_may_hold_in_a_part_of_the_day_only():
    grid = a_grid(1)
    night = Shrinkage("night rest", 0.5, from_min=22 * 60, to_min=6 * 60)
    kept = kept_share([night, Shrinkage("breaks", 0.2, inside=True)], grid)
    assert set(kept[:12]) == {0.5}
    assert set(kept[12:44]) == {1.0}
    with pytest.raises(InvalidValue, match="part of the day"):
        Shrinkage("odd", 0.1, from_min=-5)
    with pytest.raises(InvalidValue, match="name"):
        Shrinkage(" ", 0.1)


def a_history(days=28):
    rows = []
    for k in range(days):
        day = MONDAY + timedelta(days=k)
        rows.append(Absence(day, "training", 10_000, 500, planned=True))
        if k % 7 == 0:  # nobody was ill on the other days: no rows
            rows.append(Absence(day, "sickness", 10_000, 2_800, paid=False))
        rows.append(Absence(day, "late bus", 2_000, 100, from_min=300, to_min=480))
    return rows


def test_shares_are_fitted_over_all_days_not_only_those_with_a_loss():
    training, sickness, bus = fitted_shrinkages(a_history())
    assert training.share == pytest.approx(0.05)
    assert sickness.share == pytest.approx(0.04)  # 28 % on one day of seven
    assert (sickness.paid, sickness.planned, training.planned) == (False, False, True)
    assert (bus.share, bus.from_min, bus.to_min) == (pytest.approx(0.05), 300, 480)
    assert "fitted from 28 days" in sickness.source
    with pytest.raises(NotEnoughHistory, match="13 days"):
        fitted_shrinkages(a_history(13))
    with pytest.raises(InvalidValue, match="cannot be lost"):
        Absence(MONDAY, "sickness", 10, 11)


def test_trap_8_a_break_of_the_roster_is_never_added_whatever_else_is():
    grid = a_grid(1)
    breaks, sick = Shrinkage("breaks", 0.2, inside=True), Shrinkage("sickness", 0.1)
    heads = np.full((2, grid.slots), 9)
    assert (rostered(heads, [breaks], grid) == 9).all()
    assert (rostered(heads, [breaks, sick], grid) == 10).all()


def test_paid_time_holds_paid_breaks_and_leaves_unpaid_absence_out():
    grid = a_grid(1)
    heads = np.ones((1, grid.slots), dtype=int)
    assert paid_hours(heads, [], grid) == pytest.approx(24.0)
    rest = Shrinkage("rest", 0.2, inside=True, paid=True)
    meal = Shrinkage("meal", 0.2, inside=True, paid=False)
    assert paid_hours(heads, [rest], grid) == pytest.approx(30.0)
    assert paid_hours(heads, [meal], grid) == pytest.approx(24.0)
    assert paid_hours(heads, [Shrinkage("ill", 0.1, paid=False)], grid) == pytest.approx(21.6)
    assert paid_hours(heads, [Shrinkage("ill", 0.1, paid=True)], grid) == pytest.approx(24.0)


def test_people_who_are_shared_are_rounded_up_once():
    wanted = np.array([[1.2], [2.3], [0.4], [3.0]])
    assert rounded_together(wanted, ((0, 1, 2, 3),)).ravel().tolist() == [1, 2, 1, 3]
    assert rounded_together(wanted, EACH_ALONE).ravel().tolist() == [2, 3, 1, 3]
    assert rounded_together(wanted, ((0, 1), (2,), (3,))).ravel().tolist() == [1, 3, 1, 3]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6))
def test_fair_rounding_covers_every_pool_and_is_off_by_less_than_a_head(seed, queues):
    rng = np.random.default_rng(seed)
    wanted = np.round(rng.uniform(0, 9, (queues, 5)), int(rng.integers(0, 3)))
    label = rng.integers(0, 3, queues)
    pools = tuple(tuple(np.flatnonzero(label == k).tolist()) for k in np.unique(label))
    found = rounded_together(wanted, pools)
    assert (np.abs(found - wanted) < 1).all()
    for rows in map(list, pools):
        total = wanted[rows].sum(axis=0)
        assert (found[rows].sum(axis=0) >= total - 1e-6).all()
        assert (found[rows].sum(axis=0) < total + 1).all()


def test_phases_keep_the_mean_over_days_and_the_shape_of_a_day():
    grid = a_grid(140)
    wanted = np.full((1, grid.slots), 4.3)
    found = rounded_together(wanted, ((0,),), day_phases(grid.day_index))
    assert found.mean() == pytest.approx(4.3, abs=0.01)
    by_day = found.reshape(140, -1)
    assert (by_day == by_day[:, :1]).all()
    assert by_day[::7, 0].mean() == pytest.approx(4.3, abs=0.06)
    whole = rounded_together(np.full((1, grid.slots), 4.0), ((0,),), day_phases(grid.day_index))
    assert (whole == 4).all()


def test_queues_are_joined_by_people_directly_and_through_others():
    ids = ("a", "b", "c", "d")
    assert pools_of({("a", "b"): 1, ("b", "c"): 2, ("d",): 1}, ids) == ((0, 1, 2), (3,))
    assert pools_of({("c", "a"): 1, ("a", "b"): 0}, ids) == ((0, 2), (1,), (3,))
    assert pools_of({}, ids) == EACH_ALONE


def test_a_pool_needs_fewer_heads_after_shrinkage_and_never_fewer_than_before_it():
    grid = a_grid(1)
    queues = [a_queue(name) for name in ("a", "b", "c")]
    demands = {q.queue_id: a_forecast(9.0, 180.0, grid, q.queue_id) for q in queues}
    sick = [Shrinkage("sickness", 0.1)]
    alone = build_requirement(demands, queues, sick, requirement_id="R")
    shared = build_requirement(demands, queues, sick, requirement_id="R", pools=((0, 1, 2),))
    assert shared.heads.sum() < alone.heads.sum()
    assert (shared.heads >= shared.floor_heads).all()
    assert (shared.heads.sum(axis=0) * 0.9 >= shared.floor_heads.sum(axis=0) - 1e-9).all()


def test_every_shrinkage_is_a_line_of_the_explanation():
    grid = a_grid(1)
    losses = [
        Shrinkage("breaks", 0.2, inside=True, planned=True, source="assumed"),
        Shrinkage("sickness", 0.1, source="fitted from 90 days"),
        Shrinkage("night bus", 0.05, from_min=0, to_min=300, paid=False),
    ]
    queue, forecast = a_queue(), a_forecast(100.0, 180.0, grid)
    built = build_requirement({"billing": forecast}, [queue], losses, requirement_id="R")
    night, day = (explain(built, forecast, queue, slot, Sizing()).steps for slot in (2, 30))
    names = [step.name for step in day]
    assert names[-4:] == [
        "agents by formula",
        "breaks, inside",
        "after sickness",
        "agents to roster",
    ]
    told = {step.name: step for step in night}
    assert "never added" in told["breaks, inside"].formula
    assert "fitted from 90 days" in told["after sickness"].formula
    assert "unpaid, 00:00 - 05:00" in told["after night bus"].formula
    floor = told["agents by formula"].value
    assert told["after night bus"].value == pytest.approx(floor / 0.9 / 0.95)
    assert told["agents to roster"].value == np.ceil(floor / 0.9 / 0.95)
