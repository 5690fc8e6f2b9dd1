"""Adherence of a team over weeks: seconds to lay events over shifts, and the golden cases."""

from datetime import date, timedelta
from time import perf_counter
from typing import Any

import numpy as np

from data.model.grid import Grid
from data.model.shift import Break, Shift
from rostering.evaluation.adherence import (
    BREAK,
    OFF,
    ON_QUEUE,
    Timeline,
    adherence_of,
    adherence_share,
    conformance_share,
    planned,
)

_FIRST = date(2026, 3, 2)


def run(agents: int = 300, days: int = 28, events: int = 250_000, seed: int = 0) -> dict[str, Any]:
    """Seconds, and what came out."""
    grid = Grid.for_days(_FIRST, days, 15)
    rng = np.random.default_rng(seed)
    ids = tuple(f"A{k:03d}" for k in range(agents))
    shifts = [
        _a_shift(name, day, int(start))
        for name in ids
        for day in range(days)
        for start in (rng.integers(24, 60) * 15,)
    ]  # fmt: skip
    line = _lived(ids, shifts, grid, events, rng)
    began = perf_counter()
    found = adherence_of(planned(shifts, grid, ids), line, grid, count_outside=True)
    seconds = perf_counter() - began
    whole = found.together()
    return {
        "agents": agents,
        "days": days,
        "events": len(line.agent),
        "shifts": len(shifts),
        "seconds": round(seconds, 3),
        "adherence": round(float(np.nanmean(whole.adherence)), 4),
        "conformance": round(float(np.nanmean(whole.conformance)), 4),
        "golden": _golden(),
    }


def _a_shift(agent_id: str, day: int, start_min: int) -> Shift:
    rest = Break(start_min + 240, 30)
    return Shift(agent_id, _FIRST + timedelta(days=day), start_min, 480, "D", (rest,))


def _lived(
    ids: tuple[str, ...], shifts: list[Shift], grid: Grid, events: int, rng: np.random.Generator
) -> Timeline:
    """Each shift lived a few minutes off, with as many short pauses as make the events."""
    each = max(4, events // len(shifts))
    plan = planned(shifts, grid, ids)
    starts = plan.since_s[plan.state == ON_QUEUE][::2]
    agent = plan.agent[plan.state == ON_QUEUE][::2]
    at = starts[:, None] + np.sort(rng.uniform(0, 480 * 60, (len(starts), each)), axis=1)
    state = np.where(np.arange(each) % 2 == 0, ON_QUEUE, BREAK) + np.zeros_like(at, dtype=int)
    state[:, -1] = OFF
    return Timeline(ids, np.repeat(agent, each), at.ravel(), state.ravel())


def _golden() -> dict[str, bool]:
    """The published cases."""
    return {
        "late_and_outside": bool(
            np.isclose(adherence_share((10 + 10) * 60, (60 + 10) * 60), 1 - 20 / 70)
        ),
        "never_below_0": bool(adherence_share(90, 60) == 0.0),
        "conformance_above_1": bool(conformance_share(75, 60) == 1.25),
        "nothing_for_nothing": bool(np.isnan(conformance_share(0, 0))),
        "not_scheduled": bool(np.isinf(conformance_share(10, 0))),
    }
