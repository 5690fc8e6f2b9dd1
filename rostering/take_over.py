"""What taking over a shift means for the person: rest, paid time, nights, weekends, cover."""

from dataclasses import dataclass
from datetime import timedelta

from data.model.problem import RosterProblem
from data.model.shift import Shift
from rostering.floor import Clock, FloorCount, shift_slots
from rostering.replacement import Candidate
from rostering.rules.duty import Duty
from rostering.rules.fairness import shares
from rostering.rules.unpopular import NIGHTS, WEEKENDS
from rostering.scorecard import cover_of

_LEDGER_DAYS = 92


@dataclass(frozen=True)
class Effects:
    """The consequence of one choice, beside its points and rules.

    Parameters
    ----------
    rest_before_min, rest_after_min
        Rest to the shift before and after [min]; None where there is none within two days.
    week_min, agreed_min
        Paid time of that week with the shift, and the contract's least and most [min].
    nights, fair_nights
        Night shifts of the horizon with this one, and the fair share (None: owes none).
    weekends, fair_weekends
        The same for shifts on Saturdays and Sundays.
    filled_hours
        Missing head-hours that the shift meets [h].
    """

    rest_before_min: int | None
    rest_after_min: int | None
    week_min: int
    agreed_min: tuple[int, int]
    nights: int
    fair_nights: int | None
    weekends: int
    fair_weekends: int | None
    filled_hours: float


def effects(problem: RosterProblem, candidates: tuple[Candidate, ...]) -> tuple[Effects, ...]:
    """What the choice of each candidate for one open shift means."""
    if not candidates:
        return ()
    first = candidates[0]
    count = FloorCount.of(problem, first.roster)
    slots = shift_slots(Clock(problem), first.shift)
    count.present[count.rows[first.agent_id], slots] = False
    return tuple(_effects(problem, candidate, count) for candidate in candidates)


def _effects(problem: RosterProblem, candidate: Candidate, count: FloorCount) -> Effects:
    agent_id, shift = candidate.agent_id, candidate.shift
    mine = (*problem.history_of.get(agent_id, ()), *candidate.roster.by_agent[agent_id])
    contract = problem.contract_of[agent_id]
    duties = [((s.day - problem.first).days, Duty.of(s)) for s in mine if s.day >= problem.first]
    return Effects(
        _rest(mine, shift, -1),
        _rest(mine, shift, 1),
        sum(s.paid_min for s in mine if _week(s) == _week(shift)),
        (contract.weekly_min_min, contract.weekly_max_min),
        sum(NIGHTS(problem, *duty) for duty in duties),
        shares(problem, NIGHTS, _LEDGER_DAYS).get(agent_id),
        sum(WEEKENDS(problem, *duty) for duty in duties),
        shares(problem, WEEKENDS, _LEDGER_DAYS).get(agent_id),
        _filled(problem, candidate.shift, count),
    )


def _rest(shifts: tuple[Shift, ...], shift: Shift, way: int) -> int | None:
    """Minutes between a shift and the nearest one before (-1) or after (1) it."""
    at = shift.day.toordinal() * 1440
    found = []
    for other in shifts:
        if other == shift or abs((other.day - shift.day).days) > 2:
            continue
        begin = other.day.toordinal() * 1440
        before = at + shift.start_min - (begin + other.end_min)
        after = begin + other.start_min - (at + shift.end_min)
        if (other.day, other.start_min) < (shift.day, shift.start_min):
            found += [before] if way < 0 else []
        else:
            found += [after] if way > 0 else []
    return min(found, default=None)


def _week(shift: Shift) -> tuple[int, int]:
    monday = shift.day - timedelta(days=shift.day.weekday())
    return monday.year, monday.toordinal()


def _filled(problem: RosterProblem, shift: Shift, count: FloorCount) -> float:
    """Missing head-hours met by a shift [h]; the count is left as it was."""
    slots = shift_slots(Clock(problem), shift)
    mine = count.present[count.rows[shift.agent_id]]
    before = cover_of(problem, count).shortfall.sum()
    held = mine[slots].copy()
    mine[slots] = True
    after = cover_of(problem, count).shortfall.sum()
    mine[slots] = held
    return float(before - after) * problem.requirement.grid.slot_min / 60
