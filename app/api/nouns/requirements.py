"""Agents required: read, explained, compared, and what another target would take."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.api.parts.answers import File
from app.api.parts.route import Route
from app.services.context import Context
from app.services.staffing.requirement import (
    requirement_summary,
    requirement_warnings,
)
from app.services.staffing.saved import explain_requirement
from app.services.staffing.what_if import Change, compare_requirements, what_if
from data.export import requirement_csv
from data.store.versions import RequirementSummary

TAG = "Staffing"


@dataclass(frozen=True)
class CertaintyCost:
    """What staffing for a basis takes.

    Parameters
    ----------
    hours
        To roster over the horizon [h].
    cost_cents
        Cost of the paid time behind them [cents].
    expected_share
        Service level expected, by queue [-].
    """

    basis: str
    hours: float
    cost_cents: int
    expected_share: dict[str, float]


@dataclass(frozen=True)
class WhatIf:
    """Staffing for today's targets and with a change; `hour_cents` is the mean price [cents]."""

    before: dict[str, Any]
    after: dict[str, Any]
    hour_cents: int


def requirements_of(context: Context) -> tuple[RequirementSummary, ...]:
    """Saved requirements, newest first."""
    return context.store.list_requirements()


def requirement_shown(context: Context, requirement_id: str) -> dict[str, Any]:
    """Peak and hours of each queue, and what is to be known of them."""
    requirement = context.store.load_requirement(requirement_id)
    warnings = list(requirement_warnings(context, requirement))
    return {**requirement_summary(requirement), "warnings": warnings}


def requirement_file(context: Context, requirement_id: str) -> File:
    """A requirement slot by slot as CSV."""
    content = requirement_csv(context.store.load_requirement(requirement_id))
    return File(content, f"{requirement_id}.csv", "text/csv; charset=utf-8")


def explained(context: Context, requirement_id: str, queue_id: str, at: datetime) -> dict[str, Any]:
    """One number explained down to the formula and its inputs.

    Parameters
    ----------
    at
        An instant in the slot, with its offset.
    """
    found: dict[str, Any] = explain_requirement(context, requirement_id, queue_id, at).as_json()
    return found


def compared(context: Context, judged: bool = True) -> tuple[CertaintyCost, ...]:
    """Mean, p50, p80, p95 and expected service side by side, with hours and cost.

    Parameters
    ----------
    judged
        Whether the simulator corrects the formula.
    """
    return tuple(
        CertaintyCost(one.basis, one.rostered_hours, one.cost_cents, dict(one.expected_share))
        for one in compare_requirements(context, judged=judged)
    )


def changed(context: Context, requirement_id: str, change: Change) -> WhatIf:
    """What other targets, handle times or contacts would take; nothing is saved."""
    found = what_if(context, requirement_id, change)
    before, after = (requirement_summary(one) for one in (found.before, found.after))
    return WhatIf(before, after, found.hour_cents)


ROUTES = (
    Route("GET", "/requirements", requirements_of, listed=True),
    Route("POST", "/requirements/comparison", compared),
    Route("GET", "/requirements/{requirement_id}", requirement_shown),
    Route("GET", "/requirements/{requirement_id}/file", requirement_file, media=("text/csv",)),
    Route("GET", "/requirements/{requirement_id}/explanation", explained),
    Route("POST", "/requirements/{requirement_id}/what-if", changed,
          example={"change": {"targets": {}, "volume_factor": 1.1}}),
)  # fmt: skip
