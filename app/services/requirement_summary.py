"""The headline figures of a requirement."""

from typing import Any

from data.model.requirement import Requirement


def requirement_summary(requirement: Requirement) -> dict[str, Any]:
    """Peak heads [-] and rostered hours [h] by queue, as JSON values."""
    hours = requirement.heads.sum(axis=1) * requirement.grid.slot_min / 60
    peaks = requirement.heads.max(axis=1)
    queues = zip(requirement.queue_ids, peaks, hours, strict=True)
    return {
        "id": requirement.requirement_id,
        "basis": requirement.basis,
        "queues": {q: {"peak_heads": int(p), "hours": round(float(h), 1)} for q, p, h in queues},
    }
