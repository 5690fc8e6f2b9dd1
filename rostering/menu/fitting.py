"""Which codes a contract may work, and a problem with another menu."""

import dataclasses
from collections.abc import Sequence

from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.shift import BreakWindow, ShiftTemplate, is_night
from rostering.menu.lengths import neighbours

Shape = tuple[int, tuple[BreakWindow, ...]]


def with_menu(problem: RosterProblem, templates: Sequence[ShiftTemplate]) -> RosterProblem:
    """The problem with another menu; each contract may work the codes that suit it.

    Raises
    ------
    InvalidValue
        If a contract that somebody has would be left without a code.
    """
    contracts = tuple(
        dataclasses.replace(
            contract,
            templates=tuple(t.code for t in templates if suits(problem, contract.contract_id, t)),
        )
        for contract in problem.contracts
    )
    held = {agent.contract_id for agent in problem.agents}
    bare = [c.contract_id for c in contracts if not c.templates and c.contract_id in held]
    if bare:
        raise InvalidValue(f"the menu has no code for contract {', '.join(bare)}")
    return dataclasses.replace(problem, templates=tuple(templates), contracts=contracts, locks=())


def suits(problem: RosterProblem, contract_id: str, code: ShiftTemplate) -> bool:
    """Whether a contract may work a code.

    Of a length and breaks that are on the menu today it works those that it works today; of a
    new length those beside which it works the next shorter or the next longer one. Nights only
    where it works nights today.
    """
    contract = next(c for c in problem.contracts if c.contract_id == contract_id)
    mine = [t for t in problem.templates if not contract.templates or t.code in contract.templates]
    if is_night(code.earliest_start_min, code.length_min) and not any(
        is_night(start, t.length_min) for t in mine for start in t.starts_min
    ):
        return False
    if any(shape(t) == shape(code) for t in problem.templates):
        return any(shape(t) == shape(code) for t in mine)
    near = {t.length_min for t in neighbours(problem.templates, code.length_min)}
    return any(t.length_min in near for t in mine)


def shape(template: ShiftTemplate) -> Shape:
    """What codes of different starts share."""
    return template.length_min, template.breaks
