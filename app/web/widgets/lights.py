"""Red, amber, green: how a service level stands to its target."""

from typing import Any, Literal

import numpy as np

from app.web.widgets.palette import INK
from data.model.arrays import FloatArray

Light = Literal["met", "just missed", "missed", "no contacts"]
AMBER_SHARE = 0.10
"""Up to ten points below the target is amber: felt by callers, not yet a bad half-hour."""

LIGHTS: dict[Light, str] = {
    "met": "#9fd3b2",
    "just missed": "#f2b134",
    "missed": "#a8201a",
    "no contacts": "#eef1f3",
}
"""Light to dark, so that they are told apart without seeing red and green."""

INKS: dict[Light, str] = {"met": "#123d25", "missed": "#ffffff"}
"""Text on a light where it is not plain ink."""


def light_of(level: float | None, target_share: float) -> Light:
    """Where a level stands [-]; None or NaN where nobody called."""
    if level is None or not np.isfinite(level):
        return "no contacts"
    # Reports round to three digits: a target met to that digit is met.
    if level >= target_share - 5e-4:
        return "met"
    return "just missed" if level >= target_share - AMBER_SHARE else "missed"


def lights_of(levels: FloatArray, target_share: float) -> list[Light]:
    """`light_of` of each level."""
    return [light_of(float(level), target_share) for level in levels]


def painted(light: Any) -> str:
    """Style of a table cell that says a light."""
    return f"background-color: {LIGHTS[light]}; color: {INKS.get(light, INK)}"
