"""Deferrable work placed into the idle capacity of a finished roster."""

from typing import TYPE_CHECKING

from data.on_demand import on_demand

if TYPE_CHECKING:
    from rostering.backlog.placement import BacklogPlan, place_backlog
    from rostering.backlog.work import Backlog, Course, Work
else:
    __getattr__ = on_demand(
        __name__,
        {
            "BacklogPlan": "placement",
            "place_backlog": "placement",
            "Backlog": "work",
            "Course": "work",
            "Work": "work",
        },
    )

__all__ = ["Backlog", "BacklogPlan", "Course", "Work", "place_backlog"]
