"""How agents are found: formula, basis, ramps, handling. One value, named and saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.queue import Queue
from rostering.staffing.load import Handling

Model = Literal["auto", "erlang_c", "erlang_a"]
Ramp = Literal["lag", "slot"]
Basis = str | float
"""`mean`, `expected` (service level expected over the forecast's dispersion), or a quantile of
the expected contacts: `p80` or 0.8."""


@dataclass(frozen=True)
class Sizing:
    """How agents are found.

    Parameters
    ----------
    model
        `auto`: Erlang A where the queue's patience is known, else Erlang C.
    basis
        What of the forecast is staffed for.
    ramp
        `lag`: the load of a slot includes contacts still in hand from the slots before
        (`load.lagged_load`); `slot`: each slot as if it had lasted for ever.
    handling
        By queue id; queues left out handle one contact at a time, with no IVR before them.
    """

    model: Model = "auto"
    basis: Basis = "mean"
    ramp: Ramp = "lag"
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
                tr(
                    "queue {queue_id}: Erlang A needs a mean patience; set it or use Erlang C",
                    queue_id=queue.queue_id,
                )
            )
        return None if self.model == "erlang_c" else queue.patience_s

    def handling_of(self, queue: Queue) -> Handling:
        """How contacts of a queue reach and occupy agents."""
        return self.handling.get(queue.queue_id, Handling())

    def name_of(self, queue: Queue) -> str:
        """Name of the formula used for a queue."""
        if queue.deferrable_due_min is not None:
            return "deferrable"
        return "erlang_c" if self.patience_of(queue) is None else "erlang_a"

    @property
    def label(self) -> str:
        """Name of the basis: `mean`, `expected` or `p80`."""
        return self.basis if isinstance(self.basis, str) else f"p{100 * self.basis:g}"


def parsed_basis(basis: Basis) -> Basis:
    """`mean`, `expected`, or a level in (0, 1), read from `p80`, `0.8` or 0.8.

    Raises
    ------
    InvalidValue
        If it is none of these.
    """
    if basis in ("mean", "expected"):
        return basis
    try:
        text = str(basis)
        level = float(text[1:]) / 100 if text.startswith("p") else float(text)
    except ValueError:
        level = 0.0
    if not 0 < level < 1:
        raise InvalidValue(
            tr(
                "basis {basis!r} is unknown: use 'mean', 'expected' or a quantile such as 'p80'",
                basis=basis,
            )
        )
    return level


def newsvendor_level(underage_cost: float, overage_cost: float) -> float:
    """Percentile of demand to staff for when each agent too few or too many has a cost [-].

    Raises
    ------
    InvalidValue
        If a cost is negative, or both are zero.

    Notes
    -----
    The critical ratio underage / (underage + overage): Ding, Koole 2022.
    """
    if min(underage_cost, overage_cost) < 0 or underage_cost + overage_cost <= 0:
        raise InvalidValue(
            tr("the costs of an agent too few and too many cannot be negative or both zero")
        )
    return underage_cost / (underage_cost + overage_cost)
