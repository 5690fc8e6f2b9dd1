"""Shift design: which few codes serve demand and contracts best, and what restrictions cost."""

from typing import TYPE_CHECKING

from data.on_demand import on_demand

if TYPE_CHECKING:
    from rostering.shift_design.design import (
        ShiftDesign,
        TemplateOption,
        design_shifts,
        without_each,
    )
    from rostering.shift_design.lengths import with_templates
    from rostering.shift_design.request import DesignRequest
else:
    __getattr__ = on_demand(
        __name__,
        {
            "ShiftDesign": "design",
            "TemplateOption": "design",
            "design_shifts": "design",
            "without_each": "design",
            "with_templates": "lengths",
            "DesignRequest": "request",
        },
    )

__all__ = [
    "DesignRequest",
    "ShiftDesign",
    "TemplateOption",
    "design_shifts",
    "with_templates",
    "without_each",
]
