"""The colours of the pages; told apart also by people who see no red and green."""

from typing import Any, Literal

import numpy as np

from data.model.grid import FloatArray
from data.model.language import phrase, tr

INK = "#17242d"
ACCENT = "#0f6e84"
BAND = "#9fcbd5"
QUIET = "#8597a1"
SHORT = "#c2410c"
SPARE = "#cbd5db"
NOW = "#a8201a"
GRID = "#e6ebee"
GROUND = "#ffffff"
"""The present minute, lines of a grid, what a chart stands on."""
HOT = (GROUND, "#fde3cc", "#f4a261", "#c2410c", "#7a2606")
COOL = (GROUND, "#d3e9ee", "#7fbccb", "#0f6e84", "#083a47")
"""From nothing to much, of what is bad and of what is needed."""
ON_HOT = "#0b1216"
"""Text on a strong colour of `HOT`, on a light and on a dark ground."""

QUEUES = ("#0f6e84", "#e08e2b", "#6a5acd", "#2f7d4f", "#b5446e", "#5b7083", "#a08a2f", "#2b5fa8")
"""Colours of queues in their order; used again from the start beyond eight."""

KINDS_IN_WORDS = {
    "early": phrase("early shift"),
    "day": phrase("day shift"),
    "late": phrase("late shift"),
    "night": phrase("night shift"),
}
"""Kind of shift -> what people call it."""

SHIFTS = {
    "early": ("#fdeec7", "#6b4a00"),
    "day": ("#d6ecf1", "#0b4a59"),
    "late": ("#e3dcf6", "#43307d"),
    "night": ("#2f3e63", "#f1f4ff"),
}
"""Kind of shift -> background and text."""

SESSION = "#b5446e"
"""Training, coaching, meetings and back office inside a shift."""

AWAY = ("#e3e8eb", "#4c5f6b")
BROKEN = ("#c2410c", "#ffffff")
DRAFT = ("#ffe27a", "#17242d")
"""Leave, cells that break a hard rule, cells of a draft: background and text."""


Light = Literal["met", "just missed", "missed", "no contacts"]
AMBER_SHARE = 0.10
"""Up to ten points below the target is amber: felt by callers, not yet a bad half-hour."""

LIGHTS: dict[Light, str] = {
    "met": "#9fd3b2",
    "just missed": "#f2b134",
    "missed": NOW,
    "no contacts": "#eef1f3",
}
"""Light to dark, so that they are told apart without seeing red and green."""

LIGHTS_IN_WORDS: dict[Light, str] = {
    "met": phrase("target met"),
    "just missed": phrase("target just missed"),
    "missed": phrase("target missed"),
    "no contacts": phrase("no contacts"),
}

INKS: dict[Light, str] = {"met": "#123d25", "missed": "#ffffff"}
"""Text on a light where it is not plain ink."""


def light_in_words(level: float | None, target_share: float) -> str:
    """`light_of` as people read it."""
    return tr(LIGHTS_IN_WORDS[light_of(level, target_share)])


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
    """Style of a table cell that says a light, by itself or in words."""
    found: Light = next((one for one, said in LIGHTS_IN_WORDS.items() if tr(said) == light), light)
    return f"background-color: {LIGHTS[found]}; color: {INKS.get(found, INK)}"


ON_DARK = {
    INK: "#e6edf1",
    ACCENT: "#4db6cc",
    BAND: "#2b5a66",
    SHORT: "#f0783c",
    SPARE: "#4a5963",
    SESSION: "#e07ba0",
    NOW: "#ff7b6e",
    GRID: "#2a363e",
    GROUND: "#12191e",
    "#fde3cc": "#4a2a18",
    "#f4a261": "#96491c",
    "#7a2606": "#ffd0a8",
    "#d3e9ee": "#163a44",
    "#7fbccb": "#1f6577",
    "#083a47": "#bfe6ef",
    "#6a5acd": "#9d90ee",
    "#2f7d4f": "#5fb884",
    "#5b7083": "#93a7b8",
    "#a08a2f": "#c9b24f",
    "#2b5fa8": "#6f9fe0",
    "#2f3e63": "#7688bd",
    LIGHTS["met"]: "#2f6b4c",
    LIGHTS["no contacts"]: "#28343c",
}
"""Colour of a chart on a light ground -> the same on a dark one: what is much stands out there
by being bright. Cells of tables bring their own ground and stay as they are."""
