"""When work is due: hours, days, or working days by the calendar with its make-up workdays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from data.model.grid import BoolArray
from data.model.service_quality.settings import OTHER, Deadline
from data.model.special_day import SpecialDays


@dataclass(frozen=True)
class Deadlines:
    """The table of deadlines, by what files call a kind."""

    table: tuple[Deadline, ...]

    def kind_of(self, code: str) -> str:
        """The kind that a code of a file means; itself where the table does not know it."""
        return self.kinds.get(code, code)

    @property
    def kinds(self) -> Mapping[str, str]:
        """Kind by code and by its own name."""
        found = {code: one.kind for one in self.table for code in one.codes}
        return found | {one.kind: one.kind for one in self.table}

    def of(self, kind: str, until: str = "closed") -> Deadline | None:
        """Deadline of a kind; that of all others where it has none of its own."""
        mine = [one for one in self.table if one.kind == kind]
        other = [one for one in self.table if one.kind == OTHER]
        return next((one for one in mine or other if one.until == until), None)

    def work_min(self, kind: str) -> int:
        """Work that one order of a kind takes in the centre [min]."""
        found = self.of(kind) or self.of(kind, "contact") or self.of(OTHER)
        return found.work_min if found else 20


def working_days(special: SpecialDays, first: date, last: date) -> np.ndarray:
    """Days on which offices work, ascending, datetime64[D]."""
    every = (first + timedelta(days=i) for i in range((last - first).days + 1))
    return np.array([day for day in every if special.is_working_day(day)], dtype="datetime64[D]")


def due_times(created: Any, deadline: Deadline, workdays: np.ndarray, zone: str) -> Any:
    """When each of some orders is due.

    Parameters
    ----------
    created
        Instants in UTC (a pandas Series).
    workdays
        As `working_days`, beyond the last deadline.

    Returns
    -------
    pandas.Series
        Instants in UTC; of working days the end of the last one. Which day an order came on does
        not count, whether it is a working day or not.
    """
    import pandas as pd

    if deadline.unit != "working_days":
        hours = deadline.length * (1 if deadline.unit == "hours" else 24)
        return created + pd.Timedelta(hours=hours)
    local = created.dt.tz_convert(zone).dt.tz_localize(None)
    days = local.to_numpy().astype("datetime64[D]")
    last = np.searchsorted(workdays, days, side="right") + deadline.length - 1
    ends = pd.Series(workdays[np.minimum(last, len(workdays) - 1)] + 1, index=created.index)
    ends = ends.astype("datetime64[s]")
    local_ends = ends.dt.tz_localize(zone, ambiguous=True, nonexistent="shift_forward")
    return local_ends.dt.tz_convert("UTC")


def named_late(
    due_h: Any, work_h: Any, supply_h: Callable[[float], float], at_least_h: float
) -> BoolArray:
    """Which open orders will be late, or are due so soon that somebody must look.

    Worked off by their due times, an order is in time as long as the work of all that are due by
    then fits into the hours planned until then (Jackson's rule: no other order of work saves
    more; J. R. Jackson 1955).

    Parameters
    ----------
    due_h
        Hours from now until each order is due [h], an array; negative: overdue.
    work_h
        Work that each still takes [h].
    supply_h
        Function of hours from now that gives the agent-hours planned until then [h].
    at_least_h
        Orders due within this time are named in any case [h].
    """
    due, work = np.asarray(due_h, float), np.asarray(work_h, float)
    order = np.argsort(due, kind="stable")
    needed = np.cumsum(work[order])
    supply = np.array([supply_h(max(0.0, float(hours))) for hours in due[order]])
    late = np.zeros(len(due), dtype=bool)
    late[order] = needed > supply + 1e-9
    return late | (due <= at_least_h)
