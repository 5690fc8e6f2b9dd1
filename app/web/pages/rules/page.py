"""Rules: what must hold in a roster, what should, and what breaking it costs."""

import streamlit as st

from app.services.roster.build import rules_of
from app.services.rules.saved import removable
from app.services.rules.scopes import RuleSet, whom
from app.web import session
from app.web.pages.rules.dialog import add_rule, change_rule, remove_rule, reset_all
from app.web.parts import allowed
from app.web.parts.wording import go, heading, plain
from data.model.language import phrase, tr
from data.model.rule import RuleSetting
from data.store import documents
from rostering.rules import RULES

GROUPS = {
    phrase("Must hold"): phrase(
        "A roster that breaks one of these is never built. They hold for hand edits too: "
        "a broken one is shown before you save."
    ),
    phrase("At a cost"): phrase(
        "May be broken where that pays: each unit adds the cost shown. What a "
        "missing and a spare agent cost stands here too: everything else is weighed against it."
    ),
    phrase("Off"): phrase("Saved with their settings, but not applied."),
}


def show() -> None:
    """Draw the page."""
    heading(
        tr("Rules"),
        tr("What must hold in every roster, what should, and what does breaking it cost?"),
    )
    settings = rules_of(session.context())
    store = session.context().store
    queues = store.load(documents.QUEUES)
    binds = whom(settings, session.staff(), queues)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            tr(
                "When rules conflict, the one with the **highest precedence number "
                "is relaxed first**. A change holds for rosters built from now on; "
                "saved rosters stay as they are. :material/group_add: **Add for some "
                "people** sets a rule once more, for contracts, agents or queues: "
                "there it stands in for the setting for everybody."
            )
        )
        go("settings", tr("Planning defaults"), settings="planning")
        reset_all()
    for group, says in GROUPS.items():
        mine = [i for i, setting in enumerate(settings) if group_of(setting) == group]
        st.subheader(f"{tr(group)} ({len(mine)})", anchor=False)
        st.caption(tr(says))
        with st.container(border=True, gap="xsmall"):
            for place in sorted(mine, key=lambda i: settings[i].precedence):
                _row(settings, place, binds[place])


def group_of(setting: RuleSetting) -> str:
    """Group in which a rule is listed, a key of `GROUPS`."""
    if not setting.active:
        return "Off"
    return "Must hold" if setting.hard else "At a cost"


def _row(settings: RuleSet, place: int, binds: str) -> None:
    setting = settings[place]
    rule = RULES[setting.rule]
    text, people, weight, order, buttons = st.columns(
        [6.5, 3, 2.6, 2.5, 3.1], vertical_alignment="center"
    )
    # Its name lets the style give it the whole width of a phone.
    text.container(key=f"wide_rule_{place}").markdown(
        f"**{rule.title}** · {plain(rule.built(setting).sentence())}"
    )
    people.caption(tr(":material/group: {binds}", binds=plain(binds)))
    with weight:
        _badge(setting, rule.unit)
    order.caption(tr("precedence {precedence}", precedence=setting.precedence))
    with buttons, st.container(horizontal=True, gap="xsmall"):
        _buttons(settings, place)


def _buttons(settings: RuleSet, place: int) -> None:
    if allowed.button(tr("Change"), "change_setting", key=f"change_{place}"):
        change_rule(settings, place)
    rule = RULES[settings[place].rule]
    if rule.structural:
        return
    icon, some = ":material/group_add:", tr("queues") if rule.scope == "queues" else tr("people")
    if rule.scope != "centre" and allowed.button(
        "", "add_setting", key=f"add_{place}", icon=icon, help=tr("Add for some {some}", some=some)
    ):
        add_rule(settings, place)
    if settings[place].scoped and removable(settings, settings[place]):
        icon = ":material/delete:"
        if allowed.button(
            "", "remove_setting", key=f"remove_{place}", icon=icon, help=tr("Remove this setting")
        ):
            remove_rule(settings, place)


def _badge(setting: RuleSetting, unit: str) -> None:
    if not setting.active:
        st.badge(tr("switched off"), color="gray")
    elif setting.hard:
        st.badge(tr("hard"), color="red", icon=":material/lock:")
    else:
        st.markdown(
            tr(":orange[:material/payments: {price} a {unit}]", price=setting.price, unit=unit)
        )  # a badge cuts it
