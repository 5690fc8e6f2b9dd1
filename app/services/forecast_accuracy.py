"""How well a queue could have been forecast: rolling origins that fit its history."""

from collections.abc import Callable

from app.services.desk import Desk
from app.services.read_centre import queues_of, special_days_of
from data.model.errors import NotEnoughHistory
from forecasting.backtest_score import BacktestScore
from forecasting.evaluation.backtest import backtest

Progress = Callable[[str, int, int], None]

ORIGINS, STEP_DAYS, HORIZON_DAYS = 6, 28, 28
_LEAST_ORIGINS, _LEAST_STEP = 2, 7
_TRAINING_DAYS = 56
_LEAST_TRAINING_DAYS = 14


def plan_of(days: int) -> tuple[int, int, int]:
    """Origins, days between them and days ahead that a history of some days [days] allows.

    Raises
    ------
    NotEnoughHistory
        If not even two weeks ahead can be scored twice.
    """
    room = days - HORIZON_DAYS - _TRAINING_DAYS
    for step in (STEP_DAYS, 14, _LEAST_STEP):
        if room >= (ORIGINS - 1) * step:
            return ORIGINS, step, HORIZON_DAYS
    ahead = 14
    origins = 1 + (days - ahead - _LEAST_TRAINING_DAYS) // _LEAST_STEP
    if origins < _LEAST_ORIGINS:
        raise NotEnoughHistory(
            f"{days} days of history hold no fair test; come back with five weeks of it"
        )
    return min(ORIGINS, origins), _LEAST_STEP, ahead


def accuracy_of(
    desk: Desk,
    queue_id: str,
    members: tuple[str, ...] | None = None,
    progress: Progress = lambda what, done, total: None,
) -> BacktestScore:
    """Score one queue as well as its history allows; each forecast sees only its past.

    Parameters
    ----------
    progress
        Called with the day that was forecast from, how many are done, how many there are.

    Raises
    ------
    NotEnoughHistory
        If the history is too short.
    """
    queues_of(desk, (queue_id,))
    series = desk.store.load_series(queue_id)
    days = series.grid.days
    origins, step, ahead = plan_of(len(days))
    return backtest(
        series,
        special_days_of(desk, days[0], days[-1]),
        origins=origins,
        step_days=step,
        horizon_days=ahead,
        members=members,
        progress=lambda day, done, total: progress(f"from {day}", done, total),
    )
