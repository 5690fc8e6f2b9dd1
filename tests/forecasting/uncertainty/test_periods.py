from datetime import UTC, datetime

import numpy as np
import pytest

from data.model.errors import InvalidValue
from data.model.forecast import Forecast
from forecasting.groups import day_links, sum_of
from forecasting.pipeline import make_forecast
from forecasting.uncertainty.periods import span_quantiles
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series, the_following

NOW = datetime(2024, 4, 1, 3, tzinfo=UTC)
LEVELS = (0.1, 0.5, 0.9)


def a_forecast(seed: int = 1, days: int = 14, **more: float) -> Forecast:
    series = a_series(84, seed=seed, queue_id=f"q{seed}", **more)  # type: ignore[arg-type]
    ahead = the_following(series, days)
    return make_forecast(series, NO_SPECIAL_DAYS, ahead, made_at=NOW, members=("glm_days",))


def test_a_day_and_a_slot_have_about_the_quantiles_that_were_stored() -> None:
    forecast = a_forecast()
    day = span_quantiles(forecast, slice(0, 24), LEVELS)
    assert np.allclose(day, [np.interp(v, forecast.levels, forecast.day_quantiles[:, 0])
                             for v in LEVELS], rtol=0.06)  # fmt: skip
    slot = span_quantiles(forecast, slice(10, 11), LEVELS)
    assert np.allclose(slot, [forecast.quantile(v)[10] for v in LEVELS], atol=4.0)


def test_a_week_is_relatively_surer_than_its_hours() -> None:
    forecast = a_forecast()

    def width(slots: slice) -> float:
        low, middle, high = span_quantiles(forecast, slots, LEVELS)
        return float((high - low) / middle)

    assert width(slice(0, 168)) < width(slice(0, 24)) < width(slice(10, 11))


def test_the_same_seed_gives_the_same_quantiles_and_an_empty_span_is_refused() -> None:
    forecast = a_forecast()
    spans = [span_quantiles(forecast, np.arange(300), LEVELS, seed=s) for s in (1, 1, 2)]
    assert np.array_equal(spans[0], spans[1])
    assert not np.array_equal(spans[0], spans[2])
    with pytest.raises(InvalidValue, match="no slot"):
        span_quantiles(forecast, slice(0, 0), LEVELS)


def test_a_sum_adds_up_and_correlated_days_widen_it() -> None:
    parts = [a_forecast(1), a_forecast(2)]
    alone = sum_of(parts, "g")
    together = sum_of(parts, "g", correlation=np.ones((2, 2)))
    assert np.allclose(alone.demand.contacts, sum(p.demand.contacts for p in parts))
    assert np.allclose(alone.yardstick, sum(p.yardstick for p in parts))
    assert together.dispersion.day_sd_share.mean() > alone.dispersion.day_sd_share.mean()
    spread = [f.day_quantiles[-1] - f.day_quantiles[0] for f in (alone, together)]
    assert spread[1].mean() > spread[0].mean()
    assert (np.diff(alone.quantiles, axis=0) >= 0).all()


def test_a_sum_covers_the_slots_that_its_queues_share() -> None:
    short, long = a_forecast(1, days=7), a_forecast(2, days=14)
    whole = sum_of([long, short], "g")
    assert whole.grid == short.grid
    assert np.allclose(whole.demand.contacts[:5], (short.demand.contacts + long.demand.contacts[
        : short.grid.slots])[:5])  # fmt: skip
    with pytest.raises(InvalidValue, match="none of its queues"):
        sum_of([], "g")


def test_days_that_rise_together_are_found_correlated() -> None:
    one, two, other = (a_series(200, seed=s, level=60.0) for s in (1, 2, 3))
    days = np.random.default_rng(5).lognormal(0, 0.2, 200).repeat(24)
    moved = {"a": one, "b": two}
    moved = {k: type(s)(k, s.grid, s.offered * days) for k, s in moved.items()}
    found = day_links(moved | {"c": other}, NO_SPECIAL_DAYS, ("a", "b", "c", "unknown"))
    assert found[0, 1] > 0.6
    assert abs(found[0, 2]) < 0.25
    assert found[3].tolist() == [0.0, 0.0, 0.0, 1.0]
