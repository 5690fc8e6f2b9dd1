"""Where on the clock some shifts can be told from all others of the same people."""

from collections.abc import Callable, Collection, Iterable, Sequence

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import IntArray
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.shift import DAY_MIN
from data.model.staff import Agent
from rostering.rules.language.duty import Duty, contract_templates


def slot_of_their_own(
    problem: RosterProblem,
    agents: Sequence[Agent],
    meant: Callable[[Duty], bool],
    title: str,
    when: str,
) -> int:
    """Minute after midnight of a slot that only the shifts meant of some agents cover [min].

    Parameters
    ----------
    title, when
        The rule that asks, and when its shifts start, for messages.

    Raises
    ------
    InvalidValue
        If no template starts then, or other shifts overlap all of their slots.
    """
    contracts = dict.fromkeys(agent.contract_id for agent in agents)
    every = {duty for name in contracts for duty in contract_templates(problem, name)}
    mine = {duty for duty in every if meant(duty)}
    if not mine:
        raise InvalidValue(
            tr(
                "{title}: no shift template of these people starts {when}; change the starts, "
                "or give them a template",
                title=title,
                when=when,
            )
        )
    free = own_slots(problem, mine, every)
    if not len(free):
        raise InvalidValue(
            tr(
                "{title}: other shifts of these people overlap every slot of those that start "
                "{when}, so nobody can tell who is on which; give the desk a contract with "
                "templates of its own, or narrow the starts",
                title=title,
                when=when,
            )
        )
    tonight = free[free < DAY_MIN]
    best = tonight if len(tonight) else free
    return int(best[len(best) // 2])


def own_slots(problem: RosterProblem, mine: Collection[Duty], every: Collection[Duty]) -> IntArray:
    """Begins of slots that all of some duties cover, breaks aside, and no other one does.

    Parameters
    ----------
    mine
        Some of `every`, at least one.

    Returns
    -------
    IntArray
        Minutes after midnight of the day on which the duties start [min]; beyond 1440 on the next.
    """
    slot_min = problem.requirement.grid.slot_min
    first, end = max(d.start_min for d in mine), min(d.end_min for d in mine)
    begins = np.arange(-(-first // slot_min) * slot_min, end - slot_min + 1, slot_min)
    taken = [span for duty in mine for span in _breaks(problem, duty)]
    for shift in (-DAY_MIN, 0, DAY_MIN):
        others = every if shift else [duty for duty in every if duty not in mine]
        taken += [(duty.start_min + shift, duty.end_min + shift) for duty in others]
    clear = np.ones(len(begins), dtype=bool)
    for since, until in taken:
        clear &= (begins + slot_min <= since) | (begins >= until)
    return np.asarray(begins[clear])


def _breaks(problem: RosterProblem, duty: Duty) -> Iterable[tuple[int, int]]:
    """When the breaks of a shift can be, minutes after midnight."""
    for window in problem.template[duty.template].breaks:
        first = duty.start_min + window.earliest_min
        yield first, duty.start_min + window.latest_min + window.length_min
