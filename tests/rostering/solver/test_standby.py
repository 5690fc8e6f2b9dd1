"""The programme of standby: the newsvendor where it is one, proven, monotone in its costs."""

import numpy as np
import pytest

from data.model.errors import InvalidValue
from rostering.solver.standby import plan_standby
from rostering.staffing.standby import StandbyKind, lacking, newsvendor

HOME = StandbyKind("home", 0, 0.5, 1.0, 1, 1000)
NEEDS = np.random.default_rng(2).gamma(2.0, 5.0, (40, 4)).round()


def test_one_hour_and_one_kind_is_the_newsvendor() -> None:
    needs = NEEDS[:, :1]
    plan = plan_standby(needs, [HOME], 3.0)
    assert plan.proven
    assert plan.people().tolist() == [newsvendor(needs[:, 0], 0.5, 3.0 - 1.0)]
    held = plan.people()[0]
    used = np.minimum(needs[:, 0], held)
    by_hand = 0.5 * held + used.mean() + 3.0 * (needs[:, 0] - used).mean()
    assert plan.cost == pytest.approx(by_hand, abs=1e-6)


def test_it_costs_no_more_than_nobody_and_no_less_than_its_bound() -> None:
    kinds = [HOME, StandbyKind("site", 0, 1.0, 0.0, 2, 4), StandbyKind("far", 2, 0.1, 1.5, 2, 9)]
    plan = plan_standby(NEEDS, kinds, 3.0, retry_share=0.4)
    assert plan.proven
    assert plan.knew <= plan.lower_bound <= plan.cost <= plan.never
    assert plan.cost == pytest.approx(plan.hold + plan.call + plan.lacking)
    assert (plan.people() >= 0).all()
    assert plan.people("site").max() <= 4
    assert plan.people("far")[:2].tolist() == [0, 0]  # they need two hours
    assert plan.never == pytest.approx(3.0 * lacking(NEEDS, np.zeros(4), 0.4).sum(axis=1).mean())


def test_dearer_standby_is_never_more_of_it() -> None:
    held = [
        plan_standby(NEEDS, [StandbyKind("home", 0, hold, 1.0, 1, 1000)], 3.0).people().sum()
        for hold in (0.1, 0.5, 1.0, 1.9, 2.5)
    ]
    assert held == sorted(held, reverse=True)
    assert held[-1] == 0


def test_callers_who_come_back_make_more_standby_worth_it() -> None:
    few, many = (plan_standby(NEEDS, [HOME], 3.0, retry_share=r).people().sum() for r in (0.0, 0.8))
    assert many >= few


def test_needs_of_nothing_take_nobody_and_no_scenario_is_refused() -> None:
    plan = plan_standby(np.zeros((5, 3)), [HOME], 3.0)
    assert plan.blocks == ()
    assert plan.cost == 0.0
    with pytest.raises(InvalidValue):
        plan_standby(np.zeros((0, 3)), [HOME], 3.0)
    with pytest.raises(InvalidValue):
        plan_standby(NEEDS, [HOME, HOME], 3.0)
