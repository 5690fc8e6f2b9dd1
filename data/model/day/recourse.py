"""What the night prepares for the morning: days whose forecast moved, and a reroster for them."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class MovedDay:
    """A published day of a queue whose forecast is no longer what it was staffed for.

    Parameters
    ----------
    before, after
        Contacts by the forecast behind the published roster, and by the newest [contacts/day].
    """

    day: date
    queue_id: str
    before: float
    after: float

    @property
    def change_share(self) -> float:
        """Change over what it was staffed for [-]."""
        return self.after / self.before - 1.0 if self.before > 0 else float("inf")


@dataclass(frozen=True)
class Aim:
    """Service that the days left of a month must give a queue for the month to keep its target.

    Parameters
    ----------
    in_time, counted
        Contacts answered in time so far, and contacts counted so far [contacts].
    left
        Contacts expected from the first day on that can still be staffed [contacts].
    target_share, aim_share
        Target of the month, and what the days left are staffed for [-].
    """

    queue_id: str
    in_time: float
    counted: float
    left: float
    target_share: float
    aim_share: float


@dataclass(frozen=True)
class NightProposal:
    """A reroster that a night prepared; nobody works by it until somebody publishes it.

    Parameters
    ----------
    base_id, base_version
        Published roster that it changes.
    roster_id
        The prepared roster; empty where no change within the budget helps.
    people, changed_days
        Whose days change, and how many days [-].
    short_before_h, short_after_h
        Missing agent-hours on the moved days by the newest forecast [h].
    proven
        Whether no cheaper reroster within the budget exists.
    version
        Version under which it was published; 0 while it waits.
    dismissed_by
        Who put it away; empty while it waits.
    """

    made_at: datetime
    base_id: str
    base_version: int
    moved: tuple[MovedDay, ...]
    aims: tuple[Aim, ...] = ()
    roster_id: str = ""
    people: int = 0
    changed_days: int = 0
    short_before_h: float = 0.0
    short_after_h: float = 0.0
    proven: bool = False
    version: int = 0
    dismissed_by: str = ""

    @property
    def waits(self) -> bool:
        """Whether somebody still has to say yes or no."""
        return bool(self.roster_id) and not self.version and not self.dismissed_by
