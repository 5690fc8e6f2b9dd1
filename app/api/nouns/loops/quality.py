"""Trends, satisfaction, quality of contacts."""

from dataclasses import dataclass
from datetime import date

from app.api.parts.route import Route
from app.services.context import Context
from app.services.service_quality.briefings import briefings_wanted, order_briefing
from app.services.service_quality.quality import (
    order_reviews,
    quality_state,
    sample_plan,
)
from app.services.service_quality.reports import (
    quality_workbook,
    satisfaction_workbook,
    trends_workbook,
)
from app.services.service_quality.satisfaction import kano_of, price_of_waiting, satisfaction_of
from app.services.service_quality.trends import (
    By,
    What,
    effect_of_measure,
    foretellings_of,
    trends_of,
)
from app.services.service_quality.waiting_price import take_over_price
from data.files.workbook import XLSX
from forecasting.trends.movers import Mover

TAG = "Service quality: trends, satisfaction, quality"


@dataclass(frozen=True)
class Outside:
    """A day outside its control limits."""

    series: str
    day: date
    came: float
    low: float
    high: float


@dataclass(frozen=True)
class TrendsFound:
    """What moves.

    Parameters
    ----------
    false_alarms
        Share of ordinary days outside by chance, simulated [-].
    expected_ahead
        Of each series for the next two weeks [contacts].
    """

    movers: tuple[Mover, ...]
    outside: tuple[Outside, ...]
    false_alarms: float
    expected_ahead: dict[str, tuple[float, ...]]


def trends(
    context: Context, first: date, last: date, what: What = "touches", by: By = "category_region"
) -> TrendsFound:
    """Movers of the last week, days outside their limits, and the forecast, by series."""
    found = trends_of(context, first, last, what, by)
    ahead = zip(found.counted.names, found.limits.ahead.tolist(), strict=True)
    return TrendsFound(
        found.movers,
        tuple(Outside(*row) for row in found.outside),
        found.false_alarms,
        {name: tuple(row) for name, row in ahead},
    )


@dataclass(frozen=True)
class EffectFound:
    """What changed when a measure began; factors with their 95 % interval."""

    name: str
    begun: date
    factor: float
    low: float
    high: float
    sentence: str


def effect(
    context: Context, name: str, begun: date, what: What = "touches", by: By = "category"
) -> EffectFound:
    """Compare a series before and after the first day of a measure.

    Parameters
    ----------
    name
        Category, region, or both as `CATEGORY · REGION`.
    """
    found = effect_of_measure(context, name, begun, what, by)
    one = found.effect
    return EffectFound(name, begun, one.factor, one.low, one.high, found.sentence)


ROUTES = (
    Route("GET", "/trends", trends),
    Route("GET", "/trends/foretellings", foretellings_of, limits={"longest_lag_days": (1, 28)}),
    Route("GET", "/trends/effects", effect),
    Route("GET", "/trends/report", trends_workbook, media=(XLSX,), file="trends.xlsx"),
    Route("GET", "/satisfaction", satisfaction_of),
    Route("GET", "/satisfaction/report", satisfaction_workbook, media=(XLSX,),
          file="satisfaction.xlsx"),
    Route("GET", "/satisfaction/kano", kano_of),
    Route("GET", "/satisfaction/prices/{queue_id}", price_of_waiting),
    Route("POST", "/satisfaction/prices/{queue_id}", take_over_price,
          limits={"price": (1, 100_000)}, example={"price": 12, "why": "answers of November"}),
    Route("GET", "/quality/samples", sample_plan, limits={"review_min": (1, 600)}),
    Route("GET", "/quality/state", quality_state),
    Route("GET", "/quality/report", quality_workbook, media=(XLSX,), file="quality.xlsx",
          limits={"review_min": (1, 600)}),
    Route("GET", "/quality/briefings", briefings_wanted),
    Route("POST", "/quality/briefings", order_briefing, limits={"minutes": (5, 240)}),
    Route("POST", "/quality/reviews", order_reviews),
)  # fmt: skip
