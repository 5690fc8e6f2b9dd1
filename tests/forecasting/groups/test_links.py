"""Days that move together, and categories that run ahead of others."""

from datetime import date

import numpy as np
import pytest

from data.model.grid import FloatArray, Grid
from data.model.series import ContactSeries
from forecasting.groups import day_links, find_links, warn
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series, true_rates


def two_queues(days: int, echo: float, last_jump: float = 0.0) -> dict[str, ContactSeries]:
    """Faults with storms; complaints that echo them on the next day."""
    rng = np.random.default_rng(4)
    grid = Grid.for_days(date(2023, 1, 2), days, 60, "UTC")
    storm = np.where(rng.random(days) < 0.08, rng.uniform(0.5, 1.5, days), 0.0)
    storm += 0.1 * rng.standard_normal(days)
    storm[-1] += last_jump
    later = np.concatenate([[0.0], storm[:-1]])
    rates = true_rates(grid, 20.0)
    leads = {"faults": storm, "complaints": echo * later + 0.1 * rng.standard_normal(days)}
    return {
        name: ContactSeries(
            name, grid, rng.poisson(rates * np.exp(log[grid.day_index])).astype(float)
        )
        for name, log in leads.items()
    }


def test_outage_reports_that_lead_complaints_are_found_with_their_lag() -> None:
    links = find_links(two_queues(500, echo=0.6), NO_SPECIAL_DAYS)
    assert (links[0].leader, links[0].follower, links[0].lag_days) == ("faults", "complaints", 1)
    assert links[0].pass_on == pytest.approx(0.6, abs=0.2)
    assert "faults leads complaints by 1 day" in links[0].sentence


def test_categories_that_have_nothing_to_do_with_each_other_are_not_linked() -> None:
    assert find_links(two_queues(500, echo=0.0), NO_SPECIAL_DAYS) == ()


def test_a_jump_of_the_leader_warns_of_its_follower() -> None:
    queues = two_queues(500, echo=0.6, last_jump=1.2)
    warnings = warn(find_links(queues, NO_SPECIAL_DAYS), queues, NO_SPECIAL_DAYS)
    assert warnings[0].link.follower == "complaints"
    assert warnings[0].days_ahead == 1
    assert 1.5 < warnings[0].expected_factor < 3.5


def test_a_short_history_links_nothing() -> None:
    assert find_links(two_queues(60, echo=0.9), NO_SPECIAL_DAYS) == ()


def test_the_sample_centres_fault_reports_lead_its_complaints_by_a_day() -> None:
    from data.samples.centre import sample_centre

    sample = sample_centre()
    links = find_links(sample.series, sample.special_days)
    assert ("faults", "complaints", 1) in {(x.leader, x.follower, x.lag_days) for x in links}


def test_days_that_rise_together_are_found_correlated() -> None:
    one, two, other = (a_series(200, seed=s, level=60.0) for s in (1, 2, 3))
    days = np.random.default_rng(5).lognormal(0, 0.2, 200).repeat(24)
    moved = {"a": one, "b": two}
    moved = {k: type(s)(k, s.grid, s.offered * days) for k, s in moved.items()}
    found = day_links(moved | {"c": other}, NO_SPECIAL_DAYS, ("a", "b", "c", "unknown"))
    assert found[0, 1] > 0.6
    assert abs(found[0, 2]) < 0.25
    assert found[3].tolist() == [0.0, 0.0, 0.0, 1.0]


def shared(pattern: str, days: int, rng: np.random.Generator) -> FloatArray:
    """Log of what one pattern does to the days of every queue."""
    day = np.arange(days)
    match pattern:
        case "year":
            return np.asarray(0.5 * np.cos(2 * np.pi * day / 365.25))
        case "week that changes with the season":
            week = np.array([0.1, 0.0, 0.0, -0.1, -0.1, -0.7, -0.9])
            return np.asarray(week[day % 7] * (1 + 0.4 * np.cos(2 * np.pi * day / 365)))
        case "holidays no calendar knows":
            return np.asarray(np.select([day % 53 == 19, day % 53 == 20, day % 53 == 21],
                                        [0.2, -0.8, 0.4], 0.0))  # fmt: skip
        case "storms of some days":
            starts = np.where(rng.random(days) < 0.04, rng.uniform(0.5, 1.5, days), 0.0)
            return np.asarray(np.convolve(starts, [1, 0.7, 0.4, 0.2, 0.1])[:days])
    return np.zeros(days)


PATTERNS = (
    "none",
    "year",
    "week that changes with the season",
    "holidays no calendar knows",
    "storms of some days",
)


def centre_of_four(pattern: str, seed: int, lag: int = 0) -> dict[str, ContactSeries]:
    """Queues of 200 a day that share a pattern; `b` echoes `a` after a lag, if one is given."""
    days = 600
    rng = np.random.default_rng(seed)
    grid = Grid.for_days(date(2023, 1, 2), days, 60, "UTC")
    common = shared(pattern, days, rng)
    own = 0.1 * rng.standard_normal((4, days))
    own += np.where(rng.random((4, days)) < 0.05, rng.uniform(0.3, 1.0, (4, days)), 0.0)
    if lag:
        own[1, lag:] = 0.7 * own[1, lag:] + 0.9 * own[0, :-lag]
    return {
        name: ContactSeries(
            name, grid, rng.poisson(200 / 24 * np.exp(common + log)[grid.day_index]).astype(float)
        )
        for name, log in zip("abcd", own, strict=True)
    }


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.heavy) for n in (1, 2))])
def test_queues_that_share_a_pattern_only_are_not_linked(pattern: str, seed: int) -> None:
    assert find_links(centre_of_four(pattern, seed), NO_SPECIAL_DAYS) == ()


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("lag", [1, pytest.param(3, marks=pytest.mark.heavy), 7])
def test_a_queue_that_leads_is_found_among_what_all_share(pattern: str, lag: int) -> None:
    links = find_links(centre_of_four(pattern, seed=10 + lag, lag=lag), NO_SPECIAL_DAYS)
    assert ("a", "b", lag) in {(x.leader, x.follower, x.lag_days) for x in links}


def test_queues_that_share_the_year_only_are_correlated_by_no_band() -> None:
    found = day_links(centre_of_four("year", 1), NO_SPECIAL_DAYS, tuple("abcd"))
    assert np.abs(found - np.eye(4)).max() < 0.2


def test_a_history_that_ended_earlier_is_compared_by_its_dates() -> None:
    queues = centre_of_four("none", 11, lag=2)
    leader = queues["a"]
    queues["a"] = leader.until(leader.grid.slot_at(leader.grid.days[-20], 0))
    links = find_links(queues, NO_SPECIAL_DAYS)
    assert [(x.leader, x.follower, x.lag_days) for x in links] == [("a", "b", 2)]
