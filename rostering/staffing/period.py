"""A target kept over a period, not in every slot: the cheapest agents, the aim of what is left."""

from dataclasses import dataclass, replace

import numpy as np

from data.model.errors import InvalidValue
from data.model.forecast import Demand, Forecast
from data.model.grid import FloatArray, IntArray
from data.model.language import tr
from data.model.queue import Queue
from rostering.staffing.agents import fewest_agents
from rostering.staffing.queue_requirement import Work, work_of
from rostering.staffing.rate_uncertainty import expected_level, rate_law
from rostering.staffing.service import service
from rostering.staffing.sizing import Sizing

# Levels beyond the last head looked at are within this of one: nothing is left to be gained.
_ENOUGH_SHARE = 0.9999
MOST_AIM = 0.97
"""No day is gilded for the month's sake [-]."""
GIVEN_BACK = 0.3
"""How far below the target what is left may be aimed to give back what the period is ahead [-].
At 200 Erlang a day is 25 points off by chance: with .1 a month of the US bank ended 3 points
ahead, with .2 one, with .3 none, and no day's callers are left in the lurch."""


@dataclass(frozen=True, eq=False)
class PeriodStaffing:
    """Agents by slot that meet a period target.

    Parameters
    ----------
    heads
        Agents on the floor [agents], shape (slots,).
    level
        Service level of each slot [-], shape (slots,).
    period_share
        Call-weighted service level of the whole period [-].
    least_head_slots
        No agents that meet the target and the floors sum to less [agent-slots].
    """

    heads: IntArray
    level: FloatArray
    period_share: float
    least_head_slots: float


def period_agents(
    demand: Demand | Forecast,
    queue: Queue,
    sizing: Sizing | None = None,
    *,
    floor_share: float = 0.5,
) -> PeriodStaffing:
    """Cheapest agents whose call-weighted service level over all slots meets the target.

    Parameters
    ----------
    floor_share
        Service level that no slot may undercut [-].

    Raises
    ------
    InvalidValue
        If the floor is not below the target.

    Notes
    -----
    Agents are bought where the next ones win most answered contacts. Gains of Erlang
    queues are first rising, then falling, so agents are bought in the steps of the upper concave
    envelope of each slot: the greedy order then solves the linear relaxation, whose value is
    `least_head_slots`; only the last step is bought whole, and trimmed.
    """
    sizing = sizing or Sizing()
    target = queue.target
    if not 0 <= floor_share < target.service_share:
        raise InvalidValue(
            tr(
                "floor {floor_share} must lie below target {service_share}",
                floor_share=floor_share,
                service_share=target.service_share,
            )
        )
    work = work_of(demand, queue, sizing)
    least, level = _levels(demand, queue, sizing, work, floor_share)
    steps = _envelope_steps(level, work.contacts)
    bought, bound = _bought(steps, least, level, work.contacts, target.service_share)
    bought = _trimmed(bought, level, work.contacts, target.service_share)
    slots = np.arange(len(least))
    reached = level[slots, bought]
    whole = work.contacts.sum()
    share = float((reached * work.contacts).sum() / whole) if whole > 0 else 1.0
    return PeriodStaffing(least + bought, reached, share, bound)


def _levels(
    demand: Demand | Forecast, queue: Queue, sizing: Sizing, work: Work, floor_share: float
) -> tuple[IntArray, FloatArray]:
    """Least agents of each slot, and levels with 0, 1, 2.. more, shape (slots, steps)."""
    patience_s = sizing.patience_of(queue)
    sized = {"patience_s": patience_s, "concurrency": queue.concurrency}
    lax = replace(queue.target, service_share=max(floor_share, 1e-9))
    full = replace(queue.target, service_share=_ENOUGH_SHARE)
    least = fewest_agents(work.load_erlang, work.handle_s, lax, **sized)  # type: ignore[arg-type]
    most = fewest_agents(work.load_erlang, work.handle_s, full, **sized)  # type: ignore[arg-type]
    more = np.arange(int((most - least).max(initial=0)) + 1)
    heads = least[:, None] + more
    if sizing.basis != "expected" or not isinstance(demand, Forecast):
        found = service(
            heads * queue.concurrency,
            work.load_erlang[:, None],
            np.maximum(work.handle_s, 1e-9)[:, None],
            queue.target.threshold_s,
            patience_s,
        )
        return least, np.maximum.accumulate(found.level(queue.target.definition), axis=1)
    factors, weights = rate_law(demand).nodes()
    columns = [
        expected_level(
            heads[:, k],
            work.load_erlang,
            np.maximum(work.handle_s, 1e-9),
            factors,
            weights,
            threshold_s=queue.target.threshold_s,
            definition=queue.target.definition,
            **sized,  # type: ignore[arg-type]
        )
        for k in more
    ]
    return least, np.maximum.accumulate(np.column_stack(columns), axis=1)


def _envelope_steps(level: FloatArray, contacts: FloatArray) -> list[tuple[float, int, int, int]]:
    """(gain per agent, slot, from, to) of every envelope step, best first."""
    steps = []
    for slot in np.flatnonzero(contacts > 0):
        answered = contacts[slot] * level[slot]
        at = 0
        while at < len(answered) - 1:
            ahead = np.arange(at + 1, len(answered))
            slope = (answered[ahead] - answered[at]) / (ahead - at)
            best = int(np.argmax(slope))
            if slope[best] <= 0:
                break
            to = int(ahead[best])
            steps.append((float(slope[best]), int(slot), at, to))
            at = to
    return sorted(steps, key=lambda step: (-step[0], step[1], step[2]))


def _bought(
    steps: list[tuple[float, int, int, int]],
    least: IntArray,
    level: FloatArray,
    contacts: FloatArray,
    share: float,
) -> tuple[IntArray, float]:
    """Agents bought in greedy order until the target is met, and the relaxation's value."""
    missing = share * contacts.sum() - (level[:, 0] * contacts).sum()
    bought = np.zeros(len(least), dtype=np.int64)
    paid = float(least.sum())
    for rate, slot, at, to in steps:
        if missing <= 0:
            break
        gain = contacts[slot] * (level[slot, to] - level[slot, at])
        paid += min(gain, missing) / rate
        missing -= gain
        bought[slot] = to
    return bought, paid


def _trimmed(bought: IntArray, level: FloatArray, contacts: FloatArray, share: float) -> IntArray:
    """Give back agents that the target can spare, those that lose fewest contacts first."""
    spare = (level[np.arange(len(bought)), bought] * contacts).sum() - share * contacts.sum()
    while True:
        slots = np.flatnonzero(bought > 0)
        loss = contacts[slots] * (level[slots, bought[slots]] - level[slots, bought[slots] - 1])
        fits = np.flatnonzero(loss <= spare + 1e-9)
        if not len(fits):
            return bought
        best = fits[int(np.argmin(loss[fits]))]
        bought[slots[best]] -= 1
        spare -= loss[best]


def aim_of_rest(target_share: float, served: float, counted: float, left: float) -> float:
    """Service level that what is left must give for the period to reach its target [-].

    Parameters
    ----------
    served, counted
        Contacts served in time so far, and contacts so far [contacts].
    left
        Contacts expected in what is left of the period [contacts].

    Notes
    -----
    A month's target is kept by no month's plan: its level moves. It is kept by answering: each
    night the next day is staffed anew, within a budget of hours that may be moved, for the service
    that the days left must give. Compare the recourse of Gans, Shen, Zhou, Korolev, McCord &
    Ristock (2015), Manufacturing & Service Operations Management 17, 571-588,
    doi:10.1287/msom.2015.0546.
    """
    if left <= 0:
        return target_share
    aim = (target_share * (counted + left) - served) / left
    return float(np.clip(aim, target_share - GIVEN_BACK, max(MOST_AIM, target_share)))
