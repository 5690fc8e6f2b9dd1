"""The shift menu: which few codes serve demand and contracts best, and what restrictions cost."""

from typing import TYPE_CHECKING

from data.model.on_demand import on_demand

if TYPE_CHECKING:
    from rostering.shift_design.choosing import Priced
    from rostering.shift_design.design import (
        ShiftDesign,
        TemplateOption,
        design_shifts,
        without_each,
    )
    from rostering.shift_design.lengths import with_templates
    from rostering.shift_design.wanted import Wanted
else:
    __getattr__ = on_demand(
        __name__,
        {
            "Priced": "choosing",
            "ShiftDesign": "design",
            "TemplateOption": "design",
            "design_shifts": "design",
            "without_each": "design",
            "with_templates": "lengths",
            "Wanted": "wanted",
        },
    )

__all__ = [
    "Priced",
    "ShiftDesign",
    "TemplateOption",
    "Wanted",
    "design_shifts",
    "with_templates",
    "without_each",
]
