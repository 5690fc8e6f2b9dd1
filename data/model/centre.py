"""The centre and what it is set to: clock and calendar, planning defaults, notices, quiet hours."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from data.model.checks.figures import figure, refuse_figures_out_of_range
from data.model.errors import InvalidValue
from data.model.language import phrase, tr
from data.model.shift import DAY_MIN, clock_text

SLOT_LENGTHS = (15, 30, 60)
"""Slots that a centre may plan in [min]."""


@dataclass(frozen=True)
class Centre:
    """One contact centre: the clock and calendar that everything is read on.

    Parameters
    ----------
    zone
        IANA time zone of the local clock.
    country
        ISO 3166 code of the holiday calendar.
    slot_min
        Slot length used for forecasts, requirements and rosters [min].
    """

    name: str
    zone: str = "Asia/Shanghai"
    country: str = "CN"
    slot_min: int = 30

    @property
    def clock(self) -> ZoneInfo:
        """The local clock, as `datetime` takes it."""
        return ZoneInfo(self.zone)

    def local(self, at: datetime) -> datetime:
        """A moment on the local clock; one without offset was read from it."""
        return at.astimezone(self.clock) if at.tzinfo else at.replace(tzinfo=self.clock)

    def said(self, at: datetime) -> str:
        """A moment as people of the centre say it, `2026-11-30 06:05`."""
        return f"{self.local(at):%Y-%m-%d %H:%M}"


YES_OR_NO = phrase("1: yes, 0: no")
"""Unit of a figure that is a choice."""


@dataclass(frozen=True)
class PlanningDefaults:
    """Figures that commands and forms start from where nobody gives another.

    Each field carries its label, unit and range as metadata, from which forms are drawn.

    Raises
    ------
    InvalidValue
        If one is not a whole number within its range.
    """

    forecast_weeks: int = figure(8, "Forecast ahead", "weeks", 1, 53)
    roster_weeks: int = figure(4, "Weeks of a roster", "weeks", 1, 12)
    roster_limit_s: int = figure(60, "Time limit of a roster", "s", 1, 86_400)
    reroster_limit_s: int = figure(10, "Time limit of a reroster or repair", "s", 1, 3_600)
    reroster_change_price: int = figure(
        20, "Price of a changed day after sickness", "points", 0, 10_000
    )
    repair_change_price: int = figure(100, "Price of a changed day in a repair", "points", 0, 1_000)
    publish_replications: int = figure(20, "Simulated horizons behind a proof", "horizons", 2, 100)
    wishes_back_days: int = figure(92, "Refused wishes are counted over", "days", 0, 400)
    handle_time_days: int = figure(91, "Handle times are fitted to the last", "days", 7, 730)
    runs_out_days: int = figure(7, "Warn before the published plan ends", "days", 0, 60)
    activities_limit_s: int = figure(
        30, "Time limit of placing activities", "s", 1, 3_600, later=True
    )
    backlog_limit_s: int = figure(60, "Time limit of placing a backlog", "s", 1, 3_600, later=True)
    sensitivity_limit_s: int = figure(
        300, "Time limit of the sensitivity of a roster", "s", 5, 86_400, later=True
    )
    design_limit_s: int = figure(
        10, "Time limit of a shift design, for each size", "s", 1, 3_600, later=True
    )
    simulate_replications: int = figure(
        30, "Simulated horizons of a roster's service", "horizons", 2, 1_000, later=True
    )
    file_quiet_s: int = figure(
        10, "Read a nightly file once it is quiet for", "s", 0, 3_600, later=True
    )
    forecast_keep_days: int = figure(
        35, "Keep every forecast of the last (0 = of all)", "forecast days", 0, 3_650, later=True
    )
    forecast_keep_weeks: int = figure(
        52, "Then keep one forecast a week for", "weeks", 0, 520, later=True
    )
    leave_away_percent: int = figure(
        15, "Warn of leave when more are away at once than", "% of people", 1, 100, later=True
    )
    order_soon_h: int = figure(
        4, "Name open work orders that are due within", "hours", 1, 240, later=True
    )
    order_error_days: int = figure(
        365, "Look for errors made again and again over", "days", 28, 400, later=True
    )
    understaffed_hung_up_percent: int = figure(
        10, "A slot was under-staffed when more hung up than", "%", 1, 100, later=True
    )
    service_days: int = figure(
        28, "Count returns, complaints and contacts over", "days", 1, 400, later=True
    )
    job_keep_days: int = figure(
        30, "Keep finished jobs and their answers for", "days", 1, 3_650, later=True
    )
    day_limit_s: int = figure(
        20, "Time limit of proposals for the running day", "s", 1, 600, later=True
    )
    day_replications: int = figure(
        40, "Simulated ends of the day behind a proposal", "days", 2, 1_000, later=True
    )
    day_notice_min: int = figure(
        15, "Notice before a break, activity or end of shift moves", "min", 0, 480, later=True
    )
    day_call_in_notice_min: int = figure(
        90, "Notice before somebody is called in", "min", 0, 1_440, later=True
    )
    day_overtime_min: int = figure(120, "Longest overtime on a day", "min", 0, 480, later=True)
    day_spare_agents: int = figure(
        2, "Spare agents who stay when people go home", "agents", 0, 1_000, later=True
    )
    day_missing_cents: int = figure(
        20_000, "Price of an hour of a missing agent", "cents", 0, 10_000_000, later=True
    )
    day_calm_percent: int = figure(
        25, "Of it where a queue reaches its target anyway", "%", 0, 100, later=True
    )
    day_hour_cents: int = figure(
        4_000, "Pay of an hour where contracts do not say", "cents", 0, 10_000_000, later=True
    )
    day_break_cents: int = figure(
        200, "Price of moving a break", "cents", 0, 10_000_000, later=True
    )
    day_activity_cents: int = figure(
        500, "Price of moving an activity within the day", "cents", 0, 10_000_000, later=True
    )
    day_drop_cents: int = figure(
        2_000, "Price of putting off an activity", "cents", 0, 10_000_000, later=True
    )
    day_overtime_percent: int = figure(150, "Overtime is paid at", "% of pay", 0, 1_000, later=True)
    day_call_in_percent: int = figure(
        150, "Hours of somebody called in are paid at", "% of pay", 0, 1_000, later=True
    )
    day_call_in_cents: int = figure(
        3_000, "Price of each call-in besides", "cents", 0, 10_000_000, later=True
    )
    day_time_off_percent: int = figure(
        50, "An hour of voluntary time off saves", "% of pay", 0, 100, later=True
    )
    day_skill_cents: int = figure(
        500, "Price of an hour on another queue", "cents", 0, 10_000_000, later=True
    )
    reroster_proposal_percent: int = figure(
        10, "Propose a reroster when a day's forecast moves by", "%", 1, 100, later=True
    )
    steer_to_month: int = figure(
        1, "Staff the days left for what the month lacks", YES_OR_NO, 0, 1, later=True
    )
    steer_floor_points: int = figure(
        10, "Days left may be staffed below the target by", "% of callers", 0, 50, later=True
    )
    reroster_people: int = figure(
        10, "Most people whose days a nightly proposal changes", "people", 1, 10_000, later=True
    )
    reroster_publishes: int = figure(
        0, "Publish nightly proposals without asking", YES_OR_NO, 0, 1, later=True
    )
    swap_publishes: int = figure(
        0, "Publish swaps that both agreed to without asking", YES_OR_NO, 0, 1, later=True
    )
    swap_notice_h: int = figure(
        24, "Least notice of a swap that nobody is asked about", "hours", 0, 720, later=True
    )

    def __post_init__(self) -> None:
        refuse_figures_out_of_range(self)

    def activities_s(self, moves: str) -> int:
        """Time limit of placing activities: longer where shifts may move [s]."""
        return self.roster_limit_s if moves == "shifts" else self.activities_limit_s


@dataclass(frozen=True)
class NoticeSettings:
    """Destination of notices.

    Parameters
    ----------
    address
        An address as apprise reads it (`mailto://...`, `wecombot://...`, `dingtalk://...`,
        `json://...`); empty: none are sent. It may hold a password, so it is shown to nobody,
        stands in no export, and is left out of every text of this value.
    people
        The same for writing to single people, with `{email}` where the e-mail of each stands.
    """

    address: str = field(default="", repr=False)
    people: str = field(default="", repr=False)


@dataclass(frozen=True, order=True)
class QuietHours:
    """Hours of every day in which nothing is sent that can wait, on the centre's clock.

    Parameters
    ----------
    first_min, end_min
        From when until when [min after midnight]; over midnight where they end earlier than they
        begin, and at no time where both are alike.
    """

    first_min: int = 0
    end_min: int = 0

    def __post_init__(self) -> None:
        for minute in (self.first_min, self.end_min):
            if not 0 <= minute < DAY_MIN:
                raise InvalidValue(tr("quiet hours begin and end between 00:00 and 23:59"))

    @property
    def said(self) -> str:
        """`22:00-07:00`; empty where there are none."""
        if self.first_min == self.end_min:
            return ""
        return "-".join(map(clock_text, (self.first_min, self.end_min)))

    def end_after(self, local: datetime) -> datetime | None:
        """When the quiet hours end in which an instant of the clock lies; None: in none."""
        minute = local.hour * 60 + local.minute
        spans = self.first_min > self.end_min
        first, end = minute >= self.first_min, minute < self.end_min
        if not (first or end if spans else first and end):
            return None
        day = local.date() + timedelta(days=1 if spans and first else 0)
        return datetime.combine(day, time(self.end_min // 60, self.end_min % 60), local.tzinfo)


NEVER_QUIET = QuietHours()
