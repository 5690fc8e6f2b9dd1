"""The forecast of a group is the sum of its queues', with a band of its own."""

from datetime import UTC, datetime

import numpy as np
import pytest

from data.model.errors import InvalidValue
from data.model.forecast import Forecast
from forecasting.groups import sum_of
from forecasting.pipeline import make_forecast
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series, the_following

NOW = datetime(2024, 4, 1, 3, tzinfo=UTC)


def a_forecast(seed: int = 1, days: int = 14, **more: float) -> Forecast:
    series = a_series(84, seed=seed, queue_id=f"q{seed}", **more)  # type: ignore[arg-type]
    ahead = the_following(series, days)
    return make_forecast(series, NO_SPECIAL_DAYS, ahead, made_at=NOW, members=("glm_days",))


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
