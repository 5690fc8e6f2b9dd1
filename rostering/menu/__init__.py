"""The shift menu: which few codes serve demand and contracts best, and what restrictions cost."""

from typing import TYPE_CHECKING

from data.model.on_demand import on_demand

if TYPE_CHECKING:
    from rostering.menu.design import MenuDesign, MenuOption, design_menu, without_each
    from rostering.menu.fitting import with_menu
    from rostering.menu.pricing import Priced
    from rostering.menu.wanted import Wanted
else:
    __getattr__ = on_demand(
        __name__,
        {
            "MenuDesign": "design",
            "MenuOption": "design",
            "design_menu": "design",
            "without_each": "design",
            "with_menu": "fitting",
            "Priced": "pricing",
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
