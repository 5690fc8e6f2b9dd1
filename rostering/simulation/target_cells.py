"""Where a target must be met: each queue in each part of the day, or over the whole period."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data.model.grid import BoolArray, FloatArray, IntArray
from data.model.queue import Queue
from data.model.requirement import Requirement
from rostering.simulation.replicate import ABANDONED, LEVEL, OFFERED, WAITED_S
from rostering.simulation.report import Estimate, ServiceReport, ratio

PART_MIN = 120
DAY_MIN = 1440
# A part without a single contact shows nothing: its gap invites no change.
_NOTHING = 0.0
_OCCUPANCY_SLACK = 0.005
# Intervals are wide where the period's level is uncertain; that is no excuse to miss a target.
_MOST_CHANCE = 0.02


@dataclass(frozen=True, eq=False)
class Cells:
    """Parts of the day in which targets must be met.

    Parameters
    ----------
    part
        Part of each slot, shape (slots,).
    floor_share
        None: the target holds in every part. Else it holds over the period, and this service
        level in every part.
    """

    queues: tuple[Queue, ...]
    part: IntArray
    floor_share: float | None

    @property
    def parts(self) -> int:
        """Parts of a day [-]."""
        return DAY_MIN // PART_MIN

    @property
    def part_min(self) -> int:
        """Length of what has a credit of its own [min]."""
        return PART_MIN if self.floor_share is None else DAY_MIN

    @property
    def shape(self) -> tuple[int, int]:
        """Of a table of credits: (queues, parts), or (queues, 1) for a period's target."""
        return len(self.queues), DAY_MIN // self.part_min

    def spread(self, credit: FloatArray) -> FloatArray:
        """Credits of the cells laid over the slots, shape (queues, slots)."""
        return np.broadcast_to(credit, (len(credit), self.parts))[:, self.part]

    def gaps(self, report: ServiceReport) -> FloatArray:
        """How far each cell's target is over-fulfilled where it is closest [-]; < 0: missed."""
        found = np.minimum(self._service(report).mean - self._share(), self._others(report))
        return self._folded(found, report, 0.0)

    def missed(self, report: ServiceReport) -> BoolArray:
        """Cells whose target is missed beyond what chance explains; whole periods always count."""
        seen = self._service(report)
        half = np.minimum(np.nan_to_num((seen.high - seen.low) / 2), _MOST_CHANCE)
        found = np.minimum(seen.mean + half - self._share(), self._others(report))
        return np.asarray(self._folded(found, report, -1e-9) < 0)

    def _share(self) -> FloatArray:
        if self.floor_share is not None:
            return np.full((len(self.queues), 1), self.floor_share)
        return np.array([[q.target.service_share] for q in self.queues])

    def _folded(self, found: FloatArray, report: ServiceReport, none: float) -> FloatArray:
        """Of parts, the cells; a missed period turns all of its queue's cells down a little."""
        found = np.where(np.isfinite(found), found, _NOTHING)
        period = np.array(
            [
                float(report.service_level(q.queue_id).mean) - q.target.service_share
                for q in self.queues
            ]
        )[:, None]
        period = np.where(np.isfinite(period), period, _NOTHING)
        if self.floor_share is not None:
            return np.asarray(np.minimum(period, found.min(axis=1, keepdims=True)))
        return np.where(period < none, np.minimum(found, period), found)

    def _service(self, report: ServiceReport) -> Estimate:
        columns = [LEVEL[queue.target.definition] for queue in self.queues]
        met, whole = (
            np.stack([report.sums[:, i, :, pair[k]] for i, pair in enumerate(columns)], axis=1)
            for k in (0, 1)
        )
        return ratio(self._by_part(met), self._by_part(whole), 1.0)

    def _others(self, report: ServiceReport) -> FloatArray:
        """The closest of the further targets: occupancy, mean wait, abandonment."""
        offered = self._by_part(report.sums[..., OFFERED]).sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            busy = self._by_part(report.busy_s).sum(axis=0)
            occupancy = busy / self._by_part(report.present_s).sum(axis=0)
            wait_s = self._by_part(report.sums[..., WAITED_S]).sum(axis=0) / offered
            lost = self._by_part(report.sums[..., ABANDONED]).sum(axis=0) / offered
        found = np.full(occupancy.shape, np.inf)
        for row, queue in enumerate(self.queues):
            target = queue.target
            # Work that can wait fills what calls leave: its people may well be busy all day.
            if target.occupancy_cap_share < 1 and queue.deferrable_due_min is None:
                found[row] = target.occupancy_cap_share - occupancy[row] + _OCCUPANCY_SLACK
            if target.asa_s is not None:
                found[row] = np.fmin(found[row], (1 - wait_s[row] / max(target.asa_s, 1.0)) / 2)
            if target.abandonment_share is not None:
                found[row] = np.fmin(found[row], target.abandonment_share - lost[row])
        return found

    def _by_part(self, values: FloatArray) -> FloatArray:
        """Sums over the slots of each part, shape (replications, queues, parts)."""
        found = np.zeros((*values.shape[:2], self.parts))
        for k in range(self.parts):
            found[..., k] = values[..., self.part == k].sum(axis=-1)
        return found


def cells_of(requirement: Requirement, queues: Sequence[Queue]) -> Cells:
    """Cells of a requirement: parts of two hours, or the whole period where it was built so."""
    return Cells(
        tuple(queues),
        requirement.grid.minute_of_day // PART_MIN,
        requirement.made_with.get("period_floor_share"),
    )
