"""What comes from the floor while a day runs: states of queues and of agents."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from data.model.errors import InvalidValue
from data.model.language import tr

AgentStateName = Literal[
    "available", "on_contact", "after_contact", "break", "meal", "off_phone", "out", "other"
]
"""What an agent does, as PeakShift calls it: `out` is not logged in, `off_phone` training, meeting
and the like, `other` a word that nobody has said the meaning of."""
STATE_NAMES: tuple[AgentStateName, ...] = get_args(AgentStateName)

_WORDS: dict[AgentStateName, str] = {
    "available": "available|ready|idle|login|logged in|signed in|on queue|waiting|"
    "空闲|示闲|就绪|签入|登录|等待",
    "on_contact": "on contact|on_contact|on call|oncall|busy|talking|talk|in call|hold|ringing|"
    "interacting|通话|通话中|振铃|保持|处理中",
    "after_contact": "after contact|after_contact|acw|after call work|wrap up|wrap-up|wrapup|"
    "话后|话后处理|整理|事后处理",
    "break": "break|rest|pause|short break|小休|休息|示忙",
    "meal": "meal|lunch|dinner|meal break|用餐|就餐|午餐|晚餐",
    "off_phone": "off phone|off_phone|meeting|training|coaching|back office|"
    "会议|培训|辅导|其他工作",
    "out": "out|logout|logged out|log out|signed out|offline|off|签出|登出|离线|注销",
}
KNOWN_WORDS: dict[str, AgentStateName] = {
    word: state for state, words in _WORDS.items() for word in words.split("|")
}
"""Words of telephone systems, in small letters, and the state that each means."""


@dataclass(frozen=True, order=True)
class QueueState:
    """How a queue stood at a moment.

    Parameters
    ----------
    waiting
        Contacts that waited [contacts].
    longest_wait_s
        How long the first of them had waited [s]; NaN where the system does not say.
    """

    queue_id: str
    at: datetime
    waiting: int
    longest_wait_s: float = float("nan")


@dataclass(frozen=True, order=True)
class AgentEvent:
    """An agent went into a state, in the word of the telephone system."""

    agent_id: str
    since: datetime
    said: str


@dataclass(frozen=True, order=True)
class AgentState:
    """An agent went into a state.

    Parameters
    ----------
    state
        What it means.
    said
        The word of the telephone system.
    """

    agent_id: str
    since: datetime
    state: AgentStateName
    said: str = ""


@dataclass(frozen=True)
class LastSlot:
    """The newest slot of a queue that has come in.

    Parameters
    ----------
    end
        When the slot ended.
    arrived_at
        When the import that brought it was made.
    """

    queue_id: str
    end: datetime
    arrived_at: datetime


@dataclass(frozen=True)
class DayFeed:
    """How the figures of a running day come in.

    Parameters
    ----------
    folder
        Folder of the server that is watched; empty: none is.
    quiet_s
        A file is read once nobody has written to it for so long [s].
    look_every_s
        How often the folder is looked at [s].
    silent_min
        The feed counts as silent when nothing has come for so long [min].
    keep_days
        States of queues and agents, and each forecast within a day, stay for so long; then one
        forecast an hour with its score [days].
    words
        The centre's own words for states of agents, in small letters, and what each means.
    """

    folder: str = ""
    quiet_s: int = 2
    look_every_s: int = 5
    silent_min: int = 20
    keep_days: int = 35
    words: tuple[tuple[str, AgentStateName], ...] = ()

    def __post_init__(self) -> None:
        limits = {
            "quiet_s": (0, 600),
            "look_every_s": (1, 600),
            "silent_min": (1, 1_440),
            "keep_days": (2, 3_650),
        }
        for name, (least, most) in limits.items():
            value = getattr(self, name)
            if not isinstance(value, int) or not least <= value <= most:
                raise InvalidValue(
                    tr(
                        "{name} = {value} must be a whole number from {least} to {most}",
                        name=name,
                        value=value,
                        least=least,
                        most=most,
                    )
                )
        if odd := [state for _, state in self.words if state not in STATE_NAMES]:
            raise InvalidValue(
                tr(
                    "no state {odd!r}; there are: {names}",
                    odd=odd[0],
                    names=", ".join(STATE_NAMES),
                )
            )

    @property
    def meanings(self) -> Mapping[str, AgentStateName]:
        """Every known word, in small letters, and the state that it means."""
        return {**KNOWN_WORDS, **dict(self.words)}


def meant_by(said: str, meanings: Mapping[str, AgentStateName]) -> AgentStateName:
    """The state that a word of a telephone system means; `other` where nobody has said it."""
    return meanings.get(" ".join(said.lower().split()), "other")
