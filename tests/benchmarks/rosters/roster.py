"""The roster benchmark: a centre of a folder or of a seed, rostered with a certified gap."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from data.model.errors import InvalidValue
from rostering.solver.progress import Progress
from rostering.solver.ready import ready
from rostering.solver.tours.engine import TourResult, solve_tours
from rostering.solver.tours.instance import TourInstance
from rostering.solver.tours.plain import cost_rows, roster_rows, to_plain
from rostering.verify import SCALE, bound_of
from tests.benchmarks.peak import peak_mb
from tests.benchmarks.rosters.bundle import write_bundle
from tests.benchmarks.rosters.centre import centre_instance, generate, read_centre
from tests.benchmarks.rosters.full_centre import full_centre
from tests.benchmarks.rosters.plain_check import judge


def centre_of(
    agents: int = 300,
    days: int = 28,
    slot: int = 30,
    seed: int = 0,
    folder: Path | None = None,
    queues: int = 1,
    lengths: tuple[float, ...] = (8.0,),
    rules: str = "core",
) -> TourInstance:
    """The centre of a folder, or one drawn by a seed.

    Parameters
    ----------
    slot
        Slot length [min].
    folder
        Folder of a centre instead of a generated one.
    lengths
        Lengths of shifts [h].
    rules
        `core` or `full`.

    Raises
    ------
    InvalidValue
        If an argument is out of its range.
    UnreadableFile
        If the folder holds no centre.
    """
    if folder is not None:
        return centre_instance(read_centre(folder))
    if days % 7:
        raise InvalidValue(f"{days} days: whole weeks, please")
    if slot not in (15, 30):
        raise InvalidValue(f"slots of {slot} min are not known: 15 or 30")
    if odd := [f"{hours:g}" for hours in lengths if hours * 60 % slot]:
        raise InvalidValue(
            f"shift lengths are whole slots of {slot} min, not {', '.join(odd)} hours"
        )
    if (slot, queues, lengths, rules) == (30, 1, (8.0,), "core"):
        return centre_instance(generate(agents, seed, days))
    return full_centre(agents, days, slot, seed, queues, lengths, full=rules == "full")


def run(
    problem: TourInstance,
    *,
    time_limit_s: float = 180.0,
    seed: int = 0,
    export: Path | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> dict[str, Any]:
    """Solve, judge by an independent check, verify the bound, and say it all.

    Parameters
    ----------
    export
        Folder for instance, roster and bound as plain CSV and JSON.
    stop
        Set it from another thread: the best roster so far is judged; `stopped` says so.

    Raises
    ------
    InvalidValue
        If no roster was found.
    """
    if not ready(progress, stop):
        raise InvalidValue("stopped while compiling (first time only): there is no roster yet")
    began = time.monotonic()

    def heard(seconds: float, objective: int | None, bound: int) -> None:
        if progress:
            progress(Progress(seconds, objective, max(bound, 0), "tour"))

    found = solve_tours(problem, time_limit_s=time_limit_s, seed=seed, progress=heard, stop=stop)
    seconds = time.monotonic() - began
    stopped = {"stopped": True} if stop is not None and stop.is_set() else {}
    return {**_judged(problem, found, seconds, export), **stopped}


def _judged(
    problem: TourInstance, found: TourResult, seconds: float, export: Path | None
) -> dict[str, Any]:
    plain = to_plain(problem)
    costs = [cost_rows(problem, agent) for agent in range(len(problem.agents))]
    rows = roster_rows(problem, found.tours)
    objective, wrong = judge(plain, costs, rows)
    proved = -(-bound_of(plain, costs, found.prices, found.multipliers) // SCALE)
    prices = {"prices": found.prices.tolist(), "slopes": found.multipliers.tolist()}
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
        "peak_mb": peak_mb(),
        "trace": [list(entry) for entry in found.trace],
    }
