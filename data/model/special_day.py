"""Days on which people do not call as usual."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Kind = Literal["holiday", "eve", "makeup", "minor", "event"]


@dataclass(frozen=True, order=True)
class SpecialDay:
    """A named day: a public holiday, its eve, a make-up workday, or an event of one's own.

    Parameters
    ----------
    name
        Name under which it recurs ("Spring Festival"); days of one name share one effect.
    kind
        `holiday`, `eve`, `makeup` (a workday at a weekend), `minor` (some people have the
        day off, offices stay open) or `event` (user's own).
    exclude
        Leave the day out of the baseline: it is no example of ordinary days (storm, outage).
    """

    day: date
    name: str
    kind: Kind = "holiday"
    exclude: bool = False


@dataclass(frozen=True)
class SpecialDays(Mapping[date, SpecialDay]):
    """All special days known, by date."""

    days: tuple[SpecialDay, ...] = ()
    _by_date: dict[date, SpecialDay] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_date", {special.day: special for special in self.days})

    def __getitem__(self, day: date) -> SpecialDay:
        return self._by_date[day]

    def __iter__(self) -> Iterator[date]:
        return iter(self._by_date)

    def __len__(self) -> int:
        return len(self._by_date)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work: no weekend but make-up workdays, no holidays."""
        kind = self[day].kind if day in self else ""
        return kind == "makeup" or (day.weekday() < 5 and kind != "holiday")

    def updated(self, other: "SpecialDays") -> "SpecialDays":
        """This calendar with the days of `other` added; on the same date `other` wins."""
        merged = {**self._by_date, **other._by_date}
        return SpecialDays(tuple(merged[day] for day in sorted(merged)))
