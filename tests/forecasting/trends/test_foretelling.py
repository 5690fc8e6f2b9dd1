"""A planted lead is found in nine of ten, shuffled days yield at most one false find in 20."""

from datetime import date, timedelta

import numpy as np
import pytest

from data.model.special_day import SpecialDays
from forecasting.trends.foretelling import foretellings

DAYS = 500
DATES = tuple(date(2025, 1, 1) + timedelta(days=k) for k in range(DAYS))
NONE = SpecialDays()


def planted(random: np.random.Generator, lag: int) -> dict[str, np.ndarray]:
    week = np.array([1.2, 1.1, 1.0, 1.0, 1.0, 0.8, 0.7])[np.arange(DAYS) % 7]
    season = 1 + 0.2 * np.sin(np.arange(DAYS) / 365 * 2 * np.pi)
    news = random.normal(0, 0.25, DAYS + lag)
    found = {}
    for number, name in enumerate("ABCDEF"):
        own = random.normal(0, 0.15, DAYS)
        move = {"A": news[lag:], "B": 0.6 * news[:DAYS]}.get(name, 0.0)
        mean = (20 + 15 * number) * week * season * np.exp(own + move)
        found[name] = random.poisson(mean).astype(float)
    return found


@pytest.mark.parametrize("lag", [2, 5])
def test_a_planted_lead_is_found(lag: int) -> None:
    random = np.random.default_rng(lag)
    right = false = 0
    for _ in range(10):
        pairs = [
            (one.leader, one.follower, one.lag_days)
            for one in foretellings(planted(random, lag), DATES, NONE)
        ]
        right += ("A", "B", lag) in pairs
        false += bool(set(pairs) - {("A", "B", lag)})
    assert right >= 9
    assert false <= 1


def test_shuffled_days_foretell_nothing() -> None:
    random = np.random.default_rng(3)
    false = 0
    for _ in range(20):
        counts = planted(random, 3)
        for name in counts:
            weeks = counts[name][: DAYS // 7 * 7].reshape(-1, 7)
            counts[name][: DAYS // 7 * 7] = random.permutation(weeks, axis=0).ravel()
        false += bool(foretellings(counts, DATES, NONE))
    assert false <= 1
