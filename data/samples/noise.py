"""Chance in the sample: random streams by name, deviations that last, and echoes of faults."""

import zlib
from collections.abc import Mapping, Sequence

import numpy as np

from data.model.grid import FloatArray
from data.samples.queue_models import FAULTS, QueueModel

LAG_SHARES = (0.12, 0.60, 0.28)
"""Part of the echo heard on the same day, the next, and the one after [-]."""


def day_echo(excess_share: FloatArray) -> FloatArray:
    """Echo of a day-by-day excess [-], shape (days,).

    Parameters
    ----------
    excess_share
        How far each day's fault reports stood above the usual [-], shape (days,).
    """
    heard = np.zeros(len(excess_share))
    for lag, share in enumerate(LAG_SHARES):
        heard[lag:] += share * excess_share[: len(excess_share) - lag]
    return heard


def autoregression(steps: int, correlation: float, rng: np.random.Generator) -> FloatArray:
    """Stationary Gaussian AR(1) of mean zero and variance one [-], shape (steps,)."""
    values = rng.standard_normal(steps)
    scale = np.sqrt(1.0 - correlation**2)
    for step in range(1, steps):
        values[step] = correlation * values[step - 1] + scale * values[step]
    return values


def stream(seed: int, name: str) -> np.random.Generator:
    """Generator of one named effect of one seed."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


DAY_CORRELATION = 0.5
COMMON_SHARE = 0.45
"""Part of a day's variance that all queues have in common [-]."""


def day_factors(models: Sequence[QueueModel], days: int, seed: int) -> Mapping[str, FloatArray]:
    """Log-normal day factors of mean one [-], queue id -> shape (days,).

    Neighbouring days are alike, queues rise together, and a queue with an echo follows the fault
    reports' own ups and downs of the days before.
    """
    common = autoregression(days, DAY_CORRELATION, stream(seed, "day common"))
    logs = {}
    for model in models:
        draws = stream(seed, f"day {model.queue.queue_id}")
        own = autoregression(days, DAY_CORRELATION, draws)
        both = np.sqrt(COMMON_SHARE) * common + np.sqrt(1 - COMMON_SHARE) * own
        logs[model.queue.queue_id] = model.day_sd_share * both
    lead = day_echo(logs[FAULTS.queue.queue_id])
    return {
        model.queue.queue_id: np.exp(
            logs[model.queue.queue_id] + model.echo_share * lead - _log_variance(model) / 2.0
        )
        for model in models
    }


def _log_variance(model: QueueModel) -> float:
    # Of own + echo x sum of lagged faults, both AR(1) with the common part between them.
    lags = np.arange(len(LAG_SHARES))
    shares = np.asarray(LAG_SHARES)
    alike = DAY_CORRELATION ** np.abs(lags[:, None] - lags[None, :])
    lead = FAULTS.day_sd_share**2 * float(shares @ alike @ shares)
    together = 1.0 if model is FAULTS else COMMON_SHARE
    both = float(shares @ DAY_CORRELATION**lags) * FAULTS.day_sd_share * model.day_sd_share
    return (
        model.day_sd_share**2
        + model.echo_share**2 * lead
        + 2.0 * model.echo_share * together * both
    )


def counts(rate: FloatArray, slot_cv: float, rng: np.random.Generator) -> FloatArray:
    """Observed contacts [contacts/slot]: Poisson of a rate with gamma noise of mean one.

    Variance = rate + (slot_cv rate)^2, the negative binomial of the second kind.
    """
    shape = 1.0 / slot_cv**2
    noisy = rate * rng.gamma(shape, 1.0 / shape, size=rate.shape)
    return np.asarray(rng.poisson(noisy), dtype=np.float64)
