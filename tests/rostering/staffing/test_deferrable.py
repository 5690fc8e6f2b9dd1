import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from data.model.errors import InvalidValue
from rostering.staffing.deferrable import spread_work, whole_agents


def in_time(work, spread, due, cyclic=False):
    """All work is done within its due time and none before it arrives (running totals)."""
    arrived, done = np.cumsum(work), np.cumsum(spread)
    late = np.concatenate([np.zeros(due - 1), arrived])[: len(work)]
    return (done <= arrived + 1e-6).all() and (done >= late - 1e-6).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6))
def test_work_is_done_after_it_arrives_and_before_it_is_due(seed, due):
    rng = np.random.default_rng(seed)
    work, base = rng.integers(0, 5, 12).astype(float), rng.integers(0, 9, 12).astype(float)
    spread = spread_work(work, due, base, cyclic=False)
    assert spread.sum() == pytest.approx(work.sum())
    assert (spread >= -1e-9).all()
    assert in_time(work, spread, due)


def test_the_spread_is_as_level_as_any():
    rng = np.random.default_rng(5)
    work, base, due = rng.integers(0, 5, 8).astype(float), rng.integers(0, 9, 8).astype(float), 3
    found = spread_work(work, due, base, cyclic=False)
    pairs = [(i, j) for i in range(8) for j in range(i, min(8, i + due))]
    total = np.zeros((8, len(pairs)))
    origin = np.zeros((8, len(pairs)))
    for k, (i, j) in enumerate(pairs):
        total[j, k] = origin[i, k] = 1
    answer = minimize(
        lambda x: ((base + total @ x) ** 2).sum(),
        origin.T @ (work / origin.sum(1)),
        jac=lambda x: 2 * total.T @ (base + total @ x),
        bounds=[(0, None)] * len(pairs),
        constraints={"type": "eq", "fun": lambda x: origin @ x - work, "jac": lambda x: origin},
        method="SLSQP",
        options={"maxiter": 500, "ftol": 1e-12},
    )
    assert ((base + found) ** 2).sum() <= answer.fun + 1e-4


def test_what_is_carried_over_the_end_of_a_repeating_horizon_returns_at_its_start():
    work = np.array([0.0, 0, 0, 4])
    spread = spread_work(work, 4, np.array([0.0, 0, 0, 9]))
    assert spread.tolist() == pytest.approx([4 / 3, 4 / 3, 4 / 3, 0])


def test_whole_heads_keep_up_with_the_fluid_plan():
    fluid = np.array([0.4, 0.4, 0.4, 2.3, 0.0, 0.5])
    heads = whole_agents(fluid)
    lead = np.cumsum(heads) - np.cumsum(fluid)
    assert (lead > -1e-6).all()
    assert (lead < 1).all()


@pytest.mark.parametrize(
    ("fluid", "whole"),
    [
        ([0.4, 0.4, 0.4, 2.3, 0.0, 0.5], [1, 0, 1, 2, 0, 0]),
        ([0.1] * 10, [1] + [0] * 9),  # sums of tenths miss the whole by rounding alone
        ([1 / 3] * 6, [1, 0, 0, 1, 0, 0]),
        ([2.0, 0.0, 1.0], [2, 0, 1]),
    ],
)
def test_whole_heads_by_hand(fluid, whole):
    assert whole_agents(np.array(fluid)).tolist() == whole


@pytest.mark.parametrize(
    ("work", "due", "base", "cyclic", "spread"),
    [
        ([6, 0, 0], 3, [5, 1, 0], False, [0, 2.5, 3.5]),  # poured where the other load is low
        ([6, 0, 0], 9, [5, 1, 0], False, [0, 2.5, 3.5]),  # nothing is put past the horizon
        ([6, 0, 0], 9, [5, 1, 0], True, [0, 2.5, 3.5]),  # nor twice into a slot
        ([20, 0, 0], 3, [5, 1, 0], False, [11 / 3, 23 / 3, 26 / 3]),  # all ground is covered
        ([2, 6, 0], 2, [0, 0, 0], False, [2, 3, 3]),  # later work makes room for none before it
        ([3, 1, 2], 1, [0, 9, 0], True, [3, 1, 2]),  # due in its slot
        ([0, 0, 5], 2, [1, 9, 0], False, [0, 0, 5]),  # no time is left after it
        ([0, 0, 5], 2, [1, 9, 0], True, [2, 0, 3]),
        ([0, 0], 1, [3, 4], False, [0, 0]),
        ([], 1, [], True, []),
    ],
)
def test_work_is_spread_by_hand(work, due, base, cyclic, spread):
    found = spread_work(np.array(work, float), due, np.array(base, float), cyclic=cyclic)
    assert found.tolist() == pytest.approx(spread, abs=1e-5)


@pytest.mark.parametrize(
    ("work", "due", "base", "why"),
    [
        ([1, 1], 0, [1, 1], "due time of at least one slot"),
        ([1, -0.5], 1, [1, 1], "must be >= 0"),
        ([1, np.nan], 1, [1, 1], "must be >= 0"),
        ([1, 1], 1, [1, 1, 1], "given on the slots"),
    ],
)
def test_impossible_work_is_refused(work, due, base, why):
    with pytest.raises(InvalidValue, match=why):
        spread_work(np.array(work, float), due, np.array(base, float))
