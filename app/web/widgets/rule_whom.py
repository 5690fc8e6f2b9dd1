"""Whom a setting of a rule binds, and whom a change would let go, before it is saved."""

from collections.abc import Sequence

import streamlit as st

from app.services.book_changes import changed_book
from app.services.whom_rules_bind import Book, for_the_others, let_go, people, whom
from data.model.queue import Queue
from data.model.rule import RuleSetting
from data.model.staff import Agent, Staff
from rostering.rules import RULES


def say_whom(book: Book, place: int, staff: Staff, queues: Sequence[Queue]) -> None:
    """The rule in one sentence, and for whom."""
    setting = book[place]
    sentence = RULES[setting.rule].built(setting).sentence()
    st.info(
        f"{sentence} **For {whom(book, staff, queues)[place]}.**", icon=":material/format_quote:"
    )


def say_let_go(before: Book, after: Book, rule: str, staff: Staff) -> None:
    """Warn of those whom a rule binds so far and would bind no longer."""
    gone = let_go(before, after, rule, staff)
    if gone:
        _warn(gone, staff)


def shall_others_keep(book: Book, before: RuleSetting, after: RuleSetting, staff: Staff) -> bool:
    """Where a change binds fewer people, say whom it lets go; ask whether they keep the rule."""
    gone = let_go(book, changed_book(book, before, after), before.rule, staff)
    if not gone:
        return False
    if for_the_others(book, before, after, staff) is None:
        _warn(gone, staff)
        return False
    _warn(gone, staff, " unless you keep it for them")
    answers = {
        True: "Keep the rule as it was for everybody not chosen",
        False: "Change it for those chosen, and bind nobody else",
    }
    return bool(st.radio("What shall hold", list(answers), format_func=answers.__getitem__))


def _warn(gone: Sequence[Agent], staff: Staff, unless: str = "") -> None:
    st.warning(
        f"So far this rule binds **{people(gone, staff)}**; this change lets them go{unless}.",
        icon=":material/person_off:",
    )
