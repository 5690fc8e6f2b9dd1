"""Adjustments replayed on a forecast, and what each was worth."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model.adjustment import Adjustment
from data.model.errors import InvalidValue
from data.model.forecast import Forecast
from forecasting.adjustments import apply_adjustments, edited, value_added
from forecasting.pipeline import make_forecast
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series, the_following

NOW = datetime(2024, 4, 1, 3, tzinfo=UTC)
SERIES = a_series(70)
AHEAD = the_following(SERIES, 7)


def an_adjustment(verb: str = "set", amount: float = 5.0, **other: object) -> Adjustment:
    first = AHEAD.start + timedelta(days=1)
    span = {"first": first, "end": first + timedelta(days=1)} | other
    return Adjustment("L1", "faults", verb, amount, **span)  # type: ignore[arg-type]


def a_forecast() -> Forecast:
    return make_forecast(SERIES, NO_SPECIAL_DAYS, AHEAD, made_at=NOW, members=("mean_8w",))


@pytest.mark.parametrize(
    ("verb", "amount", "expected"),
    [
        ("set", 5.0, 5.0),
        ("change_by", 3.0, 13.0),
        ("change_by", -30.0, 0.0),
        ("change_by_percent", 50.0, 15.0),
        ("at_least", 12.0, 12.0),
        ("at_least", 8.0, 10.0),
        ("at_most", 8.0, 8.0),
    ],
)
def test_an_adjustment_does_what_its_verb_says_inside_its_range_only(
    verb: str, amount: float, expected: float
) -> None:
    mean = apply_adjustments(np.full(AHEAD.slots, 10.0), AHEAD, [an_adjustment(verb, amount)])
    assert (mean[24:48] == expected).all()
    assert (np.delete(mean, np.s_[24:48]) == 10.0).all()


def test_an_adjustment_can_be_limited_to_hours_and_weekdays() -> None:
    adjustment = an_adjustment(
        first=AHEAD.start, end=AHEAD.end, weekdays=(0,), earliest_min=480, latest_min=600
    )
    mask = adjustment.covers(AHEAD)
    assert mask.sum() == 2
    assert set(AHEAD.weekday[mask]) == {0}


def test_adjustments_survive_a_refresh_and_replaying_them_changes_nothing() -> None:
    adjustments = (an_adjustment("change_by_percent", 100.0),)
    once = edited(a_forecast(), adjustments, "F-1")
    twice = edited(once, adjustments, "F-2")
    assert np.allclose(once.demand.contacts, twice.demand.contacts)
    assert np.allclose(once.quantiles, twice.quantiles)
    refreshed = edited(a_forecast(), adjustments, "F-3")
    assert np.allclose(refreshed.demand.contacts, once.demand.contacts)
    assert np.allclose(once.model, a_forecast().demand.contacts)


def test_the_band_moves_with_the_mean() -> None:
    plain = a_forecast()
    double = edited(plain, (an_adjustment("change_by_percent", 100.0),), "F-1")
    assert np.allclose(double.quantiles[:, 24:48], 2 * plain.quantiles[:, 24:48])
    assert np.allclose(double.day_quantiles[:, 1], 2 * plain.day_quantiles[:, 1])
    assert np.allclose(double.quantiles[:, :24], plain.quantiles[:, :24])


def test_an_adjustment_of_another_queue_is_not_applied() -> None:
    other = Adjustment("L2", "billing", "set", 0.0, AHEAD.start, AHEAD.end)
    assert np.array_equal(
        edited(a_forecast(), (other,), "F-1").demand.contacts, a_forecast().demand.contacts
    )


def test_value_added_tells_which_edit_helped() -> None:
    plain = a_forecast()
    actual = plain.demand.contacts.copy()
    actual[24:48] *= 2
    good = an_adjustment("change_by_percent", 100.0)
    bad = Adjustment("L2", "faults", "set", 500.0, AHEAD.start, AHEAD.start + timedelta(hours=5))
    helped, harmed = value_added(plain, (good, bad), actual)
    assert helped.saved_contacts == pytest.approx(plain.demand.contacts[24:48].sum())
    assert helped.wape_after < helped.wape_before
    assert harmed.saved_contacts < 0
    assert "cost" in harmed.sentence


def test_slots_that_have_not_come_yet_count_for_nothing() -> None:
    nothing = np.full(AHEAD.slots, np.nan)
    (value,) = value_added(a_forecast(), (an_adjustment(),), nothing)
    assert value.slots == 0
    assert value.saved_contacts == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"verb": "double"},
        {"amount": -1.0},
        {"amount": float("nan")},
        {"end": AHEAD.start},
        {"first": datetime(2024, 1, 1)},
    ],
)
def test_an_adjustment_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises((InvalidValue, TypeError)):
        an_adjustment(**wrong)  # type: ignore[arg-type]


@settings(deadline=None)
@given(
    verbs=st.lists(
        st.tuples(
            st.sampled_from(["set", "change_by", "change_by_percent", "at_least", "at_most"]),
            st.floats(0, 100),
        ),
        max_size=6,
    )
)
def test_no_sequence_of_adjustments_makes_a_negative_mean(verbs: list[tuple[str, float]]) -> None:
    adjustments = [an_adjustment(verb, amount) for verb, amount in verbs]
    assert (apply_adjustments(np.full(AHEAD.slots, 3.0), AHEAD, adjustments) >= 0).all()
