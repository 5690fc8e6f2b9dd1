"""Forecast adjustments: hand edits and events, applied again to every new forecast."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import BoolArray, Grid
from data.model.language import phrase, tr

Verb = Literal["set", "change_by", "change_by_percent", "at_least", "at_most"]


@dataclass(frozen=True, order=True)
class Adjustment:
    """One edit over a range of time; adjustments are applied in the order they were made.

    Parameters
    ----------
    verb
        `set`, `change_by` [contacts/slot], `change_by_percent` [%], `at_least`, `at_most`.
    amount
        In the unit of the verb.
    first, end
        Instants between which slots begin; end exclusive.
    weekdays
        0 = Monday .. 6 = Sunday; all if empty.
    earliest_min, latest_min
        Clock times of the slots, minutes after local midnight, end exclusive [min].
    event
        Name of the event it belongs to, empty for a plain hand edit.
    """

    stored_type: ClassVar[str] = "Layer"

    layer_id: str
    queue_id: str
    verb: Verb
    amount: float
    first: datetime
    end: datetime
    who: str = ""
    why: str = ""
    weekdays: tuple[int, ...] = ()
    earliest_min: int = 0
    latest_min: int = 1440
    event: str = ""

    def __post_init__(self) -> None:
        if self.first.tzinfo is None or self.end.tzinfo is None or self.first >= self.end:
            raise InvalidValue(
                tr(
                    "adjustment {layer_id}: begins {first} and ends {end}; it needs "
                    "times with an offset from UTC, the beginning before the end",
                    layer_id=self.layer_id,
                    first=self.first,
                    end=self.end,
                )
            )
        if self.verb not in WORDS:
            raise InvalidValue(
                tr(
                    "adjustment {layer_id}: unknown verb {verb!r}",
                    layer_id=self.layer_id,
                    verb=self.verb,
                )
            )
        if not np.isfinite(self.amount) or (self.amount < 0 and self.verb in _LEVELS):
            raise InvalidValue(
                tr(
                    "adjustment {layer_id}: {amount:g} contacts are not possible",
                    layer_id=self.layer_id,
                    amount=self.amount,
                )
            )
        if self.verb == "change_by_percent" and self.amount < -100:
            raise InvalidValue(
                tr(
                    "adjustment {layer_id}: cannot take away more than 100 %",
                    layer_id=self.layer_id,
                )
            )

    @property
    def sentence(self) -> str:
        """The edit in one line."""
        what = tr(WORDS[self.verb]).format(self.amount)
        # With its offset: times may be on the local clock or in UTC.
        first, end = (t.isoformat(" ", "minutes") for t in (self.first, self.end))
        text = tr("{first} to {end}: {what}", first=first, end=end, what=what)
        return f"{text} ({self.why})" if self.why else text

    def covers(self, grid: Grid) -> BoolArray:
        """Slots of a grid that the adjustment changes, shape (slots,)."""
        first, end = (
            np.datetime64(t.astimezone(grid.start.tzinfo).replace(tzinfo=None), "m")
            for t in (self.first, self.end)
        )
        mask = (grid.utc >= first) & (grid.utc < end)
        minute = grid.minute_of_day
        mask &= (minute >= self.earliest_min) & (minute < self.latest_min)
        if self.weekdays:
            mask &= np.isin(grid.weekday, self.weekdays)
        return np.asarray(mask)


_LEVELS = ("set", "at_least", "at_most")
WORDS: Mapping[str, str] = {
    "set": phrase("set to {:g} contacts a slot"),
    "change_by": phrase("change by {:+g} contacts a slot"),
    "change_by_percent": phrase("change by {:+g} %"),
    "at_least": phrase("at least {:g} contacts a slot"),
    "at_most": phrase("at most {:g} contacts a slot"),
}

MOST_CONTACTS, MOST_PERCENT = 1e6, 10_000.0


def adjustment_fault(adjustment: Adjustment) -> str:
    """Why no planner can mean an amount; empty where one may."""
    percent = adjustment.verb == "change_by_percent"
    most = MOST_PERCENT if percent else MOST_CONTACTS
    if abs(adjustment.amount) <= most:
        return ""
    unit = "%" if percent else tr("contacts a slot")
    return tr(
        "an adjustment of {amount:g} {unit} is a slip: at most {most:,.0f} is taken",
        amount=adjustment.amount,
        unit=unit,
        most=most,
    )
