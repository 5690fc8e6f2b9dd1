"""A named day's own shape, as far as it is more than chance."""

from datetime import timedelta

import numpy as np

from data.model.special_day import SpecialDay, SpecialDays
from forecasting.calendar.days import DayCalendar
from forecasting.ridge.slots import named_shift, occasions

SLOTS = 24
NIGHT = np.where(np.arange(SLOTS) < 6, 4.0, -4.0 / 3.0)
FIRST = np.datetime64("2024-01-01")


def noise(days: int) -> np.ndarray:  # type: ignore[type-arg]
    return np.random.default_rng(5).standard_normal((days, SLOTS))


def test_a_feast_of_three_days_has_a_name_for_each_place_and_minor_days_have_none() -> None:
    day = FIRST.item()
    special = SpecialDays(
        (
            *(SpecialDay(day + timedelta(days=n), "Feast") for n in range(1, 6)),
            SpecialDay(day + timedelta(days=7), "Mothers", kind="minor"),
        )
    )
    names = occasions(DayCalendar(FIRST + np.arange(9), special, np.zeros(7, dtype=bool)))
    assert names == ("", "Feast 1", "Feast 2", "Feast 3", "Feast 3", "Feast 3", "", "", "")


def test_a_strange_night_seen_twice_is_expected_on_the_next_day_of_that_name_only() -> None:
    names = ("", "New Year 1", "", "New Year 1", "", "New Year 1", "")
    rest = noise(4) + np.where(np.array(names[:4]) != "", 1.0, 0.0)[:, None] * NIGHT
    shift = named_shift(names, 4, 3, rest, np.full((4, SLOTS), 10.0))
    assert (shift[[0, 2]] == 0).all()
    assert shift[1, :6].mean() > 0.25
    assert shift[1, 6:].mean() < -0.05


def test_pure_chance_makes_hardly_any_shape_and_an_unseen_name_none() -> None:
    names = ("Feast 1", "", "Feast 1", "Other 1")
    shift = named_shift(names, 2, 2, noise(2), np.full((2, SLOTS), 10.0))
    assert np.abs(shift[0]).max() < 0.08  # one deviation of chance is .1
    assert (shift[1] == 0).all()


def test_a_day_of_closed_slots_moves_nothing() -> None:
    shift = named_shift(("Feast 1", "Feast 1"), 1, 1, noise(1), np.zeros((1, SLOTS)))
    assert (shift == 0).all()
