"""How often months end inside the ranges that are told before they begin.

Of each month, by what was known at its first midnight: the range in which its contacts lie in
eight of ten months, and the same of the service that its plan reaches if it stands. Few months say
little: of twelve, all lie inside a right range once in fourteen times.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.stats import beta

from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.panel import fold
from forecasting.uncertainty.periods import period_quantiles
from tests.benchmarks.day.months.closed_loop import month_origins
from tests.benchmarks.day.months.foresight import range_without_recourse
from tests.benchmarks.day.months.planned import Terms, plan_month

_LEVELS = (0.1, 0.9)


def run(
    cases: Sequence[tuple[ContactSeries, SpecialDays]],
    terms: Terms,
    *,
    origins: int = 24,
    weeks: int = 4,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """Months of each series, and what share of them lies inside; of all of them together."""
    rows = []
    for number, (series, special_days) in enumerate(cases):
        firsts = month_origins(series, origins, 7 * weeks, at_most=True)
        for done, first in enumerate(firsts, 1):
            rows.append(_month(series, special_days, first, 7 * weeks, terms))
            progress(number * origins + done, len(cases) * origins)
    names = dict.fromkeys(row["id"] for row in rows)
    mine = {name: [row for row in rows if row["id"] == name] for name in names}
    return {
        "months": rows,
        "series": [{"id": name, **_together(part)} for name, part in mine.items()],
        "all": _together(rows),
    }


def _month(
    series: ContactSeries, special_days: SpecialDays, first: int, days: int, terms: Terms
) -> dict[str, Any]:
    grid = series.grid
    plan = plan_month(series, special_days, first, days, terms)
    actual = fold(grid, series.offered).cells[first : first + days]
    came = np.where(np.isfinite(actual), actual, 0.0)
    start, horizon = grid.slot_at(grid.days[first], 0), plan.forecast.grid
    offered = series.offered[start : start + horizon.slots]
    known = np.flatnonzero(np.isfinite(offered))
    total = float(offered[known].sum())
    low, high = period_quantiles(plan.forecast, known, _LEVELS).tolist()
    met, counted = terms.play(grid.slot_min, came, plan.agents, seed=first)
    reached = float(met.sum() / max(float(counted.sum()), 1.0))
    told = range_without_recourse(plan, terms)
    return {
        "id": series.queue_id,
        "origin": grid.days[first].isoformat(),
        "contacts": round(total),
        "contacts_predicted": [round(low), round(high)],
        "contacts_inside": bool(low <= total <= high),
        "reached": round(reached, 4),
        "predicted": [round(x, 4) for x in told],
        "inside": bool(told[0] <= reached <= told[1]),
    }


def _together(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Shares inside, and how far months so few may be off by chance."""
    n = len(rows)
    inside = sum(row["inside"] for row in rows)
    return {
        "months": n,
        "contacts_inside": round(sum(row["contacts_inside"] for row in rows) / n, 4),
        "inside": round(inside / n, 4),
        # Clopper & Pearson 1934, Biometrika 26, 404-413, doi:10.1093/biomet/26.4.404
        "inside_95": [
            round(float(beta.ppf(0.025, inside, n - inside + 1)), 4) if inside else 0.0,
            round(float(beta.ppf(0.975, inside + 1, n - inside)), 4) if inside < n else 1.0,
        ],
        "width": round(float(np.mean([r["predicted"][1] - r["predicted"][0] for r in rows])), 4),
        "bias": round(float(np.mean([r["reached"] - np.mean(r["predicted"]) for r in rows])), 4),
    }
