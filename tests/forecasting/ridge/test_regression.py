"""Ridge regression that forgets, against direct solutions; how far effects reach."""

import numpy as np
import pytest

from forecasting.ridge.regression import (
    FIXED,
    _blas_controls,
    discounted_fits,
    learnt_spread,
    one_thread,
)

DAYS, FEASTS = 400, 12


def a_history(effect_sd: float) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Log totals with a level and twelve feasts, each seen twice; noise .02."""
    rng = np.random.default_rng(2)
    X = np.zeros((DAYS, 1 + FEASTS))
    X[:, 0] = 1.0
    for feast in range(FEASTS):
        X[[5 + 10 * feast, 205 + 10 * feast], 1 + feast] = 1.0
    effects = np.append(4.0, rng.normal(0.0, effect_sd, FEASTS))
    return X, X @ effects + rng.normal(0.0, 0.02, DAYS)


def spread_of(effect_sd: float) -> np.ndarray:  # type: ignore[type-arg]
    X, z = a_history(effect_sd)
    prior, group = np.append(10.0, np.full(FEASTS, 0.2)), np.append(FIXED, np.ones(FEASTS, int))
    return learnt_spread(X, z, np.full(DAYS, 1 / 0.02**2), prior, group, 365.0)


@pytest.mark.parametrize("effect_sd", [0.05, 0.1, 0.3])
def test_the_spread_of_a_group_comes_near_to_the_truth(effect_sd: float) -> None:
    found = spread_of(effect_sd)[1:]
    assert np.ptp(found) < 1e-12
    assert 0.6 * effect_sd < found[0] < 1.6 * effect_sd


def test_the_spread_is_never_more_than_twice_what_theory_set() -> None:
    assert spread_of(3.0)[1] == pytest.approx(0.4)


def test_an_effect_outside_the_groups_keeps_its_prior() -> None:
    assert spread_of(0.05)[0] == 10.0


def test_without_any_feast_the_prior_stays() -> None:
    z = np.full(50, 4.0)
    X = np.column_stack([np.ones(50), np.zeros(50)])
    found = learnt_spread(X, z, np.ones(50), np.array([10.0, 0.2]), np.array([FIXED, 1]), 365.0)
    assert found == pytest.approx([10.0, 0.2])


RNG = np.random.default_rng(0)


def test_the_one_pass_solution_equals_a_direct_weighted_ridge_at_every_origin() -> None:
    X, z = RNG.normal(size=(60, 4)), RNG.normal(size=60)
    precision, prior = RNG.uniform(0, 2, 60), np.array([10.0, 1.0, 0.5, 0.1])
    found = discounted_fits(X, z, precision, prior, 20.0, np.array([10, 35, 60]))
    for beta, origin in zip(found, (10, 35, 60), strict=True):
        weight = precision[:origin] * 0.5 ** (np.arange(origin - 1, -1, -1) / 20.0)
        gram = (X[:origin] * weight[:, None]).T @ X[:origin] + np.diag(1 / prior**2)
        direct = np.linalg.solve(gram, (X[:origin] * weight[:, None]).T @ z[:origin])
        assert np.allclose(beta, direct)


def test_linear_algebra_runs_on_one_thread_inside_and_as_before_outside() -> None:
    before = [get() for get, _ in _blas_controls()]
    with one_thread():
        assert all(get() == 1 for get, _ in _blas_controls())
    assert [get() for get, _ in _blas_controls()] == before
