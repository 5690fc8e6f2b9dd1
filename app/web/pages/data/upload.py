"""A history file on its way in: looked at, laid out, previewed, and only then read in."""

import streamlit as st

from app.services.exchange.layouts import file_layouts_of, look_at
from app.services.history import ImportReport
from app.web import session
from app.web.pages.data.mapping import OWN, layout_said, mapping_panel
from app.web.pages.data.preview import preview_panel
from app.web.pages.data.waiting import KIND, WAITING, WaitingFile, put_away
from app.web.parts.files import plain_name
from app.web.parts.forms import part_button
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import go, in_words_of_pages, plain, shown_errors
from data.ingest import LAYOUTS
from data.model.language import tr, trn


def upload_panel() -> None:
    """Draw the box for a file, or the file that waits and what to do with it."""
    if run_panel(KIND, _report):
        return
    waiting: WaitingFile | None = session.unsaved().get(WAITING)
    if waiting is None:
        _box()
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        size = tr("{most:,} kB", most=max(1, len(waiting.content) // 1000))
        st.markdown(f":material/description: **{plain(waiting.name)}** · {size}")
        st.button(tr("Put it away"), icon=":material/close:", type="tertiary", on_click=put_away)
    with shown_errors():
        _waiting(waiting)


def _box() -> None:
    number = st.session_state.get("history_files_taken", 0)
    file = st.file_uploader(
        tr("History: contacts per slot or per contact (Excel or CSV, also packed as .gz)"),
        type=["xlsx", "csv", "gz", "txt"],
        key=f"history_upload_{number}",
    )
    st.caption(
        tr(
            "Exports of Genesys Cloud, Amazon Connect, Calabrio and our own layout are known by "
            "their first row; columns of any other file are mapped once, and the mapping is saved "
            "under a name. You see what the file says before anything is saved."
        )
    )
    if file is not None:
        session.unsaved()[WAITING] = WaitingFile(plain_name(file.name), file.getvalue())
        st.session_state["history_files_taken"] = number + 1
        st.rerun()


def _waiting(waiting: WaitingFile) -> None:
    context = session.context()
    with waiting.on_disk() as path:
        look = look_at(context, path)
    own = [layout.name for layout in file_layouts_of(context)]
    names = [*own, *LAYOUTS, OWN]
    mapped: dict[str, str] = session.unsaved().setdefault(f"{WAITING}:layout", {})
    usual = mapped.get("name") or look.layout or OWN
    chosen = st.selectbox(
        tr("Read it as"),
        names,
        names.index(usual) if usual in names else len(names) - 1,
        format_func=layout_said,
        key=f"layout_of_{waiting.digest}_{usual}",
    )
    if not look.layout:
        st.info(
            tr("Its first row is of no layout known here: say below which column is which."),
            icon=":material/table:",
        )
    if chosen != OWN:
        preview_panel(waiting, chosen)
        return
    saved = mapping_panel(waiting, look)
    if saved:
        mapped["name"] = saved
        st.rerun()


def _report(report: ImportReport) -> None:
    waiting: WaitingFile | None = session.unsaved().get(WAITING)
    if waiting is not None and waiting.name == report.file:
        put_away()
    show = st.warning if report.rejected else st.success
    show(
        tr(
            "**{file}** is read in: {new} rows new, {unchanged} unchanged, {superseded} replace "
            "older values, {rejected} set aside.",
            file=plain(report.file),
            new=f"{report.new:,}",
            unchanged=f"{report.unchanged:,}",
            superseded=f"{report.superseded:,}",
            rejected=f"{report.rejected:,}",
        )
    )
    if report.new_queues:
        st.markdown(tr("New queues: {names}.", names=plain(tr(", ").join(report.new_queues))))
    for found in report.reasons:
        st.markdown(
            "- "
            + trn("{n} row set aside: {reason}", "{n} rows set aside: {reason}", found.rows,
                  reason=plain(found.reason))
        )  # fmt: skip
    for text in report.warnings:
        st.caption(
            tr(":material/info: {in_words_of_pages}", in_words_of_pages=in_words_of_pages(text))
        )
    with st.container(horizontal=True):
        part_button("data", "gaps", tr("Mark storms and outages"))
        go("forecast", tr("Forecast all queues"))
