"""The shift menu: which few codes serve demand and contracts best, and what restrictions cost."""

from rostering.menu.design import MenuDesign, MenuOption, design_menu, without_each
from rostering.menu.fitting import with_menu
from rostering.menu.pricing import Priced
from rostering.menu.wanted import Wanted

__all__ = [
    "MenuDesign",
    "MenuOption",
    "Priced",
    "Wanted",
    "design_menu",
    "with_menu",
    "without_each",
]
