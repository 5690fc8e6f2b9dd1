"""What a centre sets for its service loops: deadlines by kind, measures taken."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.words import counted

Unit = Literal["hours", "days", "working_days"]


@dataclass(frozen=True)
class Deadline:
    """How long a kind of work may take from when it was accepted.

    Parameters
    ----------
    kind
        Kind of an order or case; `other` for all that are not named.
    until
        What must be reached: `contact` (first sign of life) or `closed`.
    length, unit
        Hours and days run through nights and weekends; working days end with the last minute of
        the working day that many after the first (make-up workdays count, holidays do not).
    codes
        Codes of the trade's files that mean this kind.
    work_min
        Work in the contact centre that one takes until it is closed [min].
    """

    kind: str
    length: int
    unit: Unit
    until: Literal["contact", "closed"] = "closed"
    codes: tuple[str, ...] = ()
    work_min: int = 20

    @property
    def said(self) -> str:
        """`4 working days`."""
        if self.unit == "hours":
            return counted(self.length, "hour")
        if self.unit == "days":
            return counted(self.length, "day")
        return counted(self.length, "working day")

    def __post_init__(self) -> None:
        good = self.kind.strip() and self.length > 0 and self.work_min > 0
        if not good or self.unit not in get_args(Unit):
            raise InvalidValue(
                tr(
                    "deadline of {kind!r}: give a kind, a length and work above 0, and hours, days "
                    "or working_days",
                    kind=self.kind,
                )
            )


OTHER = "other"
DEADLINES = (
    Deadline("complaint", 24, "hours", "contact", ("投诉",)),
    Deadline("complaint", 4, "working_days", "closed", ("投诉",)),
    Deadline("report", 9, "working_days", codes=("举报",)),
    Deadline("12398", 10, "working_days", codes=("12398",)),
    Deadline("12345", 7, "days", codes=("12345",)),
    Deadline("reconnection", 24, "hours", codes=("复电", "复电登记")),
    Deadline("appliance", 24, "hours", "contact", ("家电损坏", "电器损坏核损")),
    Deadline("meter_fault", 4, "working_days", codes=("计量异常", "电能表异常")),
    Deadline("reading", 6, "working_days", codes=("抄表数据异常",)),
    Deadline(OTHER, 5, "working_days"),
)
"""The trade's own (`docs/service_quality.md`), until a centre changes them."""


@dataclass(frozen=True)
class Measure:
    """Something done against a fault, or for something praised, whose effect is looked at later.

    Parameters
    ----------
    kind, cause, department
        Cases that it is meant for; each that is not empty narrows them.
    begun
        First day on which it holds.
    """

    name: str
    begun: date
    kind: str = ""
    cause: str = ""
    department: str = ""
    owner: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip() or not (self.kind or self.cause or self.department):
            raise InvalidValue(
                tr("measure {name!r}: give it a name and what it is meant for", name=self.name)
            )
