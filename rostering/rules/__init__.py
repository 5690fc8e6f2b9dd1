"""Every rule by name, and the settings a new centre starts with."""

from data.model.rule import OVERSTAFFING, UNDERSTAFFING, RuleSetting
from rostering.rules.fairness.fair_holidays import FairHolidays
from rostering.rules.fairness.fair_nights import FairNights
from rostering.rules.fairness.fair_starts import FairStarts
from rostering.rules.fairness.fair_weekends import FairWeekends
from rostering.rules.floor.breaks_apart import BreaksApart
from rostering.rules.floor.minimum_heads import MinimumHeads
from rostering.rules.floor.overstaffing import Overstaffing
from rostering.rules.floor.seat_capacity import SeatCapacity
from rostering.rules.floor.seniors_present import SeniorsPresent
from rostering.rules.floor.shift_cover import ShiftCover
from rostering.rules.floor.understaffing import Understaffing
from rostering.rules.hours.period_minutes import PeriodMinutes
from rostering.rules.hours.shift_count import ShiftCount
from rostering.rules.hours.weekly_minutes import WeeklyMinutes
from rostering.rules.hours.working_days_a_week import WorkingDaysAWeek
from rostering.rules.language.rule import Param, Rule
from rostering.rules.rest.forward_rotation import ForwardRotation
from rostering.rules.rest.minimum_rest import MinimumRest
from rostering.rules.rest.night_runs import NightRuns
from rostering.rules.rest.shift_succession import ShiftSuccession
from rostering.rules.rest.start_stability import StartStability
from rostering.rules.rest.week_starts import WeekStarts
from rostering.rules.rest.weekly_rest import WeeklyRest
from rostering.rules.runs.complete_weekends import CompleteWeekends
from rostering.rules.runs.consecutive_days import ConsecutiveDays
from rostering.rules.runs.days_off_a_week import DaysOffAWeek
from rostering.rules.runs.days_off_together import DaysOffTogether
from rostering.rules.runs.days_on_together import DaysOnTogether
from rostering.rules.runs.weekend_runs import WeekendRuns
from rostering.rules.runs.weekends_off import WeekendsOff
from rostering.rules.shifts.break_windows import BreakWindows
from rostering.rules.shifts.one_shift_a_day import OneShiftADay
from rostering.rules.shifts.session_times import ActivityTimes
from rostering.rules.shifts.shift_menu import ShiftMenu
from rostering.rules.shifts.skill import Skill
from rostering.rules.wishes.availability import AvailableHours
from rostering.rules.wishes.leave import LeaveDays
from rostering.rules.wishes.locks import Locks
from rostering.rules.wishes.wishes import Wishes

RULES: dict[str, type[Rule]] = {
    rule.name: rule
    for rule in (
        OneShiftADay,
        ShiftMenu,
        BreakWindows,
        ActivityTimes,
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
        ShiftSuccession,
        StartStability,
        WeekStarts,
        ShiftCount,
        SeatCapacity,
        MinimumHeads,
        SeniorsPresent,
        ShiftCover,
        BreaksApart,
        Understaffing,
        Overstaffing,
    )
}
"""In the order in which a new centre's rule set names them."""


def default_settings() -> tuple[RuleSetting, ...]:
    """Settings for a new centre: every rule as its class sets it."""
    return tuple(rule.usual_setting() for rule in RULES.values())


def with_staffing_prices(settings: tuple[RuleSetting, ...]) -> tuple[RuleSetting, ...]:
    """A rule set with under- and overstaffing in it; earlier versions kept none."""
    listed = {setting.rule for setting in settings if not setting.queues}
    missing = (name for name in (UNDERSTAFFING, OVERSTAFFING) if name not in listed)
    return (*settings, *(RULES[name].usual_setting() for name in missing))


__all__ = ["RULES", "Param", "Rule", "default_settings", "with_staffing_prices"]
