"""Ranges of a month's service: what makes them, and that one player's luck does not."""

from datetime import date

import numpy as np

from data.model.grid import FloatArray, IntArray
from tests.benchmarks.day.months.foresight import (
    _drawn,
    ends,
    range_with_recourse,
    range_without_recourse,
)
from tests.benchmarks.day.months.planned import MonthPlan, Terms, plan_month
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series


class Listening(Terms):
    """Plays nothing and remembers with which seeds it was asked to."""

    def play(
        self, slot_min: int, counts: FloatArray, agents: IntArray, seed: int = 0
    ) -> tuple[FloatArray, FloatArray]:
        asked.append(seed)
        return counts, counts


asked: list[int] = []


def a_plan() -> MonthPlan:
    series = a_series(70, level=20.0, first=date(2024, 1, 1))
    return plan_month(series, NO_SPECIAL_DAYS, 56, 7, Terms())


def test_each_month_that_may_come_is_played_with_a_chance_of_its_own() -> None:
    plan, terms = a_plan(), Listening()
    asked.clear()
    range_without_recourse(plan, terms)
    assert len(asked) == len(set(asked)) > 30
    asked.clear()
    table = terms.table(float(plan.mean.max()) * terms.erlang(plan.forecast.grid.slot_min))
    range_with_recourse(plan, terms, table, "night", None)
    assert len(asked) == len(set(asked)) > 7 * 30


def test_months_of_a_right_forecast_lie_inside_in_eight_of_ten_cases() -> None:
    plan, terms = a_plan(), Terms()
    low, high = range_without_recourse(plan, terms)
    drawn = plan.forecast.dispersion.factors(plan.forecast.grid, 60, np.random.default_rng(5))
    rates = plan.mean.ravel() * drawn
    came = np.random.default_rng(6).poisson(rates).reshape(60, *plan.mean.shape).astype(float)
    slot_min = plan.forecast.grid.slot_min
    played = [terms.play(slot_min, counts, plan.agents, 900 + k) for k, counts in enumerate(came)]
    reached = np.array([met.sum() / whole.sum() for met, whole in played])
    assert 0.65 <= ((reached >= low) & (reached <= high)).mean() <= 0.92


def test_no_two_months_share_the_luck_of_their_rates() -> None:
    series = a_series(84, level=20.0, first=date(2024, 1, 1))
    one, other = (_drawn(plan_month(series, NO_SPECIAL_DAYS, k, 7, Terms()))[0] for k in (56, 63))
    assert abs(np.corrcoef(one.mean(axis=(1, 2)), other.mean(axis=(1, 2)))[0, 1]) < 0.5


def test_a_range_of_few_draws_holds_eight_of_ten_of_those_to_come() -> None:
    rng = np.random.default_rng(1)
    # Of uniform draws a range holds just as much as it is wide.
    told = [ends(rng.random(20).tolist()) for _ in range(3000)]
    assert abs(float(np.mean([high - low for low, high in told])) - 0.8) < 0.005
