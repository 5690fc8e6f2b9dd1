"""The form of one setting of a rule, built from the rule's own fields."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import time
from typing import Literal

import streamlit as st

from app.services.rules.saved import (
    add_setting,
    change_setting,
    changed_rules,
    remove_setting,
    reset_rules,
    without,
)
from app.services.rules.scopes import RuleSet, for_the_others, let_go, people, stand_in, whom
from app.web import session
from app.web.parts import allowed
from app.web.parts.forms import given
from app.web.parts.wording import plain, shown_errors
from data.model.language import phrase, tr
from data.model.problem import CoverPrices
from data.model.queue import Queue
from data.model.rule import RuleSetting
from data.model.staff import Agent, Staff
from data.store import documents
from rostering.rules import RULES, Param, Rule

Weight = Literal["hard", "priced", "off"]
WEIGHTS: dict[Weight, str] = {
    "hard": phrase("Must hold"),
    "priced": phrase("At a cost"),
    "off": phrase("Off"),
}

LONG_MIN = 600
"""Fields that may be longer than this are asked for in hours [min]."""


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
        tr("Precedence"), 0, 1000, setting.precedence, help=tr("Higher is relaxed first.")
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
        st.caption(tr("Part of what a roster is: it can be neither priced nor switched off."))
        return "hard", None
    now: Weight = "off" if not setting.active else "hard" if setting.hard else "priced"
    weights = [w for w in WEIGHTS if w != "hard" or not rule.always_priced]
    chosen: Weight = st.segmented_control(
        tr("This rule"),
        weights,
        default=now,
        required=True,
        format_func=lambda weight: tr(WEIGHTS[weight]),
    )
    if chosen != "priced":
        return chosen, None if chosen == "hard" else setting.price
    start = setting.price
    if start is None:  # hard so far: begin as a new centre would, or at what a missing agent costs
        start = rule.usual.price or CoverPrices.shortfall
    return chosen, int(
        st.number_input(tr("Cost of each {unit}", unit=rule.unit), 0, 100_000, start)
    )


def _field(field: Param, value: int) -> int:
    if field.is_clock:
        at = st.time_input(field.label, time(value // 60, value % 60), step=900)
        return at.hour * 60 + at.minute
    if field.is_switch:
        return int(st.toggle(field.label, bool(value)))
    if field.unit == "min" and field.most >= LONG_MIN:  # nobody thinks of a rest as 660 minutes
        hours = st.number_input(
            f"{field.label} [h]", field.least / 60, field.most / 60, value / 60, 0.5, format="%g"
        )
        return round(60 * hours)
    return int(st.number_input(f"{field.label} [{field.unit}]", field.least, field.most, value))


def _whom(setting: RuleSetting, staff: Staff) -> tuple[tuple[str, ...], tuple[str, ...]]:
    contracts = _some_of(
        tr("For contracts (none chosen: everybody)"),
        {c.contract_id: c.name for c in staff.contracts},
        setting.contracts,
    )
    agents = _some_of(
        tr("Only for these agents (none chosen: all of those contracts)"),
        {a.agent_id: f"{a.name} ({a.agent_id})" for a in staff.agents},
        setting.agents,
        tr("A setting for agents stands in for one for contracts, and that for everybody."),
    )
    return contracts, agents


def _which(setting: RuleSetting, queues: Sequence[Queue]) -> tuple[str, ...]:
    names = {queue.queue_id: queue.name for queue in queues}
    return _some_of(tr("For queues"), names, setting.queues)


def _some_of(
    label: str, names: Mapping[str, str], chosen: tuple[str, ...], advice: str | None = None
) -> tuple[str, ...]:
    """Who is chosen; those who left stay in sight, or the rule would bind others unseen."""
    left = {key: tr("{key} (no longer there)", key=key) for key in chosen if key not in names}
    shown = {**names, **left}
    return tuple(
        st.multiselect(
            label,
            list(shown),
            chosen,
            format_func=shown.__getitem__,
            help=advice,
            placeholder=tr("choose"),
        )
    )


def say_whom(rule_set: RuleSet, place: int, staff: Staff, queues: Sequence[Queue]) -> None:
    """The rule in one sentence, and for whom."""
    setting = rule_set[place]
    sentence = RULES[setting.rule].built(setting).sentence()
    st.info(
        tr(
            "{sentence} **For {whom}.**",
            sentence=sentence,
            whom=whom(rule_set, staff, queues)[place],
        ),
        icon=":material/format_quote:",
    )


def say_let_go(before: RuleSet, after: RuleSet, rule: str, staff: Staff) -> None:
    """Warn of those whom a rule binds so far and would bind no longer."""
    gone = let_go(before, after, rule, staff)
    if gone:
        _warn(gone, staff)


def shall_others_keep(
    rule_set: RuleSet, before: RuleSetting, after: RuleSetting, staff: Staff
) -> bool:
    """Where a change binds fewer people, say whom it lets go; ask if the rule stays for them."""
    gone = let_go(rule_set, changed_rules(rule_set, before, after), before.rule, staff)
    if not gone:
        return False
    if for_the_others(rule_set, before, after, staff) is None:
        _warn(gone, staff)
        return False
    _warn(gone, staff, tr(" unless you leave it in force for them"))
    answers = {
        True: tr("Leave the rule as it was for everybody not chosen"),
        False: tr("Change it for those chosen, and bind nobody else"),
    }
    return bool(st.radio(tr("What shall hold"), list(answers), format_func=answers.__getitem__))


def _warn(gone: Sequence[Agent], staff: Staff, unless: str = "") -> None:
    st.warning(
        tr(
            "So far this rule binds **{people}**; this change lets them go{unless}.",
            people=people(gone, staff),
            unless=unless,
        ),
        icon=":material/person_off:",
    )


def change_rule(rule_set: RuleSet, place: int) -> None:
    """Edit one setting of the rule set; whom it would no longer bind is said before."""
    st.dialog(tr("Change a rule"), width="medium")(_change_rule)(rule_set, place)


def _change_rule(rule_set: RuleSet, place: int) -> None:
    before, staff, queues = rule_set[place], *_centre()
    st.markdown(f"#### {RULES[before.rule].title}")
    after = rule_form(before, staff, queues, general=not before.queues)
    with shown_errors():
        say_whom((*rule_set[:place], after, *rule_set[place + 1 :]), place, staff, queues)
        keep_others = shall_others_keep(rule_set, before, after, staff)
        if why := _reason(tr("Save"), "change_setting"):
            change_setting(session.context(), before, after, why, keep_others=keep_others)
            st.rerun()


def add_rule(rule_set: RuleSet, place: int) -> None:
    """Set a rule once more, for some people or queues; the others keep the setting there is."""
    st.dialog(tr("Add a rule for some people"), width="medium")(_add_rule)(rule_set, place)


def _add_rule(rule_set: RuleSet, place: int) -> None:
    general, staff, queues = rule_set[place], *_centre()
    of_queues = RULES[general.rule].scope == "queues"
    st.markdown(
        tr("#### {title}, for some queues", title=RULES[general.rule].title)
        if of_queues
        else tr("#### {title}, for some people", title=RULES[general.rule].title)
    )
    st.caption(
        tr("It stands in for the setting that binds them now; that one stays for the others.")
    )
    fresh = replace(general, contracts=(), agents=(), queues=(), active=True)
    setting = rule_form(fresh, staff, queues)
    with shown_errors():
        if not setting.scoped:
            one = tr("queue") if of_queues else tr("contract or agent")
            st.info(tr("Choose at least one {one}.", one=one), icon=":material/group_add:")
            return
        say_whom((*rule_set, setting), len(rule_set), staff, queues)
        say_let_go(rule_set, (*rule_set, setting), setting.rule, staff)
        if why := _reason(tr("Add"), "add_setting"):
            add_setting(session.context(), setting, why)
            st.rerun()


def remove_rule(rule_set: RuleSet, place: int) -> None:
    """Take out one of several settings of a rule; what binds its people then is said before."""
    st.dialog(tr("Remove a setting"), width="medium")(_remove_rule)(rule_set, place)


def _remove_rule(rule_set: RuleSet, place: int) -> None:
    setting, staff, queues = rule_set[place], *_centre()
    rule = RULES[setting.rule]
    st.markdown(f"#### {rule.title}")
    whose = plain(whom(rule_set, staff, queues)[place])
    st.markdown(f"{plain(rule.built(setting).sentence())} :gray[{whose}]")
    with shown_errors():
        for other in stand_in(rule_set, setting, staff):
            says = (
                f"*{plain(rule.built(other).sentence())}*"
                if other.active
                else tr("the rule is off")
            )
            these = tr("queues") if setting.queues else tr("people")
            if other.price != setting.price and other.active and not other.hard:
                says += tr(" (cost {price})", price=other.price)
            st.info(
                tr("For these {these} then: {says}", these=these, says=says),
                icon=":material/subdirectory_arrow_right:",
            )
        say_let_go(rule_set, without(rule_set, setting), setting.rule, staff)
        if why := _reason(tr("Remove"), "remove_setting"):
            remove_setting(session.context(), setting, why)
            st.rerun()


def _centre() -> tuple[Staff, tuple[Queue, ...]]:
    store = session.context().store
    queues = store.load(documents.QUEUES)
    return session.staff(), queues


def _reason(button: str, verb: str) -> str:
    """The reason, once the button is pressed with one; else nothing."""
    why = st.text_input(tr("Reason for the change (stays in the audit trail)")).strip()
    asked = allowed.button(button, verb, type="primary")
    if asked and not why:
        st.warning(tr("Give a reason: whoever reads the trail later will ask for it."))
    return why if asked else ""


def reset_all() -> None:
    """Offer the rules as they come, with a reason."""
    with st.popover(tr("Back to the defaults")):
        st.markdown(
            tr("Every rule returns to its default. The rules in force now stay in the trail.")
        )
        why = st.text_input(tr("Reason"), key="reset_why")
        asked = allowed.button(tr("Reset all rules"), "reset_rules", type="primary")
        if asked and given(why):
            with shown_errors():
                reset_rules(session.context(), why)
                st.rerun()
