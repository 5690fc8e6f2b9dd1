"""Layouts of the centre's own: what they map, and taking one away."""

import pandas as pd
import streamlit as st

from app.services.exchange.layouts import drop_file_layout, file_layouts_of
from app.web import session
from app.web.pages.data.mapping import LABELS, TOTALS, UNITS, layout_said
from app.web.parts import allowed
from app.web.parts.forms import given
from app.web.parts.wording import plain, said_of, shown_errors
from data.ingest import LAYOUTS
from data.model.language import tr
from data.model.series import FileLayout


def layouts_panel() -> None:
    """Draw own layouts, and those that PeakShift knows by itself."""
    own = file_layouts_of(session.context())
    if not own:
        st.info(
            tr(
                "No layout of your own yet: read in a file whose columns are not known, and the "
                "mapping that you save stands here."
            ),
            icon=":material/table:",
        )
    for layout in own:
        with st.expander(plain(layout.name), icon=":material/table:", expanded=len(own) == 1):
            _one(layout)
    known = tr(", ").join(plain(layout_said(name)) for name in LAYOUTS)
    st.caption(tr("Known without mapping: {names}. They are tried after your own.", names=known))


def _one(layout: FileLayout) -> None:
    rows = [
        {tr("Column of the file"): theirs, tr("Is"): LABELS[ours]()}
        for ours, theirs in layout.columns.items()
    ]
    if layout.queue:
        rows.append({tr("Column of the file"): "–", tr("Is"): said_of(tr("Queue"), layout.queue)})
    st.dataframe(pd.DataFrame(rows), hide_index=True)
    st.caption(
        tr(
            "Times of contacts are {kind}, in {unit}.",
            kind=TOTALS[layout.handle_time](),
            unit=UNITS[layout.time_unit](),
        )
    )
    with st.form(f"drop_layout_{layout.name}", border=False):
        why = st.text_input(tr("Reason (stays in the audit trail)"), key=f"drop_why_{layout.name}")
        asked = allowed.submit(
            tr("Take this layout away"), "drop_file_layout", icon=":material/delete:"
        )
    if asked and given(why):
        with shown_errors():
            drop_file_layout(session.context(), layout.name, why.strip())
            st.rerun()
