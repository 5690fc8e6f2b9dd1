"""CP-SAT leaves Ctrl-C to the program around it."""

import os
import signal
import threading

from ortools.sat.python import cp_model

from rostering.solver.cpsat.solving import new_solver
from rostering.solver.stopping import WATCH


def a_hard_model() -> cp_model.CpModel:
    """Three machines' worth of jobs that nobody proves in seconds."""
    model = cp_model.CpModel()
    length = [7 + (13 * job) % 29 for job in range(60)]
    end = model.new_int_var(0, 10_000, "end")
    spans = []
    for job, minutes in enumerate(length):
        start = model.new_int_var(job % 7, 10_000, "")
        spans.append(model.new_fixed_size_interval_var(start, minutes, ""))
        model.add(start + minutes <= end)
    model.add_cumulative(spans, [1 + (5 * job) % 3 for job in range(60)], 5)
    model.minimize(end)
    return model


def test_a_signal_during_a_solve_reaches_its_handler_and_so_does_the_next() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
        new_solver(1.0, 1).solve(a_hard_model())
        os.kill(os.getpid(), signal.SIGINT)
        assert heard[-1:] == [signal.SIGINT]
        assert len(heard) == 2
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_stop_ends_a_solve_at_once() -> None:
    solver, stop = new_solver(120.0, 1), threading.Event()
    stop.set()
    with WATCH.ended_by(solver.stop_search, stop.is_set):
        solver.solve(a_hard_model())
    assert solver.wall_time < 60
