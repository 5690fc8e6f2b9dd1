"""The shift menu: which few codes serve demand and contracts best, and what restrictions cost."""

from typing import TYPE_CHECKING

from data.model.on_demand import on_demand

if TYPE_CHECKING:
    from rostering.shift_design.choosing import Priced
    from rostering.shift_design.design import MenuDesign, MenuOption, design_menu, without_each
    from rostering.shift_design.lengths import with_menu
    from rostering.shift_design.wanted import Wanted
else:
    __getattr__ = on_demand(
        __name__,
        {
            "MenuDesign": "design",
            "MenuOption": "design",
            "design_menu": "design",
            "without_each": "design",
            "with_menu": "lengths",
            "Priced": "choosing",
            "Wanted": "wanted",
        },
    )

__all__ = [
    "MenuDesign",
    "MenuOption",
    "Priced",
    "Wanted",
    "design_menu",
    "with_menu",
    "without_each",
]
