"""Contracts: paid hours a week, shift templates, cost, leave a year."""

from collections.abc import Callable
from dataclasses import replace

from app.services.changes import about, change, meanwhile, merged, parts_of
from app.services.context import Context
from data.model.codec import to_json
from data.model.errors import Conflict, InvalidValue, NotFound
from data.model.language import tr
from data.model.staff import Contract
from data.store import documents

CONTRACT_LABELS: dict[str, Callable[[], str]] = {
    "name": lambda: tr("name"),
    "weekly_min_min": lambda: tr("least paid time a week"),
    "weekly_max_min": lambda: tr("most paid time a week"),
    "templates": lambda: tr("shift templates"),
    "hour_cents": lambda: tr("cost of a paid hour"),
    "leave_days": lambda: tr("days of leave a year"),
}
"""Field of a contract -> what people call it."""


@change
def set_contract(
    context: Context, contract: Contract, why: str = "", *, seen: Contract | None = None
) -> Contract:
    """Add a contract, or change the one of its id; rosters built before stay.

    Parameters
    ----------
    seen
        As it was shown: only what differs is changed. None: it is new, or replaced.

    Raises
    ------
    Conflict
        If somebody changed one of the same fields since.
    NotFound
        If it names a shift template that is not there.
    InvalidValue
        If it has no id, or nothing changes.
    """
    staff = context.store.load(documents.STAFF)
    contract = replace(contract, contract_id=contract.contract_id.strip())
    if not contract.contract_id:
        raise InvalidValue(tr("a contract needs a short name by which people have it"))
    known = {one.contract_id: one for one in staff.contracts}
    now = known.get(contract.contract_id)
    if now is not None and seen is not None:

        def conflict(name: str) -> Conflict:
            what = tr(
                "{field} of contract {contract}",
                field=CONTRACT_LABELS[name](),
                contract=now.name or now.contract_id,
            )
            became = str(to_json(getattr(now, name)))
            touches = about("contract_id", now.contract_id)
            return meanwhile(context, what, became, f"contract:{now.contract_id}", touches)

        contract = Contract(**merged(conflict, *map(parts_of, (seen, contract, now))))
    if contract == now:
        raise InvalidValue(tr("this contract is so already; change something first"))
    codes = {template.code for template in staff.templates}
    if strange := sorted(set(contract.templates) - codes):
        raise NotFound(tr("no shift template {names}", names=", ".join(strange)))
    known[contract.contract_id] = contract
    told = {
        "before": [to_json(now)] if now else [],
        "after": [to_json(contract)],
    }
    entry = context.entry("set_contract", f"contract:{contract.contract_id}", why, **told)
    context.store.save(documents.STAFF, replace(staff, contracts=tuple(known.values())), entry)
    return contract


@change
def remove_contract(context: Context, contract_id: str, why: str = "") -> Contract:
    """Take a contract away that nobody has any more.

    Raises
    ------
    NotFound
        If there is none of the id.
    InvalidValue
        If somebody has it.
    """
    staff = context.store.load(documents.STAFF)
    found = next((one for one in staff.contracts if one.contract_id == contract_id), None)
    if found is None:
        known = ", ".join(one.contract_id for one in staff.contracts) or tr("none yet")
        raise NotFound(
            tr("no contract {names}; there are: {known}", names=contract_id, known=known)
        )
    holders = [one.name or one.agent_id for one in staff.agents if one.contract_id == contract_id]
    if holders:
        some = ", ".join(holders[:5]) + (", ..." if len(holders) > 5 else "")
        raise InvalidValue(
            tr("{n} people have this contract ({some}): give them another one first",
               n=len(holders), some=some)
        )  # fmt: skip
    left = tuple(one for one in staff.contracts if one != found)
    told = {"before": [to_json(found)], "after": []}
    entry = context.entry("remove_contract", f"contract:{contract_id}", why, **told)
    context.store.save(documents.STAFF, replace(staff, contracts=left), entry)
    return found
