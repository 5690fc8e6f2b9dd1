"""Rosters that must change: disruptions, hand edits, replacements."""

from typing import TYPE_CHECKING

from data.on_demand import on_demand

if TYPE_CHECKING:
    from rostering.repair.disruption import Disruption, Rerostered, Surge, reroster
    from rostering.repair.edits import RepairedEdits, repair_around_edits
    from rostering.repair.leeway import Leeway
    from rostering.repair.replacement import Candidate, rank_helpers, rank_replacements
else:
    __getattr__ = on_demand(
        __name__,
        {
            "Disruption": "disruption",
            "Rerostered": "disruption",
            "Surge": "disruption",
            "reroster": "disruption",
            "RepairedEdits": "edits",
            "repair_around_edits": "edits",
            "Leeway": "leeway",
            "Candidate": "replacement",
            "rank_helpers": "replacement",
            "rank_replacements": "replacement",
        },
    )

__all__ = [
    "Candidate",
    "Disruption",
    "Leeway",
    "RepairedEdits",
    "Rerostered",
    "Surge",
    "rank_helpers",
    "rank_replacements",
    "repair_around_edits",
    "reroster",
]
