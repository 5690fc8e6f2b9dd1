"""The bars of the forecasts, on real arrivals that lie outside the repository."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest

from data.ingest import read_series_file
from data.model.series import ContactSeries
from forecasting.batch import Job, forecast_many
from forecasting.calendar.special_days import official_days
from forecasting.evaluation.accuracy import wape
from forecasting.evaluation.backtest import backtest
from forecasting.pipeline import make_forecast
from tests import SHARED
from tests.benchmarks.forecasting import us_bank
from tests.forecasting.builders import a_series, the_following

ARRIVALS = SHARED / "data" / "arrivals"
pytestmark = pytest.mark.heavy

BARS = [
    ("bank_us_30min.csv.gz", "bank_us", "US", 14, 0.86),
    ("bank_il_30min_to_jul.csv.gz", "bank_il", "IL", 14, 0.86),
    ("nyc_ems_hourly_to2018.csv.gz", "nyc_ems_total", "US", 63, 0.915),
    ("uihc_ed_hourly.csv.gz", "uihc_ed", "US", 63, 0.952),
    ("vic_elec_30min_2012_2013.csv.gz", "vic_elec", "AU", 63, 0.70),
]


def the_file(name: str) -> Path:
    path = ARRIVALS / name
    if not path.exists():
        pytest.skip(f"measuring data {name} is not beside this repository")
    return path


def the_series(name: str) -> dict[str, ContactSeries]:
    return {series.queue_id: series for series in read_series_file(the_file(name))}


def a_case(name: str, series_id: str, country: str):  # type: ignore[no-untyped-def]
    series = the_series(name)[series_id]
    days = series.grid.days
    without = replace(series, temperature_c=np.empty(0)) if series_id == "vic_elec" else series
    return without, official_days(country, days[0].year, days[-1].year)


@pytest.mark.parametrize(("name", "series_id", "country", "step", "bar"), BARS)
def test_the_error_stays_below_its_bar_and_the_band_covers(
    name: str, series_id: str, country: str, step: int, bar: float
) -> None:
    score = backtest(*a_case(name, series_id, country), step_days=step)
    assert score.ratio <= bar
    assert abs(score.bias) <= 0.02
    assert 0.75 <= score.cover80 <= 0.85
    assert 0.91 <= score.cover95 <= 0.98


def test_one_day_ahead_on_the_us_bank_beats_the_published_model() -> None:
    found = us_bank.run(the_series("bank_us_5min.csv.gz")["bank_us_5"])
    assert found["days"] == 64
    assert found["rmse"] <= 19.0
    assert found["ape"] <= 0.086


def test_injected_surges_degrade_four_weeks_of_a_real_series_by_at_most_three_percent() -> None:
    series, special = a_case(*BARS[0][:3])
    first = series.grid.slots - 28 * series.grid.slots_per_day
    known, ahead = series.until(first), series.grid.part(first, series.grid.slots - first)
    rng = np.random.default_rng(3)
    offered = known.offered.copy()
    for day in rng.choice(50, 5, replace=False):
        at = first - (int(day) + 3) * series.grid.slots_per_day + int(rng.integers(16, 30))
        offered[at : at + int(rng.integers(2, 12))] *= rng.uniform(2, 5)
    errors = []
    for history in (known, replace(known, offered=offered)):
        found = make_forecast(history, special, ahead, made_at=datetime(2003, 10, 1, tzinfo=UTC))
        errors.append(wape(series.offered[first:], found.demand.contacts))
    assert errors[1] <= 1.03 * errors[0]


def test_a_thousand_hourly_series_of_two_years_take_less_than_five_minutes() -> None:
    special = official_days("CN", 2023, 2026)
    series = [
        a_series(730, first=date(2023, 6, 1), seed=i, zone="Asia/Shanghai", queue_id=f"q{i}")
        for i in range(1000)
    ]
    jobs = [Job(s, special, the_following(s, 28)) for s in series]
    began = perf_counter()
    with ProcessPoolExecutor(2) as pool:
        done = list(forecast_many(jobs, pool, made_at=datetime(2025, 6, 1, tzinfo=UTC), chunk=5))
    assert all(outcome.forecast is not None for outcome in done)
    assert perf_counter() - began < 300
