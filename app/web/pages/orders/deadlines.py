"""The table of deadlines, edited as a whole."""

from typing import Any

import pandas as pd
import streamlit as st

from app.services.service_quality.settings import deadlines_of, set_deadlines
from app.services.service_quality.words import kind_name
from app.web import session
from app.web.parts import allowed
from app.web.parts.forms import given, held, reason, saved
from app.web.parts.wording import shown_errors
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.service_quality.settings import Deadline

_COLUMNS = ("kind", "until", "length", "unit", "work_min", "codes")


def deadlines_panel() -> None:
    """Draw the table and its form."""
    seen, prefix = held("deadlines", deadlines_of(session.context()))
    st.caption(
        tr(
            "Hours and days run through nights and weekends. Working days know holidays and "
            "make-up workdays, and end with the last minute of the day. *other* holds for "
            "kinds that are not named. Codes are what files call a kind, with commas between them."
        )
    )
    with st.form(f"{prefix}:form"):
        edited = _editor(seen, prefix)
        why = reason(prefix)
        asked = allowed.submit(tr("Save deadlines"), "set_deadlines", type="primary")
    if asked and given(why):
        with shown_errors():
            set_deadlines(session.context(), _table(edited), why, seen=seen)
            saved("deadlines", tr("The deadlines are saved."))


def _editor(seen: tuple[Deadline, ...], prefix: str) -> pd.DataFrame:
    frame = pd.DataFrame(
        [
            (one.kind, one.until, one.length, one.unit, one.work_min, ", ".join(one.codes))
            for one in seen
        ],
        columns=list(_COLUMNS),
    )
    frame.insert(1, "name", frame["kind"].map(kind_name))
    until: dict[Any, str] = {"contact": tr("contacted"), "closed": tr("answered and closed")}
    units: dict[Any, str] = {
        "hours": tr("hours"),
        "days": tr("days"),
        "working_days": tr("working days"),
    }
    edited: pd.DataFrame = st.data_editor(
        frame,
        num_rows="dynamic",
        hide_index=True,
        key=f"{prefix}:table",
        column_config={
            "kind": st.column_config.TextColumn(tr("Kind"), required=True),
            "until": st.column_config.SelectboxColumn(
                tr("Must be"),
                options=list(until),
                format_func=until.__getitem__,
                required=True,
            ),
            "length": st.column_config.NumberColumn(tr("Length"), min_value=1, required=True),
            "unit": st.column_config.SelectboxColumn(
                tr("Unit"), options=list(units), format_func=units.__getitem__, required=True
            ),
            "name": st.column_config.TextColumn(tr("Name"), disabled=True),
            "work_min": st.column_config.NumberColumn(tr("Work [min]"), min_value=1, required=True),
            "codes": st.column_config.TextColumn(tr("Codes")),
        },
    )
    return edited


def _table(frame: pd.DataFrame) -> tuple[Deadline, ...]:
    found = []
    for place, row in enumerate(frame.to_dict("records"), start=1):
        if any(pd.isna(row[name]) for name in _COLUMNS[:5]):
            raise InvalidValue(tr("row {place} has an empty cell; fill it in", place=place))
        typed = "" if pd.isna(row["codes"]) else str(row["codes"]).replace("，", ",")
        codes = tuple(code.strip() for code in typed.split(",") if code.strip())
        found.append(
            Deadline(str(row["kind"]).strip(), int(row["length"]), row["unit"], row["until"],
                     codes, int(row["work_min"]))
        )  # fmt: skip
    return tuple(found)
