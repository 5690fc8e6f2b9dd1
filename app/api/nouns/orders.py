"""What takes longer than a request: each is ordered as a job, and watched at `/jobs/{job_id}`."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from app.api.parts.route import Route
from app.api.parts.schemas import LARGEST
from app.services.centre import planning_of
from app.services.context import Context, default_folder
from app.services.jobs.of_data import ForecastOrder, RefreshOrder, RequirementOrder
from app.services.jobs.of_reads import (
    BacktestOrder,
    DesignOrder,
    SensitivityOrder,
    SimulateOrder,
    TryOrder,
)
from app.services.jobs.of_rosters import ActivitiesOrder, BuildOrder, RepairOrder, RerosterOrder
from app.services.roster.changes.edit import read_edits
from app.services.roster.changes.reroster import parse_absent, parse_surges
from app.services.roster.check import roster_of
from app.services.roster.locks import parse_locks
from app.services.shift_design.restrictions import parse_restrictions
from rostering.repair.disruption import Disruption
from rostering.repair.leeway import Leeway
from rostering.shift_design import DesignRequest

if TYPE_CHECKING:
    from data.model.centre import PlanningDefaults

TAG = "Long work"


@dataclass(frozen=True)
class Build:
    """Build a roster of whole weeks, or up to a day.

    Parameters
    ----------
    weeks, time_limit_s
        As planning defaults have it if null.
    until
        Last day, included, in place of weeks: a calendar month, say.
    requirement_id
        Requirement to roster for; empty: the newest that covers the days.
    start_id
        A saved roster to start from.
    locks
        What of it stays: `A007`, `A007@2026-01-07`, `team:Night@2026-01-05..2026-01-11`.
    stay_until
        Every cell up to this day stays.
    relax
        Whether hard rules that cannot all be kept are relaxed by their precedence.
    activities
        Whether the activities ordered are placed with the shifts.
    """

    first: date
    weeks: int | None = None
    requirement_id: str = ""
    start_id: str = ""
    locks: tuple[str, ...] = ()
    stay_until: date | None = None
    time_limit_s: float | None = None
    seed: int = 0
    engine: Literal["auto", "small", "tour", "cpsat", "lns"] = "auto"
    relax: bool = False
    until: date | None = None
    activities: bool = False

    def order(self, context: Context) -> BuildOrder:
        """The order of the job."""
        return BuildOrder(
            self.first, self.weeks, self.requirement_id, self.start_id, parse_locks(self.locks),
            self.stay_until, self.time_limit_s, self.seed, self.engine, self.relax,
            self.until, self.activities,
        )  # fmt: skip


@dataclass(frozen=True)
class Reroster:
    """Change a roster as little as it pays after sickness, a storm or late leave.

    Parameters
    ----------
    absent
        `A007:2026-01-05` or `A007:2026-01-05..2026-01-07`.
    kind
        Why they are away: `sick`, or another kind of leave.
    surges
        Agents required besides: `faults@2026-01-05 14:00-20:00 +5`.
    first, until
        First and last day that may change.
    change_price
        Points for each changed agent-day; as planning defaults have it if null [points].
    max_people
        Most people whose days may change.
    """

    roster_id: str
    absent: tuple[str, ...] = ()
    kind: str = "sick"
    surges: tuple[str, ...] = ()
    first: date | None = None
    until: date | None = None
    change_price: int | None = None
    max_people: int | None = None
    locks: tuple[str, ...] = ()
    time_limit_s: float | None = None
    seed: int = 0

    def order(self, context: Context) -> RerosterOrder:
        """The order of the job."""
        context.store.load_roster(self.roster_id)
        usual = _usual(context).reroster_change_price
        disruption = Disruption(
            parse_absent(self.absent, self.kind),
            parse_surges(self.surges),
            self.first,
            self.until,
            usual if self.change_price is None else self.change_price,
            self.max_people,
        )
        spans = parse_locks(self.locks)
        return RerosterOrder(self.roster_id, disruption, spans, self.time_limit_s, self.seed)


@dataclass(frozen=True)
class Repair:
    """Repair a roster around hand edits: they stay, every hard rule holds, little else moves.

    Parameters
    ----------
    edits
        Edits that are not saved yet, as `A007@2026-01-07 N 22:00`.
    first, until
        First and last day that may change.
    change_price
        Points for each changed agent-day; as planning defaults have it if null [points].
    max_people
        Most people whose days may change.
    """

    roster_id: str
    edits: tuple[str, ...] = ()
    first: date | None = None
    until: date | None = None
    change_price: int | None = None
    max_people: int | None = None
    time_limit_s: float | None = None
    seed: int = 0

    def order(self, context: Context) -> RepairOrder:
        """The order of the job."""
        saved = context.store.load_roster(self.roster_id)
        usual = _usual(context).repair_change_price
        price = usual if self.change_price is None else self.change_price
        leeway = Leeway(self.first, self.until, price, self.max_people)
        edits = read_edits(saved.problem, roster_of(saved), self.edits)
        return RepairOrder(self.roster_id, leeway, edits, self.time_limit_s, self.seed)


@dataclass(frozen=True)
class DesignShifts:
    """Design the best few shift templates of several sizes.

    Parameters
    ----------
    step_min
        Starts lie on multiples of it [min].
    any_start
        Any time of day; else only the starts of today's templates.
    codes
        Sizes of design [codes].
    restrictions
        As commands take them (`peakshift shift-design design --help`).
    time_limit_s
        For each size; as planning defaults have it if null [s].
    """

    first: date
    weeks: int = 4
    requirement_id: str = ""
    step_min: int = 30
    any_start: bool = False
    codes: tuple[int, ...] = (4, 6, 8, 10, 12, 16)
    restrictions: tuple[str, ...] = ()
    time_limit_s: float | None = None

    def order(self, context: Context) -> DesignOrder:
        """The order of the job."""
        usual = _usual(context).design_limit_s
        limit_s = usual if self.time_limit_s is None else self.time_limit_s
        own = parse_restrictions(self.restrictions)
        wanted = DesignRequest(self.step_min, self.any_start, self.codes, limit_s, "free", own)
        return DesignOrder.of(self.first, self.weeks, self.requirement_id, wanted)


@dataclass(frozen=True)
class Night:
    """Run the night's work now: what waits in the inbox, forecasts, scores, checks.

    Parameters
    ----------
    weeks
        How far to forecast; as planning defaults have it if null.
    """

    weeks: int | None = None

    def order(self, context: Context) -> RefreshOrder:
        """The order of the job; the folders are the server's own."""
        inbox = default_folder() / "inbox"
        return RefreshOrder(str(inbox), str(inbox / "last_refresh.json"), self.weeks)


def _usual(context: Context) -> "PlanningDefaults":
    return planning_of(context)


_LIMITS: dict[str, Any] = {
    "weeks": (1, 53), "time_limit_s": (1, 86_400), "replications": (2, 10_000),
    "period_floor_share": (0.01, 0.99), "origins": (1, 100), "horizon_days": (1, 400),
    "step_days": (1, 400),
    "limit_s": (1, 86_400), "step_min": (1, 1440), "max_people": (0, 100_000),
    "seed": (0, LARGEST), "change_price": (0, LARGEST), "points_a_move": (0, LARGEST),
    "retry_share": (0, 1), "levels": (0, 1), "codes": (1, 1000), "sizes": (1, 1000),
}  # fmt: skip

ROUTES = (
    Route("POST", "/forecasts", ForecastOrder, limits=_LIMITS, example={"weeks": 8}),
    Route("POST", "/requirements", RequirementOrder, limits=_LIMITS,
          example={"basis": "expected"}),
    Route("POST", "/backtests", BacktestOrder, limits=_LIMITS, example={"origins": 6}),
    Route("POST", "/nights", Night, limits=_LIMITS),
    Route("POST", "/rosters", Build, limits=_LIMITS,
          example={"first": "2026-01-05", "weeks": 4, "time_limit_s": 60}),
    Route("POST", "/rosters/{roster_id}/rerosters", Reroster, limits=_LIMITS,
          example={"absent": ["A007:2026-01-05..2026-01-07"]}),
    Route("POST", "/rosters/{roster_id}/repairs", Repair, limits=_LIMITS),
    Route("POST", "/rosters/{roster_id}/activities", ActivitiesOrder, limits=_LIMITS),
    Route("POST", "/rosters/{roster_id}/simulations", SimulateOrder, limits=_LIMITS),
    Route("POST", "/rosters/{roster_id}/sensitivities", SensitivityOrder, limits=_LIMITS),
    Route("POST", "/shift-designs", DesignShifts, limits=_LIMITS,
          example={"first": "2026-01-05", "codes": [6, 8]}),
    Route("POST", "/shift-designs/{design_job}/trials", TryOrder, limits=_LIMITS),
)  # fmt: skip
