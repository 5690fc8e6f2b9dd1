"""Training, coaching, meetings and back office placed where the floor can spare people."""

from typing import TYPE_CHECKING

from data.on_demand import on_demand

if TYPE_CHECKING:
    from rostering.activities.placement import Placement, place_activities
    from rostering.activities.with_shifts import place_with_shifts
else:
    __getattr__ = on_demand(
        __name__,
        {
            "Placement": "placement",
            "place_activities": "placement",
            "place_with_shifts": "with_shifts",
        },
    )

__all__ = ["Placement", "place_activities", "place_with_shifts"]
