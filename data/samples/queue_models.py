"""The five queues of the sample: shape of the day, handle times, and what moves each of them."""

from dataclasses import dataclass

import numpy as np

from data.model.grid import FloatArray, IntArray
from data.model.queue import Queue, ServiceTarget
from data.model.shift import DAY_MIN


@dataclass(frozen=True)
class Peak:
    """A bump of the day.

    Parameters
    ----------
    hour, width_h
        Its middle on the local clock and its width (distance at which it falls to 1/e) [h].
    height
        Height over the floor [-].
    """

    hour: float
    width_h: float
    height: float


def day_profile(peaks: tuple[Peak, ...], floor: float, slots: int) -> FloatArray:
    """Share of the day's contacts in each slot [-], shape (slots,), summing to one.

    Peaks wrap round midnight: an evening's tail reaches the small hours.
    """
    hour = (np.arange(slots) + 0.5) * 24.0 / slots
    shape = np.full(slots, floor)
    for peak in peaks:
        away = np.abs(hour - peak.hour)
        away = np.minimum(away, 24.0 - away)
        shape += peak.height * np.exp(-((away / peak.width_h) ** 2))
    return np.asarray(shape / shape.sum())


NIGHT_ENDS_MIN, EVENING_FROM_MIN, NIGHT_FROM_MIN = 6 * 60, 18 * 60, 22 * 60


@dataclass(frozen=True)
class HandleTime:
    """Handle time of a queue.

    Parameters
    ----------
    mean_s
        Mean by day in mild weather [s].
    sigma
        Standard deviation of its logarithm [-].
    night, evening
        Factor from 22:00 to 06:00, and from 18:00 to 22:00 [-].
    stress
        Growth with each degree beyond comfort [1/degC]: outages take longer to explain.
    """

    mean_s: float
    sigma: float
    night: float
    evening: float
    stress: float


def mean_handle_s(handle: HandleTime, minute_of_day: IntArray, stress_c: FloatArray) -> FloatArray:
    """Expected handle time of a contact in each slot [s], shape (slots,)."""
    night = (minute_of_day < NIGHT_ENDS_MIN) | (minute_of_day >= NIGHT_FROM_MIN)
    evening = ~night & (minute_of_day >= EVENING_FROM_MIN)
    part = np.where(night, handle.night, np.where(evening, handle.evening, 1.0))
    return np.asarray(handle.mean_s * part * (1.0 + handle.stress * stress_c))


def handle_totals_s(
    handled: FloatArray, mean_s: FloatArray, sigma: float, rng: np.random.Generator
) -> FloatArray:
    """Total handle time of each slot's contacts, each drawn on its own [s], shape (slots,)."""
    many = handled.astype(np.int64)
    slot = np.repeat(np.arange(len(many)), many)
    spread = rng.lognormal(-(sigma**2) / 2.0, sigma, size=len(slot))
    totals = np.bincount(slot, weights=spread, minlength=len(many)) * mean_s
    return np.asarray(np.round(totals, 1))


@dataclass(frozen=True)
class Calendar:
    """Level of a day against a midweek workday [-].

    Parameters
    ----------
    weekly
        Monday .. Sunday.
    holiday, long_holiday
        Public holidays; Spring Festival.
    makeup
        A workday at a weekend.
    eve, back
        Further factor on the workday before and after a holiday.
    """

    weekly: tuple[float, ...]
    holiday: float
    long_holiday: float
    makeup: float
    eve: float
    back: float


@dataclass(frozen=True)
class QueueModel:
    """One queue of the sample: its level, shape, growth and drivers.

    Parameters
    ----------
    per_day
        Contacts of a mild midweek workday at the end of the history, without bills' and storms'
        own calls, for 120 agents [contacts/day].
    growth_year_share
        Growth of a year [-].
    heat_share, cold_share
        Growth of the log rate for each degree above or below comfort [1/degC].
    storm_share
        How much of a storm's surge in fault reports this queue sees at once [-].
    echo_share
        How much of yesterday's surge in fault reports comes back here as more contacts [-].
    day_sd_share, slot_cv
        Over-dispersion: of whole days and of single slots [-].
    """

    queue: Queue
    per_day: float
    growth_year_share: float
    calendar: Calendar
    work_peaks: tuple[Peak, ...]
    rest_peaks: tuple[Peak, ...]
    night_floor: float
    handle: HandleTime
    heat_share: float = 0.0
    cold_share: float = 0.0
    bill_share: float = 0.0
    storm_share: float = 0.0
    echo_share: float = 0.0
    day_sd_share: float = 0.06
    slot_cv: float = 0.06


FAULTS = QueueModel(
    Queue(
        "faults",
        "Fault reports 故障报修",
        group="Hotline 热线",
        target=ServiceTarget(min_heads=2),
        patience_s=150.0,
    ),
    per_day=1750.0,
    growth_year_share=0.04,
    calendar=Calendar((1.06, 1.0, 0.99, 0.99, 1.02, 1.04, 1.02), 1.02, 1.16, 1.0, 1.06, 1.0),
    work_peaks=(Peak(9.8, 2.4, 0.75), Peak(14.5, 2.2, 0.4), Peak(19.6, 2.2, 1.0)),
    rest_peaks=(Peak(10.4, 2.4, 0.75), Peak(15.0, 2.5, 0.45), Peak(19.4, 2.4, 1.0)),
    night_floor=0.16,
    handle=HandleTime(235.0, 0.55, night=1.08, evening=1.02, stress=0.006),
    heat_share=0.075,
    cold_share=0.05,
    storm_share=1.0,
    day_sd_share=0.07,
    slot_cv=0.07,
)
BILLING = QueueModel(
    Queue("billing", "Billing 电费查询", group="Hotline 热线", patience_s=180.0),
    per_day=525.0,
    growth_year_share=0.02,
    calendar=Calendar((1.16, 1.05, 1.0, 0.98, 0.95, 0.55, 0.46), 0.36, 0.22, 0.93, 0.92, 1.14),
    work_peaks=(Peak(10.1, 2.0, 1.0), Peak(15.0, 2.2, 0.8), Peak(19.3, 1.6, 0.42)),
    rest_peaks=(Peak(10.3, 2.0, 1.0), Peak(15.2, 2.2, 0.7), Peak(19.5, 1.8, 0.6)),
    night_floor=0.008,
    handle=HandleTime(250.0, 0.6, night=0.95, evening=1.03, stress=0.003),
    heat_share=0.012,
    cold_share=0.010,
    bill_share=1.0,
    storm_share=0.03,
)
NEW_CONNECTIONS = QueueModel(
    Queue("new_connections", "New connections 新装增容", group="Hotline 热线", patience_s=210.0),
    per_day=770.0,
    growth_year_share=0.06,
    calendar=Calendar((1.14, 1.05, 1.0, 0.98, 0.93, 0.34, 0.24), 0.2, 0.09, 0.9, 0.86, 1.22),
    work_peaks=(Peak(10.0, 1.9, 1.0), Peak(14.9, 2.0, 0.9), Peak(19.0, 1.4, 0.18)),
    rest_peaks=(Peak(10.2, 1.9, 1.0), Peak(15.0, 2.1, 0.75), Peak(19.0, 1.6, 0.25)),
    night_floor=0.004,
    handle=HandleTime(330.0, 0.5, night=0.9, evening=1.05, stress=0.0),
    day_sd_share=0.08,
)
COMPLAINTS = QueueModel(
    Queue("complaints", "Complaints 投诉建议", group="Hotline 热线", patience_s=240.0),
    per_day=350.0,
    growth_year_share=-0.02,
    calendar=Calendar((1.12, 1.04, 1.0, 1.0, 0.97, 0.72, 0.62), 0.55, 0.42, 0.95, 0.95, 1.1),
    work_peaks=(Peak(10.2, 1.9, 1.0), Peak(15.2, 2.1, 0.75), Peak(19.8, 1.9, 0.65)),
    rest_peaks=(Peak(10.8, 2.2, 1.0), Peak(15.5, 2.3, 0.75), Peak(19.8, 2.0, 0.8)),
    night_floor=0.015,
    handle=HandleTime(430.0, 0.7, night=1.0, evening=1.05, stress=0.004),
    storm_share=0.06,
    echo_share=0.55,
    day_sd_share=0.08,
    slot_cv=0.08,
)
WORK_ORDERS = QueueModel(
    Queue(
        "work_orders",
        "Work orders 工单处理",
        channel="work_order",
        group="Back office 后台",
        deferrable_due_min=DAY_MIN,
    ),
    per_day=475.0,
    growth_year_share=0.03,
    calendar=Calendar((1.12, 1.04, 1.0, 1.0, 0.98, 0.66, 0.55), 0.5, 0.45, 0.92, 0.97, 1.12),
    work_peaks=(Peak(10.6, 2.1, 1.0), Peak(15.6, 2.3, 0.95), Peak(20.3, 2.0, 0.4)),
    rest_peaks=(Peak(10.8, 2.3, 1.0), Peak(15.8, 2.4, 0.8), Peak(20.3, 2.1, 0.5)),
    night_floor=0.05,
    handle=HandleTime(420.0, 0.6, night=0.95, evening=1.0, stress=0.002),
    heat_share=0.03,
    cold_share=0.015,
    storm_share=0.45,
    echo_share=0.2,
)
QUEUE_MODELS = (FAULTS, BILLING, NEW_CONNECTIONS, COMPLAINTS, WORK_ORDERS)
