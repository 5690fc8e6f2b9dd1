"""A roster's problem with the newest agents required: what it is judged and rerostered against."""

from dataclasses import replace
from datetime import date

from app.services.access.asking import asked
from app.services.context import Context
from data.model.problem import RosterProblem
from data.model.requirement import Requirement


@asked
def by_newest_requirement(
    context: Context, problem: RosterProblem, first: date, last: date
) -> tuple[RosterProblem, str]:
    """The problem with the newest agents required, and the id of that requirement if another.

    Parameters
    ----------
    first, last
        Days that it must hold; the others are taken where it holds them too.

    Notes
    -----
    A requirement made since may begin after the roster does: then only its days are replaced.
    One of other queues or slot lengths cannot stand in.
    """
    old = problem.requirement
    for listed in context.store.list_requirements():
        if listed.requirement_id == old.requirement_id or last < first:
            break
        new = context.store.load_requirement(listed.requirement_id)
        same = (new.grid.slot_min, new.grid.zone) == (old.grid.slot_min, old.grid.zone)
        if not same or set(new.queue_ids) != set(old.queue_ids):
            continue
        if new.covers(first, (last - first).days + 1):
            return replace(problem, requirement=_spliced(old, new)), new.requirement_id
    return problem, ""


def _spliced(old: Requirement, new: Requirement) -> Requirement:
    """The old requirement with the new one's agents in every slot that both hold."""
    rows = [new.queue_ids.index(queue) for queue in old.queue_ids]
    shift = new.grid.index_of(old.grid.start)
    low, high = max(0, -shift), min(old.grid.slots, new.grid.slots - shift)
    heads, floor = old.heads.copy(), old.floor_heads.copy()
    heads[:, low:high] = new.heads[rows, low + shift : high + shift]
    floor[:, low:high] = new.floor_heads[rows, low + shift : high + shift]
    whole = (low, high) == (0, old.grid.slots)
    made_with = new.made_with if whole else old.made_with
    basis = new.basis if whole else f"{old.basis}; newer days of {new.requirement_id}: {new.basis}"
    return replace(
        old,
        requirement_id=new.requirement_id,
        heads=heads,
        floor_heads=floor,
        basis=basis,
        made_with=made_with,
        shrinkages=new.shrinkages,
    )
