"""The first solve on a machine keeps its time limit: kernels are compiled before the clock runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rostering.solver.by_tours.warm import warm

pytestmark = pytest.mark.slow

CODE = """
from rostering.solve import solve_roster
from rostering.solver.by_tours.warm import _tiny_team
result = solve_roster(_tiny_team(), time_limit_s=3, engine="tour")
print(result.roster is not None, result.seconds < 6)
"""


def test_warming_up_again_costs_nothing() -> None:
    warm()
    assert warm.cache_info().currsize == 1


@pytest.mark.heavy
def test_a_first_solve_with_nothing_compiled_keeps_its_limit(tmp_path: Path) -> None:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "True"]
