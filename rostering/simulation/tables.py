"""The tables that the event loop plays on; compiled code knows no other types."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from data.model.grid import BoolArray, FloatArray, IntArray
from rostering.compiled import BOOL, INT, INT8, REAL, array, table

OPEN, ANSWERED, ABANDONED = 0, 1, 2
NOBODY = -1
AWAY = -2

Outcomes = npt.NDArray[np.int8]


class Contacts(NamedTuple):
    """One row per contact, in order of arrival; rows after the arrivals are kept for retries.

    In rows kept for retries, `patience_s` and `retry_s` are exponentials of mean one and `done_s`
    is uniform on 0..1, until it is known which queue calls again.
    """

    arrival_s: FloatArray
    queue: IntArray
    left_s: FloatArray  # handle time still to do, as if alone in hand
    patience_s: FloatArray
    retry_s: FloatArray  # calls again so long after hanging up; infinite: never
    virtual_s: FloatArray  # wait until an agent was there; NaN: none came
    done_s: FloatArray  # when the work was finished; NaN: not within the horizon
    agent: IntArray
    outcome: Outcomes
    behind: IntArray  # next contact waiting in the same queue, or held by the same agent


class Agents(NamedTuple):
    """One row per agent."""

    group: IntArray
    segment: IntArray  # presence in force or next due; NOBODY: none
    contact: IntArray  # contact in hand, of chats the last taken; NOBODY: idle; AWAY: off the floor
    held: IntArray  # chats in hand, linked by `Contacts.behind`
    open_: BoolArray  # in the list of those who can take one chat more
    since_s: FloatArray  # since when at work or idle; chats: since the last change
    ends_s: FloatArray  # when the (first) contact in hand will end
    on_s: FloatArray
    after: IntArray  # next and previous agent in a list of one group
    before: IntArray


class Segments(NamedTuple):
    """Stretches of presence: from on to off, then a pause, then the segment that follows."""

    agent: IntArray
    on_s: FloatArray
    off_s: FloatArray
    pause_s: FloatArray
    following: IntArray


class Events(NamedTuple):
    """Planned comings and goings in time order."""

    at_s: FloatArray
    segment: IntArray
    coming: BoolArray


class Routing(NamedTuple):
    """Who may serve what, in order of preference; rows are padded with NOBODY."""

    group_queues: IntArray  # (groups, queues): urgent queues first
    queue_groups: IntArray  # (queues, groups)
    seats: IntArray  # (queues,): contacts that one agent holds at once
    slowdown: FloatArray  # (queues,): stretch of handle time for each further one [-]
    waits: BoolArray  # (queues,): deferrable work, interrupted by urgent contacts
    patience_s: FloatArray  # (queues,) means, for contacts that call again
    retry_after_s: FloatArray
    retry_share: FloatArray
    by_wait: bool  # free agents take the longest waiting contact, else the first queue's
    by_idle: bool  # contacts go to the longest idle agent, else to the first group's


class State(NamedTuple):
    """What changes: heap of ends and returns, waiting lines, lists of agents, time sums."""

    ends_at: FloatArray
    ends_of: IntArray
    retry_at: FloatArray
    retry_of: IntArray
    sizes: IntArray  # used entries: ends, retries, contacts
    first: IntArray  # waiting line of each queue
    last: IntArray
    head: IntArray  # lists of agents of each group: idle, at deferrable work, open to a chat
    tail: IntArray
    busy_s: FloatArray  # (groups, slots)
    present_s: FloatArray


_WHOLE, _REAL, _YES, _PLANE = array(INT), array(REAL), array(BOOL), array(INT, 2)
CONTACTS = table(Contacts, _REAL, _WHOLE, *[_REAL] * 5, _WHOLE, array(INT8), _WHOLE)
AGENTS = table(Agents, *[_WHOLE] * 4, _YES, *[_REAL] * 3, *[_WHOLE] * 2)
SEGMENTS = table(Segments, _WHOLE, *[_REAL] * 3, _WHOLE)
EVENTS = table(Events, _REAL, _WHOLE, _YES)
ROUTING = table(Routing, *[_PLANE] * 2, _WHOLE, _REAL, _YES, *[_REAL] * 3, *[BOOL] * 2)
STATE = table(State, *[_REAL, _WHOLE] * 2, *[_WHOLE] * 5, *[array(REAL, 2)] * 2)
"""Types of the tables, for the kernels that are called with them."""
