"""Forms over saved values: what they were filled in on, a reason, and the part of a page."""

from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from typing import TypeVar

import streamlit as st

from app.web.parts import allowed
from app.web.parts.clock import minute_of, time_of
from app.web.parts.wording import shown_errors
from data.model.centre import QuietHours
from data.model.language import tr

T = TypeVar("T")


def held(key: str, now: T) -> tuple[T, str]:
    """The value that a form was drawn from, and the begin of the keys of its boxes.

    It stays while somebody fills the form in, whatever others save: a use case that takes it as
    `seen` then merges both, or names the field that both changed. The form must end with
    `reason(prefix)`, by which it is known to be on the screen.

    Parameters
    ----------
    now
        The value in force.
    """
    state = st.session_state
    prefix = f"{key}:{state.setdefault(f'{key}:number', 0)}"
    if f"{prefix}:why" not in state:
        state[f"{key}:seen"] = now
    seen: T = state[f"{key}:seen"]
    if seen != now:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(
                tr("Somebody saved a change meanwhile. What you leave alone stays as it is now.")
            )
            st.button(
                tr("Show what is in force"),
                key=f"{prefix}:again",
                icon=":material/refresh:",
                on_click=_afresh,
                args=(key,),
            )
    return seen, prefix


def reason(prefix: str, label: str = "") -> str:
    """The box for the reason of a change."""
    said = st.text_input(label or tr("Reason (stays in the audit trail)"), key=f"{prefix}:why")
    return (said or "").strip()


def given(why: str) -> bool:
    """Whether a reason was given; asks for one otherwise."""
    if not why.strip():
        st.warning(tr("Give a reason: whoever reads the trail later will ask for it."))
    return bool(why.strip())


def saved(key: str, says: str) -> None:
    """Say that a form is saved, and draw the page again with the form empty or anew."""
    _afresh(key)
    st.toast(says, icon=":material/check_circle:")
    st.rerun()


def _afresh(key: str) -> None:
    st.session_state[f"{key}:number"] = st.session_state.get(f"{key}:number", 0) + 1


def section(key: str, sections: Mapping[str, tuple[Callable[[], str], str]]) -> None:
    """Draw the part of a page that was chosen; the address names it, so it survives a reload.

    Parameters
    ----------
    key
        Name of the choice in the address.
    sections
        Name -> what gives its title, and the module and function that draw it
        (`app.web.pages.settings.centre:centre_panel`), loaded when it is chosen.
    """
    from_address(key, sections)
    chosen = st.segmented_control(
        tr("Part of this page"),
        list(sections),
        default=None if key in st.session_state else next(iter(sections)),
        required=True,
        format_func=lambda name: sections[name][0](),
        key=key,
        label_visibility="collapsed",
        wrap=True,
    )
    to_address(key, str(chosen))
    module, _, function = sections[str(chosen)][1].partition(":")
    getattr(import_module(module), function)()


def part_button(key: str, name: str, label: str) -> None:
    """A way to another part of the page that is open; a link would lose it at the next click."""
    st.button(
        label,
        icon=":material/arrow_forward:",
        type="tertiary",
        on_click=st.session_state.update,
        args=({key: name},),
    )


def stays_chosen(key: str) -> None:
    """Hold what is chosen in the box `key`, drawn after this, whatever it is called by now.

    A browser tells a choice by its label: once somebody renames it, the box would be empty.
    """
    if key in st.session_state:
        st.session_state[key] = st.session_state[key]


def from_address(key: str, options: Collection[str]) -> None:
    """Choose in the box `key`, drawn after this, what the address asks for, once.

    An address that names none of the options changes nothing. (Boxes bound to the address by
    Streamlit would write their labels there, which change with the language.)
    """
    asked = st.query_params.get(key, "")
    if asked in options and asked != st.session_state.get(f"{key}:address"):
        st.session_state[key] = st.session_state[f"{key}:address"] = asked


def to_address(key: str, chosen: str) -> None:
    """Let the address name what is chosen in the box `key`."""
    st.session_state[f"{key}:address"] = chosen
    if st.query_params.get(key, "") != chosen:
        st.query_params[key] = chosen


def reason_to_save(key: str, verb: str, label: str = "") -> str:
    """The reason given for saving what is shown as a new roster; empty until it is pressed.

    Parameters
    ----------
    verb
        Use case that saves it.
    """
    with st.form(key, border=False):
        why = st.text_input(tr("Reason (stays in the audit trail)")).strip()
        asked = allowed.submit(
            label or tr("Save as a new roster"), verb, type="primary", icon=":material/save:"
        )
    return why if asked and given(why) else ""


def quiet_form(
    key: str,
    verb: str,
    now: QuietHours,
    save: Callable[[QuietHours, str, QuietHours], None],
    *,
    agents: tuple[str, ...] | None = None,
) -> None:
    """Draw quiet hours, from when until when nothing is sent that can wait, and save what it says.

    Parameters
    ----------
    verb, agents
        Use case that saves it, and whom it is about.
    now
        Quiet hours in force.
    save
        Given the new ones, the reason (asked for where nobody in particular is meant) and those
        that the form showed.
    """
    seen, prefix = held(key, now)
    with st.form(key, enter_to_submit=False):
        left, right = st.columns(2)
        first = left.time_input(tr("Quiet from"), time_of(seen.first_min), key=f"{prefix}:first")
        end = right.time_input(tr("Quiet until"), time_of(seen.end_min), key=f"{prefix}:end")
        st.caption(tr("On the centre's clock. The same time twice means that nothing ever waits."))
        why = "" if agents else reason(prefix)
        asked = allowed.submit(tr("Save the quiet hours"), verb, agents, icon=":material/bedtime:")
    if asked and first is not None and end is not None:
        with shown_errors():
            save(QuietHours(minute_of(first), minute_of(end)), why, seen)
            saved(key, tr("The quiet hours are saved."))
