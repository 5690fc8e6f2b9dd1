import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

import rostering.evaluation.cover as module
from data.model.errors import InvalidValue
from rostering.evaluation.cover import cover


def a_case(seed, queues=3, groups=4, slots=5):
    rng = np.random.default_rng(seed)
    heads = rng.integers(0, 6, (queues, slots))
    supply = rng.integers(0, 5, (groups, slots))
    skills = rng.random((groups, queues)) < 0.5
    prices = rng.integers(1, 20, queues)
    return heads, supply, skills, prices


def least_cost(heads, supply, skills, prices):
    """Least priced shortfall of one slot as a linear program (its matrix is unimodular)."""
    groups, queues = skills.shape
    pairs = [(g, q) for g, q in itertools.product(range(groups), range(queues)) if skills[g, q]]
    if not pairs:
        return float(prices @ heads)
    rows = np.zeros((groups + queues, len(pairs)))
    for i, (g, q) in enumerate(pairs):
        rows[g, i] = rows[groups + q, i] = 1
    gain = [-float(prices[q]) for _, q in pairs]
    answer = linprog(gain, A_ub=rows, b_ub=np.concatenate([supply, heads]), method="highs")
    return float(prices @ heads) + answer.fun


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 5), st.integers(1, 6))
def test_the_greedy_cover_costs_what_the_linear_program_says(seed, queues, groups):
    heads, supply, skills, prices = a_case(seed, queues, groups)
    found = cover(heads, supply, skills, prices)
    for slot in range(heads.shape[1]):
        cost = least_cost(heads[:, slot], supply[:, slot], skills, prices)
        assert found.points(prices)[slot] == pytest.approx(cost, abs=1e-6)
    assert (found.covered >= 0).all()
    assert (found.shortfall >= 0).all()
    assert (found.surplus == supply.sum(0) - found.covered.sum(0)).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_flows_and_subsets_agree(seed):
    heads, supply, skills, _ = a_case(seed, 5, 6)
    by_subsets = module._by_subsets(heads, supply, skills)
    assert (by_subsets == module._by_flow(heads, supply, skills)).all()


def test_many_linked_queues_are_covered_by_flows():
    heads, supply, _, prices = a_case(3, 15, 15, 3)
    chain = np.eye(15, dtype=bool) | np.eye(15, k=1, dtype=bool)
    found = cover(heads, supply, chain, prices)
    cost = least_cost(heads[:, 0], supply[:, 0], chain, prices)
    assert found.points(prices)[0] == pytest.approx(cost)


def test_one_person_is_never_counted_in_two_queues():
    found = cover([[1], [1]], [[1]], [[True, True]], [10, 20])
    assert found.covered.tolist() == [[0], [1]]
    assert found.shortfall.tolist() == [[1], [0]]
    assert found.surplus.tolist() == [0]


def test_equal_prices_fall_back_on_queue_order():
    assert cover([[1], [1]], [[1]], [[True, True]], [5, 5]).covered.tolist() == [[1], [0]]


def test_the_generalist_goes_where_no_specialist_can():
    # The dear queue has a specialist of its own, so the generalist serves the cheap one.
    found = cover([[1], [1]], [[1], [1]], [[True, False], [True, True]], [20, 10])
    assert found.shortfall.tolist() == [[0], [0]]


def test_a_person_without_any_skill_is_surplus():
    found = cover([[2]], [[3], [1]], [[False], [True]], [10])
    assert found.shortfall.tolist() == [[1]]
    assert found.surplus.tolist() == [3]
    assert found.points([10], 1).tolist() == [13]


def test_no_people_at_all_leaves_everything_open():
    found = cover([[2, 3]], np.zeros((0, 2)), np.zeros((0, 1)), [10])
    assert found.shortfall.tolist() == [[2, 3]]
    assert found.surplus.tolist() == [0, 0]


def test_shapes_that_disagree_are_told():
    with pytest.raises(InvalidValue, match="same slots"):
        cover([[1, 2]], [[1]], [[True]], [10])
    with pytest.raises(InvalidValue, match="do not fit"):
        cover([[1]], [[1]], [[True, True]], [10])
    with pytest.raises(InvalidValue, match="negative"):
        cover([[-1]], [[1]], [[True]], [10])
