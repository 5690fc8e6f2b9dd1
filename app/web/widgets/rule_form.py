"""The form of one setting of a rule, built from the rule's own fields."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import time
from typing import Literal

import streamlit as st

from data.model.problem import CoverPrices
from data.model.queue import Queue
from data.model.rule import RuleSetting
from data.model.staff import Staff
from rostering.rules import RULES, Param, Rule

CLOCK = "min after midnight"
Weight = Literal["hard", "priced", "off"]
WEIGHTS: dict[Weight, str] = {"hard": "Must hold", "priced": "Costs points", "off": "Off"}


def rule_form(
    setting: RuleSetting, staff: Staff, queues: Sequence[Queue], general: bool = False
) -> RuleSetting:
    """Draw the form; the setting as it is filled in.

    Parameters
    ----------
    general
        It stays the setting of every queue that no other one names: queues are not asked for.
    """
    rule = RULES[setting.rule]
    weight, price = _weight(setting, rule)
    params = {p.name: _field(p, setting.params.get(p.name, p.default)) for p in rule.params()}
    by_people = rule.scope == "agents" and not rule.structural
    contracts, agents = _whom(setting, staff) if by_people else ((), ())
    by_queue = rule.scope == "queues" and not general
    precedence = st.number_input(
        "Precedence", 0, 1000, setting.precedence, help="Higher gives way first."
    )
    return replace(
        setting,
        price=price,
        params=params,
        contracts=contracts,
        agents=agents,
        active=weight != "off",
        precedence=int(precedence),
        queues=_which(setting, queues) if by_queue else (),
    )


def _weight(setting: RuleSetting, rule: type[Rule]) -> tuple[Weight, int | None]:
    if rule.structural:
        st.caption("Part of what a roster is: it can be neither priced nor switched off.")
        return "hard", None
    now: Weight = "off" if not setting.active else "hard" if setting.hard else "priced"
    weights = [w for w in WEIGHTS if w != "hard" or not rule.always_priced]
    chosen: Weight = st.segmented_control(
        "This rule", weights, default=now, required=True, format_func=WEIGHTS.__getitem__
    )
    if chosen != "priced":
        return chosen, None if chosen == "hard" else setting.price
    start = setting.price
    if start is None:  # hard so far: begin as a new centre would, or at what a missing agent costs
        start = rule.usual.price or CoverPrices.shortfall
    return chosen, int(st.number_input(f"Points for each {rule.unit}", 0, 100_000, start))


def _field(field: Param, value: int) -> int:
    if field.unit == CLOCK:
        at = st.time_input(field.label, time(value // 60, value % 60), step=900)
        return at.hour * 60 + at.minute
    label = f"{field.label} [{field.unit}]"
    return int(st.number_input(label, field.least, field.most, value))


def _whom(setting: RuleSetting, staff: Staff) -> tuple[tuple[str, ...], tuple[str, ...]]:
    contracts = _some_of(
        "For contracts (none chosen: everybody)",
        {c.contract_id: c.name for c in staff.contracts},
        setting.contracts,
    )
    agents = _some_of(
        "Only for these agents (none chosen: all of those contracts)",
        {a.agent_id: f"{a.name} ({a.agent_id})" for a in staff.agents},
        setting.agents,
        "A setting for agents stands in for one for contracts, and that for everybody.",
    )
    return contracts, agents


def _which(setting: RuleSetting, queues: Sequence[Queue]) -> tuple[str, ...]:
    names = {queue.queue_id: queue.name for queue in queues}
    return _some_of("For queues", names, setting.queues)


def _some_of(
    label: str, names: Mapping[str, str], chosen: tuple[str, ...], advice: str | None = None
) -> tuple[str, ...]:
    """Who is chosen; those who left stay in sight, or the rule would bind others unseen."""
    left = {key: f"{key} (no longer there)" for key in chosen if key not in names}
    shown = {**names, **left}
    return tuple(
        st.multiselect(label, list(shown), chosen, format_func=shown.__getitem__, help=advice)
    )
