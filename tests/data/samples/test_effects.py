"""What the sample centre promises to hold can be found again in its records."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from data.samples import SampleCentre, sample_centre
from data.samples.happenings import LEAST_RESPONSE, MOST_RESPONSE

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def sample() -> SampleCentre:
    return sample_centre()


def days_of(sample: SampleCentre) -> tuple[date, ...]:
    return sample.series["faults"].grid.days


def totals(sample: SampleCentre, queue_id: str) -> np.ndarray:
    """Contacts of each day; NaN where a record is missing."""
    return sample.series[queue_id].offered.reshape(-1, 48).sum(axis=1)


def weekdays(sample: SampleCentre) -> np.ndarray:
    return np.array([day.weekday() for day in days_of(sample)])


def of_kind(sample: SampleCentre, kind: str, name: str = "") -> np.ndarray:
    special = sample.special_days
    return np.array(
        [d in special and special[d].kind == kind and name in special[d].name
         for d in days_of(sample)]
    )  # fmt: skip


def ordinary(sample: SampleCentre) -> np.ndarray:
    return np.array([day not in sample.special_days for day in days_of(sample)])


def stormy(sample: SampleCentre, days_after: int = 0) -> np.ndarray:
    hit = {storm.start.astimezone(ZONE).date() for storm in sample.truth.storms}
    return np.array([day - timedelta(days=days_after) in hit for day in days_of(sample)])


def calm(sample: SampleCentre) -> np.ndarray:
    return ~(stormy(sample) | stormy(sample, 1) | stormy(sample, 2))


def against_same_weekday(sample: SampleCentre, queue_id: str) -> np.ndarray:
    """Log of each day's total over the median of ordinary same weekdays within five weeks."""
    y, plain = totals(sample, queue_id), ordinary(sample) & calm(sample)
    base = np.full(len(y), np.nan)
    for i in range(len(y)):
        near = [j for j in range(i - 35, i + 36, 7) if j != i and 0 <= j < len(y) and plain[j]]
        base[i] = np.nanmedian(y[near]) if near else np.nan
    return np.log(y / base)


def test_faults_peak_in_the_morning_and_higher_in_the_evening(sample: SampleCentre) -> None:
    day = np.nanmean(sample.series["faults"].offered.reshape(-1, 48), axis=0)
    morning, noon, evening, night = day[18:22].max(), day[24:27].min(), day[38:42].max(), day[6:9]
    assert evening > morning > 1.15 * noon
    assert noon > 2 * night.max()


def test_billing_peaks_in_the_morning_and_sleeps_at_night(sample: SampleCentre) -> None:
    day = np.nanmean(sample.series["billing"].offered.reshape(-1, 48), axis=0)
    assert 18 <= int(day.argmax()) <= 22
    assert day[4:10].max() < 0.05 * day.max()


def test_weekends_are_quiet_for_offices_and_busy_for_faults(sample: SampleCentre) -> None:
    plain, weekend = ordinary(sample) & calm(sample), weekdays(sample) >= 5
    share = {
        queue: np.nanmean(totals(sample, queue)[plain & weekend])
        / np.nanmean(totals(sample, queue)[plain & ~weekend])
        for queue in sample.series
    }
    assert share["new_connections"] < 0.4
    assert 0.4 < share["billing"] < 0.7
    assert 0.95 < share["faults"] < 1.1


# Billing lies below its own level of 0.22-0.36: long holidays begin months, and push the first
# bills of the month behind them.
@pytest.mark.parametrize(("queue", "low", "high"), [
    ("new_connections", 0.10, 0.25), ("billing", 0.15, 0.36), ("faults", 0.95, 1.2),
])  # fmt: skip
def test_holidays_on_weekdays_empty_the_offices_only(
    sample: SampleCentre, queue: str, low: float, high: float
) -> None:
    days = of_kind(sample, "holiday") & (weekdays(sample) < 5) & calm(sample)
    assert days.sum() > 40
    assert low < np.exp(np.nanmean(against_same_weekday(sample, queue)[days])) < high


def test_spring_festival_is_quieter_than_other_holidays(sample: SampleCentre) -> None:
    ratio = against_same_weekday(sample, "new_connections")
    workdays = weekdays(sample) < 5
    spring = of_kind(sample, "holiday", "Spring Festival") & workdays
    others = of_kind(sample, "holiday") & ~of_kind(sample, "holiday", "Spring") & workdays
    assert np.nanmean(ratio[spring]) < np.nanmean(ratio[others]) - 0.5


def test_makeup_workdays_are_workdays_at_weekends(sample: SampleCentre) -> None:
    days = of_kind(sample, "makeup")
    assert days.sum() >= 15
    assert (weekdays(sample)[days] >= 5).all()
    for queue, least in (("billing", 1.4), ("new_connections", 2.0)):
        assert np.exp(np.nanmean(against_same_weekday(sample, queue)[days])) > least


def test_the_official_calendar_is_known_to_the_day(sample: SampleCentre) -> None:
    kinds = {day: special.kind for day, special in sample.special_days.items()}
    first, last = date(2024, 2, 10), date(2024, 2, 17)  # State Council notice for 2024
    assert all(kinds[first + timedelta(days=i)] == "holiday" for i in range((last - first).days))
    assert kinds[date(2024, 2, 4)] == kinds[date(2024, 2, 18)] == "makeup"
    assert kinds[date(2024, 2, 9)] == "eve"
    assert [kinds.get(date(2025, 10, day)) for day in (1, 4, 5, 8, 9)] == ["holiday"] * 4 + [None]
    assert kinds[date(2025, 9, 28)] == kinds[date(2025, 10, 11)] == "makeup"


def test_heat_and_cold_raise_faults_but_not_new_connections(sample: SampleCentre) -> None:
    celsius = sample.series["faults"].temperature_c.reshape(-1, 48).mean(axis=1)
    plain = ordinary(sample) & calm(sample)
    mild, hot, cold = (celsius > 8) & (celsius < 23), celsius > 29, celsius < 1
    faults, others = totals(sample, "faults"), totals(sample, "new_connections")
    assert np.nanmean(faults[plain & hot]) > 1.25 * np.nanmean(faults[plain & mild])
    assert np.nanmean(faults[plain & cold]) > 1.12 * np.nanmean(faults[plain & mild])
    assert 0.93 < np.nanmean(others[plain & hot]) / np.nanmean(others[plain & mild]) < 1.07


def test_a_hot_or_cold_month_makes_dearer_bills_that_more_people_question(
    sample: SampleCentre,
) -> None:
    celsius = sample.series["faults"].temperature_c.reshape(-1, 48).mean(axis=1)
    month_before = np.convolve(celsius, np.ones(30) / 30)[: len(celsius)]
    month_before[:30] = np.nan
    plain, y = ordinary(sample), totals(sample, "billing")
    mild = np.nanmean(y[plain & (month_before > 10) & (month_before < 22)])
    assert np.nanmean(y[plain & (month_before > 26)]) > 1.1 * mild
    assert np.nanmean(y[plain & (month_before < 3)]) > 1.1 * mild


def test_a_hotter_summer_day_brings_more_faults_than_its_neighbours(sample: SampleCentre) -> None:
    celsius = sample.series["faults"].temperature_c.reshape(-1, 48).mean(axis=1)
    summer = np.array([day.month in (7, 8) for day in days_of(sample)])
    use = summer & ordinary(sample) & calm(sample) & np.isfinite(totals(sample, "faults"))
    ratio = against_same_weekday(sample, "faults")
    assert np.corrcoef(celsius[use], ratio[use])[0, 1] > 0.3


def test_temperature_has_seasons_days_and_lasting_weather(sample: SampleCentre) -> None:
    celsius = sample.series["faults"].temperature_c.reshape(-1, 48)
    month = np.array([day.month for day in days_of(sample)])
    assert celsius[month == 7].mean() - celsius[month == 1].mean() > 20
    assert 12 * 2 <= int(celsius.mean(axis=0).argmax()) <= 17 * 2
    daily = celsius.mean(axis=1)
    season = np.array([daily[month == m].mean() for m in range(1, 13)])[month - 1]
    weather = daily - season
    assert np.corrcoef(weather[1:], weather[:-1])[0, 1] > 0.5


def test_summer_and_winter_carry_more_load_than_spring_and_autumn(sample: SampleCentre) -> None:
    month = np.array([day.month for day in days_of(sample)])
    load = totals(sample, "faults") + totals(sample, "billing")
    mean = {m: np.nanmean(load[month == m]) for m in range(1, 13)}
    assert min(mean[7], mean[8]) > 1.15 * max(mean[5], mean[10])
    assert min(mean[1], mean[2]) > 1.1 * max(mean[5], mean[10])


def test_customers_grow_slowly(sample: SampleCentre) -> None:
    y, plain = totals(sample, "new_connections"), ordinary(sample)
    first, last = y[:365][plain[:365]], y[-365:][plain[-365:]]
    assert np.nanmean(last) / np.nanmean(first) == pytest.approx(1.06**2.0, rel=0.04)


def test_bill_drops_fall_on_workdays_and_are_answered_by_two_to_five_percent(
    sample: SampleCentre,
) -> None:
    drops = sample.truth.bill_drops
    assert len(drops) > 4 * 36
    shares = np.array([drop.response_share for drop in drops])
    assert shares.min() >= LEAST_RESPONSE
    assert shares.max() <= MOST_RESPONSE
    assert shares.std() > 0.003
    rest = [d.day for d in drops if d.day.weekday() >= 5 and d.day not in sample.special_days]
    assert rest == []


def test_billing_calls_follow_the_bills_of_a_month(sample: SampleCentre) -> None:
    ratio = np.full(len(days_of(sample)), np.nan)
    y, plain = totals(sample, "billing"), ordinary(sample) & (weekdays(sample) < 5)
    for i in np.flatnonzero(plain):
        ratio[i] = y[i] / np.nanmean(y[max(0, i - 15) : i + 16])
    day = np.array([d.day for d in days_of(sample)])
    after, before = (day >= 9) & (day <= 20), (day <= 4)
    assert np.nanmean(ratio[after]) > 1.1 * np.nanmean(ratio[before])


def test_each_storm_multiplies_fault_reports_for_hours(sample: SampleCentre) -> None:
    truth = sample.truth
    faults = truth.queues["faults"]
    assert 10 <= len(truth.storms) <= 45
    past = [s for s in truth.storms if s.start < sample.series["faults"].grid.end]
    for storm in past:
        first = truth.grid.index_of(storm.start) + 2
        span = slice(first, first + int(2 * storm.hours) - 1)
        ratio = faults.offered[span].sum() / faults.calm_rate[span].sum()
        assert 1.5 < ratio < 6.5, storm
        assert 2 <= storm.peak <= 5


def test_storms_come_in_summer_more_than_in_spring_or_autumn() -> None:
    months = [storm.start.month for seed in range(4) for storm in sample_centre(seed).truth.storms]
    assert sum(month in (6, 7, 8) for month in months) > 0.45 * len(months)
    assert len(months) > 40


def test_complaints_follow_a_storm_on_the_next_day_more_than_at_once(
    sample: SampleCentre,
) -> None:
    ratio = against_same_weekday(sample, "complaints")
    plain = ordinary(sample)
    alone = ~stormy(sample, 1) & ~stormy(sample, 2)
    same = np.nanmean(ratio[plain & stormy(sample) & alone])
    following = np.nanmean(ratio[plain & stormy(sample, 1)])
    assert following > 0.12  # the echo of complaints is a quarter of a surge of a half
    assert following > same + 0.05


def test_faults_lead_complaints_by_a_day_on_ordinary_days_too(sample: SampleCentre) -> None:
    faults = against_same_weekday(sample, "faults")
    complaints = against_same_weekday(sample, "complaints")
    seen = ordinary(sample) & np.isfinite(faults) & np.isfinite(complaints)

    def correlation(lag: int) -> float:
        both = seen[: len(seen) - lag] & seen[lag:]
        return float(np.corrcoef(faults[: len(seen) - lag][both], complaints[lag:][both])[0, 1])

    assert correlation(1) > max(correlation(0), correlation(3), correlation(5)) > -1
    assert correlation(1) > 0.2


def test_planned_outages_raise_reports_and_are_public_seven_days_ahead(
    sample: SampleCentre,
) -> None:
    truth, faults = sample.truth, sample.truth.queues["faults"]
    today = days_of(sample)[-1]
    events = {day for day, special in sample.special_days.items() if special.kind == "event"}
    planned = {outage.day for outage in truth.planned_outages}
    assert events == {day for day in planned if day <= today + timedelta(days=7)}
    assert max(planned) > today + timedelta(days=7)
    ratios = []
    for outage in truth.planned_outages:
        first = truth.grid.index_of(outage.start)
        assert outage.start.astimezone(ZONE).date() == outage.day
        span = slice(first, first + 2 * outage.hours)
        before = slice(span.start - 7 * 48, span.stop - 7 * 48)
        if first >= 7 * 48:
            ratios.append(faults.offered[span].sum() / faults.offered[before].sum())
    assert 1.3 < np.median(ratios) < 1.9


def test_planned_outages_are_tagged_on_the_slots_they_touch(sample: SampleCentre) -> None:
    series = sample.series["faults"]
    past = [o for o in sample.truth.planned_outages if o.start < series.grid.end]
    assert len(series.event_tag) == sum(2 * outage.hours for outage in past)
    assert set(series.event_tag.values()) == {"Planned outage"}


def test_truth_does_not_reach_beyond_itself(sample: SampleCentre) -> None:
    demand = sample.truth.demand("billing")
    assert demand.grid == sample.truth.future
    assert demand.contacts.sum() > 0
    assert datetime.fromisoformat("2025-12-08T00:00+08:00") == demand.grid.start
    with pytest.raises(ValueError, match="ask for a part"):
        sample.truth.demand("billing", demand.grid.following(7))
