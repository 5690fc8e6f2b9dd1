"""What single wishes ask of a day, and how much each weighs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from data.model.staff import Wish
from rostering.rules.language.duty import Duty


def wishes_on(wishes: Iterable[Wish], day: date) -> tuple[Wish, ...]:
    """Those of some wishes that are about a date, each once."""
    return tuple(dict.fromkeys(wish for wish in wishes if wish.day in (None, day)))


def refusals(wish: Wish, duties: Sequence[Duty]) -> int:
    """How many of a day's duties go against a wish; without any, whether the day off does."""
    return sum(refused(wish, duty) for duty in duties or (None,))


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
    if not total or not any(entered.values()):
        return entered
    each = total / sum(entered.values())
    shared = {key: int(each * weight) for key, weight in entered.items()}
    left = total - sum(shared.values())
    by_rest = sorted(entered, key=lambda key: shared[key] - each * entered[key])
    for key in by_rest[:left]:
        shared[key] += 1
    return shared
