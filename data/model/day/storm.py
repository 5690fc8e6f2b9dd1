"""A storm as somebody entered it, the levels of the playbook, and people on standby."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

from data.model.checks.ids import refuse_bad_ids
from data.model.errors import InvalidValue
from data.model.language import phrase, tr

MOST_LEVEL = 4
MOST_HOURS = 14 * 24
_MOST_SHARE = 1000.0


@dataclass(frozen=True, order=True)
class Hit:
    """What a storm adds to the contacts that come from one region to one queue.

    Parameters
    ----------
    region
        Where it is; empty: everywhere.
    part
        Share of the queue's contacts that come from there [-].
    low, high
        More contacts than usual over the storm's hours [-], 0.4 is 40 % more: in eight of ten such
        storms they lie between the two. None: as past storms were.
    """

    region: str
    queue_id: str
    part: float = 1.0
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        refuse_bad_ids(self.region, self.queue_id)
        where = self.region or self.queue_id
        if not 0 < self.part <= 1:
            raise InvalidValue(
                tr("{where}: its part of the contacts lies above 0 and up to 100 %", where=where)
            )
        if (self.low is None) != (self.high is None):
            raise InvalidValue(tr("{where}: give both ends of the range, or neither", where=where))
        if self.low is None or self.high is None:
            return
        if not 0 <= self.low <= self.high <= _MOST_SHARE:
            raise InvalidValue(
                tr(
                    "{where}: the range needs a lower end of 0 % or more and a higher end "
                    "that is no lower",
                    where=where,
                )
            )


@dataclass(frozen=True, order=True)
class Tick:
    """A step of the playbook that somebody did."""

    step_id: str
    at: datetime
    who: str
    note: str = ""


@dataclass(frozen=True, order=True)
class LevelChange:
    """From when on a storm had a level, and who said so.

    Parameters
    ----------
    by_hand
        Whether a person set it; else the figures did.
    """

    at: datetime
    level: int
    who: str
    why: str = ""
    by_hand: bool = True


@dataclass(frozen=True, order=True)
class Standby:
    """Somebody who can be called to work between two clock times of a day.

    Parameters
    ----------
    from_min, until_min
        Minutes after the day's midnight; may end on the next day [min].
    called
        Whether they were called.
    """

    agent_id: str
    tier: str
    day: date
    from_min: int
    until_min: int
    called: bool = False

    @property
    def hours(self) -> float:
        """Length [h]."""
        return (self.until_min - self.from_min) / 60


@dataclass(frozen=True, order=True)
class HourExpected:
    """Contacts that were expected in one hour of one queue [contacts/hour].

    Parameters
    ----------
    usual
        Without the storm.
    low, high
        With it; in eight of ten storms they lie between the two.
    """

    at: datetime
    queue_id: str
    usual: float
    low: float
    high: float


@dataclass(frozen=True)
class Storm:
    """A storm, what is expected of it, and what was done about it.

    Parameters
    ----------
    starts, ends
        Window in which contacts come above what is usual; aware.
    source
        Who says so: a weather office, a district, the surge that was found in the figures.
    expected
        The range by hour, as it was planned for.
    ended_at
        When it was declared over; None while it goes on.
    """

    storm_id: str
    name: str
    starts: datetime
    ends: datetime
    hits: tuple[Hit, ...]
    source: str = ""
    entered_at: datetime | None = None
    levels: tuple[LevelChange, ...] = ()
    ticks: tuple[Tick, ...] = ()
    standbys: tuple[Standby, ...] = ()
    expected: tuple[HourExpected, ...] = ()
    ended_at: datetime | None = None

    def __post_init__(self) -> None:
        refuse_bad_ids(self.storm_id, self.name)
        if not self.name.strip():
            raise InvalidValue(tr("a storm needs a name, such as that of the typhoon"))
        if self.starts.tzinfo is None or self.ends.tzinfo is None:
            raise InvalidValue(tr("{name}: its times need a time zone", name=self.name))
        hours = (self.ends - self.starts).total_seconds() / 3600
        if not 0 < hours <= MOST_HOURS:
            raise InvalidValue(
                tr(
                    "{name}: it ends {hours} h after it begins; give from 1 h to {most} h",
                    name=self.name,
                    hours=f"{hours:.0f}",
                    most=MOST_HOURS,
                )
            )
        places = [(hit.region, hit.queue_id) for hit in self.hits]
        if not places:
            raise InvalidValue(tr("{name}: name at least one queue that it hits", name=self.name))
        if len({*places}) < len(places):
            raise InvalidValue(tr("{name}: a region and queue is given twice", name=self.name))

    @property
    def level(self) -> int:
        """The level in force."""
        return self.levels[-1].level if self.levels else 0

    @property
    def queue_ids(self) -> tuple[str, ...]:
        """Queues that it hits, each once."""
        return tuple(dict.fromkeys(hit.queue_id for hit in self.hits))


@dataclass(frozen=True, order=True)
class Step:
    """Something to be done at a level.

    Parameters
    ----------
    step_id
        Short name, by which it is ticked.
    """

    step_id: str
    text: str

    def __post_init__(self) -> None:
        refuse_bad_ids(self.step_id)
        if not self.step_id.strip() or not self.text.strip():
            raise InvalidValue(tr("a step of the playbook needs a short name and a text"))


@dataclass(frozen=True)
class Level:
    """One level of the playbook.

    Parameters
    ----------
    enter_share
        More contacts than usual in an hour from which it is entered [-].
    steps
        What is to be done, the steps of lower levels besides.
    """

    level: int
    name: str
    enter_share: float
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class StandbyTier:
    """A kind of standby: how soon people are there, and what it costs.

    Parameters
    ----------
    notice_h
        Hours from the call until they take contacts [h]; 0: they are there.
    hold
        Cost of an hour on standby, in paid hours [-].
    call
        Further cost of an hour that is worked, in paid hours [-].
    hours
        Length of one standby [h].
    most
        People who can be on it at the same time [-].
    """

    name: str
    notice_h: int
    hold: float
    call: float
    hours: int = 4
    most: int = 20

    def __post_init__(self) -> None:
        fits = self.notice_h >= 0 and self.hold >= 0 and self.call >= 0
        if not self.name.strip() or not fits or self.hours < 1 or self.most < 0:
            raise InvalidValue(
                tr(
                    "standby {name}: notice and costs are not negative, a standby lasts an hour "
                    "or more",
                    name=self.name or "?",
                )
            )


def _usual_levels() -> tuple[Level, ...]:
    return (
        Level(0, phrase("calm"), 0.0),
        Level(1, phrase("watch"), 0.3, (
            Step("floor", phrase("Tell floor managers and team leaders; open the storm's channel")),
            Step("ivr", phrase("Put the fault message first in the IVR, with districts and times")),
        )),
        Level(2, phrase("strained"), 0.8, (
            Step("callback", phrase("Offer to call back instead of waiting")),
            Step("standby1", phrase("Call the standby nearest at hand")),
            Step("activities", phrase("Postpone training, coaching and meetings")),
        )),
        Level(3, phrase("storm"), 2.0, (
            Step("overflow", phrase("Let people of other queues take fault calls")),
            Step("standby2", phrase("Call every standby")),
            Step("leave", phrase("Ask people on leave and with wishes for a day off")),
        )),
        Level(4, phrase("emergency"), 5.0, (
            Step("outsourcer", phrase("Send what is over to the outsourcer")),
            Step("short", phrase("Take fault reports only, in a minute; all else tomorrow")),
        )),
    )  # fmt: skip


def _usual_tiers() -> tuple[StandbyTier, ...]:
    return (
        StandbyTier(phrase("on site"), 0, 1.0, 0.0),
        StandbyTier(phrase("at home"), 1, 0.3, 1.2),
        StandbyTier(phrase("on call"), 4, 0.1, 1.5),
    )


@dataclass(frozen=True)
class Playbook:
    """What is done at which level, and what standby costs.

    Parameters
    ----------
    levels
        0 .. 4, in order.
    leave_part
        A level is left below this part of the share that it is entered at [-].
    hold_h
        Hours in a row below it until then [h].
    shortfall
        Cost of an agent-hour that lacks, in paid hours [-].
    fair_days
        Past standbys are counted over [days].
    """

    levels: tuple[Level, ...] = field(default_factory=_usual_levels)
    tiers: tuple[StandbyTier, ...] = field(default_factory=_usual_tiers)
    leave_part: float = 0.6
    hold_h: int = 2
    shortfall: float = 3.0
    fair_days: int = 180

    def __post_init__(self) -> None:
        if [level.level for level in self.levels] != [*range(MOST_LEVEL + 1)]:
            raise InvalidValue(tr("the playbook has the levels 0 to {most}", most=MOST_LEVEL))
        shares = [level.enter_share for level in self.levels]
        if shares[0] != 0 or any(a >= b for a, b in pairwise(shares)):
            raise InvalidValue(
                tr("each level must be entered at a higher share than the one below it")
            )
        steps = [step.step_id for level in self.levels for step in level.steps]
        if len({*steps}) < len(steps):
            raise InvalidValue(tr("two steps of the playbook bear the same short name"))
        names = [tier.name for tier in self.tiers]
        if len({*names}) < len(names):
            raise InvalidValue(tr("two kinds of standby bear the same name"))
        if not 0 < self.leave_part <= 1 or self.hold_h < 1 or self.shortfall <= 0:
            raise InvalidValue(
                tr(
                    "a level is left below a part from 0 to 1 of where it was entered, after an "
                    "hour or more; an hour that lacks costs something"
                )
            )

    def steps_of(self, level: int) -> tuple[tuple[int, Step], ...]:
        """Steps of a level and of those below it, each with its level."""
        return tuple((one.level, step) for one in self.levels[: level + 1] for step in one.steps)
