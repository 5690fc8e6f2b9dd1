"""One record of each loop; instants are aware, empty texts and None mean that nobody knows."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from data.model.errors import InvalidValue
from data.model.language import phrase, tr

ORDER_EVENTS = ("created", "dispatched", "returned", "chased", "closed")
"""What can happen to a work order, in the order in which it mostly does."""
STEPS = ("listen", "record", "analyse", "investigate", "correct", "answer")
"""Steps of a complaint's closed loop: 听 记 析 查 纠 答; a case's `step` counts them from 1."""
STEP_NAMES = (
    phrase("1 listen"),
    phrase("2 record"),
    phrase("3 analyse"),
    phrase("4 investigate"),
    phrase("5 correct"),
    phrase("6 answer"),
)
COMPLAINTS = ("service", "business", "outages", "supply_quality", "grid_construction")
"""Kinds of complaint: 服务, 营业, 停送电, 供电质量, 电网建设."""
SCORE_KINDS = ("satisfaction", "quality", "kano")
ANSWERS = ("", "seen", "agreed", "objected", "upheld", "withdrawn")
"""What became of a quality score: the agent saw it, agreed or objected; an objection was settled
by letting the score stand (`upheld`) or taking it back (`withdrawn`)."""


@dataclass(frozen=True)
class Order:
    """A work order as it was made; what happens to it are `OrderEvent`s.

    Parameters
    ----------
    order_id
        Application number (`APP_NO`).
    kind
        Kind of work, which its deadline hangs on.
    created_at
        When it was accepted.
    region, team
        Organisation that must do it, and team that made it.
    agent_id
        Agent who made it.
    customer
        Keyed hash.
    topic
        Words that the text began with, in 【】.
    touch_id
        Contact that it came from; empty where none is known.
    """

    order_id: str
    kind: str
    created_at: datetime
    region: str = ""
    team: str = ""
    agent_id: str = ""
    customer: str = ""
    topic: str = ""
    touch_id: str = ""

    def __post_init__(self) -> None:
        _check(self, ("order_id", "kind"))


@dataclass(frozen=True)
class OrderEvent:
    """Something that happened to a work order.

    Parameters
    ----------
    event_id
        Identity: order, event and instant where a file gives none.
    what
        One of `ORDER_EVENTS`.
    department
        Who it was dispatched to, or returned or chased by.
    fault
        At whose fault it was returned (`agent`, `department`, `customer`); empty where unknown.
    right_kind
        Kind that a returned order should have borne; empty where its kind was right.
    """

    event_id: str
    order_id: str
    what: str
    at: datetime
    department: str = ""
    fault: str = ""
    right_kind: str = ""

    def __post_init__(self) -> None:
        _check(self, ("event_id", "order_id"))
        _one_of("what", self.what, ORDER_EVENTS)


@dataclass(frozen=True)
class Case:
    """A complaint, or praise, from its first word to its end.

    Parameters
    ----------
    kind
        One of `COMPLAINTS` or a kind of the centre's own.
    praise
        Whether somebody was praised, instead of blamed.
    department, region, agent_id
        Who must act; where; whom it is about.
    cause
        Category found by the investigation.
    substantiated
        Whether it was found true; None while nobody knows.
    repeat_of
        Earlier case that it repeats.
    satisfied
        Whether the customer was, once answered.
    occurred_at
        When what is complained of happened; None: at `opened_at`.
    closed_at
        None while it is open.
    """

    case_id: str
    kind: str
    opened_at: datetime
    praise: bool = False
    department: str = ""
    region: str = ""
    agent_id: str = ""
    queue_id: str = ""
    customer: str = ""
    topic: str = ""
    cause: str = ""
    order_id: str = ""
    substantiated: bool | None = None
    repeat_of: str = ""
    satisfied: bool | None = None
    occurred_at: datetime | None = None
    closed_at: datetime | None = None

    def __post_init__(self) -> None:
        _check(self, ("case_id", "kind"))
        if self.closed_at is not None and self.closed_at < self.opened_at:
            raise InvalidValue(tr("case {id}: it ends before it begins", id=self.case_id))


@dataclass(frozen=True)
class CaseStep:
    """A step of a case's loop.

    Parameters
    ----------
    step_id
        `CASE/STEP`.
    step
        1 to 6, see `STEPS`.
    ended_at
        None while it is open.
    department
        Who did it, or must.
    handling_min
        Work that it takes or took [min].
    """

    step_id: str
    case_id: str
    step: int
    begun_at: datetime
    ended_at: datetime | None = None
    department: str = ""
    handling_min: float | None = None

    def __post_init__(self) -> None:
        _check(self, ("step_id", "case_id"))
        if not 1 <= self.step <= len(STEPS):
            raise InvalidValue(
                tr("case {id}: there are steps 1 to 6, not {step}", id=self.case_id, step=self.step)
            )
        if self.ended_at is not None and self.ended_at < self.begun_at:
            raise InvalidValue(
                tr("case {id}: step {step} ends before it begins", id=self.case_id, step=self.step)
            )


@dataclass(frozen=True)
class Touch:
    """One contact of a customer, on any channel.

    Parameters
    ----------
    at
        When it was offered (rang, was sent).
    case_id, order_id
        What it belongs to; empty where nobody noted it.
    outcome
        `answered`, `abandoned`, `order`, `answered_at_once`... a word of the centre's own.
    category
        What the call was about, as the agent closed it: a code of kinds of work.
    wait_s, handle_s
        Waiting and handle time [s]; None where nobody measured.
    """

    touch_id: str
    at: datetime
    channel: str = "voice"
    queue_id: str = ""
    case_id: str = ""
    order_id: str = ""
    customer: str = ""
    agent_id: str = ""
    region: str = ""
    outcome: str = ""
    topic: str = ""
    category: str = ""
    wait_s: float | None = None
    handle_s: float | None = None

    def __post_init__(self) -> None:
        _check(self, ("touch_id",))
        for name in ("wait_s", "handle_s"):
            value = getattr(self, name)
            if value is not None and not 0 <= value < 86_400 * 7:
                raise InvalidValue(
                    tr(
                        "touch {id}: {name} {value} is no time",
                        id=self.touch_id,
                        name=name,
                        value=value,
                    )
                )


@dataclass(frozen=True)
class Score:
    """A judgement of a contact: by its customer, by a quality reviewer, or a pair of a survey.

    Parameters
    ----------
    kind
        One of `SCORE_KINDS`.
    at
        When the customer was invited, or the review made.
    criterion
        What was judged: a criterion of the review, a feature of the yearly survey; empty: the
        contact as a whole.
    value
        The score on a scale of 0 to 5 (`quality`: 0 to 100; `kano`: answer 1 to 5 to the question
        "if it is there"); None where somebody was invited and did not answer.
    second
        `kano`: answer 1 to 5 to "if it is missing".
    reason
        Category of the reason given.
    scorer
        Who judged (`quality`).
    answer, answered_at
        What the agent said to it, and when; see `ANSWERS`.
    """

    score_id: str
    kind: Literal["satisfaction", "quality", "kano"]
    at: datetime
    touch_id: str = ""
    channel: str = ""
    queue_id: str = ""
    agent_id: str = ""
    customer: str = ""
    region: str = ""
    criterion: str = ""
    value: float | None = None
    second: float | None = None
    reason: str = ""
    scorer: str = ""
    answer: str = ""
    answered_at: datetime | None = None

    def __post_init__(self) -> None:
        _check(self, ("score_id",))
        _one_of("kind", self.kind, SCORE_KINDS)
        _one_of("answer", self.answer, ANSWERS)
        most = {"satisfaction": 5, "quality": 100, "kano": 5}[self.kind]
        if self.value is not None and not 0 <= self.value <= most:
            raise InvalidValue(
                tr(
                    "score {id}: {value:g} lies outside 0 to {most}",
                    id=self.score_id,
                    value=self.value,
                    most=most,
                )
            )


@dataclass(frozen=True)
class Seat:
    """A place to work.

    Parameters
    ----------
    site, zone
        Building, and part of it where a team sits together.
    kind
        What it is fit for; empty: anything.
    out_of_order
        Whether nobody can sit there.
    """

    seat_id: str
    site: str = ""
    zone: str = ""
    kind: str = ""
    out_of_order: bool = False

    def __post_init__(self) -> None:
        _check(self, ("seat_id",))


def _check(record: Any, needed: tuple[str, ...]) -> None:
    """Refuse a record without its key, or with an instant without a zone."""
    for name in needed:
        if not getattr(record, name).strip():
            raise InvalidValue(tr("{name} is empty", name=name))
    for one in fields(record):
        value = getattr(record, one.name)
        if isinstance(value, datetime) and value.tzinfo is None:
            raise InvalidValue(tr("{name} needs a time zone", name=one.name))


def _one_of(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise InvalidValue(
            tr(
                "{name} {value!r} is none of {known}",
                name=name,
                value=value,
                known=", ".join(one for one in known if one),
            )
        )
