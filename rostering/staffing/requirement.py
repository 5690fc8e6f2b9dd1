"""From forecasts to the requirement: heads per queue and slot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from data.model.arrays import FloatArray, IntArray
from data.model.errors import InvalidValue
from data.model.forecast import Demand, Forecast
from data.model.grid import Grid
from data.model.queue import Queue
from data.model.requirement import Requirement, Shrinkage
from rostering.staffing.deferrable import spread_work, whole_heads
from rostering.staffing.dispersion import rate_law
from rostering.staffing.handling import Handling
from rostering.staffing.heads import grossed_up, smallest_heads

Model = Literal["auto", "erlang_c", "erlang_a"]
Basis = str | float
"""`mean`, or a quantile of the expected contacts: `p80` or 0.8."""


@dataclass(frozen=True)
class Sizing:
    """How heads are found.

    Parameters
    ----------
    model
        `auto`: Erlang A where the queue's patience is known, else Erlang C.
    basis
        `mean`, or the quantile level of the expected contacts to staff for, e.g. 0.8.
    handling
        By queue id; queues left out handle one contact at a time, with no IVR before them.
    """

    model: Model = "auto"
    basis: Basis = "mean"
    handling: Mapping[str, Handling] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "basis", parsed_basis(self.basis))

    def patience_of(self, queue: Queue) -> float | None:
        """Mean patience used for a queue [s]; None: Erlang C.

        Raises
        ------
        InvalidValue
            If Erlang A is asked for and the queue's patience is unknown.
        """
        if self.model == "erlang_a" and queue.patience_s is None:
            raise InvalidValue(
                f"queue {queue.queue_id}: Erlang A needs a mean patience; set it or use Erlang C"
            )
        return None if self.model == "erlang_c" else queue.patience_s

    def name_of(self, queue: Queue) -> str:
        """Formula used for a queue, in words."""
        if queue.deferrable_due_min is not None:
            return "deferrable"
        return "erlang_c" if self.patience_of(queue) is None else "erlang_a"

    @property
    def label(self) -> str:
        """Basis in words: `mean` or `p80`."""
        return self.basis if isinstance(self.basis, str) else f"p{100 * self.basis:g}"


def build_requirement(
    demands: Mapping[str, Demand] | Mapping[str, Forecast],
    queues: Sequence[Queue],
    shrinkages: Sequence[Shrinkage] = (),
    *,
    requirement_id: str,
    forecast_ids: Sequence[str] | None = None,
    basis: Basis = "mean",
    model: Model = "auto",
    handling: Mapping[str, Handling] | None = None,
) -> Requirement:
    """Smallest heads that keep each queue's promise in each slot, shrinkage added once.

    Parameters
    ----------
    demands
        Demand or forecast of each queue, by queue id, all on one grid.
    queues
        Queues in the order of the requirement's rows.
    shrinkages
        All shrinkages; only those outside the roster are grossed up: those inside (breaks that
        the roster places) would be counted twice.
    forecast_ids
        Versions used, in queue order; read from the forecasts when left out.
    basis
        `mean`, or a quantile level of the expected contacts (needs forecasts).
    model
        `auto`: Erlang A where patience is known.
    handling
        Chat slowdown, IVR containment and retries by queue id.

    Raises
    ------
    InvalidValue
        If a queue has no demand, or grids differ.
    """
    sizing = Sizing(model, basis, handling or {})
    grid = _one_grid(demands, queues)
    floor = np.zeros((len(queues), grid.slots), dtype=np.int64)
    for row, queue in enumerate(queues):
        if queue.deferrable_due_min is None:
            floor[row] = heads_of(demands[queue.queue_id], queue, sizing)
    for row, queue in enumerate(queues):
        if queue.deferrable_due_min is not None:
            others = floor.sum(axis=0)
            floor[row] = deferrable_heads(demands[queue.queue_id], queue, sizing, others)
    names = [f"{queue.queue_id}: {sizing.name_of(queue)}" for queue in queues]
    return Requirement(
        requirement_id=requirement_id,
        grid=grid,
        queue_ids=tuple(queue.queue_id for queue in queues),
        heads=rostered(floor, shrinkages),
        floor_heads=floor,
        shrinkages=tuple(shrinkages),
        basis=f"{sizing.label}; {', '.join(names)}",
        forecast_ids=_versions(demands, queues) if forecast_ids is None else tuple(forecast_ids),
    )


def heads_of(demand: Demand | Forecast, queue: Queue, sizing: Sizing) -> IntArray:
    """Floor heads of one queue answered now [heads], shape (slots,)."""
    way = sizing.handling.get(queue.queue_id, Handling())
    plain = demand.demand if isinstance(demand, Forecast) else demand
    handle_s = way.stretched(plain.handle_s, queue.concurrency)
    load = _load(way.reaching(contacts_on(demand, sizing.basis)), handle_s, plain.grid)
    return smallest_heads(
        load,
        handle_s,
        queue.target,
        patience_s=sizing.patience_of(queue),
        concurrency=queue.concurrency,
    )


def deferrable_heads(
    demand: Demand | Forecast, queue: Queue, sizing: Sizing, others: IntArray
) -> IntArray:
    """Floor heads of one deferrable queue, filling the valleys of the others, (slots,)."""
    if queue.deferrable_due_min is None:
        raise InvalidValue(f"queue {queue.queue_id} is not deferrable")
    plain = demand.demand if isinstance(demand, Forecast) else demand
    way = sizing.handling.get(queue.queue_id, Handling())
    contacts = way.reaching(contacts_on(demand, sizing.basis))
    # Nobody works without pause: the occupancy cap is what a head gets done.
    work = _load(contacts, plain.handle_s, plain.grid) / queue.target.occupancy_cap_share
    due = max(1, queue.deferrable_due_min // plain.grid.slot_min)
    spread = whole_heads(spread_work(work, due, others.astype(np.float64)))
    return np.maximum(spread, queue.target.min_heads)


def contacts_on(demand: Demand | Forecast, basis: Basis) -> FloatArray:
    """Contacts to staff for [contacts/slot], shape (slots,).

    Raises
    ------
    InvalidValue
        If a quantile is asked of a plain demand, which has no uncertainty.
    """
    basis = parsed_basis(basis)
    if isinstance(basis, str):
        return demand.demand.contacts if isinstance(demand, Forecast) else demand.contacts
    if not isinstance(demand, Forecast):
        raise InvalidValue(
            f"{demand.queue_id}: staffing for a quantile needs a forecast with its uncertainty, "
            "not a plain demand; use basis='mean'"
        )
    return rate_law(demand).quantile(basis)


def parsed_basis(basis: Basis) -> Basis:
    """`mean`, or a level in (0, 1), read from `mean`, `p80`, `0.8` or 0.8.

    Raises
    ------
    InvalidValue
        If it is none of these.
    """
    if basis == "mean":
        return "mean"
    try:
        text = str(basis)
        level = float(text[1:]) / 100 if text.startswith("p") else float(text)
    except ValueError:
        level = 0.0
    if not 0 < level < 1:
        raise InvalidValue(f"basis {basis!r} is unknown: use 'mean' or a quantile such as 'p80'")
    return level


def rostered(floor_heads: IntArray, shrinkages: Sequence[Shrinkage]) -> IntArray:
    """Heads to roster so that `floor_heads` are left after every outside shrinkage."""
    kept = float(np.prod([1 - s.share for s in shrinkages if not s.inside]))
    return grossed_up(floor_heads, 1 - kept)


def _load(contacts: FloatArray, handle_s: FloatArray, grid: Grid) -> FloatArray:
    return np.asarray(contacts * handle_s / (60.0 * grid.slot_min))


def _one_grid(
    demands: Mapping[str, Demand] | Mapping[str, Forecast], queues: Sequence[Queue]
) -> Grid:
    missing = [queue.queue_id for queue in queues if queue.queue_id not in demands]
    if missing or not queues:
        raise InvalidValue(f"no forecast for queues {missing}; forecast them first")
    grids = {demands[queue.queue_id].grid for queue in queues}
    if len(grids) > 1:
        raise InvalidValue(
            "forecasts lie on different horizons: "
            + ", ".join(f"{q.queue_id} from {demands[q.queue_id].grid.start}" for q in queues)
        )
    return grids.pop()


def _versions(
    demands: Mapping[str, Demand] | Mapping[str, Forecast], queues: Sequence[Queue]
) -> tuple[str, ...]:
    found = (demands[queue.queue_id] for queue in queues)
    return tuple(d.version_id if isinstance(d, Forecast) else "" for d in found)
