"""The roster benchmark: a centre of a folder or of a seed, rostered with a certified gap."""

import resource
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from data.model.errors import InvalidValue
from rostering.benchmarks.bundle import write_bundle
from rostering.benchmarks.centre import centre_instance, generate, read_centre
from rostering.benchmarks.full_centre import full_centre
from rostering.benchmarks.plain_check import judge
from rostering.bound_check import SCALE, bound_of
from rostering.progress import Progress
from rostering.solver.tour.engine import TourResult, solve_tours
from rostering.solver.tour.instance import TourInstance
from rostering.solver.tour.plain import cost_rows, roster_rows, to_plain
from rostering.solver.tour.whole_model import solve_whole


def run(
    agents: int = 300,
    days: int = 28,
    slot: int = 30,
    seed: int = 0,
    instance: Path | None = None,
    queues: int = 1,
    lengths: tuple[float, ...] = (8.0,),
    rules: str = "core",
    time_limit_s: float = 180.0,
    engine: str = "tour",
    export: Path | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> dict[str, Any]:
    """Solve, judge by a check of its own, verify the bound, and say it all.

    Parameters
    ----------
    slot
        Slot length [min].
    instance
        Folder of a centre instead of a generated one.
    lengths
        Lengths of shifts [h].
    rules
        `core` or `full`.
    engine
        `tour`, or `cpsat` for one plain CP-SAT model of the same instance.
    export
        Folder for instance, roster and bound as plain CSV and JSON.

    Raises
    ------
    InvalidValue
        If an argument is out of its range.
    """
    if engine not in ("tour", "cpsat") or rules not in ("core", "full") or days % 7:
        raise InvalidValue("engine is tour or cpsat, rules core or full, days whole weeks")
    problem = _instance(agents, days, slot, seed, instance, queues, lengths, rules)
    began = time.monotonic()

    def heard(seconds: float, objective: int | None, bound: int) -> None:
        if progress:
            progress(Progress(seconds, objective, max(bound, 0), engine))

    solve = solve_tours if engine == "tour" else solve_whole
    found = solve(problem, time_limit_s=time_limit_s, seed=seed, progress=heard, stop=stop)
    seconds = time.monotonic() - began
    return _judged(problem, found, seconds, export)


def _instance(
    agents: int,
    days: int,
    slot: int,
    seed: int,
    folder: Path | None,
    queues: int,
    lengths: tuple[float, ...],
    rules: str,
) -> TourInstance:
    if folder is not None:
        return centre_instance(read_centre(folder))
    if (slot, queues, lengths, rules) == (30, 1, (8.0,), "core"):
        return centre_instance(generate(agents, seed, days))
    return full_centre(agents, days, slot, seed, queues, lengths, full=rules == "full")


def _judged(
    problem: TourInstance, found: TourResult, seconds: float, export: Path | None
) -> dict[str, Any]:
    plain = to_plain(problem)
    costs = [cost_rows(problem, agent) for agent in range(len(problem.agents))]
    rows = roster_rows(problem, found.tours)
    objective, wrong = judge(plain, costs, rows)
    proved = -(-bound_of(plain, costs, found.prices, found.slopes) // SCALE)
    prices = {"prices": found.prices.tolist(), "slopes": found.slopes.tolist()}
    bound = {"bound": proved, "scale": SCALE, **prices}
    if export is not None:
        write_bundle(export, plain, costs, rows, bound)
    return {
        "agents": len(problem.agents),
        "objective": objective,
        "bound": found.bound,
        "gap": (objective - found.bound) / objective if objective else 0.0,
        "seconds": round(seconds, 2),
        "hard_violations": len(wrong),
        "bound_verified": proved >= found.bound and objective == found.objective,
        "peak_mb": round(_peak_mb(), 1),
        "trace": [list(entry) for entry in found.trace],
    }


def _peak_mb() -> float:
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
