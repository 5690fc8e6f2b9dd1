"""The engine against the exact optimum over all legal rows, by another solver."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from ortools.sat.python import cp_model

from tests.benchmarks.staff_rostering.arrays import cover_instance, roster_cells
from tests.benchmarks.staff_rostering.bound import verified_bound
from tests.benchmarks.staff_rostering.file import StaffRostering
from tests.benchmarks.staff_rostering.partition.branch import Tree
from tests.benchmarks.staff_rostering.partition.generate import evaluate
from tests.benchmarks.staff_rostering.partition.incumbent import Incumbent
from tests.benchmarks.staff_rostering.partition.instance import CoverInstance
from tests.benchmarks.staff_rostering.partition.master import Master
from tests.benchmarks.staff_rostering.partition.part import around, whole
from tests.benchmarks.staff_rostering.partition.solve import solve_cover
from tests.benchmarks.staff_rostering.partition.test_tours import legal_rows
from tests.benchmarks.staff_rostering.partition.tours import TourFinder
from tests.benchmarks.staff_rostering.run import run_staff_rostering
from tests.benchmarks.staff_rostering.score import score_staff_rostering
from tests.benchmarks.staff_rostering.writer import a_random_instance, an_instance, written


def rows_of_everybody(source: StaffRostering) -> list[list[np.ndarray]]:
    alone = [
        an_instance(
            days=source.days,
            staff=(person,),
            days_off=frozenset(cell for cell in source.days_off if cell[0] == person.agent),
            cover=source.cover,
        )
        for person in source.staff
    ]
    return [legal_rows(instance) for instance in alone]


def optimum(instance: CoverInstance, rows: list[list[np.ndarray]]) -> int:
    model = cp_model.CpModel()
    heads: dict[tuple[int, int], list[cp_model.IntVar]] = {}
    cost = []
    for agent, mine in enumerate(rows):
        chosen = [model.new_bool_var("") for _ in mine]
        model.add_exactly_one(chosen)
        for row, variable in zip(mine, chosen, strict=True):
            cost.append(instance.tour_cost(agent, row) * variable)
            for day in np.nonzero(row >= 0)[0]:
                heads.setdefault((int(day), int(row[day])), []).append(variable)
    for (day, shift_type), need in np.ndenumerate(instance.need):
        missing = model.new_int_var(0, 99, "")
        idle = model.new_int_var(0, 99, "")
        model.add(sum(heads.get((day, shift_type), [])) + missing - idle == int(need))
        cost.append(int(instance.under[day, shift_type]) * missing)
        cost.append(int(instance.over[day, shift_type]) * idle)
    model.minimize(sum(cost))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    return int(solver.objective_value) + instance.constant


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """Compile the kernels before anything is timed."""
    instance = cover_instance(an_instance())
    TourFinder(instance).best(0, np.zeros((instance.days, instance.shift_types), dtype=np.int32))


@pytest.mark.parametrize("seed", [1, 2, 4, 5, 6, 8])
def test_the_engine_reaches_the_optimum_and_never_bounds_above_it(seed: int) -> None:
    source = a_random_instance(seed)
    instance = cover_instance(source)
    rows = rows_of_everybody(source)
    if not all(rows):
        pytest.skip("an employee of this draw has no legal row at all")
    best = optimum(instance, rows)
    reached = threading.Event()

    def watch(seconds: float, objective: float | None, bound: float) -> None:
        if objective is not None and objective <= best:
            reached.set()

    solution = solve_cover(instance, time_limit_s=30.0, seed=seed, progress=watch, stop=reached)
    assert solution.roster is not None
    score = score_staff_rostering(source, roster_cells(source, solution.roster))
    assert score.violations == ()
    assert score.objective == solution.objective == best
    assert solution.bound <= best
    proven = verified_bound(source, solution.proof_prices)
    assert proven is not None
    assert proven + 1 > solution.bound


@pytest.mark.parametrize("seed", [1, 2, 4, 6])
def test_a_finished_search_tree_ends_at_the_optimum(seed: int) -> None:
    source = a_random_instance(seed)
    instance = cover_instance(source)
    best = optimum(instance, rows_of_everybody(source))
    finder = TourFinder(instance)
    incumbent = Incumbent(instance, time.monotonic() + 60.0, None)
    # Any legal roster will do to begin with
    prices = np.zeros((instance.days, instance.shift_types), dtype=np.int32)
    tours = [finder.best(agent, prices) for agent in range(instance.agents)]
    incumbent.offer(np.stack([tour.row for tour in tours if tour is not None]))
    assert incumbent.objective is not None
    assert incumbent.objective > best
    tree = Tree(instance)
    tree.allow(3, [])
    tree.search(Master(whole(instance)), finder, incumbent)
    tree.allow(100_000, [])  # what was left open is gone on with, by two
    with ThreadPoolExecutor(2) as pool:
        for run in [pool.submit(tree.help, finder, incumbent) for _ in range(2)]:
            run.result()
    assert tree.searched
    assert incumbent.objective == best


@pytest.mark.parametrize("seed", range(4))
def test_any_prices_prove_the_same_bound_by_search_and_by_verifier(seed: int) -> None:
    source = a_random_instance(seed, days=9)
    instance = cover_instance(source)
    prices = np.random.default_rng(seed).uniform(-5, 120, (instance.days, instance.shift_types))
    by_search, _ = evaluate(whole(instance), TourFinder(instance), prices)
    by_verifier = verified_bound(source, prices)
    assert by_verifier == pytest.approx(by_search, abs=1e-6)


def test_someone_without_a_legal_row_makes_the_instance_infeasible_not_an_error() -> None:
    source = a_random_instance(1)
    stuck = an_instance(
        staff=source.staff,
        cover=source.cover,
        days_off=frozenset((source.staff[0].agent, day) for day in range(7)),
    )
    person = stuck.staff[0]
    assert person.min_minutes > 0
    solution = solve_cover(cover_instance(stuck), time_limit_s=30.0)
    assert solution.roster is None
    assert solution.objective is None


def test_the_runner_says_so_where_there_is_no_roster(tmp_path: Path) -> None:
    file = tmp_path / "stuck.txt"
    file.write_text(written(an_instance(days_off=frozenset(("A", day) for day in range(7)))))
    report = run_staff_rostering(file, 0.5)
    assert report["objective"] is report["bound"] is report["hard_violations"] is None
    assert report["bound_verified"] is True


def test_a_part_around_a_roster_counts_everybody_else_as_fixed() -> None:
    source = a_random_instance(2)
    instance = cover_instance(source)
    solution = solve_cover(instance, time_limit_s=0.5)
    assert solution.roster is not None
    days = np.arange(instance.days) < 3
    part = around(instance, solution.roster, (1, 3), days)
    assert part.admits(0, solution.roster[1])
    assert part.allowed[0, 3:].sum() == instance.days - 3
    own = instance.cover(solution.roster[[1, 3]])
    assert (part.fixed_heads + own == instance.cover(solution.roster)).all()


def test_a_stop_ends_the_search_within_a_second() -> None:
    instance = cover_instance(a_random_instance(5, staff=12, days=14))
    stop = threading.Event()
    timer = threading.Timer(0.3, stop.set)
    timer.start()
    begin = time.monotonic()
    solve_cover(instance, time_limit_s=60.0, stop=stop)  # which it would use up
    assert time.monotonic() - begin < 3.0


def test_the_runner_reports_and_writes_what_the_scorer_sees(tmp_path: Path) -> None:
    source = a_random_instance(2)
    file = tmp_path / "small.txt"
    file.write_text(written(source))
    out = tmp_path / "roster.csv"
    report = run_staff_rostering(file, 1.0, out=out)
    lines = out.read_text().splitlines()
    assert lines[0] == "agent,day,shift"
    cells = {
        (agent, int(day)): shift for agent, day, shift in (line.split(",") for line in lines[1:])
    }
    assert score_staff_rostering(source, cells).objective == report["objective"]
    assert report["hard_violations"] == 0
    assert report["bound_verified"] is True
    assert report["bound"] <= report["objective"]
    assert report["trace"][-1][1] == report["objective"]
