"""A form of figures of a settings class, drawn from what its fields say of themselves."""

from collections.abc import Callable, Collection
from dataclasses import fields
from typing import Any

import streamlit as st

from app.web import session
from app.web.parts import allowed
from app.web.parts.forms import given, held, reason, saved
from app.web.parts.wording import shown_errors
from data.model.checks.figures import label_of, unit_of
from data.model.language import tr

_COLUMNS = 3


def figures_form(
    key: str,
    now: Any,
    save: Callable[..., Any],
    verb: str,
    names: Collection[str] = (),
    *,
    button: str = "",
    done: str = "",
) -> None:
    """A number for each figure, a reason, and a button that saves them.

    Parameters
    ----------
    now
        The settings in force; fields as of `data.model.checks.figures`.
    save
        Takes context, values by name, a reason, and `seen`.
    verb
        Name of that use case, as roles know it.
    names
        Figures of the form; all if empty.
    """
    seen, prefix = held(key, now)
    found = [one for one in fields(now) if not names or one.name in names]
    with st.form(key, enter_to_submit=False):
        rows = [st.columns(_COLUMNS, vertical_alignment="bottom") for _ in found[::_COLUMNS]]
        wanted = {
            one.name: int(
                rows[place // _COLUMNS][place % _COLUMNS].number_input(
                    f"{label_of(one)} [{unit_of(one)}]",
                    one.metadata["least"],
                    one.metadata["most"],
                    getattr(seen, one.name),
                    key=f"{prefix}:{one.name}",
                )
            )
            for place, one in enumerate(found)
        }
        why = reason(prefix)
        asked = allowed.submit(
            button or tr("Save these figures"), verb, type="primary", icon=":material/save:"
        )
    if asked and given(why):
        with shown_errors():
            save(session.context(), wanted, why, seen=seen)
            saved(key, done or tr("The figures are saved."))
