"""A file of the service loops on its way in: looked at, previewed, and only then read in."""

import pandas as pd
import streamlit as st

from app.services.service_quality.records.files import (
    ServiceImport,
    import_service_file,
    kind_said,
    preview_service_file,
)
from app.web import session
from app.web.parts import allowed
from app.web.parts.files import on_disk, plain_name
from app.web.parts.wording import in_words_of_pages, local, percent, plain, shown_errors
from data.model.language import tr, trn

WAITING = "service_file"
SHOWN = 200


def files_panel() -> None:
    """Draw the box for a file, or what the file that waits would bring."""
    done: ServiceImport | None = session.unsaved().pop(f"{WAITING}:done", None)
    if done is not None:
        show = st.warning if done.rejected else st.success
        show(tr("**{file}** is read in.", file=plain(done.file)))
        _said(done, saved=True)
    waiting: tuple[str, bytes] | None = session.unsaved().get(WAITING)
    if waiting is None:
        _box()
        return
    name, content = waiting
    with st.container(horizontal=True, vertical_alignment="center"):
        size = tr("{most:,} kB", most=max(1, len(content) // 1000))
        st.markdown(f":material/description: **{plain(name)}** · {size}")
        st.button(tr("Put it away"), icon=":material/close:", type="tertiary", on_click=_put_away)
    with shown_errors():
        _preview(name, content)


def _box() -> None:
    number = st.session_state.get("service_files_taken", 0)
    file = st.file_uploader(
        tr("Work orders, call records, chasing, complaints, contacts, scores or seats"),
        type=["csv", "tsv", "txt", "gz", "xlsx"],
        key=f"service_upload_{number}",
    )
    st.caption(
        tr(
            "Exports of 95598 (tab separated, GBK) and tables of our own columns are known by "
            "their first row. Telephone numbers, names and texts are never stored: customers "
            "become keyed hashes. You see what a file says before anything is saved."
        )
    )
    if file is not None:
        session.unsaved()[WAITING] = (plain_name(file.name), file.getvalue())
        st.session_state["service_files_taken"] = number + 1
        st.rerun()


def _put_away() -> None:
    session.unsaved().pop(WAITING, None)


def _preview(name: str, content: bytes) -> None:
    context = session.context()
    queue = ""
    with st.spinner(tr("Reading the file"), show_time=True), on_disk({name: content}) as folder:
        found = preview_service_file(context, folder / name)
    if found.layout == "95598-calls":
        names = session.queue_names()
        queue = st.selectbox(
            tr("These calls are history of"),
            ["", *names],
            index=1 if len(names) == 1 else 0,
            format_func=lambda one: names.get(one, tr("no queue: store the calls only")),
        )
    _said(found, saved=False)
    if not found.accepted:
        st.error(tr("No row of this file can be used."), icon=":material/error:")
        return
    if allowed.button(
        tr("Read it in"), "import_service_file", type="primary", icon=":material/upload:"
    ):
        saying = st.spinner(tr("Reading the file in"), show_time=True)
        with saying, on_disk({name: content}) as folder:
            done = import_service_file(context, folder / name, queue=queue)
        session.unsaved().pop(WAITING, None)
        session.unsaved()[f"{WAITING}:done"] = done
        st.rerun()


def _said(found: ServiceImport, *, saved: bool) -> None:
    rows = [
        {
            tr("Records"): kind_said(one.kind),
            (tr("New") if saved else tr("In the file")): one.new,
        }
        | ({tr("Unchanged"): one.unchanged, tr("Replaced"): one.superseded} if saved else {})
        for one in found.counts
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)
    if found.first and found.last:
        zone = session.centre().zone
        st.caption(tr("From {first} to {last}", first=local(found.first, zone),
                      last=local(found.last, zone)))  # fmt: skip
    if found.joined is not None:
        st.markdown(
            tr(
                "{share} of {rows} rows found their work order: {app} by APP_NO, {id} by ID.",
                share=percent(found.joined.share),
                rows=f"{found.joined.rows:,}",
                app=f"{found.joined.by_app_no:,}",
                id=f"{found.joined.by_id:,}",
            )
        )
    if found.slots:
        st.markdown(
            trn("{n} slot of history was counted from them.",
                "{n} slots of history were counted from them.", found.slots)
        )  # fmt: skip
    if found.rejected:
        st.warning(trn("{n} row is set aside:", "{n} rows are set aside:", found.rejected))
        for reason in found.reasons:
            st.markdown(
                "- " + trn("{n} row: {reason}", "{n} rows: {reason}", reason.rows,
                           reason=plain(reason.reason))
            )  # fmt: skip
        if found.aside:
            with st.expander(tr("Rows set aside"), icon=":material/rule:"):
                shown = [{tr("Row"): r.row, tr("Why"): r.reason} for r in found.aside[:SHOWN]]
                st.dataframe(pd.DataFrame(shown), hide_index=True)
    for text in found.notes:
        st.caption(
            tr(":material/info: {in_words_of_pages}", in_words_of_pages=in_words_of_pages(text))
        )
