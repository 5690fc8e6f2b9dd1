"""What shift templates are chosen for and from: a typical week, and the codes there could be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from data.model.grid import FloatArray

WEEK = 7


@dataclass(frozen=True, eq=False)
class TypicalWeek:
    """What templates are chosen for.

    Parameters
    ----------
    heads
        Mean heads needed, all queues together [heads], shape (7 * slots a day,).
    shortfall, surplus
        Points for a missing and an idle head and slot.
    people
        Agents of each contract there on an average day [-].
    paid_min
        Least and most paid time a week of one agent of each contract [min].
    """

    heads: FloatArray
    shortfall: float
    surplus: float
    people: Mapping[str, float]
    paid_min: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Code:
    """A shift code that could be chosen.

    Parameters
    ----------
    key
        Its name.
    start_slot
        Slot of the day in which it begins [-].
    presence
        Share of its people on the floor in each slot from the start on [-].
    paid_min
        Paid time [min].
    contracts
        Contracts that may work it.
    """

    key: str
    start_slot: int
    presence: FloatArray
    paid_min: int
    contracts: frozenset[str]


Alternative = tuple[frozenset[int], ...]
Need = tuple[Alternative, ...]

_MOST_DAYS = WEEK - 1


def needs_of(
    week: TypicalWeek, codes: Mapping[int, Code], must: Iterable[frozenset[str]] = ()
) -> tuple[Need, ...]:
    """Needs over numbers of codes: one for each contract that some satisfy, one for each group.

    Parameters
    ----------
    must
        Groups of keys; one code of each is chosen.
    """
    groups = (frozenset(n for n, c in codes.items() if c.key in keys) for keys in must)
    contracts = (_contract_need(week, codes, contract) for contract in week.people)
    return (*(((group,),) for group in groups), *(need for need in contracts if need))


def are_met(needs: Iterable[Need], numbers: frozenset[int]) -> bool:
    """Whether some codes meet every need."""
    return all(is_met(need, numbers) for need in needs)


def is_met(need: Need, numbers: frozenset[int]) -> bool:
    """Whether some codes meet a need."""
    return any(all(group & numbers for group in alternative) for alternative in need)


def _contract_need(week: TypicalWeek, codes: Mapping[int, Code], contract: str) -> Need:
    """One length whose shifts add up to the week, or two lengths that do so together."""
    least, most = week.paid_min[contract]
    by_paid: dict[int, set[int]] = {}
    for number, code in codes.items():
        if contract in code.contracts:
            by_paid.setdefault(code.paid_min, set()).add(number)
    alone = {paid for paid in by_paid if _adds_up(paid, 0, least, most)}
    pairs = combinations(sorted(by_paid.keys() - alone), 2)
    mixed = [pair for pair in pairs if _adds_up(*pair, least, most)]
    single = frozenset(number for paid in alone for number in by_paid[paid])
    return (
        *(((single,),) if single else ()),
        *((frozenset(by_paid[one]), frozenset(by_paid[two])) for one, two in mixed),
    )


def _adds_up(one: int, two: int, least: int, most: int) -> bool:
    """Whether shifts of one paid time, with some of another [min], make up a week."""
    return any(
        least <= n * one + m * two <= most
        for n in range(1, _MOST_DAYS + 1)
        for m in (range(1, _MOST_DAYS - n + 1) if two else (0,))
    )
