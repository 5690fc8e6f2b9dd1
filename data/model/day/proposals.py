"""What could be done about the rest of a running day, what of it was taken, notes of a shift."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.shift import Shift, clock

ActionKind = Literal[
    "break", "activity", "drop_activity", "time_off", "stay", "start_early", "call_in", "skill"
]
KINDS: tuple[ActionKind, ...] = (
    "break", "activity", "drop_activity", "time_off", "stay", "start_early", "call_in", "skill",
)  # fmt: skip
"""Ways to help a running day, in the order in which a floor manager thinks of them."""

SMALL: tuple[ActionKind, ...] = ("break", "activity", "drop_activity")
"""Kinds that mean little to a person and alone change little: they are judged together."""


@dataclass(frozen=True)
class Effect:
    """A share with the ends of a confidence interval of 95 % [-]."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Action:
    """One thing that one person could do otherwise today.

    Parameters
    ----------
    number
        Its number in the proposal, from 1.
    before, after
        The shift as published and as it would be; None: a day off.
    queue_id, from_min, until_min
        Of a skill move: the queue to take contacts of, and when [min after midnight].
    cost_cents
        What it costs by the planning defaults; negative where it saves money [cents].
    filled_hours
        Missing agent-hours that come back without it [h].
    effect
        By how much it raises the share answered in time of the rest of the day, all queues by
        contacts [-]; None where it was not simulated.
    charged
        Sentences on priced rules that it charges anew.
    """

    number: int
    kind: ActionKind
    agent_id: str
    name: str
    before: Shift | None
    after: Shift | None
    cost_cents: int
    filled_hours: float = 0.0
    effect: Effect | None = None
    queue_id: str = ""
    from_min: int = 0
    until_min: int = 0
    charged: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What would be done, as a floor manager says it."""
        return _SENTENCES[self.kind](self)


def _moved(before: tuple[tuple[int, int], ...], after: tuple[tuple[int, int], ...]) -> str:
    """`12:00 to 12:30` of spans that are not where they were, as (start, end) [min]."""
    old = [one for one in before if one not in after]
    new = [one for one in after if one not in before]
    pairs = zip(old, new, strict=False)
    return "; ".join(
        tr("{old} to {new}", old=clock(was[0]), new=clock(now[0])) for was, now in pairs
    )


def _rests(shift: Shift | None) -> tuple[tuple[int, int], ...]:
    return tuple((b.start_min, b.end_min) for b in shift.breaks) if shift else ()


def _held(shift: Shift | None) -> tuple[tuple[int, int], ...]:
    return tuple((a.start_min, a.end_min) for a in shift.activities) if shift else ()


def _labels(action: Action) -> str:
    """Labels of activities that are not as they were."""
    before = action.before.activities if action.before else ()
    after = action.after.activities if action.after else ()
    return ", ".join(dict.fromkeys(one.label for one in before if one not in after))


def _end(shift: Shift | None) -> str:
    return clock(shift.end_min) if shift else ""


def _start(shift: Shift | None) -> str:
    return clock(shift.start_min) if shift else ""


def _of_break(action: Action) -> str:
    moved = _moved(_rests(action.before), _rests(action.after))
    return tr("move the break of {name} from {moved}", name=action.name, moved=moved)


def _of_activity(action: Action) -> str:
    moved = _moved(_held(action.before), _held(action.after))
    return tr(
        "move {label} of {name} from {moved}",
        label=_labels(action), name=action.name, moved=moved,
    )  # fmt: skip


def _of_dropped(action: Action) -> str:
    return tr("put off {label} of {name} to another day", label=_labels(action), name=action.name)


def _of_time_off(action: Action) -> str:
    if action.after is None:
        return tr("offer {name} the day off", name=action.name)
    return tr(
        "offer {name} to go home at {end} instead of {usual}",
        name=action.name, end=_end(action.after), usual=_end(action.before),
    )  # fmt: skip


def _of_stay(action: Action) -> str:
    return tr(
        "ask {name} to stay until {end} instead of {usual}",
        name=action.name, end=_end(action.after), usual=_end(action.before),
    )  # fmt: skip


def _of_early(action: Action) -> str:
    return tr(
        "ask {name} to begin at {start} instead of {usual}",
        name=action.name, start=_start(action.after), usual=_start(action.before),
    )  # fmt: skip


def _of_call_in(action: Action) -> str:
    return tr(
        "call {name} in for {start}-{end}",
        name=action.name, start=_start(action.after), end=_end(action.after),
    )  # fmt: skip


def _of_skill(action: Action) -> str:
    return tr(
        "let {name} take contacts of {queue} from {start} to {end}",
        name=action.name, queue=action.queue_id, start=clock(action.from_min),
        end=clock(action.until_min),
    )  # fmt: skip


_SENTENCES = {
    "break": _of_break,
    "activity": _of_activity,
    "drop_activity": _of_dropped,
    "time_off": _of_time_off,
    "stay": _of_stay,
    "start_early": _of_early,
    "call_in": _of_call_in,
    "skill": _of_skill,
}


@dataclass(frozen=True)
class QueueEffect:
    """Service of one queue in the rest of the day, without and with a whole proposal.

    Parameters
    ----------
    before, after
        Share answered in time [-].
    gain
        What the proposal adds to it, under the same callers [-].
    target_share
        What was expected [-].
    short_before_h, short_after_h
        Missing agent-hours [h].
    """

    queue_id: str
    before: Effect
    after: Effect
    gain: Effect
    target_share: float
    short_before_h: float
    short_after_h: float


@dataclass(frozen=True)
class KindEffect:
    """What all actions of a kind add to the share answered in time, beside all others [-]."""

    kind: ActionKind
    gain: Effect


@dataclass(frozen=True)
class Proposal:
    """The cheapest set of actions that was found for the rest of a day.

    Parameters
    ----------
    roster_id, version
        Published roster that it changes.
    from_min
        Nothing before it changes: the moment it was made and the notice that people need
        [min after midnight].
    without_cents
        What missing agents, and callers who wait, cost in the rest of the day if nothing is done
        [cents].
    with_cents
        The same with everything taken, what the actions cost included [cents].
    bound_cents
        What no set of the actions looked at can undercut [cents].
    looked_at
        Actions that were looked at [-].
    proven
        Whether no set of them is cheaper.
    effects
        Simulated service of each queue; empty where nothing was simulated.
    by_kind
        What each kind of action adds.
    notes
        Sentences on what was known and what was not.
    """

    proposal_id: str
    day: date
    made_at: datetime
    made_by: str
    roster_id: str
    version: int
    from_min: int
    actions: tuple[Action, ...]
    without_cents: int
    with_cents: int
    bound_cents: float
    looked_at: int
    proven: bool
    effects: tuple[QueueEffect, ...] = ()
    by_kind: tuple[KindEffect, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def gap(self) -> float:
        """How far the cost may lie above the least possible [-]."""
        return max(0.0, self.with_cents - self.bound_cents) / max(1.0, abs(self.with_cents))

    @property
    def people(self) -> int:
        """People who would be asked [-]."""
        return len({action.agent_id for action in self.actions})

    @property
    def cost_cents(self) -> int:
        """What all actions cost together [cents]."""
        return sum(action.cost_cents for action in self.actions)

    def chosen(self, numbers: tuple[int, ...]) -> tuple[Action, ...]:
        """Actions of these numbers; all where none is given.

        Raises
        ------
        InvalidValue
            If the proposal has no such action.
        """
        known: Mapping[int, Action] = {action.number: action for action in self.actions}
        strange = [str(number) for number in numbers if number not in known]
        if strange:
            raise InvalidValue(
                tr(
                    "{proposal} has no action {strange}; it has: {known}",
                    proposal=self.proposal_id,
                    strange=", ".join(strange),
                    known=", ".join(map(str, known)) or tr("none"),
                )
            )
        return tuple(known[number] for number in dict.fromkeys(numbers)) or self.actions


@dataclass(frozen=True)
class Taken:
    """Actions of a proposal that somebody took.

    Parameters
    ----------
    roster_id, version
        The published successor; empty and 0 where no shift changed.
    before_version
        Version in force before, going back to which undoes what was taken; 0 where several
        versions planned its days: then the shifts are changed back one by one.
    expected
        Simulated effect of just these actions, by queue; empty where nothing was simulated.
    undone_by, undone_at
        Who undid it, and when; empty and None while it stands.
    approved_by
        Second person who published it, where one is needed; empty otherwise.
    waits
        Why it is not published yet, in a sentence: a second person is needed; its roster is saved,
        and `before_version` is the version that it was put into. Empty once it is taken.
    """

    proposal_id: str
    numbers: tuple[int, ...]
    who: str
    at: datetime
    why: str
    roster_id: str = ""
    version: int = 0
    before_version: int = 0
    expected: tuple[QueueEffect, ...] = ()
    undone_by: str = ""
    undone_at: datetime | None = None
    approved_by: str = ""
    waits: str = ""


@dataclass(frozen=True)
class ShiftNote:
    """What somebody noted about a running day."""

    who: str
    at: datetime
    text: str

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise InvalidValue(tr("a note of the shift log needs a text"))


@dataclass(frozen=True)
class DayLog:
    """Proposals made for a day, by id; what was taken of them; notes; each oldest first.

    Parameters
    ----------
    waiting
        What somebody wants to take and a second person has not published yet.
    """

    proposals: tuple[str, ...] = ()
    taken: tuple[Taken, ...] = ()
    notes: tuple[ShiftNote, ...] = ()
    waiting: tuple[Taken, ...] = ()
