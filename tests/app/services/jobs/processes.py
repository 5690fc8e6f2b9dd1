"""Processes that carry out jobs and are killed in the middle, begun in a tenth of a second."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Literal

from app.services.activity_orders import add_activity_order
from app.services.context import Context
from app.services.day.messages import Message
from app.services.exchange.sending import set_people_address
from app.services.jobs import engine, of_rosters, worker
from app.services.jobs.database import Jobs
from app.services.jobs.job import Job
from app.services.jobs.kinds import KINDS
from app.services.jobs.of_data import ForecastOrder, ImportOrder, RefreshOrder, RequirementOrder
from app.services.jobs.of_notices import SendOrder
from app.services.jobs.of_reads import (
    AccuracyOrder,
    BacktestOrder,
    CompareOrder,
    DesignOrder,
    SensitivityOrder,
    SimulateOrder,
    TryOrder,
    WhatIfOrder,
)
from app.services.jobs.of_rosters import (
    ActivitiesOrder,
    BuildOrder,
    RepairOrder,
    RerosterOrder,
    SeatsOrder,
)
from app.services.jobs.orders import start_job
from app.services.roster.build import Built, solve_days
from app.services.roster.changes.edit import CellEdit
from app.services.roster.check import roster_of
from app.services.running.workers import plain_main
from app.services.service_quality.seats import add_seats
from app.services.staffing.what_if import Change
from data.model.activity import ActivityOrder
from data.model.staff import Leave
from rostering.repair.disruption import Disruption
from rostering.shift_design.request import DesignRequest
from rostering.shift_design.restrictions import StartsEvery
from tests.app.small_centre import history_csv, last_day

Moment = Literal["begun", "carried out", "noted"]
MOMENTS: tuple[Moment, ...] = ("begun", "carried out", "noted")
"""Before a step's work; after it, before the engine noted so; when it is noted."""
WAIT_S = 120
MEMBERS = ("seasonal_naive", "glm_days")
FORK = multiprocessing.get_context("forkserver")
FORK.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Kill:
    """In which step, and when in it, the process is to be killed."""

    step: str
    moment: Moment


def a_worker(url: str, log: Path, kill: Kill | None = None, quick: bool = True) -> BaseProcess:
    """A process that carries out jobs until none is left, or until it is killed.

    Parameters
    ----------
    log
        Names of the steps whose work was begun are written there, one a line.
    quick
        Whether builds take the roster that was found last time.
    """
    process = FORK.Process(target=_work, args=(url, log, kill, quick))
    with plain_main():  # a page drawn in this process before has made itself the main module
        process.start()
    return process


def _work(url: str, log: Path, kill: Kill | None, quick: bool) -> None:
    _watched(log, kill)
    if quick:
        of_rosters.solve_days = _at_once
    assert worker.work_here(url)
    jobs = Jobs(url)
    while jobs.list(going=True, limit=1):
        time.sleep(0.05)
    worker.close()


def _watched(log: Path, kill: Kill | None) -> None:
    real = engine.record

    def at(name: str, moment: Moment) -> None:
        if kill == Kill(name, moment):
            os.kill(os.getpid(), signal.SIGKILL)

    def record(name: str, work: Callable[[], Any]) -> Any:
        def logged() -> Any:
            with log.open("a", encoding="utf-8") as file:
                file.write(f"{name}\n")
            at(name, "begun")
            found = work()
            at(name, "carried out")
            return found

        noted = real(name, logged)
        at(name, "noted")
        return noted

    engine.record = record


def _at_once(context: Context, first: Any, weeks: Any, **options: Any) -> Built:
    """A solve that ends with its first roster."""
    listed = context.store.list_rosters()[-1]
    saved = context.store.load_roster(listed.roster_id)
    return Built(saved.problem, saved.result, {"time_limit_s": 1.0})


def orders(context: Context, folder: Path) -> dict[str, Any]:
    """A small order of every kind, for the rostered centre; the check of designs comes apart."""
    (listed,) = context.store.list_rosters()
    saved = context.store.load_roster(listed.roster_id)
    shift = roster_of(saved).shifts[0]
    version = context.store.latest_forecast("fault")
    inbox = folder / "inbox"
    inbox.mkdir(exist_ok=True)
    days = [last_day() + timedelta(days=n) for n in (1, 2)]
    (inbox / "day.csv").write_text(history_csv(days[0], 1, 9), encoding="utf-8")
    first, seconds = saved.problem.first, 1.0
    absent = Leave(shift.agent_id, shift.day, shift.day, "sick")
    return {
        "build": BuildOrder(first, 1, time_limit_s=seconds),
        "reroster": RerosterOrder(saved.roster_id, Disruption((absent,)), time_limit_s=seconds),
        "repair": RepairOrder(
            saved.roster_id,
            edits=(CellEdit(shift.agent_id, shift.day, None, "sick"),),
            time_limit_s=seconds,
        ),
        "activities": ActivitiesOrder(saved.roster_id, time_limit_s=seconds),
        "seats": SeatsOrder(saved.roster_id, time_limit_s=seconds),
        "what_if": WhatIfOrder(saved.requirement_id, Change({}, volume_factor=1.1)),
        "compare_bases": CompareOrder(judged=False),
        "simulate": SimulateOrder(saved.roster_id, replications=2),
        "sensitivity": SensitivityOrder(saved.roster_id, ("agent",), time_limit_s=5.0),
        "shift_design": DesignOrder.of(
            first,
            1,
            "",
            DesignRequest(codes=(4,), time_limit_s=seconds, restrictions=(StartsEvery(60),)),
        ),
        "accuracy": AccuracyOrder(version.version_id, "fault", MEMBERS),
        "backtest": BacktestOrder(("fault",), 7, 2, 14, MEMBERS),
        "forecast": ForecastOrder(1, members=MEMBERS),
        "requirement": RequirementOrder(),
        "import": ImportOrder.of("two.csv", history_csv(days[1], 1, 8).encode()),
        "send": SendOrder((Message(shift.agent_id, "Li", "D becomes N"),), 3),
        "refresh": RefreshOrder(str(inbox), str(folder / "night.json"), 1, 0.0),
    }


def ask(context: Context, url: str, kind: str, folder: Path) -> Job:
    """Ask for a small job of a kind."""
    jobs = Jobs(url)
    if kind == "activities":
        add_activity_order(context, ActivityOrder("coaching", 30))
    if kind == "send":
        set_people_address(context, "json://127.0.0.1:9/{email}")  # nobody listens there
    if kind == "seats":
        add_seats(context, "East", 30)
    wanted = orders(context, folder)
    if kind == "shift_design_check":
        designed = start_job(context, jobs, wanted["shift_design"])
        process = a_worker(url, folder / "design.log")
        process.join(WAIT_S)
        assert process.exitcode == 0
        order: Any = TryOrder(designed.job_id, (4,), 1.0)
    else:
        order = wanted[kind]
    job = start_job(context, jobs, order)
    jobs.close()
    return job


ELSEWHERE = ("sample", "propose")
"""Kinds tried by tests of their own: `test_sample.py`; and what needs a plan for the very day,
`test_proposals.py`."""


def every_kill() -> list[tuple[str, Kill]]:
    """Every moment of every step of every kind but those of `ELSEWHERE`."""
    return [
        (kind.name, Kill(step, moment))
        for kind in KINDS.values()
        if kind.name not in ELSEWHERE
        for step in kind.steps
        for moment in MOMENTS
    ]


__all__ = ["ELSEWHERE", "MOMENTS", "Kill", "a_worker", "ask", "every_kill", "solve_days"]
