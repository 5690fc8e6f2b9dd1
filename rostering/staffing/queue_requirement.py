"""Agents that one queue requires on the floor, slot by slot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from data.model.checks.opening import open_slots
from data.model.errors import InvalidValue
from data.model.forecast import Demand, Forecast
from data.model.grid import FloatArray, Grid, IntArray
from data.model.language import tr
from data.model.queue import Queue
from rostering.staffing.agents import fewest_agents
from rostering.staffing.deferrable import spread_work, whole_agents
from rostering.staffing.load import lagged_load
from rostering.staffing.rate_uncertainty import fewest_agents_expected, rate_law
from rostering.staffing.service import service
from rostering.staffing.sizing import Basis, Sizing

# Retries feed on abandonment, which falls with agents: the loop settles in a few rounds.
_ROUNDS = 50
_SETTLED = 1e-9


@dataclass(frozen=True, eq=False)
class Work:
    """What a queue's agents face.

    Parameters
    ----------
    contacts
        Contacts that reach the queue on the chosen basis [contacts/slot], shape (slots,).
    handle_s
        Handle time, stretched by concurrency [s], shape (slots,).
    load_erlang
        Contacts in hand if nobody waited [Erlang], shape (slots,).
    """

    contacts: FloatArray
    handle_s: FloatArray
    load_erlang: FloatArray


def work_of(demand: Demand | Forecast, queue: Queue, sizing: Sizing) -> Work:
    """Contacts, handle time and load that a queue is sized for."""
    way = sizing.handling_of(queue)
    plain = plain_demand(demand)
    slot_s = 60.0 * plain.grid.slot_min
    contacts = way.reaching(contacts_on(demand, sizing.basis))
    handle_s = way.stretched(plain.handle_s, queue.concurrency)
    urgent = queue.deferrable_due_min is None
    if not urgent and way.backlog_contacts and len(contacts):
        contacts = contacts.copy()
        contacts[0] += way.backlog_contacts
    if sizing.ramp == "lag" and urgent:
        return Work(contacts, handle_s, lagged_load(contacts, handle_s, slot_s))
    return Work(contacts, handle_s, np.asarray(contacts * handle_s / slot_s))


def agents_required(demand: Demand | Forecast, queue: Queue, sizing: Sizing) -> IntArray:
    """Agents on the floor of one queue answered now [agents], shape (slots,)."""
    return agents_with_retries(demand, queue, sizing)[0]


def agents_with_retries(
    demand: Demand | Forecast, queue: Queue, sizing: Sizing
) -> tuple[IntArray, FloatArray]:
    """Agents on the floor, and how often each contact comes on average [-]; (slots,) each."""
    heads, grown = _with_retries(demand, queue, sizing)
    return heads * open_slots(queue.opening, plain_demand(demand).grid), grown


def _with_retries(
    demand: Demand | Forecast, queue: Queue, sizing: Sizing
) -> tuple[IntArray, FloatArray]:
    work = work_of(demand, queue, sizing)
    share = sizing.handling_of(queue).retry_share
    patience_s = sizing.patience_of(queue)
    grown = np.ones_like(work.load_erlang)
    heads = _sized(demand, queue, sizing, work, grown)
    if share == 0 or patience_s is None:
        return heads, grown
    for _ in range(_ROUNDS):
        lost = service(
            heads * queue.concurrency,
            work.load_erlang * grown,
            np.maximum(work.handle_s, 1e-9),
            queue.target.threshold_s,
            patience_s,
        ).abandonment_share
        # Each contact comes 1 + r p + (r p)^2 + .. times, p of whom hang up and r call again.
        more = np.maximum(grown, 1 / (1 - share * lost))
        if np.abs(more - grown).max(initial=0) < _SETTLED:
            break
        grown = more
        heads = _sized(demand, queue, sizing, work, grown)
    return heads, grown


def _sized(
    demand: Demand | Forecast, queue: Queue, sizing: Sizing, work: Work, grown: FloatArray
) -> IntArray:
    load, patience_s = work.load_erlang * grown, sizing.patience_of(queue)
    if sizing.basis == "expected" and isinstance(demand, Forecast):
        factors, weights = rate_law(demand).nodes()
        return fewest_agents_expected(
            load,
            work.handle_s,
            factors,
            weights,
            queue.target,
            patience_s=patience_s,
            concurrency=queue.concurrency,
        )
    return fewest_agents(
        load, work.handle_s, queue.target, patience_s=patience_s, concurrency=queue.concurrency
    )


def deferrable_agents(
    demand: Demand | Forecast, queue: Queue, sizing: Sizing, others: IntArray
) -> IntArray:
    """Agents on the floor of one deferrable queue, filled in where the others are low, (slots,).

    Raises
    ------
    InvalidValue
        If the queue has no due time.
    """
    work = work_in_agents(demand, queue, sizing)
    backlog = sizing.handling_of(queue).backlog_contacts
    due = due_slots_of(queue, plain_demand(demand).grid.slot_min)
    base = others.astype(np.float64)
    spread = whole_agents(spread_work(work, due, base, cyclic=backlog is None))
    return np.maximum(spread, queue.target.min_heads)


def work_in_agents(demand: Demand | Forecast, queue: Queue, sizing: Sizing) -> FloatArray:
    """Work of a deferrable queue that arrives in each slot [agent-slots], shape (slots,).

    Nobody works without pause: the occupancy cap is what an agent gets done.
    """
    return work_of(demand, queue, sizing).load_erlang / queue.target.occupancy_cap_share


def due_slots_of(queue: Queue, slot_min: int) -> int:
    """Slots within which a deferrable queue's work must be done, that of its arrival included.

    Raises
    ------
    InvalidValue
        If the queue has no due time.
    """
    if queue.deferrable_due_min is None:
        raise InvalidValue(
            tr("queue {queue_id} is not deferrable: it has no due time", queue_id=queue.queue_id)
        )
    return max(1, queue.deferrable_due_min // slot_min)


def contacts_on(demand: Demand | Forecast, basis: Basis) -> FloatArray:
    """Contacts to staff for [contacts/slot], shape (slots,).

    Raises
    ------
    InvalidValue
        If uncertainty is asked of a plain demand, which has none.
    """
    if basis == "mean":
        return plain_demand(demand).contacts
    if not isinstance(demand, Forecast):
        raise InvalidValue(
            tr(
                "{queue_id}: staffing for {basis!r} (a quantile or an expectation) "
                "needs a forecast with its uncertainty, not a plain demand; use "
                "basis='mean'",
                queue_id=demand.queue_id,
                basis=basis,
            )
        )
    if isinstance(basis, str):
        return demand.demand.contacts
    return rate_law(demand).quantile(basis)


def plain_demand(demand: Demand | Forecast) -> Demand:
    """The expected demand of a forecast, or the demand itself."""
    return demand.demand if isinstance(demand, Forecast) else demand


def safety_agents(
    floor_heads: IntArray,
    grid: Grid,
    demands: Mapping[str, Demand] | Mapping[str, Forecast],
    queues: Sequence[Queue],
) -> FloatArray:
    """Safety staffing, which a full credit takes away [agents], shape (queues, slots).

    Those above the offered load, or half its root where the formula has fewer: the measure of
    chance in a queue. All of those for work that can wait, since people with something else to
    do may do it in between.

    Parameters
    ----------
    floor_heads
        Agents by formula, shape (queues, slots).
    """
    found = np.zeros(floor_heads.shape)
    for row, queue in enumerate(queues):
        floor = floor_heads[row]
        if queue.deferrable_due_min is not None:
            found[row] = floor
            continue
        demand = plain_demand(demands[queue.queue_id])
        first = demand.grid.index_of(grid.start)
        load = demand.load_erlang[first : first + grid.slots] / queue.concurrency
        above = np.maximum(floor - load, 0.5 * np.sqrt(load))
        found[row] = np.where((load > 0) & (floor > 0), above, 0.0)
    return found


def least_agents(floor_heads: IntArray, queues: Sequence[Queue]) -> FloatArray:
    """Agents that no correction takes away: the minimum, and one wherever somebody may call."""
    found = np.zeros(floor_heads.shape)
    for row, queue in enumerate(queues):
        waits = queue.deferrable_due_min is not None
        somebody = np.minimum(floor_heads[row], 0 if waits else 1)
        found[row] = np.maximum(somebody, queue.target.min_heads)
    return found
