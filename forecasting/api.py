"""Forecast a history, or score forecasts of its past: the functions of notebooks and scripts."""

from collections.abc import Sequence
from datetime import datetime

from data.model.forecast import Forecast
from data.model.grid import Grid
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.special_days import official_days
from forecasting.evaluation.backtest import backtest as score_origins
from forecasting.evaluation.score import BacktestScore
from forecasting.history import History, as_series
from forecasting.pipeline import make_forecast
from forecasting.uncertainty.intervals import DEFAULT_LEVELS


def forecast(
    history: History,
    horizon: int | Grid = 28,
    *,
    country: str = "none",
    special_days: SpecialDays | None = None,
    members: Sequence[str] | None = None,
    levels: Sequence[float] = DEFAULT_LEVELS,
    queue_id: str = "",
    zone: str | None = None,
    refits: int | None = None,
    made_at: datetime | None = None,
) -> Forecast:
    """Forecast the contacts of one queue, with its uncertainty.

    Parameters
    ----------
    history
        Contacts offered in equal slots: a `ContactSeries`, a pandas Series on a DatetimeIndex, a
        frame, or a CSV file (see `as_series`).
    horizon
        Days after the history's last day [days], or a grid of the same slots.
    country
        Official calendar: ISO 3166 code (`CN`, `AU-VIC`), `none` for no holidays.
    special_days
        Days of one's own, laid over the official ones.
    members
        Names in `FORECASTERS`; one name is taken as it is, several are averaged. The default
        mean if None.
    levels
        Quantile levels wanted, in (0, 1).
    queue_id
        Which queue of a frame or file with several is meant.
    zone
        IANA name of the local clock; the history's own if None, UTC where it has none.
    refits
        Past origins at which members are fitted again for the errors that make the bands [-];
        None: only where every member needs them; 0: never.
    made_at
        Stamp of the version, aware; the end of the history if None, so that the same inputs
        give the same version.

    Returns
    -------
    Forecast
        `demand.contacts` [contacts/slot] of shape (slots,), `quantiles` of shape (levels,
        slots), `day_quantiles` of shape (levels, days); `to_frame()` gives a table.

    Raises
    ------
    NotEnoughHistory
        If no slot of the history is known.
    InvalidValue
        If history and horizon do not fit together, or a name is unknown.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> hours = pd.date_range("2026-01-05", periods=8 * 168, freq="h")
    >>> rng = np.random.default_rng(1)
    >>> calls = pd.Series(rng.poisson(20 + 10 * np.sin(hours.hour / 24 * 2 * np.pi)), hours)
    >>> made = forecast(calls, 7, members=("glm_days",), levels=(0.1, 0.5, 0.9))
    >>> table = made.to_frame()
    >>> table.shape
    (168, 6)
    >>> list(table.columns)
    ['contacts', 'handle_s', 'baseline', 'q0.1', 'q0.5', 'q0.9']
    >>> bool((table["q0.1"] <= table["q0.9"]).all())
    True
    """
    series = as_series(history, queue_id, zone)
    grid = horizon if isinstance(horizon, Grid) else series.grid.following(horizon)
    return make_forecast(
        series,
        _calendar(series, country, special_days, grid),
        grid,
        made_at=made_at or series.grid.end,
        members=members,
        levels=levels,
        refits=refits,
    )


def backtest(
    history: History,
    *,
    country: str = "none",
    special_days: SpecialDays | None = None,
    origins: int = 6,
    step_days: int = 28,
    horizon_days: int = 28,
    members: Sequence[str] | None = None,
    levels: Sequence[float] = (),
    queue_id: str = "",
    zone: str | None = None,
    refits: int | None = None,
) -> BacktestScore:
    """Forecast the past with what was known then, and compare with what came.

    Parameters
    ----------
    origins, step_days, horizon_days
        How many past midnights to forecast from [-], how far apart they lie and how far ahead
        each forecast reaches [days]; the last one lies `horizon_days` before the end.
    levels
        Quantile levels whose losses are wanted one by one.
    history, country, special_days, members, queue_id, zone, refits
        As in `forecast`.

    Returns
    -------
    BacktestScore
        Errors as shares [-]: `wape`, its `ratio` to the 8-week mean's, `floor`, `cover80` and
        others; `to_frame()` gives one row.

    Raises
    ------
    NotEnoughHistory
        If the earliest origin leaves less than two weeks to learn from.
    InvalidValue
        If the history cannot be read, or a name is unknown.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> hours = pd.date_range("2026-01-05", periods=8 * 168, freq="h")
    >>> calls = pd.Series(np.random.default_rng(1).poisson(20, len(hours)), hours)
    >>> score = backtest(
    ...     calls, origins=1, step_days=7, horizon_days=7, members=("mean_8w",)
    ... )
    >>> float(score.ratio)
    1.0
    """
    series = as_series(history, queue_id, zone)
    return score_origins(
        series,
        _calendar(series, country, special_days),
        origins=origins,
        step_days=step_days,
        horizon_days=horizon_days,
        members=members,
        levels=levels,
        refits=refits,
    )


def _calendar(
    series: ContactSeries,
    country: str,
    own: SpecialDays | None,
    horizon: Grid | None = None,
) -> SpecialDays:
    last = (horizon or series.grid).days[-1]
    official = official_days(country, series.grid.days[0].year, last.year)
    return official.updated(own) if own else official
