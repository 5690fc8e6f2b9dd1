"""The mean of several forecasters: who is admitted, and whose past errors make its bands."""

from collections import ChainMap
from typing import Any

import numpy as np
import pytest

from data.model.grid import Grid
from forecasting import combination
from forecasting.combination import combine
from forecasting.contract import Forecaster
from forecasting.models import FORECASTERS
from forecasting.models.naive import Mean8Weeks
from forecasting.uncertainty.past_errors import PastErrors
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series, the_following

SERIES = a_series(200)
AHEAD = the_following(SERIES)
NEWEST_WINDOW = SERIES.grid.slot_at(SERIES.grid.days[-28], 0)


def register(monkeypatch: pytest.MonkeyPatch, **classes: type[Forecaster]) -> None:
    """Let the combination know some more forecasters by their names."""
    monkeypatch.setattr(combination, "FORECASTERS", ChainMap(classes, FORECASTERS))  # type: ignore[arg-type]


def a_member(unlucky_only: bool) -> type[Forecaster]:
    """The 8-week mean, a quarter too high: in the last window alone, or in every one."""

    class Member(Mean8Weeks):
        def predict(self, grid: Grid) -> Any:
            place = SERIES.grid.index_of(grid.start)
            wrong = place == NEWEST_WINDOW or (not unlucky_only and place < SERIES.grid.slots)
            return super().predict(grid) * (1.25 if wrong else 1.0)

    return Member


@pytest.mark.parametrize("unlucky_only", [True, False])
def test_four_bad_weeks_throw_nobody_out_but_bad_months_do(
    monkeypatch: pytest.MonkeyPatch, unlucky_only: bool
) -> None:
    register(monkeypatch, member=a_member(unlucky_only))
    found = combine(SERIES, NO_SPECIAL_DAYS, AHEAD, ("seasonal_naive", "member", "glm_days"))
    assert ("member" in found.notes[0]) is unlucky_only
    assert any(note.startswith("member excluded: erred") for note in found.notes) != unlucky_only
    assert np.isfinite(found.mean).all()


def own_errors(name: str, refits: int | None = None) -> PastErrors:
    return FORECASTERS[name]().fit(SERIES, NO_SPECIAL_DAYS).past_errors(refits)


def same(one: PastErrors, other: PastErrors) -> bool:
    return one.mean.shape == other.mean.shape and np.allclose(one.mean, other.mean, equal_nan=True)


@pytest.mark.parametrize("name", ["glm_days", "ridge_slots", "seasonal_naive"])
def test_a_single_member_brings_its_own_past_errors(name: str) -> None:
    found = combine(SERIES, NO_SPECIAL_DAYS, AHEAD, (name,))
    assert same(found.errors, own_errors(name))


def test_without_refits_a_member_that_needs_them_takes_the_baselines_errors() -> None:
    found = combine(SERIES, NO_SPECIAL_DAYS, AHEAD, ("glm_days",), refits=0)
    assert same(found.errors, own_errors("mean_8w"))


def test_errors_of_a_member_without_refits_stand_for_the_mean_and_nobody_is_refitted() -> None:
    found = combine(SERIES, NO_SPECIAL_DAYS, AHEAD, ("glm_days", "ridge_slots", "seasonal_naive"))
    assert same(found.errors, own_errors("ridge_slots"))


def test_members_refitted_at_shared_origins_give_the_errors_of_their_mean() -> None:
    names = ("glm_days", "seasonal_naive")
    found = combine(SERIES, NO_SPECIAL_DAYS, AHEAD, names)
    refits = min(FORECASTERS[name].refits for name in names)
    parts = [own_errors(name, refits) for name in names]
    assert np.array_equal(np.sort(parts[0].age_days), found.errors.age_days)
    means = np.array([part.mean for part in parts])[:, np.argsort(parts[0].age_days)]
    known = found.errors.known
    assert (found.errors.mean >= means.min(axis=0))[known].all()
    assert (found.errors.mean <= means.max(axis=0))[known].all()


def test_refits_that_are_asked_for_are_made_of_every_member() -> None:
    found = combine(SERIES, NO_SPECIAL_DAYS, AHEAD, ("ridge_slots", "glm_days"), refits=2)
    assert len(found.errors.age_days) == 2
    assert not same(found.errors, own_errors("ridge_slots", 2))
    assert found.errors.known.any()


def test_nothing_known_of_the_past_leaves_the_baselines_errors(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Newborn(Mean8Weeks):
        """Can say nothing of the past."""

        refits = 0

        def past_errors(self, refits: int | None = None) -> PastErrors:
            nothing = np.full((1, 28, 24), np.nan)
            return PastErrors(nothing, nothing)

    register(monkeypatch, newborn=Newborn)
    found = combine(SERIES, NO_SPECIAL_DAYS, AHEAD, ("newborn",))
    assert same(found.errors, own_errors("mean_8w"))


def test_a_new_class_says_by_itself_what_the_mean_needs_to_know(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A day member takes the shape that another lends, and weighs what its class says."""

    class Lender(Mean8Weeks):
        """Everything in the first slot of the day."""

        lends_shape = True
        prior_weight = 1e-9

        def predict(self, grid: Grid) -> Any:
            return np.where(grid.slot_of_day == 0, super().predict(grid).sum() / 28, 0.0)

    class Days(Mean8Weeks):
        """The baseline, known to have no shape of its own."""

        shape = "days"

    register(monkeypatch, lender=Lender, days=Days)
    monkeypatch.setattr(combination, "_judge", no_judgement)
    found = combine(SERIES, NO_SPECIAL_DAYS, AHEAD, ("lender", "days"), refits=0)
    assert found.mean[AHEAD.slot_of_day > 0].max() == 0
    own = found.members["days"]
    assert np.bincount(AHEAD.day_index, found.mean) == pytest.approx(
        np.bincount(AHEAD.day_index, own)
    )


def no_judgement(series, special_days, own, baseline):  # type: ignore[no-untyped-def]
    return combination.Admission(tuple(own), {}), {
        n: combination.FORECASTERS[n].prior_weight for n in own
    }
