"""The form of one rule, built from the rule's own fields."""

from dataclasses import replace
from datetime import time
from typing import Any, Literal

import streamlit as st

from app.services.set_rules import set_rules
from app.web import session
from app.web.widgets.messages import told
from data.model.rule import RuleSetting
from rostering.rules import RULES, Param, Rule

CLOCK = "min after midnight"
Weight = Literal["hard", "priced", "off"]
WEIGHTS: dict[Weight, str] = {"hard": "Must hold", "priced": "Costs points", "off": "Off"}
DEFAULT_PRICE = 10
"""What a missing head and slot costs; a start for rules that were hard so far."""


@st.dialog("Change a rule", width="medium")
def change_rule(settings: tuple[RuleSetting, ...], place: int) -> None:
    """Edit one setting of the book and save the book."""
    setting, rule = settings[place], RULES[settings[place].rule]
    st.markdown(f"#### {rule.title}")
    weight, price = _weight(setting, rule)
    params = {p.name: _field(p, setting.params.get(p.name, p.default)) for p in rule.params()}
    contracts, precedence = _whom_and_precedence(setting)
    agents = _agents(setting)
    with told():
        changed = replace(
            setting,
            price=price,
            params=params,
            contracts=contracts,
            agents=agents,
            active=weight != "off",
            precedence=precedence,
        )
        st.info(rule.built(changed).sentence(), icon=":material/format_quote:")
        why = st.text_input("Reason for the change (kept in the audit trail)")
        asked = st.button("Save", type="primary")
        if asked and not why.strip():
            st.warning("Give a reason: whoever reads the trail later will ask for it.")
        elif asked:
            book = (*settings[:place], changed, *settings[place + 1 :])
            set_rules(session.desk(), book, why)
            st.rerun()


def _weight(setting: RuleSetting, rule: type[Rule]) -> tuple[Weight, int | None]:
    if rule.structural:
        st.caption("Part of what a roster is: it can be neither priced nor switched off.")
        return "hard", None
    now: Weight = "off" if not setting.active else "hard" if setting.hard else "priced"
    chosen: Weight = st.segmented_control(
        "This rule", list(WEIGHTS), default=now, required=True, format_func=WEIGHTS.__getitem__
    )
    if chosen != "priced":
        return chosen, None if chosen == "hard" else setting.price
    start = setting.price if setting.price is not None else DEFAULT_PRICE
    return chosen, int(st.number_input(f"Points for each {rule.unit}", 0, 100_000, start))


def _field(field: Param, value: int) -> int:
    if field.unit == CLOCK:
        at = st.time_input(field.label, time(value // 60, value % 60), step=900)
        return at.hour * 60 + at.minute
    label = f"{field.label} [{field.unit}]"
    return int(st.number_input(label, field.least, field.most, value))


def _whom_and_precedence(setting: RuleSetting) -> tuple[tuple[str, ...], int]:
    contracts: dict[str, Any] = {
        c.contract_id: c.name for c in session.desk().store.load_staff().contracts
    }
    left, right = st.columns([3, 1])
    whom = left.multiselect(
        "Applies to contracts (none chosen: everybody)",
        list(contracts),
        [c for c in setting.contracts if c in contracts],
        format_func=lambda c: contracts[c],
    )
    precedence = right.number_input(
        "Precedence", 0, 1000, setting.precedence, help="Higher gives way first."
    )
    return tuple(whom), int(precedence)


def _agents(setting: RuleSetting) -> tuple[str, ...]:
    names = {a.agent_id: a.name for a in session.desk().store.load_staff().agents}
    return tuple(
        st.multiselect(
            "Only these agents (none chosen: all of those contracts)",
            list(names),
            [a for a in setting.agents if a in names],
            format_func=lambda a: f"{names[a]} ({a})",
            help="A setting for agents stands in for one for contracts, and that for everybody.",
        )
    )
