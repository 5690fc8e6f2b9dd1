"""The colours of the pages; told apart also by people who see no red and green."""

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
"""Leave, and cells that break a hard rule: background and text."""
