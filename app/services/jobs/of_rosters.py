"""Jobs that make or change rosters: build, reroster, repair, place activities."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from app.services.centre import planning_of
from app.services.jobs.kinds import Work
from app.services.jobs.run import JobRun
from app.services.roster.activities import Moves, PlacedActivities, place_in_roster, refuse_points
from app.services.roster.build import Built, save_built, solve_days
from app.services.roster.changes.edit import CellEdit
from app.services.roster.changes.repair import Repaired, repair_edits
from app.services.roster.changes.reroster import RerosterReport, reroster_saved
from app.services.roster.locks import LockSpan
from app.services.service_quality.seats import plan_roster_seats
from data.model.codec import LATER
from data.model.language import tr
from data.model.service_quality.seat_plan import SeatPlan
from rostering.repair.disruption import Disruption
from rostering.repair.leeway import USUAL, Leeway
from rostering.solver.progress import Progress

T = TypeVar("T")


@dataclass(frozen=True)
class BuildOrder:
    """A roster to build; fields as in `solve_days`, None as planning defaults have it."""

    first: date
    weeks: int | None = None
    requirement_id: str = ""
    start_id: str = ""
    spans: tuple[LockSpan, ...] = ()
    stay_until: date | None = None
    time_limit_s: float | None = None
    seed: int = 0
    engine: str = "auto"
    relax: bool = False
    until: date | None = field(default=None, metadata=LATER)
    activities: bool = field(default=False, metadata=LATER)


def _build(run: JobRun, order: BuildOrder) -> str:
    """Solve, then save: a program that dies in between saves what was found; the roster's id."""
    context, usual = run.context, planning_of(run.context)
    limit_s = usual.roster_limit_s if order.time_limit_s is None else order.time_limit_s

    def solve() -> Built:
        asked = {**vars(order), "time_limit_s": limit_s}
        return solve_days(context, **asked, progress=run.solved, stop=run.stop)

    run.begin(limit_s)
    built = run.step("solve", Built, solve)
    saved_id = run.step("save", str, lambda: save_built(context, built).roster_id, last=True)
    run.made["roster"] = saved_id
    return saved_id


def _searched(
    run: JobRun,
    order: Any,
    usual_s: float,
    kind: type[T],
    search: Callable[..., T],
    about: Any,
    **more: Any,
) -> T:
    """Search within an order's limit for a change of its roster, as one step.

    Nothing is saved: somebody looks at what was found, and saves it or not.

    Parameters
    ----------
    usual_s
        Limit where the order names none [s].
    about
        What the search is about, after context and roster.
    """
    limit_s = usual_s if order.time_limit_s is None else order.time_limit_s
    run.begin(limit_s)

    def work() -> T:
        return search(
            run.context, order.roster_id, about,
            time_limit_s=limit_s, seed=order.seed, stop=run.stop, **more,
        )  # fmt: skip

    return run.step("solve", kind, work)


@dataclass(frozen=True)
class RerosterOrder:
    """The least change of a saved roster that meets a disruption; fields as `reroster_saved`."""

    roster_id: str
    disruption: Disruption
    spans: tuple[LockSpan, ...] = ()
    time_limit_s: float | None = None
    seed: int = 0


def _reroster(run: JobRun, order: RerosterOrder) -> RerosterReport:
    usual_s = planning_of(run.context).reroster_limit_s
    more = {"spans": order.spans, "progress": run.solved}
    return _searched(run, order, usual_s, RerosterReport, reroster_saved, order.disruption, **more)


@dataclass(frozen=True)
class RepairOrder:
    """A repair of a saved roster around a draft of edits; fields as in `repair_edits`."""

    roster_id: str
    leeway: Leeway = USUAL
    edits: tuple[CellEdit, ...] = ()
    time_limit_s: float | None = None
    seed: int = 0


def _repair(run: JobRun, order: RepairOrder) -> Repaired:
    usual_s = planning_of(run.context).reroster_limit_s
    return _searched(
        run, order, usual_s, Repaired, repair_edits, order.leeway,
        edits=order.edits, progress=run.report_phase,
    )  # fmt: skip


@dataclass(frozen=True)
class ActivitiesOrder:
    """Activities to place in a saved roster; fields as in `place_in_roster`."""

    roster_id: str
    labels: tuple[str, ...] = ()
    time_limit_s: float | None = None
    seed: int = 0
    moves: Moves = field(default="nothing", metadata=LATER)
    points_a_move: int | None = field(default=None, metadata=LATER)

    def __post_init__(self) -> None:
        refuse_points(self.moves, self.points_a_move)


def _place(run: JobRun, order: ActivitiesOrder) -> PlacedActivities:
    return _searched(
        run, order, planning_of(run.context).activities_s(order.moves),
        PlacedActivities, place_in_roster, order.labels, progress=run.report_phase,
        moves=order.moves, points_a_move=order.points_a_move,
    )  # fmt: skip


@dataclass(frozen=True)
class SeatsOrder:
    """Who sits where in a saved roster; fields as in `plan_roster_seats`."""

    roster_id: str
    between_min: int = 0
    move_price: int = 2
    apart_price: int = 1
    time_limit_s: float = 5.0
    seed: int = 0


def _seat(run: JobRun, order: SeatsOrder) -> SeatPlan:
    """Find the plan; somebody looks at it and saves it, or not."""
    run.begin(order.time_limit_s)
    phase = tr("exchanging seats")

    def work() -> SeatPlan:
        return plan_roster_seats(
            run.context,
            order.roster_id,
            order.between_min,
            order.move_price,
            order.apart_price,
            order.time_limit_s,
            order.seed,
            run.stop,
            lambda _, share: run.report_phase(
                Progress(share * order.time_limit_s, None, None, phase)
            ),
        )

    return run.step("solve", SeatPlan, work)


WORK = {
    "build": Work(BuildOrder, str, _build),
    "reroster": Work(RerosterOrder, RerosterReport, _reroster),
    "repair": Work(RepairOrder, Repaired, _repair),
    "activities": Work(ActivitiesOrder, PlacedActivities, _place),
    "seats": Work(SeatsOrder, SeatPlan, _seat),
}
