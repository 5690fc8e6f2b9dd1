"""Everything that binds a group of agents along their tours: counters, tallies and rest."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from rostering.solver.tour.counter import TourCounter


@dataclass(frozen=True, eq=False)
class Tally:
    """A number counted along a tour and priced at its end, agent by agent.

    It needs no state that grows: the search prices each unit at a slope (a price of its own in the
    bound), while the roster pays the exact points of the final number.

    Parameters
    ----------
    table
        Units of each shift, shape (days, kinds, starts).
    spans
        If given, units are day spans (first, last) with at least one shift whose table entry is 1.
    """

    name: str
    table: np.ndarray
    spans: tuple[tuple[int, int], ...] = ()

    def step(self, state: int, day: int, feature: int) -> tuple[int, int]:
        """State (1: this span is counted already) after a day, and the units it adds."""
        if not self.spans:
            return 0, max(feature, 0)
        span = next((s for s in self.spans if s[0] <= day <= s[1]), None)
        if span is None:
            return 0, 0
        fresh = int(feature == 1 and not state)
        return (0 if day == span[1] else state | fresh), fresh

    def plain(self) -> dict[str, Any]:
        """The tally as numbers and words."""
        return {"name": self.name, "table": self.table, "spans": [list(s) for s in self.spans]}


@dataclass(frozen=True, eq=False)
class TourRules:
    """All rules that bind one group of agents.

    Parameters
    ----------
    rest_min
        Least time from the end of a shift to the next start [min].
    counters
        Rules followed exactly by the automaton.
    tallies
        Numbers priced per agent at the end (`TourInstance.tally_points`).
    """

    rest_min: int
    counters: tuple[TourCounter, ...]
    tallies: tuple[Tally, ...] = ()
