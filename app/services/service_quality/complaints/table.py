"""Statistics of complaints, as pure functions of their records."""

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from app.services.service_quality.complaints.survival import Survival, survival
from app.services.service_quality.deadlines import Deadlines, due_times
from data.model.service_quality.records import STEPS

if TYPE_CHECKING:
    import pandas as pd

COMPLAINT = "complaint"
"""Kind in the table of deadlines that cases are held to."""
REPEAT_DAYS = 30
_Z = 1.959963984540054  # two-sided 95 %


def case_table(
    cases: "pd.DataFrame",
    steps: "pd.DataFrame",
    deadlines: Deadlines,
    workdays: np.ndarray,
    zone: str,
    now: Any,
) -> "pd.DataFrame":
    """One row a case: at which step it is, since when, when it is due, whether it is late.

    Returns
    -------
    pandas.DataFrame
        Columns of the case and `step` (the open one; 0 where it is closed), `step_begun`,
        `with` (department of the open step), `contacted_at` (end of the first step), `due_at`,
        `contact_due_at`, `open`, `late`, `contact_late`.
    """
    import pandas as pd

    moment = pd.Timestamp(now).tz_convert("UTC").as_unit("s")
    table = cases[cases["opened_at"] <= moment].set_index("case_id", drop=False)
    known = steps[(steps["begun_at"] <= moment) & steps["case_id"].isin(table.index)]
    known = known.sort_values(["case_id", "step"])
    last = known.drop_duplicates("case_id", keep="last").set_index("case_id")
    first = known[known["step"] == 1].drop_duplicates("case_id").set_index("case_id")
    contacted = first["ended_at"].where(first["ended_at"] <= moment).reindex(table.index)
    closed = table["closed_at"].where(table["closed_at"] <= moment)
    is_open = closed.isna()
    ended = last["ended_at"].where(last["ended_at"] <= moment)
    # Between two steps the next one waits since the end of the last.
    reached = (last["step"] + ended.notna()).clip(upper=len(STEPS))
    at_step = reached.reindex(table.index).fillna(1)
    begun = ended.fillna(last["begun_at"]).reindex(table.index).fillna(table["opened_at"])
    complete: pd.DataFrame = table.assign(
        closed_at=closed,
        open=is_open,
        step=at_step.where(is_open, 0).astype(int),
        step_begun=begun,
        **{"with": last["department"].reindex(table.index).fillna(table["department"])},
        contacted_at=contacted,
    )
    for column, until in (("due_at", "closed"), ("contact_due_at", "contact")):
        deadline = deadlines.of(COMPLAINT, until)
        never = pd.Series(pd.NaT, index=table.index, dtype="datetime64[s, UTC]")
        complete[column] = (
            due_times(table["opened_at"], deadline, workdays, zone).dt.as_unit("s")
            if deadline is not None and len(table)
            else never
        )
    faults = complete["praise"] == 0
    complete["late"] = faults & (closed.fillna(moment) > complete["due_at"])
    complete["contact_late"] = faults & (contacted.fillna(moment) > complete["contact_due_at"])
    done: pd.DataFrame = complete.reset_index(drop=True)
    return done


@dataclass(frozen=True)
class StepFigures:
    """A step of the loop: what stands in it now, and how long it takes.

    Parameters
    ----------
    step
        1 to 6.
    open, overdue
        Cases at it now [-]; of them longer than nine of ten take.
    oldest_h
        Longest that one has been there [h].
    begun, ended
        Cases that came to it and left it in the time looked at [-].
    median_h, p90_h
        Time after which half, and nine of ten, have left it, open ones counted (Kaplan-Meier)
        [h]; NaN where so many have not left yet.
    """

    step: int
    open: int
    overdue: int
    oldest_h: float
    begun: int
    ended: int
    median_h: float
    p90_h: float


def step_lengths(steps: "pd.DataFrame", now: Any) -> "tuple[pd.DataFrame, Any, Any]":
    """Steps known now, how long each took or has been open [h], and whether it has ended."""
    import pandas as pd

    moment = pd.Timestamp(now).tz_convert("UTC").as_unit("s")
    known = steps[steps["begun_at"] <= moment]
    ended = (known["ended_at"] <= moment).to_numpy(bool)
    end = known["ended_at"].where(known["ended_at"] <= moment).fillna(moment)
    return known, (end - known["begun_at"]).dt.total_seconds().to_numpy() / 3600, ended


def step_figures(
    table: "pd.DataFrame", steps: "pd.DataFrame", now: Any
) -> tuple[tuple[StepFigures, ...], dict[str, Survival]]:
    """Figures of the six steps, and the curve of each by its name."""
    import pandas as pd

    known, length_h, ended = step_lengths(steps, now)
    number = known["step"].to_numpy()
    moment = pd.Timestamp(now).tz_convert("UTC")
    found, curves = [], {}
    for step in range(1, len(STEPS) + 1):
        mine = number == step
        curve = survival(length_h[mine], ended[mine])
        curves[STEPS[step - 1]] = curve
        p90 = curve.quantile_h(0.9)
        here = table[table["step"] == step]
        age_h = ((moment - here["step_begun"]).dt.total_seconds() / 3600).to_numpy()
        found.append(
            StepFigures(
                step,
                len(here),
                int((age_h > p90).sum()),
                float(age_h.max(initial=0.0)),
                int(mine.sum()),
                int(ended[mine].sum()),
                curve.quantile_h(0.5),
                p90,
            )
        )
    return tuple(found), curves


def repeats(cases: "pd.DataFrame") -> np.ndarray:
    """Whether each case repeats one of the same customer and kind of the thirty days before.

    Parameters
    ----------
    cases
        All that could be repeated, too; `repeat_of` of a file counts in any case.
    """
    import pandas as pd

    order = cases.sort_values("opened_at", kind="stable")
    named = order[order["customer"] != ""]
    before = named.groupby(["customer", "kind"])["opened_at"].shift()
    again = (named["opened_at"] - before) <= pd.Timedelta(days=REPEAT_DAYS)
    flagged = again.reindex(cases.index).fillna(False).astype(bool) | (cases["repeat_of"] != "")
    return flagged.to_numpy(bool)


@dataclass(frozen=True)
class Cell:
    """Cases of one cause and department [-]."""

    cause: str
    department: str
    count: int


def cause_by_department(cases: "pd.DataFrame") -> tuple[Cell, ...]:
    """Counts of each cause and department that have any, most first."""
    known = cases[(cases["cause"] != "") & (cases["praise"] == 0)]
    counts = known.groupby(["cause", "department"]).size()
    rows = [
        Cell(str(cause), str(department), int(n))
        for cause, department, n in zip(
            counts.index.get_level_values(0), counts.index.get_level_values(1), counts, strict=True
        )
    ]
    return tuple(sorted(rows, key=lambda one: (-one.count, one.cause, one.department)))


@dataclass(frozen=True)
class Effect:
    """Complaints that a measure is meant for, before and after it.

    Parameters
    ----------
    before, after
        Complaints in the time before, and since [-].
    days_before, days_after
        Length of both [d].
    before_per_1000, after_per_1000
        Per 1,000 contacts [-].
    ratio, low, high
        After against before, with its 95 % interval [-].
    """

    name: str
    begun: date
    before: int
    after: int
    days_before: int
    days_after: int
    before_per_1000: float
    after_per_1000: float
    ratio: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """`worked`, `worse`, or `open` where chance alone could explain it."""
        return "worked" if self.high < 1 else "worse" if self.low > 1 else "open"


def effect(
    name: str,
    begun: date,
    counts: tuple[int, int],
    days: tuple[int, int],
    contacts: tuple[float, float],
) -> Effect:
    """Ratio of two Poisson rates with its log interval; half a case is added to both where either
    has none (Rothman, Greenland and Lash 2008, Modern Epidemiology, ch. 14)."""
    add = 0.5 if not all(counts) else 0.0
    before, after = (count + add for count in counts)
    nan = float("nan")
    old, new = (
        count / size * 1000 if size else nan for count, size in zip(counts, contacts, strict=True)
    )
    if not all(contacts):
        return Effect(name, begun, *counts, *days, old, new, nan, nan, nan)
    ratio = (after / contacts[1]) / (before / contacts[0])
    spread = _Z * math.sqrt(1 / before + 1 / after)
    return Effect(
        name, begun, *counts, *days, old, new,
        ratio, ratio * math.exp(-spread), ratio * math.exp(spread),
    )  # fmt: skip


def matching(cases: "pd.DataFrame", kind: str, cause: str, department: str) -> "pd.DataFrame":
    """Complaints that a measure is meant for."""
    mine = cases[cases["praise"] == 0]
    for column, value in (("kind", kind), ("cause", cause), ("department", department)):
        if value:
            mine = mine[mine[column] == value]
    return mine


@dataclass(frozen=True)
class CaseLine:
    """An open case that somebody must look at.

    Parameters
    ----------
    hours_left
        Until it is due [h]; negative: overdue.
    step_h
        How long it has been at its step [h].
    """

    case_id: str
    kind: str
    department: str
    region: str
    topic: str
    step: int
    opened_at: datetime
    due_at: datetime | None
    hours_left: float
    step_h: float
