"""What planners usually ask for: read by every use case, changed with a reason."""

from collections.abc import Mapping
from dataclasses import fields, replace

from app.services.context import Context
from data.model.errors import InvalidValue
from data.model.queue import PlanningDefaults
from data.store import documents


def planning_of(context: Context) -> PlanningDefaults:
    """The figures in force where a command or form names no other."""
    return context.store.load(documents.PLANNING)


def set_planning(context: Context, changes: Mapping[str, int], why: str = "") -> PlanningDefaults:
    """Change some of the figures; what was built keeps those it was built with.

    Raises
    ------
    InvalidValue
        If a figure is unknown, out of its range, or nothing changes.
    """
    before = planning_of(context)
    known = [field.name for field in fields(PlanningDefaults)]
    if unknown := sorted(set(changes) - set(known)):
        raise InvalidValue(f"no planning default {', '.join(unknown)}; there are {known}")
    after = replace(before, **changes)
    moved = {name: getattr(after, name) for name in known
             if getattr(after, name) != getattr(before, name)}  # fmt: skip
    if not moved:
        raise InvalidValue("the planning defaults are so already; change a number first")
    old = {name: getattr(before, name) for name in moved}
    context.store.save(
        documents.PLANNING,
        after,
        context.entry("set_planning", "planning", why, before=old, after=moved),
    )
    return after
