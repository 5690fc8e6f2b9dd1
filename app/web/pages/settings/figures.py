"""A form of figures of a settings class, drawn from what its fields say of themselves."""

from collections.abc import Callable, Collection
from dataclasses import Field, fields
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.web import session
from app.web.parts import allowed
from app.web.parts.forms import given, held, reason, saved
from app.web.parts.wording import shown_errors
from data.model.centre import YES_OR_NO
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
            one.name: _asked(
                rows[place // _COLUMNS][place % _COLUMNS],
                one,
                getattr(seen, one.name),
                f"{prefix}:{one.name}",
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


def _asked(place: DeltaGenerator, one: "Field[Any]", now: int, key: str) -> int:
    """A box for a figure; a tick for one that is a choice."""
    label = label_of(one)
    if one.metadata["unit"] == YES_OR_NO:
        return int(place.checkbox(label, bool(now), key=key))
    least, most = one.metadata["least"], one.metadata["most"]
    return int(place.number_input(f"{label} [{unit_of(one)}]", least, most, now, key=key))
