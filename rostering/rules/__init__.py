"""Every rule by name, and the settings a new centre starts with."""

from data.model.rule import OVERSTAFFING, UNDERSTAFFING, RuleSetting
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
from rostering.rules.overstaffing import Overstaffing
from rostering.rules.period_minutes import PeriodMinutes
from rostering.rules.rule import Param, Rule
from rostering.rules.seat_capacity import SeatCapacity
from rostering.rules.seniors_present import SeniorsPresent
from rostering.rules.session_times import SessionTimes
from rostering.rules.shift_count import ShiftCount
from rostering.rules.shift_menu import ShiftMenu
from rostering.rules.skill import Skill
from rostering.rules.start_stability import StartStability
from rostering.rules.understaffing import Understaffing
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
        ConsecutiveDays,
        DaysOffAWeek,
        WeeklyMinutes,
        NightRuns,
        WeekendsOff,
        FairNights,
        FairWeekends,
        FairHolidays,
        FairStarts,
        Wishes,
        DaysOffTogether,
        DaysOnTogether,
        WeekendRuns,
        CompleteWeekends,
        WorkingDaysAWeek,
        PeriodMinutes,
        ForwardRotation,
        StartStability,
        WeekStarts,
        ShiftCount,
        SeatCapacity,
        MinimumHeads,
        SeniorsPresent,
        BreaksApart,
        Understaffing,
        Overstaffing,
    )
}
"""In the order in which a new centre's rule set names them."""


def default_settings() -> tuple[RuleSetting, ...]:
    """Settings for a new centre: every rule as its class says is usual."""
    return tuple(rule.usual_setting() for rule in RULES.values())


def with_staffing_prices(settings: tuple[RuleSetting, ...]) -> tuple[RuleSetting, ...]:
    """A rule set with under- and overstaffing in it; earlier versions kept none."""
    listed = {setting.rule for setting in settings if not setting.queues}
    missing = (name for name in (UNDERSTAFFING, OVERSTAFFING) if name not in listed)
    return (*settings, *(RULES[name].usual_setting() for name in missing))


__all__ = ["RULES", "Param", "Rule", "default_settings", "with_staffing_prices"]
