"""Runs the partition engine on a public staff rostering instance and reports what it proved."""

import csv
import io
import math
import os
import resource
import threading
from pathlib import Path
from typing import Any

import numpy as np

from rostering.benchmarks.staff_rostering_arrays import cover_instance, roster_cells
from rostering.benchmarks.staff_rostering_bound import verified_bound
from rostering.benchmarks.staff_rostering_file import StaffRostering, read_staff_rostering
from rostering.benchmarks.staff_rostering_score import score_staff_rostering
from rostering.solver.partition.incumbent import Progress, Solution
from rostering.solver.partition.solve import solve_cover


def run_staff_rostering(
    path: Path,
    time_limit_s: float,
    *,
    out: Path | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> dict[str, Any]:
    """Solve an instance and judge the roster with the independent scorer and bound verifier.

    Parameters
    ----------
    time_limit_s
        Wall time of the search [s]; judging comes on top.
    out
        Where to write the roster (`agent,day,shift`).

    Returns
    -------
    dict
        instance, agents, objective, bound, gap, seconds, hard_violations, bound_verified,
        peak_mb, trace.
    """
    source = read_staff_rostering(path)
    solution = solve_cover(
        cover_instance(source), time_limit_s=time_limit_s, seed=seed, progress=progress, stop=stop
    )
    report = _report(source, solution)
    if out is not None and solution.roster is not None:
        _write(out, source, solution.roster)
    return report


def _report(source: StaffRostering, solution: Solution) -> dict[str, Any]:
    report: dict[str, Any] = {
        "instance": source.name,
        "agents": len(source.staff),
        "objective": None,
        "bound": solution.bound if math.isfinite(solution.bound) else None,
        "gap": None,
        "seconds": round(solution.seconds, 2),
        "hard_violations": None,
        "bound_verified": _verified(source, solution),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "trace": [list(row) for row in solution.trace],
    }
    if solution.roster is not None:
        score = score_staff_rostering(source, roster_cells(source, solution.roster))
        report["objective"] = score.objective
        report["hard_violations"] = len(score.violations)
        report["gap"] = max(0.0, score.objective - solution.bound) / max(1, abs(score.objective))
    return report


def _verified(source: StaffRostering, solution: Solution) -> bool:
    """Whether the independent check proves at least the claimed bound (whole points)."""
    proven = verified_bound(source, solution.proof_prices)
    if proven is None or math.isinf(proven):
        return proven == solution.bound  # infinite: the check, too, finds someone without a row
    return math.ceil(proven - 1e-6) >= solution.bound


def _write(path: Path, source: StaffRostering, roster: np.ndarray) -> None:
    """Write all or nothing."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["agent", "day", "shift"])
    rows.writerows(
        (agent, day, shift) for (agent, day), shift in roster_cells(source, roster).items()
    )
    part = path.with_name(path.name + ".part")
    part.write_text(text.getvalue(), encoding="utf-8")
    os.replace(part, path)
