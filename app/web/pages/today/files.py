"""Files that begin everything: history and people, read in on the page."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app.services.history import ImportReport
from app.services.jobs.of_data import ImportOrder
from app.services.people.staff_import import import_staff, preview_staff
from app.web import jobs, session
from app.web.parts.running.run_panel import run_panel
from app.web.parts.wording import in_words_of_pages, plain, shown_errors
from data.model.language import phrase, tr

KIND = "import"
Gaps = Literal["ask", "zero", "missing"]
GAPS: dict[Gaps, str] = {
    "ask": phrase("as the file says"),
    "zero": phrase("nobody called"),
    "missing": phrase("not known"),
}
AGAIN = "files_read"
"""Session key: how many files were read in; their boxes are empty again afterwards."""


def files_in(*, history: bool, staff: bool) -> None:
    """Boxes for files; open where history or people are still missing.

    Parameters
    ----------
    history, staff
        Whether that step is still to be done.
    """
    going = run_panel(KIND, _read)
    with st.expander(
        tr("Read in files: history, people"),
        expanded=history or staff,
        icon=":material/upload_file:",
    ):
        if not going:
            _history()
        _staff()


def _history() -> None:
    with st.form("history_file", border=False):
        columns = st.columns([3, 2], vertical_alignment="bottom")
        file = columns[0].file_uploader(
            tr("History: contacts per slot or per contact"), key=f"history_{_again()}"
        )
        gaps = columns[1].selectbox(
            tr("A slot without a row means"),
            list(GAPS),
            format_func=lambda gaps: tr(GAPS[gaps]),
            help=tr("Some reports list only the slots in which somebody called."),
        )
        asked = st.form_submit_button(tr("Read in the history"), icon=":material/upload:")
    if asked and file is None:
        st.warning(tr("Choose a file first."))
    if asked and file is not None:
        jobs.start(ImportOrder.of(_name(file), file.getvalue(), gaps))
        st.rerun()


def _read(report: ImportReport) -> None:
    show = st.warning if report.rejected else st.success
    show(
        tr(
            "**{file}**: {new:,} rows new, {unchanged:,} unchanged, "
            "{superseded:,} replace older values, {rejected:,} set aside.",
            file=plain(report.file),
            new=report.new,
            unchanged=report.unchanged,
            superseded=report.superseded,
            rejected=report.rejected,
        )
    )
    for reason in report.reasons:
        st.markdown(
            tr("- {rows:,} rows set aside: {reason}", rows=reason.rows, reason=plain(reason.reason))
        )
    for text in report.warnings:
        st.warning(in_words_of_pages(text), icon=":material/warning:")


def _staff() -> None:
    files = st.file_uploader(
        tr(
            "People: agents.csv, contracts.csv, templates.csv and, if you have "
            "them, leave.csv, availability.csv, wishes.csv"
        ),
        accept_multiple_files=True,
        key=f"staff_{_again()}",
    )
    if not files:
        return
    with shown_errors(), _on_disk(files) as folder:
        st.markdown(tr("**What these files change**"))
        for sentence in preview_staff(session.context(), folder).sentences:
            st.markdown(f"- {plain(sentence)}")
        with st.form("staff_files", border=False):
            why = st.text_input(tr("Reason (stays in the audit trail)"))
            asked = st.form_submit_button(tr("Save these people"), icon=":material/save:")
        if asked:
            found = import_staff(session.context(), folder, why.strip())
            st.session_state[AGAIN] = _again() + 1
            st.toast(tr("{agents} people are on file.", agents=len(found.staff.agents)))
            st.rerun()


def _again() -> int:
    return int(st.session_state.get(AGAIN, 0))


def _name(file: UploadedFile) -> str:
    return Path(file.name.replace("\\", "/")).name


@contextmanager
def _on_disk(files: list[UploadedFile]) -> Iterator[Path]:
    """A folder with the files, for as long as they are read."""
    with tempfile.TemporaryDirectory(prefix="peakshift-") as outer:
        folder = Path(outer) / "files"
        folder.mkdir()
        for file in files:
            (folder / _name(file)).write_bytes(file.getvalue())
        yield folder
