"""What a choice of who takes over means: rest, week, nights, hours filled."""

from dataclasses import dataclass
from datetime import timedelta

from data.model.problem import RosterProblem
from data.model.shift import Shift
from rostering.evaluation.scorecard import cover_of
from rostering.repair.replacement import Candidate
from rostering.rules.language.duty import Duty
from rostering.rules.language.fair_share import shares
from rostering.rules.language.presence import FloorCount, shift_slots
from rostering.rules.language.unpopular import NIGHTS, WEEKENDS

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
        Missing agent-hours that the shift meets [h].
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
    """What the choice of each candidate for one open shift means.

    Parameters
    ----------
    problem
        With the absence in it, as the candidates were ranked.
    """
    if not candidates:
        return ()
    first = candidates[0]
    count = FloorCount.of(problem, first.roster)
    mine = count.present[count.rows[first.agent_id]]
    mine[shift_slots(count.clock, first.shift)] = False
    if first.now is not None:
        mine[shift_slots(count.clock, first.now)] = True
    missing = int(cover_of(problem, count).shortfall.sum())
    return tuple(_effects(problem, candidate, count, missing) for candidate in candidates)


def _effects(
    problem: RosterProblem, candidate: Candidate, count: FloorCount, missing: int
) -> Effects:
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
        _filled(problem, candidate, count, missing),
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


def _filled(problem: RosterProblem, candidate: Candidate, count: FloorCount, missing: int) -> float:
    """Missing agent-hours met, of so many slots that miss somebody [h]; the count stays as it was.

    Where somebody works other hours than planned, what they leave open is taken off.
    """
    mine = count.present[count.rows[candidate.agent_id]]
    held = mine.copy()
    if candidate.now is not None:
        mine[shift_slots(count.clock, candidate.now)] = False
    mine[shift_slots(count.clock, candidate.shift)] = True
    after = int(cover_of(problem, count).shortfall.sum())
    mine[:] = held
    return (missing - after) * problem.requirement.grid.slot_min / 60
