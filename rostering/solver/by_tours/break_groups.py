"""Breaks of a template as the tour engine places them: alone, or together where one binds another.

The engine places each of its breaks by itself. Breaks whose windows overlap, or leave too little
time between, become one break of it that takes several gaps, one variant for each way to place
them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from data.model.shift import Break, BreakWindow, ShiftTemplate
from rostering.patterns import may_share_a_slot, placements

MOST_WAYS = 300
"""Ways to place breaks that bind each other, at most: beyond, a tour takes too long to price."""

Gaps = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class BreakGroup:
    """Breaks that bind each other, and the ways to place them.

    Parameters
    ----------
    ways
        Begin of each break after the shift's start [min]; `MOST_WAYS` + 1 of them where there are
        more than that.
    """

    windows: tuple[BreakWindow, ...]
    ways: tuple[tuple[int, ...], ...]

    def placed(self, way: int, start_min: int) -> tuple[Break, ...]:
        """The breaks of a shift, placed in one of the ways."""
        return tuple(
            Break(start_min + begin, window.length_min, window.label, window.paid)
            for begin, window in zip(self.ways[way], self.windows, strict=True)
        )

    def way_of(self, breaks: tuple[Break, ...], start_min: int) -> int:
        """The way in which breaks of a shift lie; the first one where they lie in none."""
        begins = tuple(rest.start_min - start_min for rest in breaks)
        return self.ways.index(begins) if begins in self.ways else 0

    def gaps(self, slot_min: int) -> tuple[Gaps, ...]:
        """Of each way its gaps off the floor, (first slot after the start, slots)."""
        return tuple(_gaps(way, self.windows, slot_min) for way in self.ways)


def break_groups(template: ShiftTemplate, slot_min: int) -> tuple[BreakGroup, ...]:
    """The breaks of a template, those together that bind each other."""
    return tuple(
        BreakGroup(windows, tuple(islice(_ways(windows, slot_min), MOST_WAYS + 1)))
        for windows in _bound_together(template.breaks, slot_min)
    )


def _bound_together(
    windows: tuple[BreakWindow, ...], slot_min: int
) -> list[tuple[BreakWindow, ...]]:
    groups: list[tuple[BreakWindow, ...]] = []
    for window in windows:
        before = groups[-1][-1] if groups else None
        if before and (window.binds(before) or may_share_a_slot(before, window, slot_min)):
            groups[-1] = (*groups[-1], window)
        else:
            groups.append((window,))
    return groups


def _ways(windows: tuple[BreakWindow, ...], slot_min: int) -> Iterator[tuple[int, ...]]:
    for breaks in placements(windows, 0, slot_min):
        yield tuple(rest.start_min for rest in breaks)


def _gaps(begins: tuple[int, ...], windows: tuple[BreakWindow, ...], slot_min: int) -> Gaps:
    """Slots touched, each once though two breaks touch it."""
    found: list[tuple[int, int]] = []
    for begin, window in zip(begins, windows, strict=True):
        first, end = begin // slot_min, -(-(begin + window.length_min) // slot_min)
        first = max(first, sum(found[-1])) if found else first
        if first < end:
            found.append((first, end - first))
    return tuple(found)
