"""Staff files: what they would change before anything changes, and the files as they are now."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import streamlit as st

from app.services.context import today_of
from app.services.people.staff_import import TableChange, import_staff, preview_staff
from app.web import session
from app.web.parts import allowed
from app.web.parts.files import in_this_language, on_disk, plain_name
from app.web.parts.forms import given, held, reason, saved
from app.web.parts.wording import go, plain, said_of, shown_errors
from data.export.staff import staff_files
from data.ingest.staff import FILES
from data.model.errors import UnreadableFile
from data.model.language import tr, trn
from data.model.staff import Staff
from data.samples import sample_staff
from data.store import documents

WAITING = "staff_files"
"""Key of what was begun: the files are there again after a reload."""
KEY = "staff_files_form"
MOST_ROWS, MOST_BYTES = 500, 100_000_000
EXAMPLES = 24
"""People of the filled examples."""
TABLES = {
    "agents": lambda: tr("People"),
    "contracts": lambda: tr("Contracts"),
    "templates": lambda: tr("Shift templates"),
    "leave": lambda: tr("Leave"),
    "availability": lambda: tr("Working hours"),
    "wishes": lambda: tr("Wishes"),
}
_Files = dict[str, bytes]


def files_panel() -> None:
    """Draw the box for files or what they change, and the download."""
    waiting: _Files | None = session.unsaved().get(WAITING)
    if waiting:
        with shown_errors():
            _waiting(waiting)
        st.button(
            tr("Put these files away"),
            type="tertiary",
            icon=":material/close:",
            on_click=session.unsaved().pop,
            args=(WAITING, None),
        )
    else:
        _box()
        _next_step()
    st.divider()
    _download()


def _next_step() -> None:
    """The way on for whoever sets a centre up: people are there, forecasts are not."""
    store = session.context().store
    if session.staff().agents and not store.list_forecasts():
        if store.load(documents.QUEUES):
            go("forecast", tr("Forecast the coming weeks"))
        else:
            go("data", tr("Read in history"))


def _box() -> None:
    number = st.session_state.get("staff_files_taken", 0)
    files = st.file_uploader(
        tr("Staff files: CSV or Excel, one or several, or packed in one ZIP"),
        type=["csv", "xlsx", "zip"],
        accept_multiple_files=True,
        key=f"staff_upload_{number}",
    )
    st.caption(
        tr(
            "They are called {names}. A table without a file stays as it is. You see what changes "
            "before anything does. The download below shows how they look.",
            names=tr(", ").join(f"{name}.csv" for name in FILES),
        )
    )
    if files:
        with shown_errors():
            session.unsaved()[WAITING] = _unpacked({f.name: f.getvalue() for f in files})
            st.session_state["staff_files_taken"] = number + 1
            st.rerun()


def _unpacked(files: _Files) -> _Files:
    """The files by name alone, those of a ZIP among them.

    Raises
    ------
    UnreadableFile
        If a ZIP is none, or far larger unpacked than any staff.
    """
    found = {}
    for name, content in files.items():
        if not name.lower().endswith(".zip"):
            found[plain_name(name)] = content
            continue
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                inside = [
                    one for one in book.infolist() if Path(plain_name(one.filename)).stem in FILES
                ]
                if sum(one.file_size for one in inside) > MOST_BYTES:
                    raise UnreadableFile(tr("{file} holds far too much for a staff", file=name))
                found |= {plain_name(one.filename): book.read(one) for one in inside}
        except zipfile.BadZipFile as error:
            raise UnreadableFile(tr("{file} is no ZIP file", file=name)) from error
    return found


def _waiting(waiting: _Files) -> None:
    st.markdown(":material/description: " + tr(", ").join(f"**{plain(name)}**" for name in waiting))
    exactly = st.checkbox(
        tr("Drop leave and wishes entered by hand, too, where their file lacks them"),
        key="staff_exactly",
    )
    with on_disk(waiting) as folder, st.spinner(tr("Comparing with the staff"), show_time=True):
        found = preview_staff(session.context(), folder, exactly=exactly)
    changed = [t for t in found.tables if t.new or t.changed or t.dropped]
    if not changed:
        st.success(tr("These files change nothing: everything in them is so already."))
        return
    st.markdown(f"**{tr('What these files change')}**")
    for table in found.tables:
        if table in changed or table.kept:
            _table(table)
    _, prefix = held(KEY, tuple(waiting))
    with st.form(KEY, border=False, enter_to_submit=False):
        why = reason(prefix)
        asked = allowed.submit(
            tr("Save these changes"), "import_staff", type="primary", icon=":material/save:"
        )
    if asked and given(why):
        with on_disk(waiting) as folder:
            done = import_staff(session.context(), folder, why, exactly=exactly)
        session.unsaved().pop(WAITING, None)
        people = len(done.staff.agents)
        saved(KEY, trn("{n} person is on file.", "{n} people are on file.", people))


def _table(table: TableChange) -> None:
    parts = {
        tr("new"): table.new,
        tr("changed"): table.changed,
        tr("dropped"): table.dropped,
        tr("entered by hand, stays"): table.kept,
    }
    counts = tr(", ").join(f"{len(rows)} {what}" for what, rows in parts.items() if rows)
    alarming = bool(table.dropped)
    icon = ":material/warning:" if alarming else ":material/edit_note:"
    with st.expander(said_of(TABLES[table.table](), counts), icon=icon, expanded=alarming):
        rows = [
            {tr("What"): what, tr("Entry"): row} for what, them in parts.items() for row in them
        ]
        st.dataframe(pd.DataFrame(rows[:MOST_ROWS]), hide_index=True)
        if len(rows) > MOST_ROWS:
            st.caption(tr("The first {n} of {all}.", n=MOST_ROWS, all=f"{len(rows):,}"))


def _download() -> None:
    staff = session.staff()
    day = today_of(session.context()).isoformat()
    _packed(tr("Download the staff files as they are now"), lambda: staff, f"staff-{day}.zip")
    if not staff.agents:
        _packed(
            tr("Download filled examples for this centre's queues"),
            _example,
            f"staff-{tr('example')}.zip",
        )


def _example() -> Staff:
    """A made-up staff for the queues of this centre: shift templates and contracts may stay."""
    queues = session.context().store.load(documents.QUEUES)
    weights = {queue.queue_id: 1.0 for queue in queues} or {"faults": 1.0}
    return sample_staff(weights, EXAMPLES, slot_min=session.centre().slot_min)


def _packed(label: str, staff: Callable[[], Staff], file_name: str) -> None:
    """A button that takes the files of a staff out in one ZIP."""

    def packed() -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
            for name, content in staff_files(staff()).items():
                book.writestr(name, content)
        return buffer.getvalue()

    st.download_button(
        label,
        in_this_language(packed),
        file_name,
        "application/zip",
        icon=":material/download:",
        on_click="ignore",
    )
