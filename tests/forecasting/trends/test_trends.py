"""Limits, movers, measures and drifting topics: planted truth is found, chance mostly is not."""

import numpy as np
import pytest

from data.model.errors import NotEnoughHistory
from data.model.grid import FloatArray
from forecasting.trends.drift import drifts
from forecasting.trends.interrupted import effect_of
from forecasting.trends.limits import FALSE_ALARM, limits_of, simulated_false_alarms
from forecasting.trends.movers import movers

DAYS = 364
KINDS = np.arange(DAYS) % 7
NAMES = tuple(f"series {n}" for n in range(20))
WEEK = np.array([1.1, 1.05, 1.0, 1.0, 1.05, 0.9, 0.9])


def some_counts(random: np.random.Generator, series: int, spread: float = 0.05) -> FloatArray:
    level = random.uniform(4, 80, series)[:, None]
    mean = level * WEEK[KINDS] * (1 + 0.15 * np.sin(np.arange(DAYS) / 60))
    return random.poisson(random.gamma(1 / spread, mean * spread)).astype(float)


def test_few_ordinary_days_are_outside_and_the_simulation_says_how_few() -> None:
    random = np.random.default_rng(1)
    counts = some_counts(random, 16)
    found = limits_of(counts, KINDS, KINDS[:14])
    said = simulated_false_alarms(found, KINDS, random)
    rate = found.outside.sum() / np.isfinite(found.expected).sum()
    assert FALSE_ALARM / 3 < said < FALSE_ALARM * 4
    assert rate < 3 * max(said, FALSE_ALARM)
    assert found.ahead.shape == (16, 14)
    assert 0.02 < np.median(found.spread) < 0.1


def test_a_burst_is_above_its_limit_and_the_top_mover() -> None:
    random = np.random.default_rng(3)
    counts = some_counts(random, 20)
    counts[7, -3:] *= 2.2
    found = limits_of(counts, KINDS, KINDS[:7])
    first = movers(NAMES, found)[0]
    assert found.outside[7, -3:].any()
    assert (first.name, first.beyond) == (NAMES[7], True)
    assert first.ratio > 1.3


def test_false_movers_are_rare() -> None:
    random = np.random.default_rng(5)
    false = sum(  # one in twenty, of 25
        any(
            one.beyond
            for one in movers(NAMES, limits_of(some_counts(random, 10), KINDS, KINDS[:1]))
        )
        for _ in range(25)
    )
    assert false <= 4


def test_eight_weeks_are_asked_for() -> None:
    with pytest.raises(NotEnoughHistory, match="56"):
        limits_of(np.ones((1, 30)), np.zeros(30, dtype=int), np.zeros(1, dtype=int))


def test_the_effect_of_a_measure_lies_in_its_interval() -> None:
    random = np.random.default_rng(8)
    inside = clear = false = 0
    trials = 150
    kinds = np.arange(180) % 7
    for _ in range(trials):
        mean = 60 * WEEK[kinds] * np.exp(0.0005 * np.arange(180))
        mean[120:] *= 0.7
        found = effect_of(random.poisson(random.gamma(25, mean / 25)).astype(float), kinds, 120)
        inside += found.low <= 0.7 <= found.high
        clear += found.is_clear
        mean[120:] /= 0.7
        flat = effect_of(random.poisson(random.gamma(25, mean / 25)).astype(float), kinds, 120)
        false += flat.is_clear
    assert 0.88 <= inside / trials <= 0.99
    assert clear / trials > 0.9
    assert false / trials < 0.12


def some_contacts(
    random: np.random.Generator, days: int, topics: int = 8
) -> tuple[np.ndarray, np.ndarray, FloatArray, FloatArray]:
    size = days * topics * 250
    topic, day = random.integers(0, topics, size), random.integers(0, days, size)
    handle = (
        np.exp(random.normal(5.4 + 0.1 * topic, 0.6, size))
        * np.exp(random.normal(0, 0.02, days))[day]
    )
    return topic, day, handle, (random.random(size) < 0.1).astype(float)


def test_a_topic_15_percent_slower_is_named_within_three_days() -> None:
    random = np.random.default_rng(6)
    named = false = 0
    trials = 15
    for _ in range(trials):
        topic, day, handle, repeated = some_contacts(random, 63)
        false += bool(drifts(topic, day, handle, repeated, 8))
        handle[(topic == 3) & (day >= 60)] *= 1.15
        found = [one for one in drifts(topic, day, handle, repeated, 8) if one.topic == 3]
        named += bool(found)
    assert named == trials
    assert false <= 2
    assert found[0].ratio == pytest.approx(1.15, abs=0.1)
    assert found[0].days <= 3


def test_a_topic_that_brings_people_back_is_named() -> None:
    random = np.random.default_rng(7)
    topic, day, handle, repeated = some_contacts(random, 63)
    mine = (topic == 5) & (day >= 60)
    repeated[mine] = (random.random(int(mine.sum())) < 0.35).astype(float)
    assert [(one.topic, one.what) for one in drifts(topic, day, handle, repeated, 8)] == [
        (5, "repeats")
    ]
