"""What surges left that were like the one at hand: of their size, at their time of day."""

import numpy as np

from forecasting.intraday.analogues import Analogues
from forecasting.intraday.surge import LEADS, follow, learn_surges

DAYS = 160
MORNING, EVENING = 7, 21


def surges_of_two_kinds(seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Usual hours and counts; surges of mornings last six hours, those of evenings one."""
    rng = np.random.default_rng(seed)
    hour = np.arange(24 * DAYS) % 24
    usual = 5.0 + 25.0 * np.exp(-(((hour - 13) / 4.0) ** 2))
    rate = usual.copy()
    for day in range(10, DAYS, 4):
        at, hours = (MORNING, 6) if day % 8 == 2 else (EVENING, 1)
        rate[24 * day + at : 24 * day + at + hours] += 200.0
    return usual, rng.poisson(rate).astype(float)


def test_a_surge_is_carried_on_as_those_of_its_time_of_day_were() -> None:
    hour = np.arange(24 * DAYS) % 24
    usual = np.where((hour >= 6) & (hour < 20), 30.0, 5.0)
    odd_day = (np.arange(24 * DAYS) // 24) % 2 == 1
    on = np.where(odd_day, (hour >= MORNING) & (hour < MORNING + 6), hour == EVENING)
    gap = np.where(on, 200.0, 0.0)
    alike = Analogues.of(usual, gap, gap, on, 3)
    left = alike.left_of(usual, gap, on, 3)
    late = hour[on & (np.arange(len(hour)) < len(hour) - 3)]
    told = left[np.isfinite(left)]
    assert (told[late == MORNING] == 1.0).all()
    assert (told[late == EVENING] == 0.0).all()
    assert np.isnan(left[~on]).all()


def test_hours_before_the_end_of_what_is_usual_keep_the_average() -> None:
    usual, counts = surges_of_two_kinds()
    model = learn_surges(usual, counts)
    end = 24 * 10 + MORNING + 2  # the last hour stands in a surge; no later one is known
    trail = follow(model, usual[:end], counts[:end])
    assert trail.probability[-1] > 0.9
    for lead in range(1, LEADS + 1):
        part = trail.left(model, usual[:end], lead)[-1] / trail.size[-1]
        assert 0.8 * model.surge_carry[lead - 1] <= part <= 1.0


def test_no_surges_before_leave_nothing_to_be_like() -> None:
    usual, _ = surges_of_two_kinds()
    model = learn_surges(usual, usual.round())
    assert all(alike.trust == 0.0 for alike in model.analogues)
    counts = usual.round()
    counts[-30:] += 200.0
    trail = follow(model, usual, counts)
    assert np.isfinite(trail.ahead(model, usual, 1)).all()
