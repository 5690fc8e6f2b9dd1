"""Shift types as the tour engine wants them: templates, and locked shifts that are not on offer."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, islice

from data.model.language import tr
from data.model.shift import Break, BreakWindow, Shift, ShiftTemplate
from rostering.rules.language.breaks import may_share_a_slot, placements
from rostering.solver.tours.instance import NotForTours, ShiftType

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

    def spans(self, way: int) -> list[tuple[int, int]]:
        """Begin and end of each break in one of the ways, after the shift's start [min]."""
        begins = zip(self.ways[way], self.windows, strict=True)
        return [(begin, begin + window.length_min) for begin, window in begins]


def break_groups(
    template: ShiftTemplate, slot_min: int, start_min: int = 0
) -> tuple[BreakGroup, ...]:
    """The breaks of a template's shifts from a start on, those together that bind each other."""
    return tuple(
        BreakGroup(windows, tuple(islice(_ways(windows, slot_min, start_min), MOST_WAYS + 1)))
        for windows in _bound_together(template.breaks, slot_min, start_min)
    )


def _bound_together(
    windows: tuple[BreakWindow, ...], slot_min: int, start_min: int
) -> list[tuple[BreakWindow, ...]]:
    groups: list[tuple[BreakWindow, ...]] = []
    for window in windows:
        before = groups[-1][-1] if groups else None
        if before and (
            window.binds(before) or may_share_a_slot(before, window, slot_min, start_min)
        ):
            groups[-1] = (*groups[-1], window)
        else:
            groups.append((window,))
    return groups


def _ways(
    windows: tuple[BreakWindow, ...], slot_min: int, start_min: int
) -> Iterator[tuple[int, ...]]:
    for breaks in placements(windows, start_min, slot_min):
        yield tuple(rest.start_min - start_min for rest in breaks)


@dataclass(frozen=True)
class TemplateType:
    """A template's shifts whose starts lie equally far behind a whole slot.

    Parameters
    ----------
    late_min
        How far [min]: nobody is on the floor before the next slot begins.
    """

    template: ShiftTemplate
    slot_min: int
    late_min: int = 0

    @property
    def starts_min(self) -> tuple[int, ...]:
        """Starts of these shifts [min]."""
        starts = self.template.starts_min
        return tuple(at for at in starts if at % self.slot_min == self.late_min)

    @property
    def _slots(self) -> tuple[int, int]:
        """First slot on the floor and the slot after the last, from the slot of the start on."""
        end_min = self.late_min + self.template.length_min
        return -(-self.late_min // self.slot_min), end_min // self.slot_min

    def touched(self, spans: Iterable[tuple[int, int]]) -> frozenset[int]:
        """Slots on the floor, from the first one on, that spans after the start touch [min]."""
        first, end = self._slots
        late, slot = self.late_min, self.slot_min
        return frozenset(
            at - first
            for begin, over in spans
            for at in range(max(first, (late + begin) // slot), min(end, -(-(late + over) // slot)))
        )

    @cached_property
    def groups(self) -> tuple[BreakGroup, ...]:
        """Its breaks, those together that bind each other.

        Raises
        ------
        NotForTours
            If breaks cannot be placed at all, or in too many ways together.
        """
        groups = break_groups(self.template, self.slot_min, self.late_min)
        for group in groups:
            if not 0 < len(group.ways) <= MOST_WAYS:
                labels = ", ".join(window.label for window in group.windows)
                many = tr("are too many ways") if len(group.ways) > MOST_WAYS else tr("is no way")
                raise NotForTours(
                    tr(
                        "template {code}: there {many} to place {labels} after and apart "
                        "from each other; set their windows apart",
                        code=self.template.code,
                        many=many,
                        labels=labels,
                    )
                )
        return groups

    @property
    def shift_type(self) -> ShiftType:
        """What the engine sees of it."""
        t, (first, end) = self.template, self._slots
        gaps = tuple(
            tuple(runs(self.touched(group.spans(way))) for way in range(len(group.ways)))
            for group in self.groups
        )
        return ShiftType(t.code, t.length_min, end - first, t.paid_min, gaps)

    def breaks(self, start_min: int, chosen: Iterable[int]) -> tuple[Break, ...]:
        """Breaks of a shift in the ways chosen, one of each group."""
        return tuple(
            rest
            for group, way in zip(self.groups, chosen, strict=False)
            for rest in group.placed(way, start_min)
        )

    def chosen(self, shift: Shift) -> list[int]:
        """The ways in which a shift's breaks lie; the first one where they lie in none."""
        found, done = [], 0
        for group in self.groups:
            mine = shift.breaks[done : done + len(group.windows)]
            found.append(group.way_of(mine, shift.start_min))
            done += len(group.windows)
        return found


@dataclass(frozen=True)
class LockedShiftType:
    """What rules see of a shift that a lock holds as it is: its heads are counted apart.

    Parameters
    ----------
    early_min
        How far it starts before the next start that the engine knows [min].
    """

    template: str
    length_min: int
    paid_min: int
    early_min: int

    @classmethod
    def of(cls, shift: Shift, step_min: int) -> "LockedShiftType":
        """The shift type of a locked shift; those alike for rules share it."""
        early_min = -shift.start_min % step_min
        return cls(shift.template, shift.length_min, shift.paid_min, early_min)

    @property
    def shift_type(self) -> ShiftType:
        """What the engine sees of it: nobody on the floor, and a start on its raster."""
        return ShiftType(self.template, self.length_min - self.early_min, 0, self.paid_min)


def runs(slots: Collection[int]) -> Gaps:
    """Slots as runs (first, slots)."""
    runs = [
        [slot for _, slot in run]
        for _, run in groupby(enumerate(sorted(slots)), key=lambda pair: pair[1] - pair[0])
    ]
    return tuple((run[0], len(run)) for run in runs)
