"""What a file says, before anything is saved: queues, days, rows set aside, and its gaps."""

import pandas as pd
import streamlit as st

from app.services.exchange.layouts import HistoryPreview, preview_history
from app.services.history import AsideRow
from app.web import session
from app.web.pages.data.waiting import WaitingFile, read_in
from app.web.parts import allowed
from app.web.parts.wording import day_long, in_words_of_pages, number, plain
from data.files.cells import csv_bytes
from data.ingest import Gaps
from data.model.language import tr, trn

ASIDE_SHOWN = 200
GAPS: dict[str, object] = {
    "zero": lambda: tr("nobody contacted us then"),
    "missing": lambda: tr("nobody knows: it stays a gap"),
}
"""Answer -> how it is said."""


def preview_panel(waiting: WaitingFile, layout: str) -> None:
    """Draw what the file says as a layout reads it, the question, and the button to read it in."""
    gaps: Gaps = st.session_state.get(f"gaps_{waiting.digest}") or "ask"
    found = _preview(waiting, layout, gaps)
    said_by(found, waiting.name)
    clear = not found.unclear
    if found.unclear or gaps != "ask":
        if found.unclear:
            st.warning(in_words_of_pages(found.unclear), icon=":material/help:")
        st.radio(
            tr("A slot without a row means"),
            list(GAPS),
            index=None,
            format_func=lambda name: GAPS[name](),  # type: ignore[operator]
            key=f"gaps_{waiting.digest}",
            help=tr("The answer holds for later files of this layout, too."),
        )
    if not found.rows:
        st.error(tr("No row of this file can be used."), icon=":material/error:")
        return
    if allowed.button(
        trn("Read in {n} row", "Read in {n} rows", found.rows),
        "import_history",
        refused="" if clear else tr("Say first what a slot without a row means."),
        type="primary",
        icon=":material/upload:",
    ):
        read_in(waiting, layout, gaps)


def _preview(waiting: WaitingFile, layout: str, gaps: Gaps) -> HistoryPreview:
    """Read once for each choice; a session holds the last."""
    key = (waiting.digest, layout, gaps, session.context().store.newest_import())
    held: tuple[object, HistoryPreview] | None = st.session_state.get("history_preview")
    if held is not None and held[0] == key:
        return held[1]
    with st.spinner(tr("Reading the file"), show_time=True), waiting.on_disk() as path:
        found = preview_history(session.context(), path, layout=layout, gaps=gaps)
    st.session_state["history_preview"] = (key, found)
    return found


def said_by(found: HistoryPreview, file: str) -> None:
    """Queues of a file, what would be set aside, and notes."""
    if found.queues:
        st.dataframe(
            pd.DataFrame(
                [
                    {
                        tr("Queue"): queue.name + (f" ({tr('new')})" if queue.is_new else ""),
                        tr("From"): day_long(queue.first),
                        tr("To"): day_long(queue.last),
                        tr("Slots"): queue.rows,
                        tr("Contacts"): number(queue.contacts),
                        tr("Handle time [s]"): number(queue.handle_s),
                    }
                    for queue in found.queues
                ]
            ),
            hide_index=True,
        )
    if found.aside:
        st.warning(
            trn("{n} row would be set aside:", "{n} rows would be set aside:", len(found.aside))
        )
        for reason in found.reasons:
            st.markdown(
                "- " + trn("{n} row: {reason}", "{n} rows: {reason}", reason.rows,
                           reason=plain(reason.reason))
            )  # fmt: skip
        aside_table(found.aside, file)
    for text in found.warnings:
        st.caption(
            tr(":material/info: {in_words_of_pages}", in_words_of_pages=in_words_of_pages(text))
        )


def aside_table(rows: tuple[AsideRow, ...], file: str) -> None:
    """Rows set aside with their reasons, and all of them as a file."""
    with st.expander(tr("Rows set aside"), icon=":material/rule:"):
        shown = [
            {tr("Row"): row.row, tr("Why"): row.reason, tr("Text"): row.text}
            for row in rows[:ASIDE_SHOWN]
        ]
        st.dataframe(pd.DataFrame(shown), hide_index=True)
        if len(rows) > ASIDE_SHOWN:
            st.caption(tr("The first {n} of {all}.", n=ASIDE_SHOWN, all=f"{len(rows):,}"))
        st.download_button(
            tr("Download the rows set aside"),
            csv_bytes(("row", "reason", "text"), ((r.row, r.reason, r.text) for r in rows)),
            f"{file.removesuffix('.gz').removesuffix('.csv')}.rejected.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
