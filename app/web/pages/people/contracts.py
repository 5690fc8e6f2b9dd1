"""Contracts: paid hours, shift templates, cost and leave; added, changed, taken away."""

from collections import Counter

import pandas as pd
import streamlit as st

from app.services.people.contracts import remove_contract, set_contract
from app.web import session
from app.web.parts import allowed
from app.web.parts.forms import from_address, given, held, reason, saved, to_address
from app.web.parts.wording import DASH, plain, shown_errors
from data.model.language import tr
from data.model.staff import MOST_LEAVE_DAYS_A_YEAR, Contract, Staff

NEW = "+"
"""Choice of the box that begins a new contract."""


def contracts_panel() -> None:
    """Draw the contracts and the form of one."""
    staff = session.staff()
    held_by = Counter(agent.contract_id for agent in staff.agents)
    if staff.contracts:
        st.dataframe(
            pd.DataFrame([_row(one, held_by[one.contract_id]) for one in staff.contracts]),
            hide_index=True,
        )
    known = {one.contract_id: one for one in staff.contracts}
    from_address("contract", [*known, NEW])
    chosen = st.selectbox(
        tr("Contract to change"),
        [*known, NEW],
        format_func=lambda i: (known[i].name or i) if i in known else tr("a new contract"),
        key="contract",
    )
    if chosen is not None:
        to_address("contract", chosen)
        _form(staff, known.get(chosen, Contract("", "", 0, 2400)), held_by[chosen])


def _row(contract: Contract, people: int) -> dict[str, object]:
    return {
        tr("Contract"): contract.name or contract.contract_id,
        tr("People"): people,
        tr("Paid hours a week"): (
            f"{contract.weekly_min_min / 60:g} - {contract.weekly_max_min / 60:g}"
        ),
        tr("Shift templates"): tr(", ").join(contract.templates) or tr("all"),
        tr("Paid hour costs"): f"{contract.hour_cents / 100:,.2f}",
        tr("Leave a year"): str(contract.leave_days or DASH),
    }


def _form(staff: Staff, contract: Contract, people: int) -> None:
    new = not contract.contract_id
    key = f"contract_{contract.contract_id}"
    seen, prefix = held(key, contract)
    with st.form(key, enter_to_submit=False):
        wanted = _boxes(staff, seen, prefix)
        why = reason(prefix)
        asked = allowed.submit(
            tr("Save this contract"), "set_contract", type="primary", icon=":material/save:"
        )
    if asked and wanted is None:
        st.warning(tr("The least paid hours a week cannot be more than the most."))
    elif asked and wanted is not None and given(why):
        with shown_errors():
            set_contract(session.context(), wanted, why, seen=None if new else seen)
            saved(key, tr("{name} is saved.", name=plain(wanted.name or wanted.contract_id)))
    if new or people:
        return
    with st.expander(tr("Take this contract away"), icon=":material/delete:"):
        _, leaving = held(f"drop_{key}", contract.contract_id)
        with st.form(f"drop_{key}", border=False, enter_to_submit=False):
            why = reason(leaving)
            asked = allowed.submit(tr("Take it away"), "remove_contract", icon=":material/delete:")
        if asked and given(why):
            with shown_errors():
                remove_contract(session.context(), contract.contract_id, why)
                saved(f"drop_{key}", tr("The contract is gone."))


def _boxes(staff: Staff, seen: Contract, prefix: str) -> Contract | None:
    """The contract that the boxes say; None where its hours are out of order."""
    left, middle, right = st.columns(3)
    short = seen.contract_id or left.text_input(
        tr("Short name (stays; files name it)"), key=f"{prefix}:id"
    )
    name = left.text_input(tr("Name"), seen.name, key=f"{prefix}:name")
    least = middle.number_input(
        tr("Paid hours a week, at least"), 0.0, 168.0, seen.weekly_min_min / 60, 0.5,
        format="%g", key=f"{prefix}:min",
    )  # fmt: skip
    most = middle.number_input(
        tr("Paid hours a week, at most"), 0.0, 168.0, seen.weekly_max_min / 60, 0.5,
        format="%g", key=f"{prefix}:max",
    )  # fmt: skip
    cost = right.number_input(
        tr("A paid hour costs"), 0.0, 100_000.0, seen.hour_cents / 100, 1.0,
        format="%.2f", key=f"{prefix}:cost",
    )  # fmt: skip
    leave = right.number_input(
        tr("Leave a year [working days]"),
        0,
        MOST_LEAVE_DAYS_A_YEAR,
        seen.leave_days,
        key=f"{prefix}:leave",
        help=tr("0: not said, so no balance is shown. A person's own figure goes before it."),
    )
    codes = {template.code: template.name for template in staff.templates}
    templates = st.multiselect(
        tr("Shift templates that may be worked (none chosen: all)"),
        list(codes),
        [code for code in seen.templates if code in codes],
        format_func=lambda code: f"{code} {codes[code]}".strip(),
        key=f"{prefix}:templates",
        placeholder=tr("choose"),
    )
    kept = [code for code in seen.templates if code in templates]
    chosen = (*kept, *(code for code in templates if code not in kept))
    if least > most:
        return None
    return Contract(
        short or "", name or "", round(60 * least), round(60 * most), chosen,
        round(100 * cost), int(leave),
    )  # fmt: skip
