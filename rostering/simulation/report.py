"""Service over replications: ratios of sums with their confidence intervals, and as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from scipy.special import stdtrit

from data.model.grid import FloatArray, Grid, IntArray
from data.model.language import tr
from data.model.queue import Definition, Queue
from rostering.simulation.replicate import ABANDONED, LEVEL, OFFERED, WAITED_S

CONFIDENCE = 0.95


@dataclass(frozen=True, eq=False)
class Estimate:
    """A mean and the ends of its confidence interval, all of one shape; NaN: nothing to say."""

    mean: FloatArray
    low: FloatArray
    high: FloatArray

    def as_json(self) -> dict[str, Any]:
        """`mean`, `low` and `high` as plain numbers or lists, None where there are none."""
        parts = {"mean": self.mean, "low": self.low, "high": self.high}
        return {name: rounded(part, 4) for name, part in parts.items()}


def ratio(part: FloatArray, whole: FloatArray, limit: float = np.inf) -> Estimate:
    """Ratio of two sums with its interval over independent replications.

    Parameters
    ----------
    part, whole
        Sums of each replication, shape (replications, ...).
    limit
        Largest value that makes sense (1 for a share).

    Notes
    -----
    The ratio of totals, with the variance of part - ratio x whole (delta method; Law, Kelton,
    Simulation Modeling and Analysis, 2000, section 9.5) and Student's t.
    """
    count = len(part)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.asarray(part.sum(axis=0) / whole.sum(axis=0))
        if count < 2:
            nothing = np.full_like(mean, np.nan)
            return Estimate(mean, nothing, nothing)
        error = ((part - mean * whole) ** 2).sum(axis=0) / (count - 1) / count
        half = stdtrit(count - 1, 0.5 + CONFIDENCE / 2) * np.sqrt(error) / whole.mean(axis=0)
    return Estimate(mean, np.maximum(0.0, mean - half), np.minimum(limit, mean + half))


def rounded(values: FloatArray, digits: int) -> Any:
    """Plain JSON numbers, None for NaN."""
    flat = np.round(np.asarray(values, dtype=np.float64), digits)
    if flat.ndim == 0:
        return float(flat) if np.isfinite(flat) else None
    return [value if np.isfinite(value) else None for value in flat.tolist()]


By = Literal["period", "day", "slot"]

RANGE = (0.1, 0.9)
"""Between these quantiles lie eight of ten horizons: the range of what may come."""


@dataclass(frozen=True, eq=False)
class ServiceReport:
    """Service of each queue over independent replications.

    Parameters
    ----------
    sums
        Counts and seconds, shape (replications, queues, slots, 7); columns as in `replicate`.
    busy_s, present_s
        Time at work and on the floor of those who can serve a queue [s], shape
        (replications, queues, slots).
    made_with
        Seed, policy, shrinkages, digests of the inputs, program version (JSON values).
    """

    grid: Grid
    queues: tuple[Queue, ...]
    sums: FloatArray
    busy_s: FloatArray
    present_s: FloatArray
    made_with: dict[str, Any] = field(default_factory=dict)

    @property
    def replications(self) -> int:
        """Independent replications [-]."""
        return len(self.sums)

    def service_level(
        self, queue_id: str, by: By = "period", definition: Definition | None = None
    ) -> Estimate:
        """Service level under a definition, the target's own if left out [-].

        For deferrable queues: share of the work done within its due time.
        """
        queue = self.queues[self._row(queue_id)]
        met, whole = LEVEL[definition or queue.target.definition]
        return ratio(self._sum(queue_id, met, by), self._sum(queue_id, whole, by), 1.0)

    def asa_s(self, queue_id: str, by: By = "period") -> Estimate:
        """Mean wait of all offered contacts (deferrable: until done) [s]."""
        return ratio(self._sum(queue_id, WAITED_S, by), self._sum(queue_id, OFFERED, by))

    def abandonment(self, queue_id: str, by: By = "period") -> Estimate:
        """Share of offered contacts that hang up [-]."""
        return ratio(self._sum(queue_id, ABANDONED, by), self._sum(queue_id, OFFERED, by), 1.0)

    def occupancy(self, queue_id: str, by: By = "period") -> Estimate:
        """Share of floor time at work, of all agents who can serve the queue [-]."""
        row = self._row(queue_id)
        return ratio(
            self._group(self.busy_s[:, row], by), self._group(self.present_s[:, row], by), 1.0
        )

    def offered(self, queue_id: str, by: By = "period") -> Estimate:
        """Contacts offered in a replication, retries included [contacts]."""
        sums = self._sum(queue_id, OFFERED, by)
        return ratio(sums, np.ones_like(sums))

    def kept_share(self, queue_id: str) -> float:
        """Share of replications in which the period's service level reaches its target [-]."""
        target = self.queues[self._row(queue_id)].target
        met, whole = (self._sum(queue_id, k, "period") for k in LEVEL[target.definition])
        return float((met >= target.service_share * whole).mean())

    def range_of(self, queue_id: str) -> dict[str, tuple[float, float]]:
        """What the period may come to in eight of ten horizons, by figure; NaN: nothing to say.

        Forecast errors of the period's level, of its days and of its slots are in it. The
        confidence intervals of the means beside it only say how well the middle is known.
        """
        target = self.queues[self._row(queue_id)].target
        met, whole = LEVEL[target.definition]
        offered = self._sum(queue_id, OFFERED, "period")
        row = self._row(queue_id)
        with np.errstate(divide="ignore", invalid="ignore"):
            figures = {
                "service_level": self._sum(queue_id, met, "period")
                / self._sum(queue_id, whole, "period"),
                "asa_s": self._sum(queue_id, WAITED_S, "period") / offered,
                "abandonment_share": self._sum(queue_id, ABANDONED, "period") / offered,
                "occupancy_share": self.busy_s[:, row].sum(axis=1)
                / self.present_s[:, row].sum(axis=1),
                "offered": offered,
            }
        return {name: eight_of_ten(values) for name, values in figures.items()}

    def as_json(self, *, slots: bool = True) -> dict[str, Any]:
        """The certificate as JSON values; `slots=False` leaves the longest lists out."""
        return {
            "first": self.grid.days[0].isoformat(),
            "last": self.grid.days[-1].isoformat(),
            "slot_min": self.grid.slot_min,
            "replications": self.replications,
            "confidence": CONFIDENCE,
            "range_levels": list(RANGE),
            **self.made_with,
            "queues": {queue.queue_id: self._queue_json(queue, slots) for queue in self.queues},
        }

    def _queue_json(self, queue: Queue, slots: bool) -> dict[str, Any]:
        target = queue.target
        found: dict[str, Any] = {
            "definition": tr("done in time") if queue.deferrable_due_min else target.definition,
            "threshold_s": (
                60 * queue.deferrable_due_min if queue.deferrable_due_min else target.threshold_s
            ),
            "target_share": target.service_share,
            "kept_share": round(self.kept_share(queue.queue_id), 4),
            **{name: value.as_json() for name, value in self._figures(queue.queue_id, "period")},
            "range": {
                name: rounded(np.array(ends), 4)
                for name, ends in self.range_of(queue.queue_id).items()
            },
        }
        days = dict(self._figures(queue.queue_id, "day"))
        found["days"] = [
            {"day": day.isoformat(), **{name: _at(value, i) for name, value in days.items()}}
            for i, day in enumerate(self.grid.days)
        ]
        if slots:
            found["slots"] = self._slots_json(queue.queue_id)
        return found

    def _slots_json(self, queue_id: str) -> dict[str, Any]:
        lists = {}
        for name, value in self._figures(queue_id, "slot"):
            lists[name] = rounded(value.mean, 3)
            lists[f"{name}_low"] = rounded(value.low, 3)
            lists[f"{name}_high"] = rounded(value.high, 3)
        return lists

    def _figures(self, queue_id: str, by: By) -> Iterator[tuple[str, Estimate]]:
        yield "service_level", self.service_level(queue_id, by)
        yield "asa_s", self.asa_s(queue_id, by)
        yield "abandonment_share", self.abandonment(queue_id, by)
        yield "occupancy_share", self.occupancy(queue_id, by)
        yield "offered", self.offered(queue_id, by)

    def _row(self, queue_id: str) -> int:
        return [queue.queue_id for queue in self.queues].index(queue_id)

    def _sum(self, queue_id: str, column: int, by: By) -> FloatArray:
        return self._group(self.sums[:, self._row(queue_id), :, column], by)

    def _group(self, values: FloatArray, by: By) -> FloatArray:
        """Sums over slots: shape (replications,), (replications, days) or unchanged."""
        if by == "slot":
            return values
        if by == "period":
            return np.asarray(values.sum(axis=1))
        starts: IntArray = np.flatnonzero(np.diff(self.grid.day_index, prepend=-1))
        return np.asarray(np.add.reduceat(values, starts, axis=1))


def eight_of_ten(values: FloatArray) -> tuple[float, float]:
    """Ends between which eight of ten horizons lie; NaN where fewer than two are known.

    Notes
    -----
    Horizons have levels at the middles (k - 1/2) / n of equal parts of their law (`Traffic`), and
    their figures are read there: Hazen's rule (Hyndman & Fan 1996, The American Statistician 50,
    361-365, definition 5, doi:10.1080/00031305.1996.10473566). Of 20 horizons such a range holds
    77-82 % of those to come, by how much of the spread is the level's; by the usual rule of
    `np.quantile`, which takes the farthest for the ends of the law, 73-78 %.
    """
    known = values[np.isfinite(values)]
    if len(known) < 2:
        return float("nan"), float("nan")
    low, high = np.quantile(known, RANGE, method="hazen").tolist()
    return low, high


def _at(value: Estimate, i: int) -> dict[str, Any]:
    return Estimate(value.mean[i], value.low[i], value.high[i]).as_json()
