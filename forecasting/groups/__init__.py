"""Queues that belong together: shares of a group, sums of forecasts, days that move together."""

from typing import TYPE_CHECKING

from data.on_demand import on_demand

if TYPE_CHECKING:
    from forecasting.groups.departures import day_links
    from forecasting.groups.links import EarlyWarning, Link, find_links, warn
    from forecasting.groups.shares import borrowed, is_small, parents_of, summed_series
    from forecasting.groups.sums import on_common_slots, sum_of
else:
    __getattr__ = on_demand(
        __name__,
        {
            "EarlyWarning": "links",
            "Link": "links",
            "day_links": "departures",
            "find_links": "links",
            "warn": "links",
            "borrowed": "shares",
            "is_small": "shares",
            "parents_of": "shares",
            "summed_series": "shares",
            "on_common_slots": "sums",
            "sum_of": "sums",
        },
    )

__all__ = [
    "EarlyWarning",
    "Link",
    "borrowed",
    "day_links",
    "find_links",
    "is_small",
    "on_common_slots",
    "parents_of",
    "sum_of",
    "summed_series",
    "warn",
]
