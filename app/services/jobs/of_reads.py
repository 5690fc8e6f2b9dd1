"""Jobs that save nothing but their answer: service, values, shift designs, accuracy."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.services.centre import planning_of
from app.services.forecast.accuracy import accuracy_of, backtest_queues
from app.services.jobs.kinds import Work
from app.services.jobs.run import JobRun
from app.services.roster.evaluation.sensitivity import sensitivity_of_roster
from app.services.roster.evaluation.service import simulate_saved
from app.services.shift_design.design import Tried, templates_for, try_designs
from app.services.staffing.what_if import Change, Consequence, compare_requirements, what_if
from data.model.codec import from_json, to_json
from data.model.language import tr
from data.model.problem import RosterProblem
from forecasting.evaluation.score import BacktestScore
from rostering.shift_design import restrictions
from rostering.shift_design.design import ShiftDesign
from rostering.shift_design.request import DesignRequest
from rostering.solver.sensitivity import Kind as Thing
from rostering.solver.sensitivity import SensitivityReport
from rostering.staffing.compare import Choice


@dataclass(frozen=True)
class SimulateOrder:
    """The service of a saved roster; fields as in `simulate_saved`."""

    roster_id: str
    replications: int | None = None
    seed: int = 0


def _simulate(run: JobRun, order: SimulateOrder) -> dict[str, Any]:
    """Simulate it; the service report as JSON values."""

    def work() -> dict[str, Any]:
        saved = run.context.store.load_roster(order.roster_id)
        return simulate_saved(
            run.context,
            saved,
            replications=order.replications,
            seed=order.seed,
            progress=lambda done, total: run.count(tr("periods simulated"), done, total),
        )

    return run.step("simulate", dict[str, Any], work, waits=False)


@dataclass(frozen=True)
class SensitivityOrder:
    """The values of a saved roster; fields as in `sensitivity_of_roster`."""

    roster_id: str
    kinds: tuple[Thing, ...] = ("agent", "template", "rule")
    time_limit_s: float | None = None
    seed: int = 0


def _sensitivity(run: JobRun, order: SensitivityOrder) -> SensitivityReport:
    """Price everything asked for."""
    usual = planning_of(run.context).sensitivity_limit_s
    limit_s = usual if order.time_limit_s is None else order.time_limit_s

    def work() -> SensitivityReport:
        return sensitivity_of_roster(
            run.context, **vars(order), progress=run.report_phase, stop=run.stop
        )[1]

    run.begin(limit_s)
    return run.step("solve", SensitivityReport, work)


@dataclass(frozen=True)
class DesignOrder:
    """Shift templates for a requirement; fields as in `templates_for`."""

    first: date
    weeks: int
    requirement_id: str = ""
    wanted: DesignRequest = field(default_factory=DesignRequest)
    restrictions: tuple[tuple[str, dict[str, Any]], ...] = ()

    @classmethod
    def of(
        cls, first: date, weeks: int, requirement_id: str, wanted: DesignRequest
    ) -> "DesignOrder":
        """An order that can be stored: restrictions by the name of their class, with its fields."""
        named = tuple((type(one).__name__, to_json(one)) for one in wanted.restrictions)
        return cls(first, weeks, requirement_id, replace(wanted, restrictions=()), named)

    @property
    def request(self) -> DesignRequest:
        """What was wanted, with its restrictions."""
        kept = tuple(from_json(getattr(restrictions, n), f) for n, f in self.restrictions)
        return replace(self.wanted, restrictions=kept)


@dataclass(frozen=True, eq=False)
class Designed:
    """A design, and the problem that it was made for."""

    problem: RosterProblem
    design: ShiftDesign


def _design(run: JobRun, order: DesignOrder) -> Designed:
    """Design sets of templates; somebody looks at them and takes one, or not."""

    def work() -> Designed:
        return Designed(
            *templates_for(
                run.context,
                order.first,
                order.weeks,
                order.request,
                run.count,
                order.requirement_id,
            )
        )

    return run.step("design", Designed, work, waits=False)


@dataclass(frozen=True)
class TryOrder:
    """Whole rosters on the sets of templates that a job designed.

    Parameters
    ----------
    design_job
        Id of that job.
    sizes
        Which sets, by their size [codes].
    limit_s
        For each roster [s].
    """

    design_job: str
    sizes: tuple[int, ...]
    limit_s: float
    seed: int = 0


def _try_out(run: JobRun, order: TryOrder) -> tuple[Tried, ...]:
    """Build the rosters, to see what the sets truly cost."""

    def work() -> tuple[Tried, ...]:
        made = from_json(Designed, run.answer_of(order.design_job))
        return try_designs(
            made.problem,
            made.design,
            order.limit_s,
            sizes=order.sizes,
            seed=order.seed,
            progress=run.report_phase,
            stop=run.stop,
        )

    run.begin(order.limit_s * (len(order.sizes) + 1))
    return run.step("solve", tuple[Tried, ...], work)


@dataclass(frozen=True)
class AccuracyOrder:
    """The score of a forecast version's members on the past of its queue."""

    version_id: str
    queue_id: str
    members: tuple[str, ...] | None = None


def _accuracy(run: JobRun, order: AccuracyOrder) -> BacktestScore:
    """Forecast the past as it was known then."""
    return run.step(
        "score",
        BacktestScore,
        lambda: accuracy_of(run.context, order.queue_id, order.members, run.count),
        waits=False,
    )


@dataclass(frozen=True)
class BacktestOrder:
    """Queues scored on rolling origins; fields as in `backtest_queues`."""

    queue_ids: tuple[str, ...] = ()
    step_days: int = 28
    origins: int = 6
    horizon_days: int = 28
    members: tuple[str, ...] | None = None
    levels: tuple[float, ...] = ()
    added_up: bool = False


def _backtest(run: JobRun, order: BacktestOrder) -> tuple[BacktestScore, ...]:
    """Score every queue."""
    return run.step(
        "score",
        tuple[BacktestScore, ...],
        lambda: backtest_queues(run.context, progress=run.count, **vars(order)),
        waits=False,
    )


@dataclass(frozen=True)
class WhatIfOrder:
    """A change tried on a saved requirement; fields as in `what_if`.

    Parameters
    ----------
    known
        Digest of the queues that it was asked with: another answer follows from other targets.
    """

    requirement_id: str
    change: Change
    known: str = ""


@dataclass(frozen=True, eq=False)
class Changed:
    """A change, and what it does."""

    change: Change
    found: Consequence


def _what_if(run: JobRun, order: WhatIfOrder) -> Changed:
    """Size the requirement twice; somebody looks at it and saves the target, or not."""

    def work() -> Changed:
        found = what_if(
            run.context, order.requirement_id, order.change, progress=run.count_simulations
        )
        return Changed(order.change, found)

    return run.step("work out", Changed, work, waits=False)


@dataclass(frozen=True)
class CompareOrder:
    """Forecasts staffed on several bases; fields as in `compare_requirements`.

    Parameters
    ----------
    known
        Digest of the targets, prices and people that it was asked with.
    """

    forecast_ids: tuple[str, ...] = ()
    judged: bool = True
    known: str = ""


def _compare(run: JobRun, order: CompareOrder) -> tuple[Choice, ...]:
    """Size them on every basis."""
    return run.step(
        "work out",
        tuple[Choice, ...],
        lambda: compare_requirements(
            run.context, order.forecast_ids, judged=order.judged, progress=run.count_simulations
        ),
        waits=False,
    )


WORK = {
    "what_if": Work(WhatIfOrder, Changed, _what_if),
    "compare_bases": Work(CompareOrder, tuple[Choice, ...], _compare),
    "simulate": Work(SimulateOrder, dict[str, Any], _simulate),
    "sensitivity": Work(SensitivityOrder, SensitivityReport, _sensitivity),
    "shift_design": Work(DesignOrder, Designed, _design),
    "shift_design_check": Work(TryOrder, tuple[Tried, ...], _try_out),
    "accuracy": Work(AccuracyOrder, BacktestScore, _accuracy),
    "backtest": Work(BacktestOrder, tuple[BacktestScore, ...], _backtest),
}
