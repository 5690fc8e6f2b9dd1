"""What single wishes ask of a day, and how much each weighs."""

from collections.abc import Mapping

from data.model.staff import Wish
from rostering.problem import RosterProblem
from rostering.rules.duty import Duty


def of_day(problem: RosterProblem, wishes: tuple[Wish, ...], day: int) -> tuple[Wish, ...]:
    """Wishes about a day number, each once."""
    date = problem.dates[day]
    return tuple(dict.fromkeys(wish for wish in wishes if wish.day in (None, date)))


def refused(wish: Wish, duty: Duty | None) -> bool:
    """Whether a day goes against a wish; a wish for every day to be `on` is about starts only."""
    if duty is None:
        return wish.want == "on" and wish.day is not None
    inside = wish.earliest_start_min <= duty.start_min <= wish.latest_start_min
    return inside if wish.want == "off" else not inside


def weighed(by_day: Mapping[int, tuple[Wish, ...]], total: int) -> dict[tuple[int, Wish], int]:
    """Weight of each wish on each of its days [points].

    Parameters
    ----------
    total
        What they weigh together, shared by largest remainders; 0: as entered [points].
    """
    entered = {(day, wish): wish.weight for day, mine in by_day.items() for wish in mine}
    if not total:
        return entered
    each = total / sum(entered.values())
    shared = {key: int(each * weight) for key, weight in entered.items()}
    left = total - sum(shared.values())
    by_rest = sorted(entered, key=lambda key: shared[key] - each * entered[key])
    for key in by_rest[:left]:
        shared[key] += 1
    return shared
