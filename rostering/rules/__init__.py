"""Every rule by name, and the settings a new centre starts with."""

from data.model.rule import RuleSetting
from rostering.rules.availability import AvailableHours
from rostering.rules.break_windows import BreakWindows
from rostering.rules.breaks_apart import BreaksApart
from rostering.rules.complete_weekends import CompleteWeekends
from rostering.rules.consecutive_days import ConsecutiveDays
from rostering.rules.days_off_a_week import DaysOffAWeek
from rostering.rules.days_off_together import DaysOffTogether
from rostering.rules.days_on_together import DaysOnTogether
from rostering.rules.fair_holidays import FairHolidays
from rostering.rules.fair_nights import FairNights
from rostering.rules.fair_starts import FairStarts
from rostering.rules.fair_weekends import FairWeekends
from rostering.rules.forward_rotation import ForwardRotation
from rostering.rules.leave import LeaveDays
from rostering.rules.locks import Locks
from rostering.rules.minimum_heads import MinimumHeads
from rostering.rules.minimum_rest import MinimumRest
from rostering.rules.night_runs import NightRuns
from rostering.rules.one_shift_a_day import OneShiftADay
from rostering.rules.period_minutes import PeriodMinutes
from rostering.rules.rule import Param, Rule
from rostering.rules.seat_capacity import SeatCapacity
from rostering.rules.seniors_present import SeniorsPresent
from rostering.rules.session_times import SessionTimes
from rostering.rules.shift_count import ShiftCount
from rostering.rules.shift_menu import ShiftMenu
from rostering.rules.skill import Skill
from rostering.rules.start_stability import StartStability
from rostering.rules.week_starts import WeekStarts
from rostering.rules.weekend_runs import WeekendRuns
from rostering.rules.weekends_off import WeekendsOff
from rostering.rules.weekly_minutes import WeeklyMinutes
from rostering.rules.weekly_rest import WeeklyRest
from rostering.rules.wishes import Wishes
from rostering.rules.working_days_a_week import WorkingDaysAWeek

RULES: dict[str, type[Rule]] = {
    rule.name: rule
    for rule in (
        OneShiftADay,
        ShiftMenu,
        BreakWindows,
        SessionTimes,
        Skill,
        Locks,
        LeaveDays,
        AvailableHours,
        MinimumRest,
        WeeklyRest,
        WeeklyMinutes,
        PeriodMinutes,
        ConsecutiveDays,
        DaysOffAWeek,
        WorkingDaysAWeek,
        DaysOffTogether,
        DaysOnTogether,
        NightRuns,
        WeekendsOff,
        WeekendRuns,
        CompleteWeekends,
        ForwardRotation,
        StartStability,
        WeekStarts,
        ShiftCount,
        Wishes,
        FairNights,
        FairWeekends,
        FairHolidays,
        FairStarts,
        SeatCapacity,
        MinimumHeads,
        SeniorsPresent,
        BreaksApart,
    )
}


def default_settings() -> tuple[RuleSetting, ...]:
    """Settings for a new centre: law and contract hard, health and fairness priced.

    Prices are points; a missing head for half an hour costs 10 by default, so all the wishes of
    one person weigh three of them, a lost free weekend six. Precedence: what gives way first has
    the highest number.
    """
    structural = tuple(name for name, rule in RULES.items() if rule.structural)
    return (
        *(RuleSetting(name, precedence=0) for name in structural),
        RuleSetting("leave", precedence=10),
        RuleSetting("availability", precedence=20),
        RuleSetting("minimum_rest", params={"rest_min": 660}, precedence=30),
        RuleSetting("weekly_rest", None, {"rest_min": 2100}, active=False, precedence=35),
        RuleSetting("consecutive_days", params={"most": 6}, precedence=40),
        RuleSetting("days_off_a_week", params={"least": 1}, precedence=50),
        RuleSetting("weekly_minutes", precedence=60),
        RuleSetting("night_runs", params={"most": 3, "days_off_after": 1}, precedence=70),
        RuleSetting("weekends_off", 60, {"least": 1, "period": 4}, precedence=110),
        RuleSetting("fair_nights", 8, precedence=120),
        RuleSetting("fair_weekends", 4, precedence=130),
        RuleSetting("fair_holidays", 8, precedence=140),
        RuleSetting("fair_starts", 2, active=False, precedence=145),
        RuleSetting("wishes", 1, {"free_refusals": 3, "total": 30}, precedence=150),
        RuleSetting("days_off_together", 3, {"least": 2}, active=False, precedence=160),
        RuleSetting("days_on_together", 3, {"least": 2}, active=False, precedence=165),
        RuleSetting("weekend_runs", 30, {"most": 3}, active=False, precedence=170),
        RuleSetting("complete_weekends", 10, active=False, precedence=175),
        RuleSetting("working_days_a_week", 20, active=False, precedence=180),
        RuleSetting("period_minutes", 5, active=False, precedence=190),
        RuleSetting("forward_rotation", 1, active=False, precedence=200),
        RuleSetting("start_stability", 1, active=False, precedence=210),
        RuleSetting("week_starts", 1, {"most_min": 240}, active=False, precedence=215),
        RuleSetting("shift_count", 5, active=False, precedence=220),
        RuleSetting("seat_capacity", None, {"seats": 200}, active=False, precedence=80),
        RuleSetting("minimum_heads", 20, active=False, precedence=90),
        RuleSetting("seniors_present", 10, active=False, precedence=100),
        RuleSetting("breaks_apart", 5, active=False, precedence=105),
    )


__all__ = ["RULES", "Param", "Rule", "default_settings"]
