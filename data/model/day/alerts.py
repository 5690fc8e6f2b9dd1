"""Alerts of the running day: what they warn of, and from when on."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from data.model.checks.figures import figure, refuse_figures_out_of_range

AlertKind = Literal[
    "below_target", "off_band", "surge", "missing", "silent",
    "orders_late", "complaints_late", "objections_late", "mover",
]  # fmt: skip
LOOP_KINDS: tuple[AlertKind, ...] = ("complaints_late", "orders_late", "objections_late", "mover")
"""Of the service loops: their subject begins with the day that they are of."""
KINDS: tuple[AlertKind, ...] = (
    "silent", "surge", "off_band", "below_target", "missing", *LOOP_KINDS,
)  # fmt: skip
"""The most urgent first: without figures nothing else can be seen."""
ALWAYS_URGENT: tuple[AlertKind, ...] = ("silent", "surge")
"""Their notices go out in quiet hours too."""


@dataclass(frozen=True)
class AlertSettings:
    """From when on the running day raises an alert, and when it goes to the next level.

    Each field carries its label, unit and range as metadata, from which forms are drawn.

    Raises
    ------
    InvalidValue
        If one is not a whole number within its range.
    """

    below_percent: int = figure(90, "Day below target, as sure as", "%", 50, 99, later=True)
    band_weeks: int = figure(12, "Off the forecast, one false alarm in", "weeks", 1, 52, later=True)
    surge_percent: int = figure(80, "Surge, as sure as", "%", 50, 99, later=True)
    missing_min: int = figure(10, "Somebody is missing after", "min", 1, 240, later=True)
    escalate_min: int = figure(15, "To the next level after", "min", 1, 480, later=True)
    levels: int = figure(3, "Levels", "levels", 1, 5, later=True)

    def __post_init__(self) -> None:
        refuse_figures_out_of_range(self)


@dataclass(frozen=True)
class Escalation:
    """Destinations of notices from the second level on; the first level's is the centre's own.

    Parameters
    ----------
    addresses
        As apprise reads them, the second level's first; where one is missing or empty, the
        centre's own is taken. They may hold passwords, so they are shown to nobody.
    """

    addresses: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Finding:
    """Something that is wrong now.

    Parameters
    ----------
    subject
        Queue or agent that it is about; empty: the whole centre.
    detail
        Figures behind it (JSON values), from which its sentence is made.
    """

    kind: AlertKind
    subject: str
    detail: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> tuple[str, str]:
        """What makes two findings the same alert."""
        return self.kind, self.subject


@dataclass(frozen=True)
class Alert:
    """An alert, from when it was raised to when it was over.

    Parameters
    ----------
    day
        Local date on which it was raised.
    level, level_at
        How far up it went, and when; 1 is the first.
    over_at
        When what it warns of was no longer so; None while it is.
    acknowledged_by, acknowledged_at, note
        Who took it on; nobody yet where `acknowledged_at` is None.
    sent
        What became of its last notice, in words; empty where none was sent.
    """

    alert_id: str
    kind: AlertKind
    subject: str
    day: date
    raised_at: datetime
    level: int
    level_at: datetime
    detail: dict[str, Any] = field(default_factory=dict, hash=False)
    over_at: datetime | None = None
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    note: str = ""
    sent: str = ""

    @property
    def finding(self) -> Finding:
        """What it warns of."""
        return Finding(self.kind, self.subject, self.detail)

    @property
    def open(self) -> bool:
        """Whether nobody has taken it on and it is not over."""
        return self.acknowledged_at is None and self.over_at is None
