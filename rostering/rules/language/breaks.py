"""Where the breaks of a shift may lie: windows, order, time between them."""

from collections.abc import Iterator

from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.shift import Break, BreakWindow, clock


def begins(window: BreakWindow, start_min: int, slot_min: int) -> tuple[int, ...]:
    """Minutes after midnight at which a break may begin [min].

    Whole slots of its window; where none lies in it, its earliest begin.
    """
    first = -(-(start_min + window.earliest_min) // slot_min) * slot_min
    found = tuple(range(first, start_min + window.latest_min + 1, slot_min))
    return found or (start_min + window.earliest_min,)


def may_share_a_slot(
    before: BreakWindow | None, window: BreakWindow, slot_min: int, start_min: int = 0
) -> bool:
    """Whether two neighbouring breaks of a shift may touch one slot, which is lost once only."""
    if before is None:
        return False
    ends = begins(before, start_min, slot_min)[-1] + before.length_min
    return begins(window, start_min, slot_min)[0] < -(-ends // slot_min) * slot_min


def slots_of_break(
    minute: int, window: BreakWindow, slot_min: int, before: BreakWindow | None
) -> tuple[int, int]:
    """First minute and length of the whole slots that a break alone is sure to take [min].

    Parameters
    ----------
    before
        The break before; the slot in which this one begins may be lost by it already.
    """
    first, rest = minute // slot_min * slot_min, minute % slot_min
    if rest and may_share_a_slot(before, window, slot_min):
        first += slot_min
    end = -(-(minute + window.length_min) // slot_min) * slot_min
    return first, end - first


def placements(
    windows: tuple[BreakWindow, ...], start_min: int, slot_min: int, ended_min: int | None = None
) -> Iterator[tuple[Break, ...]]:
    """Every way to place breaks in their windows, in order and apart.

    Parameters
    ----------
    ended_min
        End of the break before the first of them; None: there is none [min].
    """
    if not windows:
        yield ()
        return
    window, rest = windows[0], windows[1:]
    for minute in begins(window, start_min, slot_min):
        if ended_min is None or minute >= ended_min + window.apart_min:
            first = Break(minute, window.length_min, window.label, window.paid)
            for others in placements(rest, start_min, slot_min, first.end_min):
                yield (first, *others)


def begins_with_room(
    windows: tuple[BreakWindow, ...], start_min: int, slot_min: int
) -> tuple[tuple[int, ...], ...]:
    """Begins of each break from which all later ones can still be placed [min].

    Raises
    ------
    InvalidValue
        If the breaks have no room on whole slots.
    """
    found: list[tuple[int, ...]] = []
    latest = None
    for window in reversed(windows):
        minutes = begins(window, start_min, slot_min)
        if latest is not None:
            minutes = tuple(m for m in minutes if m + window.length_min <= latest)
        if not minutes:
            raise InvalidValue(
                tr(
                    "breaks {windows} of a shift from {start_min} have no room on whole slots of "
                    "{slot_min} min: widen a window, or ask for less time between two of them",
                    windows=", ".join(w.label for w in windows),
                    start_min=clock(start_min),
                    slot_min=slot_min,
                )
            )
        found.append(minutes)
        latest = minutes[-1] - window.apart_min
    return tuple(reversed(found))
