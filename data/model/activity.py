"""Off-phone activities inside shifts (training, coaching, meetings), and orders of them."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from data.model.codec import LATER
from data.model.errors import InvalidValue
from data.model.language import tr

STEP_MIN = 15
"""Activities begin on quarters of an hour, or finer where slots do not hold them [min]."""

_DAY_MIN = 1440


@dataclass(frozen=True, order=True)
class Activity:
    """An off-phone activity as placed in a shift: paid time off the floor.

    Parameters
    ----------
    start_min
        Begin, minutes after the midnight on which the shift's day began [min].
    label
        What is done; the label of the order that asked for it.
    """

    stored_type: ClassVar[str] = "Session"

    start_min: int
    length_min: int
    label: str

    def __post_init__(self) -> None:
        if self.length_min <= 0 or not self.label.strip():
            raise InvalidValue(
                tr("activity {label!r}: needs a label and a length above 0 min", label=self.label)
            )

    @property
    def end_min(self) -> int:
        """End in minutes after the shift day's midnight [min]."""
        return self.start_min + self.length_min


@dataclass(frozen=True, order=True)
class ActivityOrder:
    """Activities to be placed within a horizon: what, how long, for whom, when, by when.

    Parameters
    ----------
    label
        Name of the order, and of its activities in a roster.
    length_min
        Length of one activity [min].
    per_agent
        Number of them for each agent in scope [-].
    agents, teams, contracts, skills
        Agents in scope; each list that is not empty narrows it.
    earliest_min, latest_min
        An activity begins and ends between these clock times, minutes after midnight [min]; the
        span crosses midnight where the second is not after the first.
    least_together, most_together
        Agents in one group, all at the same time [agents]; 1 and 1: everybody alone.
    due
        Last day on which an activity may end; None: any day.
    edge_min
        Time without activities after the begin and before the end of a shift [min].
    price
        What each activity that is not placed costs [points].
    each_team_but
        Each team meets by itself, all of it but so many at most [agents]; who is in no team has
        none to meet with. None: people are alone or in groups by number.
    """

    stored_type: ClassVar[str] = "SessionOrder"

    label: str
    length_min: int
    per_agent: int = 1
    agents: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    earliest_min: int = 0
    latest_min: int = _DAY_MIN
    least_together: int = 1
    most_together: int = 1
    due: date | None = None
    edge_min: int = 30
    price: int = 100
    each_team_but: int | None = field(default=None, metadata=LATER)

    def __post_init__(self) -> None:
        where = tr("activity order {label!r}", label=self.label)
        if not self.label:
            raise InvalidValue(tr("say what the activity is: it has no name yet"))
        if self.label != self.label.strip():
            raise InvalidValue(tr("{where}: give it a name without spaces around it", where=where))
        if self.length_min <= 0 or self.per_agent <= 0 or self.edge_min < 0 or self.price < 0:
            raise InvalidValue(
                tr(
                    "{where}: length and number must be positive, edge and price not negative",
                    where=where,
                )
            )
        if not 1 <= self.least_together <= self.most_together:
            raise InvalidValue(
                tr("{where}: a group has at least 1 and at most its most people", where=where)
            )
        if self.each_team_but is not None and (self.each_team_but < 0 or self.most_together > 1):
            raise InvalidValue(
                tr(
                    "{where}: groups are teams, all but none or more, or have a number of people; "
                    "give one of both",
                    where=where,
                )
            )
        if not (0 <= self.earliest_min < _DAY_MIN and 0 <= self.latest_min <= _DAY_MIN):
            raise InvalidValue(tr("{where}: its clock times must lie within a day", where=where))
        if self.length_min > self.window_min:
            raise InvalidValue(
                tr(
                    "{where}: {length_min} min do not fit between its clock times "
                    "({window_min} min); widen them or shorten it",
                    where=where,
                    length_min=self.length_min,
                    window_min=self.window_min,
                )
            )

    @property
    def window_min(self) -> int:
        """Length of the part of the day in which an activity may lie [min]."""
        return (self.latest_min - self.earliest_min) % _DAY_MIN or _DAY_MIN

    @property
    def in_groups(self) -> bool:
        """Whether agents meet in groups, instead of each having an own time."""
        return self.most_together > 1 or self.each_team_but is not None

    def allows(self, begin_min: int) -> bool:
        """Whether an activity may begin at a minute after any midnight [min]."""
        since = (begin_min - self.earliest_min) % _DAY_MIN
        return self.window_min == _DAY_MIN or since + self.length_min <= self.window_min
