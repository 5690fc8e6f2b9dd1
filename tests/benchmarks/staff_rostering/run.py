"""Solves a public staff rostering instance by the product's rules and engine."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from data.files.text import write_all
from rostering.solver.progress import Progress
from rostering.solver.solve import solve_roster
from rostering.solver.tours.proof import recomputed_bound
from tests.benchmarks.peak import peak_mb
from tests.benchmarks.staff_rostering.as_problem import as_problem, cells_of
from tests.benchmarks.staff_rostering.file import StaffRostering
from tests.benchmarks.staff_rostering.score import score_staff_rostering


def solve_staff_rostering(
    source: StaffRostering,
    time_limit_s: float,
    *,
    out: Path | None = None,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> dict[str, Any]:
    """Solve an instance by what customers use, and judge the roster with the independent scorer.

    Parameters
    ----------
    time_limit_s
        Wall time of the search [s]; judging comes on top.
    out
        Where to write the roster (`agent,day,shift`).
    stop
        Set it from another thread: the best roster so far is judged; `stopped` says so.

    Returns
    -------
    dict
        instance, agents, engine, status, objective, bound, gap, seconds, hard_violations, peak_mb,
        trace; `own_objective` is what the product's scorecard says, `verified_bound` what the saved
        prices prove when they are added up again: a bound beyond it was proven by `bound_by`. What
        is not known is None.

    Raises
    ------
    InvalidValue
        If the product's rules cannot state the instance.
    """
    problem = as_problem(source)
    found = solve_roster(
        problem, time_limit_s=time_limit_s, seed=seed, progress=progress, stop=stop
    )
    verified = recomputed_bound(problem, found.certificate) if found.certificate else None
    cells = cells_of(found.roster) if found.roster else {}
    score = score_staff_rostering(source, cells) if found.roster else None
    if out is not None and score is not None:
        _write(out, cells)
    return {
        "instance": source.name,
        "agents": len(source.staff),
        "engine": found.engine,
        "status": found.status,
        "objective": score.objective if score else None,
        "own_objective": found.objective,
        "bound": found.bound,
        "bound_by": found.bound_by,
        "verified_bound": verified,
        "bound_verified": verified is not None and verified >= (found.bound or 0),
        "gap": found.gap,
        "seconds": round(found.seconds, 2),
        "hard_violations": len(score.violations) if score else None,
        "peak_mb": peak_mb(),
        "trace": [list(point) for point in found.trace],
        **({"stopped": True} if stop is not None and stop.is_set() else {}),
    }


def _write(path: Path, cells: Mapping[tuple[str, int], str]) -> None:
    """Write all or nothing."""
    rows = [f"{agent},{day},{shift}\n" for (agent, day), shift in cells.items()]
    write_all({path: "".join(["agent,day,shift\n", *rows]).encode()})
