"""Every import: file, time, person, rows; and what was set aside or replaced."""

import pandas as pd
import streamlit as st

from app.services.history import older_values, rows_set_aside
from app.web import session
from app.web.pages.data.preview import aside_table
from app.web.parts.history import reads as history
from app.web.parts.wording import day_long, local, nothing_yet, number, percent, shown_errors
from data.files.cells import csv_bytes
from data.model.language import tr
from data.store import documents

SHOWN = 300


def imports_panel() -> None:
    """Draw what each queue holds, the imports, and the rows of one of them."""
    zone = session.centre().zone
    imports = session.context().store.list_imports()
    if not imports:
        nothing_yet(
            tr("No file was read in yet"),
            tr("Read one in on the first part of this page; the nightly job brings the next ones."),
        )
        return
    _queues()
    st.subheader(tr("Files"), anchor=False)
    rows = [
        {
            tr("File"): one.source,
            tr("When"): local(one.at, zone),
            tr("Who"): one.who,
            tr("New"): one.new,
            tr("Unchanged"): one.unchanged,
            tr("Replaced"): one.superseded,
            tr("Set aside"): one.rejected,
        }
        for one in imports[:SHOWN]
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content" if len(rows) < 10 else 400)
    aside = list(dict.fromkeys(one.source for one in imports if one.rejected))
    if aside:
        file = st.selectbox(tr("Rows set aside of"), aside, key="aside_of")
        if file:
            with shown_errors():
                aside_table(rows_set_aside(session.context(), file), file)
    _older(zone)


def _queues() -> None:
    rows = [
        {
            tr("Queue"): one.name or one.queue_id,
            tr("From"): day_long(one.first),
            tr("To"): day_long(one.last),
            tr("Contacts a day"): number(one.contacts_a_day),
            tr("Missing"): percent(one.missing_share),
            tr("Handle time [s]"): number(one.handle_s),
        }
        for one in history.facts(session.url())
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)


def _older(zone: str) -> None:
    with st.expander(tr("Values that a later file replaced"), icon=":material/history:"):
        queues = session.context().store.load(documents.QUEUES)
        names = {queue.queue_id: queue.name or queue.queue_id for queue in queues}
        queue_id = st.selectbox(
            tr("Queue"), list(names), format_func=names.__getitem__, key="older_of"
        )
        found = older_values(session.context(), queue_id) if queue_id else ()
        if not found:
            st.caption(tr("No value of this queue was ever replaced."))
            return
        header = (tr("Slot"), tr("Contacts then"), tr("From file"), tr("Replaced by"), tr("When"))
        rows = [
            (local(v.start, zone), v.offered, v.source, v.replaced_by, local(v.replaced_at, zone))
            for v in found
        ]
        st.dataframe(pd.DataFrame(rows[:SHOWN], columns=list(header)), hide_index=True)
        if len(rows) > SHOWN:
            st.caption(tr("The first {n} of {all}.", n=SHOWN, all=f"{len(rows):,}"))
        st.download_button(
            tr("Download these values"),
            csv_bytes(header, rows),
            f"{queue_id}.replaced.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
