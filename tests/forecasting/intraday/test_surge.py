"""Surges: told within two hours, carried on in contacts, over when they are over."""

import numpy as np

from forecasting.intraday.surge import SurgeModel, follow, learn_surges

DAYS = 120


def a_year_with_storms(seed: int = 5) -> tuple[np.ndarray, np.ndarray, list[int]]:
    """Usual hours, counts and the first hour of each storm (20 times the usual, fading)."""
    rng = np.random.default_rng(seed)
    hour = np.arange(24 * DAYS) % 24
    usual = 5.0 + 25.0 * np.exp(-(((hour - 11) / 4.0) ** 2))
    rate = usual * rng.gamma(10.0, 0.1, len(usual))
    begins = [24 * day + at for day, at in ((20, 3), (41, 14), (63, 22), (84, 9), (105, 17))]
    for first in begins:
        rate[first : first + 18] += 300.0 * 0.85 ** np.arange(18)
    return usual, rng.poisson(rate).astype(float), begins


def test_every_storm_is_told_within_two_hours_and_calm_days_are_left_in_peace() -> None:
    usual, counts, begins = a_year_with_storms()
    trail = follow(learn_surges(usual, counts), usual, counts)
    for first in begins:
        assert trail.alarm[first : first + 3].any()
        assert trail.probability[first + 2] > 0.95
    quiet = np.ones(len(usual), dtype=bool)
    for first in begins:
        quiet[first : first + 36] = False
    begun = trail.alarm & ~np.concatenate([[False], trail.alarm[:-1]])
    assert (begun & quiet).sum() <= DAYS / 28


def test_the_next_hour_of_a_storm_is_nearer_than_what_is_usual_and_calm_is_not_worse() -> None:
    usual, counts, begins = a_year_with_storms()
    half = 24 * 60
    model = learn_surges(usual[:half], counts[:half])
    trail = follow(model, usual, counts)
    storm = np.zeros(len(usual), dtype=bool)
    for first in begins:
        storm[first + 1 : first + 12] = True
    ahead = trail.ahead(model, usual, 1)
    for hours, limit in ((storm, 0.4), (~storm, 1.05)):
        late = hours & (np.arange(len(usual)) >= half)
        ours, base = (np.abs(x - counts)[late].sum() for x in (ahead, usual))
        assert ours <= limit * base


def test_what_comes_later_changes_nothing_before_it() -> None:
    usual, counts, _ = a_year_with_storms()
    other = counts.copy()
    other[1000:] = 500.0
    one, two = (follow(SurgeModel(), usual, c) for c in (counts, other))
    assert np.array_equal(one.probability[:1000], two.probability[:1000])
    assert np.array_equal(one.alarm[:1000], two.alarm[:1000])


def test_a_surge_of_a_few_contacts_at_night_is_no_alarm() -> None:
    usual, counts, _ = a_year_with_storms()
    counts = usual.round()
    counts[24 * 50 + 2] = 20.0  # of 5, where a day has 300
    assert not follow(SurgeModel(calm_share=0.1), usual, counts).alarm.any()


def test_its_end_and_its_range_follow_its_size() -> None:
    usual, counts, begins = a_year_with_storms()
    model = learn_surges(usual, counts)
    trail = follow(model, usual, counts)
    early, late = begins[1] + 1, begins[1] + 8
    assert trail.hours_to_end(model, usual, early) > trail.hours_to_end(model, usual, late) > 0
    assert trail.hours_to_end(model, usual, begins[1] - 5) == 0.0
    low, middle, high = (trail.range_of(model, early, 3, level) for level in (0.1, 0.5, 0.9))
    assert 0 < low < middle < high


def test_hours_nobody_saw_let_a_surge_fade_and_break_nothing() -> None:
    usual, counts, begins = a_year_with_storms()
    counts[begins[0] + 2 : begins[0] + 30] = np.nan
    trail = follow(SurgeModel(), usual, counts)
    assert np.isfinite(trail.probability).all()
    assert trail.size[begins[0] + 20] < 0.1 * trail.size[begins[0] + 1]
    nothing = np.full(48, np.nan)
    assert learn_surges(nothing, nothing).surges == 0


def test_what_is_held_for_the_next_hour_covers_it_as_often_as_its_price_asks() -> None:
    usual, counts, _ = a_year_with_storms()
    half = 24 * 60
    model = learn_surges(usual[:half], counts[:half])
    trail = follow(model, usual, counts)
    need = np.maximum(0.0, counts - usual)
    low, high = (trail.added_ahead(model, usual, 1, level) for level in (0.67, 0.9))
    assert (low <= high).all()
    for held, level in ((low, 0.67), (high, 0.9)):
        assert abs((need[half:] <= held[half:]).mean() - level) < 0.08

    def cost(held: np.ndarray) -> float:
        return float((held + 3 * np.maximum(0.0, need - held))[half:].sum())

    waited = np.zeros(len(usual))  # until the surge is told
    for hour in np.flatnonzero(trail.alarm[:-1]).tolist():
        waited[hour + 1] = trail.range_of(model, hour, 1, 0.67)
    assert cost(low) < cost(waited) < cost(np.zeros(len(usual)))
