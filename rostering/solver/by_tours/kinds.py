"""Kinds of shift as the tour engine wants them: templates, and locked shifts off the menu.

The engine places the breaks of a kind independently of each other. Windows that overlap, so that
one break depends on another, therefore stand together as one break with every joint placement.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, islice

from data.model.shift import Break, BreakWindow, Shift, ShiftTemplate
from rostering.patterns import begins, break_variants
from rostering.rules.duty import Duty
from rostering.solver.by_tours.not_for_tours import NotForTours
from rostering.solver.tour.instance import Kind

Gaps = tuple[tuple[int, int], ...]
Placement = tuple[Break, ...]

# Ways to place breaks that stand together; each is tried for every shift at every price.
_MOST_PLACEMENTS = 400


@dataclass(frozen=True)
class MenuKind:
    """A template whose starts lie on whole slots."""

    template: ShiftTemplate
    slot_min: int

    @cached_property
    def parts(self) -> tuple[tuple[Placement, ...], ...]:
        """Breaks that depend on each other in their placements, for a start at midnight.

        Raises
        ------
        NotForTours
            If breaks cannot be placed at all, or in too many ways together.
        """
        return tuple(self._placements(windows) for windows in self._together())

    @property
    def kind(self) -> Kind:
        """What the engine sees of it."""
        breaks = tuple(
            tuple(gaps_of(placement, 0, self.slot_min) for placement in part) for part in self.parts
        )
        t = self.template
        return Kind(t.code, t.length_min, t.length_min // self.slot_min, t.paid_min, breaks)

    def breaks(self, start_min: int, chosen: Iterable[int]) -> Placement:
        """Breaks of a shift in the placements chosen, one of each part."""
        return tuple(
            Break(start_min + rest.start_min, rest.length_min, rest.label, rest.paid)
            for part, place in zip(self.parts, chosen, strict=False)
            for rest in part[place]
        )

    def chosen(self, shift: Shift) -> list[int]:
        """The placements of a shift's breaks; the first one where they are not on offer."""
        found, first = [], 0
        for part in self.parts:
            end = first + len(part[0])
            begun = tuple(rest.start_min - shift.start_min for rest in shift.breaks[first:end])
            offered = [tuple(rest.start_min for rest in placement) for placement in part]
            found.append(offered.index(begun) if begun in offered else 0)
            first = end
        return found

    def _together(self) -> list[tuple[BreakWindow, ...]]:
        """Neighbouring windows in one part while a break may touch the slot of the one before."""
        found: list[tuple[BreakWindow, ...]] = []
        ends = 0
        for window in self.template.breaks:
            starts = begins(window, 0, self.slot_min)
            if found and starts[0] < ends:
                found[-1] = (*found[-1], window)
            else:
                found.append((window,))
            end = starts[-1] + window.length_min
            ends = max(ends, -(-end // self.slot_min) * self.slot_min)
        return found

    def _placements(self, windows: tuple[BreakWindow, ...]) -> tuple[Placement, ...]:
        t = self.template
        alone = ShiftTemplate(t.code, t.name, 0, 0, t.step_min, t.length_min, windows)
        ways = break_variants(alone, 0, self.slot_min)
        found = tuple(islice(ways, _MOST_PLACEMENTS + 1))
        labels = ", ".join(window.label for window in windows)
        if not found:
            raise NotForTours(f"breaks {labels} of template {t.code} do not fit: widen a window")
        if len(found) > _MOST_PLACEMENTS:
            raise NotForTours(
                f"break windows {labels} of template {t.code} overlap and can be placed in more "
                f"than {_MOST_PLACEMENTS} ways: set them apart, so that one break must end before "
                "the next may begin"
            )
        return found


@dataclass(frozen=True)
class LockedKind:
    """A shift that only a lock asks for: off the menu, or with breaks that are not on offer."""

    template: str
    length_min: int
    paid_min: int
    slots: int
    gaps: Gaps

    @classmethod
    def of(cls, duty: Duty, slot_min: int) -> "LockedKind":
        """The kind of a locked duty; equal ones at several starts share it."""
        first = duty.start_min // slot_min
        gaps = gaps_of(duty.breaks or (), first, slot_min)
        if duty.start_min % slot_min:  # the slot in which it starts is not worked in full
            gaps = _runs({0, *(slot for begin, n in gaps for slot in range(begin, begin + n))})
        slots = duty.end_min // slot_min - first
        return cls(duty.template, duty.length_min, duty.paid_min, slots, _within(gaps, slots))

    @property
    def kind(self) -> Kind:
        """What the engine sees of it: one placement of all its breaks."""
        breaks = ((self.gaps,),) if self.gaps else ()
        return Kind(self.template, self.length_min, self.slots, self.paid_min, breaks)


def gaps_of(breaks: Iterable[Break], first_slot: int, slot_min: int) -> Gaps:
    """Runs (offset, slots) that breaks take any part of, counted from a slot of the day."""
    taken = {
        slot - first_slot
        for rest in breaks
        for slot in range(rest.start_min // slot_min, -(-rest.end_min // slot_min))
    }
    return _runs(taken)


def _runs(slots: set[int]) -> Gaps:
    runs = [
        [slot for _, slot in run]
        for _, run in groupby(enumerate(sorted(slots)), key=lambda pair: pair[1] - pair[0])
    ]
    return tuple((run[0], len(run)) for run in runs)


def _within(gaps: Gaps, slots: int) -> Gaps:
    """What of the gaps lies within a shift's slots."""
    held = {slot for begin, n in gaps for slot in range(begin, begin + n) if 0 <= slot < slots}
    return _runs(held)
