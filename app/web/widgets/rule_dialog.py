"""The dialogs of the rule book: change a setting, add one for some people, take one out."""

from dataclasses import replace

import streamlit as st

from app.services.book_changes import without
from app.services.set_rules import add_setting, change_setting, remove_setting
from app.services.whom_rules_bind import Book, stand_in, whom
from app.web import session
from app.web.widgets.messages import told
from app.web.widgets.rule_form import rule_form
from app.web.widgets.rule_whom import say_let_go, say_whom, shall_others_keep
from data.model.queue import Queue
from data.model.staff import Staff
from data.store import documents
from rostering.rules import RULES


@st.dialog("Change a rule", width="medium")
def change_rule(book: Book, place: int) -> None:
    """Edit one setting of the book; whom it would no longer bind is said before."""
    before, staff, queues = book[place], *_centre()
    st.markdown(f"#### {RULES[before.rule].title}")
    after = rule_form(before, staff, queues, general=not before.queues)
    with told():
        say_whom((*book[:place], after, *book[place + 1 :]), place, staff, queues)
        keep_others = shall_others_keep(book, before, after, staff)
        if why := _reason("Save"):
            change_setting(session.desk(), before, after, why, keep_others=keep_others)
            st.rerun()


@st.dialog("Add a rule for some people", width="medium")
def add_rule(book: Book, place: int) -> None:
    """Set a rule once more, for some people or queues; the others keep the setting there is."""
    general, staff, queues = book[place], *_centre()
    some = "queues" if RULES[general.rule].scope == "queues" else "people"
    st.markdown(f"#### {RULES[general.rule].title}, for some {some}")
    st.caption("It stands in for the setting that binds them now; that one stays for the others.")
    fresh = replace(general, contracts=(), agents=(), queues=(), active=True)
    setting = rule_form(fresh, staff, queues)
    with told():
        if not setting.scoped:
            one = "queue" if some == "queues" else "contract or agent"
            st.info(f"Choose at least one {one}.", icon=":material/group_add:")
            return
        say_whom((*book, setting), len(book), staff, queues)
        say_let_go(book, (*book, setting), setting.rule, staff)
        if why := _reason("Add"):
            add_setting(session.desk(), setting, why)
            st.rerun()


@st.dialog("Remove a setting", width="medium")
def remove_rule(book: Book, place: int) -> None:
    """Take out one of several settings of a rule; what binds its people then is said before."""
    setting, staff, queues = book[place], *_centre()
    rule = RULES[setting.rule]
    st.markdown(f"#### {rule.title}")
    st.markdown(f"{rule.built(setting).sentence()} :gray[{whom(book, staff, queues)[place]}]")
    with told():
        for other in stand_in(book, setting, staff):
            says = f"*{rule.built(other).sentence()}*" if other.active else "the rule is off"
            these = "queues" if setting.queues else "people"
            if other.price != setting.price and other.active and not other.hard:
                says += f" ({other.price} points)"
            st.info(f"For these {these} then: {says}", icon=":material/subdirectory_arrow_right:")
        say_let_go(book, without(book, setting), setting.rule, staff)
        if why := _reason("Remove"):
            remove_setting(session.desk(), setting, why)
            st.rerun()


def _centre() -> tuple[Staff, tuple[Queue, ...]]:
    store = session.desk().store
    queues = store.load(documents.QUEUES)
    return store.load(documents.STAFF), queues


def _reason(button: str) -> str:
    """The reason, once the button is pressed with one; else nothing."""
    why = st.text_input("Reason for the change (kept in the audit trail)").strip()
    asked = st.button(button, type="primary")
    if asked and not why:
        st.warning("Give a reason: whoever reads the trail later will ask for it.")
    return why if asked else ""
