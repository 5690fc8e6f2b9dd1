"""Quantiles of hours, days and weeks from one distribution."""

from datetime import UTC, datetime

import numpy as np
import pytest

from data.model.errors import InvalidValue
from data.model.forecast import Forecast
from forecasting.pipeline import make_forecast
from forecasting.uncertainty.periods import period_quantiles
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series, the_following

NOW = datetime(2024, 4, 1, 3, tzinfo=UTC)
LEVELS = (0.1, 0.5, 0.9)


def a_forecast(seed: int = 1, days: int = 14, **more: float) -> Forecast:
    series = a_series(84, seed=seed, queue_id=f"q{seed}", **more)  # type: ignore[arg-type]
    ahead = the_following(series, days)
    return make_forecast(series, NO_SPECIAL_DAYS, ahead, made_at=NOW, members=("glm_days",))


def test_a_day_and_a_slot_have_about_the_quantiles_that_were_stored() -> None:
    forecast = a_forecast()
    day = period_quantiles(forecast, slice(0, 24), LEVELS)
    assert np.allclose(day, [np.interp(v, forecast.levels, forecast.day_quantiles[:, 0])
                             for v in LEVELS], rtol=0.06)  # fmt: skip
    slot = period_quantiles(forecast, slice(10, 11), LEVELS)
    assert np.allclose(slot, [forecast.quantile(v)[10] for v in LEVELS], atol=4.0)


def test_a_week_is_relatively_surer_than_its_hours() -> None:
    forecast = a_forecast()

    def width(slots: slice) -> float:
        low, middle, high = period_quantiles(forecast, slots, LEVELS)
        return float((high - low) / middle)

    assert width(slice(0, 168)) < width(slice(0, 24)) < width(slice(10, 11))


def test_the_same_seed_gives_the_same_quantiles_and_an_empty_period_is_refused() -> None:
    forecast = a_forecast()
    found = [period_quantiles(forecast, np.arange(300), LEVELS, seed=s) for s in (1, 1, 2)]
    assert np.array_equal(found[0], found[1])
    assert not np.array_equal(found[0], found[2])
    with pytest.raises(InvalidValue, match="no slot"):
        period_quantiles(forecast, slice(0, 0), LEVELS)
