"""History of contacts and of absence, and what an import changed in it."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import FloatArray, Grid
from data.model.language import tr


@dataclass(frozen=True)
class ImportCounts:
    """What became of the rows of an import [-].

    Parameters
    ----------
    new
        Slots known for the first time.
    unchanged
        Slots already known with the same values.
    superseded
        Slots whose older values were replaced; these stay readable.
    rejected
        Rows set aside, each with its reason.
    """

    new: int
    unchanged: int
    superseded: int
    rejected: int


@dataclass(frozen=True, order=True)
class Absence:
    """Time lost to one cause on one day, or in a part of the day.

    Parameters
    ----------
    rostered_min
        All time rostered on that day, or in that part of it [min].
    lost_min
        How much of it was lost to this cause [min].
    from_min, to_min
        Part of the local day, minutes after midnight; may span midnight [min].
    inside, paid, planned
        As of `Shrinkage`.
    """

    day: date
    cause: str
    rostered_min: int
    lost_min: int
    from_min: int = 0
    to_min: int = 1440
    inside: bool = False
    paid: bool = True
    planned: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.lost_min <= self.rostered_min:
            raise InvalidValue(
                tr(
                    "{cause} on {day}: {lost_min} of {rostered_min} rostered minutes "
                    "cannot be lost",
                    cause=self.cause,
                    day=self.day,
                    lost_min=self.lost_min,
                    rostered_min=self.rostered_min,
                )
            )


KEEP_TAG = "keep"
"""Tag of a slot that a planner confirmed, however unusual it looks."""


@dataclass(frozen=True, eq=False)
class ContactSeries:
    """Actuals of one queue; NaN means missing, never zero.

    Parameters
    ----------
    offered
        Contacts offered [contacts/slot], shape (slots,). This is demand.
    handled, abandoned
        Contacts handled / abandoned [contacts/slot], shape (slots,); empty where unknown.
    handle_s_total
        Total handle time of the handled contacts [s/slot], shape (slots,); empty where unknown.
    temperature_c
        Outdoor temperature [degC], shape (slots,); empty where unknown.
    event_tag
        Tags given by planners, slot index -> tag.
    """

    queue_id: str
    grid: Grid
    offered: FloatArray
    handled: FloatArray = field(default_factory=lambda: np.empty(0))
    abandoned: FloatArray = field(default_factory=lambda: np.empty(0))
    handle_s_total: FloatArray = field(default_factory=lambda: np.empty(0))
    temperature_c: FloatArray = field(default_factory=lambda: np.empty(0))
    event_tag: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("offered", "handled", "abandoned", "handle_s_total", "temperature_c"):
            array = np.asarray(getattr(self, name), dtype=np.float64)
            if array.shape != (self.grid.slots,) and not (name != "offered" and array.size == 0):
                raise InvalidValue(
                    tr(
                        "{queue_id}: {name} has shape {shape}, grid has {slots}",
                        queue_id=self.queue_id,
                        name=name,
                        shape=array.shape,
                        slots=self.grid.slots,
                    )
                )
            object.__setattr__(self, name, array)

    def part(self, first: int, slots: int) -> "ContactSeries":
        """The series on slots first .. first + slots - 1."""
        cut = slice(first, first + slots)
        arrays = {
            name: getattr(self, name)[cut]
            for name in ("offered", "handled", "abandoned", "handle_s_total", "temperature_c")
        }
        tags = {i - first: tag for i, tag in self.event_tag.items() if first <= i < first + slots}
        return ContactSeries(self.queue_id, self.grid.part(first, slots), event_tag=tags, **arrays)

    def until(self, slot: int) -> "ContactSeries":
        """What was known just before a slot began."""
        return self.part(0, slot)
