"""The colours of the pages; told apart also by people who see no red and green."""

from typing import Any, Literal

import numpy as np

from data.model.grid import FloatArray

INK = "#17242d"
ACCENT = "#0f6e84"
BAND = "#9fcbd5"
QUIET = "#8597a1"
SHORT = "#c2410c"
SPARE = "#cbd5db"
HOT = ("#ffffff", "#fde3cc", "#f4a261", "#c2410c", "#7a2606")
COOL = ("#ffffff", "#d3e9ee", "#7fbccb", "#0f6e84", "#083a47")
"""From nothing to much, of what is bad and of what is needed."""

QUEUES = ("#0f6e84", "#e08e2b", "#6a5acd", "#2f7d4f", "#b5446e", "#5b7083", "#a08a2f", "#2b5fa8")
"""Colours of queues in their order; used again from the start beyond eight."""

SHIFTS = {
    "early": ("#fdeec7", "#6b4a00"),
    "day": ("#d6ecf1", "#0b4a59"),
    "late": ("#e3dcf6", "#43307d"),
    "night": ("#2f3e63", "#f1f4ff"),
}
"""Kind of shift -> background and text."""

SESSION = "#b5446e"
"""Training, coaching, meetings and back office inside a shift."""

AWAY = ("#e3e8eb", "#5b7083")
BROKEN = ("#c2410c", "#ffffff")
DRAFT = ("#ffe27a", "#17242d")
"""Leave, cells that break a hard rule, cells of a draft: background and text."""


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
