"""A CP-SAT solver with its limits set, which leaves Ctrl-C to the program around it."""

from ortools.sat.python import cp_model


def new_solver(time_s: float, workers: int, seed: int = 1) -> cp_model.CpSolver:
    """A solver of so much time [s].

    Notes
    -----
    CP-SAT's own hold on SIGINT would end the one model at hand, and afterwards leave the default in
    its place: the next Ctrl-C would kill the program with everything found so far.
    """
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = time_s
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    solver.parameters.catch_sigint_signal = False
    return solver
