"""Training, coaching, meetings and back office placed where the floor can spare people."""

from typing import TYPE_CHECKING

from data.model.on_demand import on_demand

if TYPE_CHECKING:
    from rostering.activities.place import LeftOut, Placement, place_activities
else:
    __getattr__ = on_demand(
        __name__,
        {
            "LeftOut": "place",
            "Placement": "place",
            "place_activities": "place",
        },
    )

__all__ = ["LeftOut", "Placement", "place_activities"]
