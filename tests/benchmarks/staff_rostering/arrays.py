"""The benchmark's instances in the arrays of the partition engine, and rosters back."""

import numpy as np

from data.model.errors import InvalidValue
from tests.benchmarks.staff_rostering.file import StaffRostering
from tests.benchmarks.staff_rostering.partition.instance import CoverInstance, TourRules


def cover_instance(source: StaffRostering) -> CoverInstance:
    """Arrays of an instance.

    Raises
    ------
    InvalidValue
        If two cover rows name the same day and shift.
    """
    codes = [shift.code for shift in source.shifts]
    number = {code: shift_type for shift_type, code in enumerate(codes)}
    agents = {person.agent: agent for agent, person in enumerate(source.staff)}
    free = np.ones((len(agents), source.days), dtype=np.bool_)
    for name, day in source.days_off:
        free[agents[name], day] = False
    cost = np.zeros((len(agents), source.days, len(codes)), dtype=np.int64)
    for wish in source.on_requests:
        cost[agents[wish.agent], wish.day, number[wish.shift]] -= wish.weight
    for wish in source.off_requests:
        cost[agents[wish.agent], wish.day, number[wish.shift]] += wish.weight
    need, under, over = _cover(source, number)
    return CoverInstance(
        days=source.days,
        minutes=np.array([shift.length_min for shift in source.shifts], dtype=np.int64),
        may_follow=np.array(
            [[after not in shift.not_before for after in codes] for shift in source.shifts]
        ),
        rules=tuple(
            TourRules(
                most=tuple(
                    min(person.max_shifts.get(code, source.days), source.days) for code in codes
                ),
                min_minutes=person.min_minutes,
                max_minutes=person.max_minutes,
                min_run=person.min_run,
                max_run=person.max_run,
                min_off=person.min_days_off,
                max_weekends=person.max_weekends,
            )
            for person in source.staff
        ),
        free=free,
        cost=cost,
        constant=sum(wish.weight for wish in source.on_requests),
        need=need,
        under=under,
        over=over,
    )


def roster_cells(source: StaffRostering, roster: np.ndarray) -> dict[tuple[str, int], str]:
    """Shift worked by (agent, day) of a roster of shape (agents, days)."""
    return {
        (source.staff[agent].agent, int(day)): source.shifts[roster[agent, day]].code
        for agent, day in np.argwhere(roster >= 0)
    }


def _cover(
    source: StaffRostering, number: dict[str, int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    shape = (source.days, len(number))
    need, under, over = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    seen = set()
    for row in source.cover:
        cell = (row.day, number[row.shift])
        if cell in seen:
            raise InvalidValue(
                f"{source.name}: two cover rows for shift {row.shift} on day {row.day}"
            )
        seen.add(cell)
        need[cell], under[cell], over[cell] = row.heads, row.under, row.over
    return need, under, over
