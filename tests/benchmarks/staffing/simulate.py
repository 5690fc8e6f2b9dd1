"""Calls simulated per second, a peer in the same run, and the time of a month's certificate."""

import random
import time
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from typing import Any

import numpy as np

from data.model.forecast import Demand, Dispersion, Forecast
from data.model.grid import Grid
from data.model.problem import RosterProblem
from data.model.queue import Queue
from data.model.requirement import Requirement, Shrinkage
from data.model.roster import Roster
from data.model.shift import Break, Shift
from data.model.staff import Agent, Contract
from rostering.simulation.presence import presence_of_heads
from rostering.simulation.replicate import replicate
from rostering.simulation.routing import Policy
from rostering.simulation.simulate import simulate_roster
from rostering.simulation.traffic import Behaviour, Traffic

FIRST = date(2026, 3, 2)
DAYS = 28
HANDLE_S = 240.0
REPLICATIONS = 30
CIW_CALLS = 20_000
_REPEATS = 5


def run(seed: int = 0) -> dict[str, Any]:
    """Calls per second of one core, and seconds of a 4-week, 300-agent certificate on two.

    Returns
    -------
    dict
        `single_calls_per_s, multi_calls_per_s, ciw_calls_per_s, certificate_seconds`, with the
        number of calls behind each. Drawing the calls counts; compilation (once, kept on disk)
        does not. Rates are per second of processor time (one core), the best of five runs; the
        certificate is timed by the clock on the wall.
    """
    single = _rate(_stationary(1, 95.0, seed), np.array([[True]]), [105])
    skills = np.random.default_rng(seed).random((12, 5)) < 0.45
    skills[:5] |= np.eye(5, dtype=bool)
    multi = _rate(_stationary(5, 270.0, seed), skills, [25] * 12)
    seconds, calls = certificate(seed)
    ciw_rate, ciw_name = _ciw(seed)
    return {
        "single_calls_per_s": single,
        "multi_calls_per_s": multi,
        "ciw_calls_per_s": ciw_rate,
        "ciw": ciw_name,
        "certificate_seconds": seconds,
        "certificate_calls": calls,
        "certificate": f"{DAYS} days, 300 agents, 5 queues, {REPLICATIONS} replications, 2 threads",
    }


def _stationary(queues: int, load_erlang: float, seed: int) -> Traffic:
    grid = Grid.for_days(FIRST, DAYS, 15)
    names = tuple(Queue(f"q{i}", f"Queue {i}", patience_s=180.0) for i in range(queues))
    contacts = load_erlang / queues / HANDLE_S * 900
    return Traffic(
        grid,
        names,
        tuple(Behaviour() for _ in names),
        np.full((queues, grid.slots), contacts),
        np.full((queues, grid.slots), HANDLE_S),
    )


def _rate(traffic: Traffic, skills: np.ndarray, heads: list[int]) -> float:
    grid = traffic.grid
    counts = np.repeat(np.array(heads)[:, None], grid.slots, axis=1)
    plan = presence_of_heads(counts, skills, 60.0 * grid.slot_min)
    best = 0.0
    for replication in range(_REPEATS + 1):
        start = time.process_time()
        records = replicate(traffic, plan, policy=Policy(), replication=replication)
        best = max(best, records.count / (time.process_time() - start))
    return best


def certificate(seed: int) -> tuple[float, int]:
    """Seconds and simulated calls of the certificate of a made-up month of 300 agents."""
    grid = Grid.for_days(FIRST, DAYS, 15)
    queues = [Queue(f"q{i}", f"Queue {i}", patience_s=180.0) for i in range(5)]
    forecasts = {
        queue.queue_id: _forecast(queue.queue_id, grid, weight)
        for queue, weight in zip(queues, (80, 55, 40, 20, 12), strict=True)
    }
    problem, roster = _month(grid, [queue.queue_id for queue in queues], seed)
    start = time.perf_counter()
    report = simulate_roster(
        problem, roster, queues, forecasts, replications=REPLICATIONS, seed=seed, threads=2
    )
    report.as_json()
    return time.perf_counter() - start, int(report.sums[:, :, :, 0].sum())


def _forecast(queue_id: str, grid: Grid, weight: float) -> Forecast:
    hour = grid.minute_of_day / 60
    contacts = weight * np.clip(0.25 + np.sin(np.pi * (hour - 6) / 18), 0.15, None)
    spread = Dispersion(np.full(DAYS, 0.08), np.full(grid.slots, 0.05))
    return Forecast(
        f"F-{queue_id}",
        Demand(queue_id, grid, contacts, np.full(grid.slots, HANDLE_S)),
        (0.5,),
        contacts[None, :],
        np.ones((1, DAYS)),
        spread,
        grid.start,
        datetime(2026, 3, 1, tzinfo=UTC),
        contacts,
    )


def _month(grid: Grid, queue_ids: list[str], seed: int) -> tuple[RosterProblem, Roster]:
    rng = np.random.default_rng(seed)
    agents, shifts = [], []
    for i in range(300):
        own = tuple(q for k, q in enumerate(queue_ids) if k == i % 5 or rng.random() < 0.3)
        agents.append(Agent(f"a{i:03d}", f"Agent {i}", "full", own))
        start = 22 * 60 if i % 10 == 0 else (6 + 2 * (i % 6)) * 60
        pauses = tuple(
            Break(start + at, length) for at, length in ((120, 15), (240, 30), (360, 15))
        )
        shifts += [
            Shift(f"a{i:03d}", FIRST + timedelta(days=day), start, 480, "D8", pauses)
            for day in range(DAYS)
            if (day + i) % 7 < 5
        ]
    none = np.zeros((len(queue_ids), grid.slots), dtype=np.int64)
    losses = (Shrinkage("sickness", 0.05), Shrinkage("floor time", 0.03, planned=True))
    need = Requirement("bench", grid, tuple(queue_ids), none, none, losses)
    contract = Contract("full", "Full time", 0, 10_000)
    problem = RosterProblem(FIRST, DAYS, need, tuple(agents), (contract,), (), ())
    return problem, Roster(FIRST, DAYS, tuple(shifts))


def _ciw(seed: int) -> tuple[float | None, str]:
    """Calls per second of Ciw on the single queue, over fewer calls."""
    try:
        import ciw
    except ImportError:
        return None, "not installed: pip install 'peakshift[dev]'"
    rate = 95.0 / HANDLE_S
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate)],
        service_distributions=[ciw.dists.Exponential(1 / HANDLE_S)],
        number_of_servers=[105],
    )
    state = random.getstate()
    ciw.seed(seed)
    play = ciw.Simulation(network)
    start = time.process_time()
    play.simulate_until_max_customers(CIW_CALLS, method="Finish")
    seconds = time.process_time() - start
    random.setstate(state)
    return CIW_CALLS / seconds, f"ciw {version('ciw')}, {CIW_CALLS} calls"
