"""Small true-to-life values; each builder takes what its test cares about."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from data.model.audit import AuditEntry
from data.model.centre import Centre
from data.model.forecast import Demand, Dispersion, Forecast
from data.model.grid import Grid
from data.model.problem import RosterProblem
from data.model.publication import Publication, SavedRoster
from data.model.requirement import Requirement, Shrinkage
from data.model.result import Result, ScoreFigures
from data.model.roster import Lock, Roster
from data.model.rule import Charge, RuleSetting
from data.model.shift import Break, BreakWindow, Shift, ShiftTemplate
from data.model.staff import Agent, Availability, Contract, Leave, Staff, Wish

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
MONDAY = date(2026, 3, 2)
NOTHING_REJECTED = pd.DataFrame({"row": [], "reason": [], "text": []})
TWO_REJECTED = pd.DataFrame(
    {"row": [7, 3], "reason": ["offered -1 is negative", "no time"], "text": ["x,y", "=z,王"]}
)


def an_entry(verb: str = "test", subject: str = "thing:1", **detail: Any) -> AuditEntry:
    return AuditEntry("Wang Li", verb, subject, NOW, "because", detail)


def a_centre(**changes: Any) -> Centre:
    return Centre(**({"name": "Test centre"} | changes))


def a_frame(
    offered: Sequence[float] = (10.0, 12.0, 9.0),
    *,
    start: str = "2026-01-05T00:00Z",
    queue_id: str = "faults",
    minutes: int = 30,
    **columns: Any,
) -> pd.DataFrame:
    """Canonical actuals of one queue, slot after slot."""
    starts = pd.date_range(start, periods=len(offered), freq=f"{minutes}min", tz="UTC")
    values = {
        "interval_start": starts,
        "interval_minutes": minutes,
        "queue_id": queue_id,
        "queue_name": "Fault reports",
        "channel": "voice",
        "offered": np.asarray(offered, dtype=float),
        "handled": np.asarray(offered, dtype=float),
        "abandoned": np.nan,
        "answered_in_threshold": np.nan,
        "threshold_seconds": 20.0,
        "handle_seconds_total": np.asarray(offered, dtype=float) * 240.0,
        "wait_seconds_total": np.nan,
        "event_tag": "",
        "quality_flag": "",
    }
    return pd.DataFrame(values | columns)


def a_forecast(
    version_id: str = "F-1",
    *,
    queue_id: str = "faults",
    days: int = 7,
    levels: int = 5,
    members: int = 3,
    made_at: datetime = NOW,
    seed: int = 1,
) -> Forecast:
    rng = np.random.default_rng(seed)
    grid = Grid.for_days(MONDAY, days)
    mean = 30 + 10 * rng.random(grid.slots)
    shares = np.linspace(0.5, 1.5, levels)[:, None]
    return Forecast(
        version_id,
        Demand(queue_id, grid, mean, 200 + 20 * rng.random(grid.slots)),
        tuple(np.linspace(0.1, 0.9, levels).tolist()),
        shares * mean,
        shares * np.full(days, 1500.0),
        Dispersion(0.1 * rng.random(days), 0.05 * rng.random(grid.slots)),
        origin=NOW,
        made_at=made_at,
        yardstick=mean * 1.1,
        notes=("eight weeks seen", "闸门: 均值"),
        model=mean * 0.9,
        members={f"member_{i}": mean + rng.random(grid.slots) for i in range(members)},
    )


def a_requirement(requirement_id: str = "Q-1", *, days: int = 7) -> Requirement:
    grid = Grid.for_days(MONDAY, days)
    heads = np.random.default_rng(2).integers(0, 20, (2, grid.slots))
    return Requirement(
        requirement_id,
        grid,
        ("faults", "billing"),
        heads,
        heads // 2,
        (Shrinkage("sickness", 0.08),),
        "erlang_c, mean",
        ("F-1", "F-2"),
    )


def a_shift(
    agent_id: str = "A1", day: date = MONDAY, start_min: int = 480, **changes: Any
) -> Shift:
    meal = Break(start_min + 240, 30, "meal")
    values = {"length_min": 510, "template": "D8", "breaks": (meal,)}
    return Shift(agent_id, day, start_min, **(values | changes))


def a_roster(*shifts: Shift, days: int = 7) -> Roster:
    return Roster(MONDAY, days, shifts or (a_shift(), a_shift("A2", start_min=1320)))


def a_problem(requirement_id: str = "Q-1", **changes: Any) -> RosterProblem:
    staff = a_staff()
    values = {
        "first": MONDAY,
        "days": 7,
        "requirement": a_requirement(requirement_id),
        "agents": staff.agents,
        "contracts": staff.contracts,
        "templates": staff.templates,
        "rules": (RuleSetting("minimum_rest", None, {"hours": 11}), RuleSetting("wishes", 5)),
        "wishes": staff.wishes,
        "history": (a_shift(day=MONDAY - timedelta(days=1)),),
        "locks": (Lock("A1", MONDAY, a_shift()),),
        "holidays": frozenset({MONDAY, MONDAY + timedelta(days=2)}),
    }
    return RosterProblem(**(values | changes))


def a_saved_roster(
    roster_id: str = "R-1", *, requirement_id: str = "Q-1", **changes: Any
) -> SavedRoster:
    result = Result(
        "feasible",
        a_roster(),
        120,
        117.5,
        (Charge("shortfall", 12, 120),),
        seconds=3.5,
        engine="cpsat",
        trace=((0.5, None, 10.0), (1.0, 120.0, 117.5)),
    )
    values: dict[str, Any] = {
        "result": result,
        "problem": a_problem(requirement_id),
        "scorecard": ScoreFigures((), result.charges, 120, 0, {"faults": 6.0}, 1.5, 400.0, 395.5),
        "made_at": NOW,
        "made_by": "Wang Li",
        "detail": {"seed": 0},
    }
    return SavedRoster(roster_id, **(values | changes))


def a_draft(roster_id: str = "R-1", *, who: str = "Wang Li", why: str = "first") -> Publication:
    return Publication(0, roster_id, MONDAY, 7, who, why, NOW, {"gap": 0.02, "bill": {"a": 1}})


def a_staff() -> Staff:
    breaks = (BreakWindow("rest", 15, 60, 120, True), BreakWindow("meal", 30, 180, 300))
    template = ShiftTemplate("D8", "day", 420, 600, 30, 510, breaks)
    return Staff(
        agents=(
            Agent("A1", "王丽", "full", ("faults", "billing"), "north", True),
            Agent("=A2", "@Smith", "full", ("faults",)),
        ),
        contracts=(Contract("full", "Full time", 2100, 2400, ("D8",), 3500),),
        templates=(template,),
        leave=(Leave("A1", MONDAY, MONDAY, "training"),),
        availability=(Availability("A1", 6, 480, 1200),),
        wishes=(Wish("A1", None, "off", 1200, 1439, 3), Wish("=A2", MONDAY, "on")),
    )
