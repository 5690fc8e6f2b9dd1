"""How much a repair may change: which days, how many, at which price."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.problem import RosterProblem

if TYPE_CHECKING:
    from rostering.evaluation.scorecard import Scorecard

Days = tuple[int, ...]


def widening_days(
    problem: RosterProblem,
    card: "Scorecard",
    hand: frozenset[tuple[str, date]],
    first: date | None = None,
    last: date | None = None,
) -> tuple[Days, ...]:
    """Day numbers that may change, few first.

    Parameters
    ----------
    first, last
        No day before or after these; None: the roster's own.

    Notes
    -----
    From the day before each hit day to that week's Sunday, then those weeks from their Mondays,
    then every day. A violation without a day is about all of them.

    Raises
    ------
    InvalidValue
        If no day of the roster lies between `first` and `last`.
    """
    allowed = {
        number
        for number, day in enumerate(problem.dates)
        if (first is None or day >= first) and (last is None or day <= last)
    }
    if not allowed:
        raise InvalidValue(
            tr(
                "no day may change: from {first} to {last}, but the roster covers "
                "{dates} .. {dates2}",
                first=first or problem.dates[0],
                last=last or problem.dates[-1],
                dates=problem.dates[0],
                dates2=problem.dates[-1],
            )
        )
    broken = {v.day for v in card.violations[: card.hard_violations]}
    hit = broken | {day for _, day in hand}
    near, weeks = set[int](), set[int]()
    for day in hit:
        number = (day - problem.first).days if day else 0
        sunday = number + 6 - day.weekday() if day else problem.days - 1
        near |= {*range(number - 1, sunday + 1)} & allowed
        weeks |= {*range(sunday - 6 if day else 0, sunday + 1)} & allowed
    steps = (near, near | weeks, allowed)
    return tuple(dict.fromkeys(tuple(sorted(step)) for step in steps if step))


CHANGE_PRICE = 100
"""Points for a changed agent-day unless said otherwise: five missing hours. A day moves because a
hard rule asks for it, seldom for less."""
MOST_CHANGE_PRICE = 1_000
"""Above it a change would weigh against a broken hard rule [points]."""


@dataclass(frozen=True)
class Leeway:
    """How much a repair may change.

    Parameters
    ----------
    first, last
        First and last day that may change; None: as far as the repair needs.
    change_price
        Points for each agent-day that differs from the edited roster [points].
    max_touched
        Most agents whose days change.
    """

    first: date | None = None
    last: date | None = None
    change_price: int = CHANGE_PRICE
    max_touched: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.change_price <= MOST_CHANGE_PRICE:
            raise InvalidValue(
                tr(
                    "the price of a change lies between 0 and {most_change_price} "
                    "points: {change_price} does not",
                    most_change_price=MOST_CHANGE_PRICE,
                    change_price=self.change_price,
                )
            )
        if self.max_touched is not None and self.max_touched < 0:
            raise InvalidValue(tr("the people touched cannot be fewer than none"))


USUAL = Leeway()
"""Days as needed, any number of people, the usual price."""


class Changes:
    """What every repair reports of its changes.

    Parameters
    ----------
    changed
        Agent-days that differ from what was there.
    change_price
        Points for each of them [points].
    """

    changed: tuple[tuple[str, date], ...]
    change_price: int

    @property
    def touched(self) -> tuple[str, ...]:
        """Agents with any changed day."""
        return tuple(dict.fromkeys(agent for agent, _ in self.changed))

    @property
    def change_points(self) -> int:
        """What the changes cost [points]."""
        return self.change_price * len(self.changed)
