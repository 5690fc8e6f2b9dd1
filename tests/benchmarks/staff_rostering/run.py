"""Solves a public staff rostering instance, by the product or by the partition engine."""

import csv
import io
import math
import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from data.model.errors import InvalidValue
from rostering.solver.progress import Progress
from rostering.solver.solve import solve_roster
from rostering.solver.tours.proof import recomputed_bound
from tests.benchmarks.peak import peak_mb
from tests.benchmarks.staff_rostering.arrays import cover_instance, roster_cells
from tests.benchmarks.staff_rostering.as_problem import as_problem, cells_of
from tests.benchmarks.staff_rostering.bound import verified_bound
from tests.benchmarks.staff_rostering.file import StaffRostering, read_staff_rostering
from tests.benchmarks.staff_rostering.partition.incumbent import Solution
from tests.benchmarks.staff_rostering.partition.solve import solve_cover
from tests.benchmarks.staff_rostering.score import score_staff_rostering


def run_staff_rostering(path: Path, time_limit_s: float, **solving: Any) -> dict[str, Any]:
    """Read an instance and solve it; see `solve_staff_rostering`."""
    return solve_staff_rostering(read_staff_rostering(path), time_limit_s, **solving)


MOST_CELLS = 10_000
"""People x days up to which the product is taken by itself: with 100 people and half a year it ends
1.9 % above the best known after 300 s, where the partition engine reached .95 % after 600."""


def way(source: StaffRostering, engine: str = "auto") -> Callable[..., dict[str, Any]]:
    """How an instance is solved: by `product`, by `partition`, or by whichever fits it.

    Raises
    ------
    InvalidValue
        If the product is asked for, and its rules cannot state the instance.
    """
    if engine == "partition":
        return solve_staff_rostering
    try:
        as_problem(source)
    except InvalidValue:
        if engine == "product":
            raise
        return solve_staff_rostering
    fits = engine == "product" or len(source.staff) * source.days <= MOST_CELLS
    return solve_by_product if fits else solve_staff_rostering


def solve_staff_rostering(
    source: StaffRostering,
    time_limit_s: float,
    *,
    out: Path | None = None,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> dict[str, Any]:
    """Solve an instance and judge the roster with the independent scorer and bound verifier.

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
        instance, agents, objective, bound, gap, seconds, hard_violations, bound_verified, peak_mb,
        trace; what is not known is None.
    """

    def heard(seconds: float, objective: float | None, bound: float) -> None:
        if progress:
            progress(Progress(seconds, objective, _known(bound), "partition"))

    solution = solve_cover(
        cover_instance(source), time_limit_s=time_limit_s, seed=seed, progress=heard, stop=stop
    )
    if out is not None and solution.roster is not None:
        _write(out, source, solution.roster)  # before judging, which may take minutes
    report = _report(source, solution)
    if stop is not None and stop.is_set():
        report["stopped"] = True
    return report


def solve_by_product(
    source: StaffRostering,
    time_limit_s: float,
    *,
    out: Path | None = None,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> dict[str, Any]:
    """The same by what customers use: a problem under the product's rules, engine `auto`.

    Returns
    -------
    dict
        As `solve_staff_rostering`; `own_objective` is what the product's scorecard says,
        `verified_bound` what the saved prices prove when they are added up again: a bound beyond it
        was proven by `bound_by`.

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
        _write_cells(out, cells)
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


def _report(source: StaffRostering, solution: Solution) -> dict[str, Any]:
    report: dict[str, Any] = {
        "instance": source.name,
        "agents": len(source.staff),
        "objective": None,
        "bound": _known(solution.bound),
        "gap": None,
        "seconds": round(solution.seconds, 2),
        "hard_violations": None,
        "bound_verified": _verified(source, solution),
        "peak_mb": peak_mb(),
        "trace": [[at, objective, _known(bound)] for at, objective, bound in solution.trace],
    }
    if solution.roster is not None:
        score = score_staff_rostering(source, roster_cells(source, solution.roster))
        report["objective"] = score.objective
        report["hard_violations"] = len(score.violations)
        if math.isfinite(solution.bound):
            above = max(0.0, score.objective - solution.bound)
            report["gap"] = above / max(1, abs(score.objective))
    return report


def _known(bound: float) -> float | None:
    return bound if math.isfinite(bound) else None


def _verified(source: StaffRostering, solution: Solution) -> bool:
    """Whether the independent check proves at least the claimed bound (whole points)."""
    proven = verified_bound(source, solution.proof_prices)
    if proven is None or math.isinf(proven):
        return proven == solution.bound  # infinite: the check, too, finds someone without a row
    return math.ceil(proven - 1e-6) >= solution.bound


def _write(path: Path, source: StaffRostering, roster: np.ndarray) -> None:
    _write_cells(path, roster_cells(source, roster))


def _write_cells(path: Path, cells: Mapping[tuple[str, int], str]) -> None:
    """Write all or nothing."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["agent", "day", "shift"])
    rows.writerows((agent, day, shift) for (agent, day), shift in cells.items())
    part = path.with_name(path.name + ".part")
    part.write_text(text.getvalue(), encoding="utf-8")
    os.replace(part, path)
