"""The truth is the expectation of the records, and the noise is what it is said to be."""

import math
from datetime import date

import numpy as np
import pytest

from data.model.grid import Grid
from data.samples import SampleCentre, sample_centre
from data.samples.data_faults import data_faults
from data.samples.noise import counts, day_factors
from data.samples.queue_models import QUEUE_MODELS
from data.samples.records import abandon_shares, abandon_table, planned_heads


@pytest.fixture(scope="module")
def sample() -> SampleCentre:
    return sample_centre()


QUEUES = tuple(model.queue.queue_id for model in QUEUE_MODELS)


@pytest.mark.parametrize("queue", QUEUES)
def test_counts_scatter_round_the_truth_as_the_over_dispersed_law_says(
    sample: SampleCentre, queue: str
) -> None:
    truth = sample.truth.queues[queue]
    mean = truth.rate * truth.day_factor[sample.truth.grid.day_index]
    use = mean > 2  # where the chi-square statistic has a finite, known spread
    variance = mean[use] + (truth.slot_cv * mean[use]) ** 2
    chi2 = float(np.mean((truth.offered[use] - mean[use]) ** 2 / variance))
    # A term's own variance is 2 plus excess kurtosis, below 3 here; five standard errors.
    assert chi2 == pytest.approx(1.0, abs=5 * math.sqrt(3.0 / use.sum()))
    assert truth.offered.sum() == pytest.approx(mean.sum(), rel=5 / math.sqrt(mean.sum()) + 0.002)


def test_fault_reports_are_plainly_not_poisson(sample: SampleCentre) -> None:
    truth = sample.truth.queues["faults"]
    days = truth.rate.reshape(-1, 48).sum(axis=1)
    counted = truth.offered.reshape(-1, 48).sum(axis=1)
    assert np.mean((counted - days) ** 2 / days) > 3


def test_day_factors_have_mean_one_and_the_spread_asked_for() -> None:
    drawn = day_factors(QUEUE_MODELS, 40_000, 5)
    for model in QUEUE_MODELS:
        factor = drawn[model.queue.queue_id]
        assert factor.mean() == pytest.approx(1.0, abs=0.004)
        if model.echo_share == 0:
            assert np.log(factor).std() == pytest.approx(model.day_sd_share, rel=0.05)
        assert np.corrcoef(factor[1:], factor[:-1])[0, 1] == pytest.approx(0.5, abs=0.15)


def test_gamma_poisson_counts_have_their_textbook_variance() -> None:
    drawn = counts(np.full(200_000, 50.0), 0.1, np.random.default_rng(1))
    assert drawn.mean() == pytest.approx(50.0, rel=0.002)
    assert drawn.var() == pytest.approx(50 + 25, rel=0.03)


@pytest.mark.parametrize("queue", QUEUES)
def test_handle_times_have_the_true_mean_and_log_normal_spread(
    sample: SampleCentre, queue: str
) -> None:
    truth, series = sample.truth.queues[queue], sample.series[queue]
    expected = truth.handle_s[: series.grid.slots]
    known = np.isfinite(series.handled)
    share = series.handle_s_total[known].sum() / (series.handled * expected)[known].sum()
    assert share == pytest.approx(1.0, rel=0.005)
    single = series.handled == 1
    if single.sum() > 200:
        logs = np.log(series.handle_s_total[single] / expected[single])
        assert logs.std() == pytest.approx(truth.handle_sigma, rel=0.1)
        assert logs.mean() == pytest.approx(-(truth.handle_sigma**2) / 2, abs=0.1)


def test_handle_time_depends_on_the_part_of_day_and_the_season(sample: SampleCentre) -> None:
    handle_s = sample.truth.queues["faults"].handle_s.reshape(-1, 48)
    assert handle_s[:, 4].mean() > 1.05 * handle_s[:, 24].mean()
    month = np.array([day.month for day in sample.truth.grid.days])
    assert handle_s[month == 1].mean() > 1.01 * handle_s[month == 5].mean()
    assert handle_s[month == 7].mean() > 1.01 * handle_s[month == 5].mean()


def test_few_hang_up_on_usual_days_and_many_in_a_storm(sample: SampleCentre) -> None:
    truth = sample.truth.queues["faults"]
    series = sample.series["faults"]
    surge = (truth.rate / truth.calm_rate)[: series.grid.slots]
    known = np.isfinite(series.offered)

    def share(where: np.ndarray) -> float:
        return float(series.abandoned[where].sum() / series.offered[where].sum())

    assert 0.02 < share(known & (surge < 1.01)) < 0.08
    assert share(known & (surge > 2)) > 0.3
    assert np.nansum(sample.series["work_orders"].abandoned) == 0


def test_abandons_scatter_round_the_true_share(sample: SampleCentre) -> None:
    for queue in QUEUES:
        truth, series = sample.truth.queues[queue], sample.series[queue]
        known = np.isfinite(series.offered)
        expected = (series.offered * truth.abandon_share[: series.grid.slots])[known].sum()
        spread = math.sqrt(max(1.0, expected))
        assert abs(series.abandoned[known].sum() - expected) < 5 * spread


@pytest.mark.parametrize(("heads", "load", "impatience"), [
    (1, 0.05, 1.5), (3, 2.4, 1.5), (14, 12.0, 3.0), (40, 44.0, 1.2), (60, 180.0, 1.5),
])  # fmt: skip
def test_the_abandon_share_is_that_of_the_birth_and_death_chain(
    heads: int, load: float, impatience: float
) -> None:
    # Independent of the closed form: stationary distribution of M/M/n+M, state by state.
    states = 1500
    log_p = np.zeros(states)
    for k in range(1, states):
        service = min(k, heads) + max(0, k - heads) * impatience
        log_p[k] = log_p[k - 1] + math.log(load / service)
    p = np.exp(log_p - log_p.max())
    p /= p.sum()
    waiting = float((np.maximum(0, np.arange(states) - heads) * p).sum())
    found = abandon_shares(np.array([load]), np.array([heads]), impatience * 100.0, 100.0)
    assert found[0] == pytest.approx(impatience * waiting / load, abs=0.002)


def test_the_abandon_table_is_a_share_that_grows_with_load_and_falls_with_heads() -> None:
    table = abandon_table(1.5)[1:]
    assert ((table >= 0) & (table <= 1)).all()
    assert (np.diff(table, axis=1) >= -1e-12).all()
    assert (np.diff(table, axis=0) <= 1e-12).all()


def test_planned_heads_stay_below_the_occupancy_cap() -> None:
    load = np.linspace(0.0, 200.0, 500)
    heads = planned_heads(load)
    assert (heads >= 1).all()
    assert (load / heads <= 0.9 + 1e-12).all()


def test_lost_and_false_records_stand_exactly_where_the_truth_says(sample: SampleCentre) -> None:
    truth = sample.truth
    assert {fault.kind for fault in truth.data_faults} == {
        "missing slots", "feed outage", "false zeros",
    }  # fmt: skip
    for queue_id, series in sample.series.items():
        expected = truth.queues[queue_id].offered[: truth.history_slots].copy()
        for fault in truth.data_faults:
            if fault.queue_id == queue_id:
                value = 0.0 if fault.kind == "false zeros" else np.nan
                expected[fault.first_slot : fault.first_slot + fault.slots] = value
        assert np.array_equal(series.offered, expected, equal_nan=True)
        assert np.isfinite(series.offered[-28 * 48 :]).all()


@pytest.mark.parametrize("seed", range(20))
def test_faults_spare_the_last_four_weeks_and_never_overlap(seed: int) -> None:
    grid = Grid.for_days(date(2024, 1, 1), 200)
    found = data_faults(QUEUES, grid, np.random.default_rng(seed))
    assert found == data_faults(QUEUES, grid, np.random.default_rng(seed))
    for queue in QUEUES:
        hit = [
            slot
            for fault in found
            if fault.queue_id == queue
            for slot in range(fault.first_slot, fault.first_slot + fault.slots)
        ]
        assert len(set(hit)) == len(hit)
        assert max(hit) < grid.slots - 28 * 48


def test_one_feed_outage_silences_every_queue_at_once(sample: SampleCentre) -> None:
    outage = [fault for fault in sample.truth.data_faults if fault.kind == "feed outage"]
    assert {fault.queue_id for fault in outage} == set(sample.series)
    assert len({(fault.first_slot, fault.slots) for fault in outage}) == 1
    assert 40 <= outage[0].slots <= 88


def test_false_zeros_are_plainly_false(sample: SampleCentre) -> None:
    for fault in sample.truth.data_faults:
        if fault.kind == "false zeros":
            lost = slice(fault.first_slot, fault.first_slot + fault.slots)
            assert sample.truth.queues[fault.queue_id].offered[lost].sum() > 0
