"""The contract of every forecaster: whatever is named in `FORECASTERS` is run through it."""

import subprocess
import sys
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from data.model.errors import ForecastFailed, NotEnoughHistory
from data.model.grid import FloatArray, Grid
from data.model.series import ContactSeries
from data.model.special_day import SpecialDay, SpecialDays
from forecasting.calendar.panel import fold, part_of_day
from forecasting.contract import Forecaster
from forecasting.evaluation.accuracy import wape
from forecasting.models import FORECASTERS
from forecasting.uncertainty.intervals import learn_spread
from forecasting.uncertainty.past_errors import PastErrors
from forecasting.uncertainty.refits import LEADS
from tests import ROOT
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series, the_following, true_rates

EVERY = sorted(FORECASTERS)
LEVEL = 40.0
SERIES = a_series(98, level=LEVEL)
AHEAD = the_following(SERIES)
FEW = 3  # refits, to keep slow ones affordable here
# What may be far off the truth of a short history: last week's chance, Prophet's defaults.
ROUGH = {"seasonal_naive": 0.3, "prophet_slots": 0.3, "lgbm": 0.3}


@lru_cache
def on_series(name: str) -> Forecaster:
    """The forecaster fitted to `SERIES`, once for all tests."""
    return fitted(name, SERIES)


def fitted(name: str, series: ContactSeries, special: SpecialDays = NO_SPECIAL_DAYS) -> Forecaster:
    try:
        return FORECASTERS[name]().fit(series, special)
    except ForecastFailed as error:  # an optional library is not here
        pytest.skip(str(error))


@lru_cache
def errors_of(name: str) -> PastErrors:
    """Its own past errors: of its own fits if they tell, else of a few refits."""
    forecaster = on_series(name)
    return forecaster.past_errors(min(FEW, forecaster.refits))


@pytest.mark.parametrize("name", EVERY)
def test_it_is_described_by_its_class(name: str) -> None:
    kind = FORECASTERS[name]
    assert issubclass(kind, Forecaster)
    assert kind.__doc__
    assert kind.shape in ("slots", "days")
    assert kind.prior_weight > 0
    assert kind.refits >= 0
    assert not (kind.lends_shape and kind.shape == "days")
    knows_its_past = kind.past_errors is not Forecaster.past_errors
    assert knows_its_past == (kind.refits == 0)


def test_the_readme_names_every_forecaster() -> None:
    text = (ROOT / "forecasting" / "README.md").read_text("utf-8")
    missing = [name for name in EVERY if f"`{name}`" not in text]
    assert not missing, f"forecasting/README.md, under 'By name': {missing}"


@pytest.mark.parametrize("name", EVERY)
def test_it_finds_the_daily_and_weekly_cycle(name: str) -> None:
    mean = on_series(name).predict(AHEAD)
    assert mean.shape == (AHEAD.slots,)
    assert np.isfinite(mean).all()
    assert (mean >= 0).all()
    assert wape(true_rates(AHEAD, LEVEL), mean) < ROUGH.get(name, 0.12)


@pytest.mark.parametrize("name", EVERY)
def test_it_keeps_closed_slots_closed(name: str) -> None:
    def is_open(grid: Grid) -> Any:
        return (grid.weekday < 5) & (grid.minute_of_day >= 8 * 60)

    offered = np.where(is_open(SERIES.grid), SERIES.offered, np.nan)
    mean = fitted(name, ContactSeries("q", SERIES.grid, offered)).predict(AHEAD)
    assert mean[~is_open(AHEAD)].sum() == 0
    assert mean[is_open(AHEAD)].sum() > 0


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("known", [0, 1])
def test_a_history_too_short_is_refused_or_gives_a_whole_forecast(name: str, known: int) -> None:
    offered = np.full(SERIES.grid.slots, np.nan)
    offered[-known * 24 : SERIES.grid.slots * (known > 0)] = 20.0
    series = ContactSeries("q", SERIES.grid, offered)
    if not known:
        with pytest.raises(NotEnoughHistory):
            FORECASTERS[name]().fit(series, NO_SPECIAL_DAYS)
        return
    try:
        forecaster = fitted(name, series)
    except NotEnoughHistory:
        return
    mean = forecaster.predict(AHEAD)
    assert np.isfinite(mean).all()
    assert (mean >= 0).all()


@pytest.mark.parametrize("name", EVERY)
def test_its_past_errors_are_forecasts_beside_the_facts_of_their_days(name: str) -> None:
    errors = errors_of(name)
    origins, leads, slots = errors.mean.shape
    assert (leads, slots) == (LEADS, 24)
    assert errors.actual.shape == errors.mean.shape
    assert errors.special.shape == (origins, leads)
    assert errors.age_days.shape == (origins,)
    assert errors.age_days.min() >= 1
    assert errors.known.any(axis=(0, 2)).all()
    assert (errors.mean[errors.known] >= 0).all()
    cells = fold(SERIES.grid, SERIES.offered).cells
    for i, age in enumerate(errors.age_days.tolist()):
        inside = min(leads, age)
        first = len(cells) - age
        assert np.array_equal(errors.actual[i, :inside], cells[first : first + inside])
        assert np.isnan(errors.actual[i, inside:]).all()


@pytest.mark.parametrize("name", EVERY)
def test_its_past_errors_are_kept_until_it_is_fitted_again(name: str) -> None:
    forecaster, refits = on_series(name), min(FEW, FORECASTERS[name].refits)
    assert forecaster.past_errors(refits) is forecaster.past_errors(refits)


@pytest.mark.parametrize("name", [name for name in EVERY if name != "mean_8w"])
def test_its_past_errors_are_not_those_of_the_baseline(name: str) -> None:
    own, baseline = errors_of(name), on_series("mean_8w").past_errors(FEW)
    assert own.mean.shape != baseline.mean.shape or not np.allclose(
        own.mean, baseline.mean, equal_nan=True
    )


@pytest.mark.parametrize("name", EVERY)
def test_the_band_of_its_own_past_errors_covers_what_comes(name: str) -> None:
    forecaster = on_series(name)
    mean = forecaster.predict(AHEAD)
    low, high = learn_spread(errors_of(name)).quantiles(
        mean,
        1 + AHEAD.day_index,
        part_of_day(AHEAD.slot_of_day, AHEAD.slots_per_day),
        np.zeros(AHEAD.slots, dtype=bool),
        (0.1, 0.9),
    )
    came = np.random.default_rng(6).poisson(true_rates(AHEAD, LEVEL), (40, AHEAD.slots))
    assert 0.7 <= ((came >= low) & (came <= high)).mean() <= 0.93


@pytest.mark.parametrize("name", ["mean_8w", "glm_days", "ridge_slots"])
def test_days_out_of_the_baseline_teach_no_errors(name: str) -> None:
    storm = SERIES.grid.days[-10]
    offered = np.where(SERIES.grid.day == np.datetime64(storm), 9999.0, SERIES.offered)
    special = SpecialDays((SpecialDay(storm, "Storm", "event", exclude=True),))
    forecaster = fitted(name, ContactSeries("q", SERIES.grid, offered), special)
    errors = forecaster.past_errors(min(FEW, forecaster.refits))
    assert np.nanmax(errors.actual) < 9999.0
    assert errors.special.any()


class Young(Forecaster):
    """Refuses histories of fewer than 80 days; says 7 everywhere."""

    refits = 6

    def learn(self, series: ContactSeries, special_days: SpecialDays) -> None:
        if len(series.grid.days) < 80:
            raise NotEnoughHistory("80 days, please")

    def predict(self, grid: Grid) -> FloatArray:
        return np.full(grid.slots, 7.0)


def test_an_origin_with_too_short_a_history_counts_as_unknown() -> None:
    errors = Young().fit(SERIES, NO_SPECIAL_DAYS).past_errors()
    whole = errors.known.any(axis=(1, 2))
    assert np.array_equal(whole, len(SERIES.grid.days) - errors.age_days >= 80)
    assert whole.any()
    assert not whole.all()


def test_neither_names_nor_classes_of_forecasters_load_a_heavy_library() -> None:
    heavy = "{'prophet', 'statsmodels', 'lightgbm', 'statsforecast'}"
    code = (
        "import sys, forecasting.pipeline, forecasting.evaluation.backtest\n"
        "from forecasting.models import FORECASTERS\n"
        "named = [name for name in sys.modules if name.startswith('forecasting.models.')]\n"
        "list(FORECASTERS.values())\n"
        f"print(named, {heavy} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] set()"


def test_prophet_says_nothing_on_the_terminal() -> None:
    code = (
        "from tests.forecasting.builders import a_series, the_following, NO_SPECIAL_DAYS as no\n"
        "from forecasting.models import FORECASTERS\n"
        "s = a_series(40)\n"
        "FORECASTERS['prophet_days']().fit(s, no).predict(the_following(s, 2))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout + done.stderr == ""
