"""Swaps that agents ask for: who with whom, and what each of them and the shift manager said."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from data.model.codec import LATER
from data.model.language import phrase, tr
from data.model.shift import Shift, clock

Said = Literal["asked", "agreed", "declined", "withdrawn", "approved", "refused"]
OPEN: frozenset[Said] = frozenset({"asked", "agreed"})


@dataclass(frozen=True)
class SwapWord:
    """What somebody said of a swap: asked for it, agreed to it, ended it."""

    said: Said
    who: str
    at: datetime
    why: str = ""


@dataclass(frozen=True)
class SwapRequest:
    """One agent's wish to have a colleague's shift of a day, and to give their own for it.

    Parameters
    ----------
    agent_id, other_id
        Who asks, and the colleague.
    name, other_name
        What both are called: an agent sees nobody else of the staff.
    mine, theirs
        Shifts of both in the plan that was in force; None: a day off.
    words
        The newest last; the first is the asking.
    version
        Published version that has the swap; 0 while there is none.
    waits
        Why it was not approved by itself; empty where nobody tried.
    roster_id, before_version
        Roster that was saved with the swap and waits for a second person, and the version that it
        was made from; empty and 0 where none waits.
    written
        Of how many of the words people were written [-].
    """

    request_id: str
    day: date
    agent_id: str
    other_id: str
    name: str
    other_name: str
    mine: Shift | None
    theirs: Shift | None
    words: tuple[SwapWord, ...]
    version: int = 0
    waits: str = ""
    roster_id: str = ""
    before_version: int = 0
    written: int = field(default=0, metadata=LATER)

    @property
    def state(self) -> Said:
        """What was said last."""
        return self.words[-1].said

    @property
    def pair(self) -> tuple[str, str]:
        """Who asks, and the colleague."""
        return self.agent_id, self.other_id

    def has_begun(self, local: datetime) -> bool:
        """Whether the earlier of both shifts has begun at an instant of the centre's clock."""
        starts = (shift.start_min for shift in (self.mine, self.theirs) if shift)
        begins = datetime.combine(self.day, time()) + timedelta(minutes=min(starts, default=0))
        return local.replace(tzinfo=None) >= begins

    def is_open(self, local: datetime) -> bool:
        """Whether something can still be said of it: it has not ended, nor its shifts begun."""
        return self.state in OPEN and not self.has_begun(local)

    def with_word(self, word: SwapWord) -> "SwapRequest":
        """The same once somebody said something more."""
        return replace(self, words=(*self.words, word))


STATES: dict[Said, str] = {
    "asked": phrase("the colleague is asked"),
    "agreed": phrase("both agree, the shift manager is asked"),
    "declined": phrase("declined"),
    "withdrawn": phrase("withdrawn"),
    "approved": phrase("approved"),
    "refused": phrase("refused"),
}
"""What a swap waits for, or how it ended."""


def shift_said(shift: Shift | None) -> str:
    """`08:30-16:30 D8`, or a day off."""
    if shift is None:
        return tr("day off")
    return f"{clock(shift.start_min)}-{clock(shift.end_min)} {shift.template}"


def swapped_said(request: SwapRequest) -> str:
    """Who gives which shift, and who the other."""
    return tr(
        "{one} ({gives}) and {other} ({has})",
        one=request.name or request.agent_id,
        gives=shift_said(request.mine),
        other=request.other_name or request.other_id,
        has=shift_said(request.theirs),
    )
