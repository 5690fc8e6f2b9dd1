"""A roster that comes back from a spreadsheet: what it changes, and saved as a roster."""

import streamlit as st

from app.services.roster.check import CheckedFile, check_file, diff_rosters
from app.services.roster.files import import_roster
from app.web import session
from app.web.parts.files import on_disk, plain_name
from app.web.parts.forms import reason_to_save
from app.web.parts.roster.change_table import change_table
from app.web.parts.wording import ended, in_words_of_pages, plain, shown_errors
from app.web.reads import Judged
from data.model.language import tr, trn

WAITING = "roster_file"
"""Key of the file that was handed over; a reload finds it again."""
_File = tuple[str, bytes]
MOST_BROKEN = 10
"""Broken rules that are named [-]."""


def from_file(judged: Judged) -> None:
    """Draw the box for a file, or what the one handed over changes."""
    st.subheader(tr("Read a roster back in"), anchor=False)
    waiting: _File | None = session.unsaved().get(WAITING)
    if waiting is None:
        _box()
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/description: **{plain(waiting[0])}**")
        if st.button(tr("Put it away"), icon=":material/close:", type="tertiary"):
            session.unsaved().pop(WAITING)
            st.rerun()
    with shown_errors():
        _waiting(judged, *waiting)


def _box() -> None:
    number = st.session_state.get("roster_files_taken", 0)
    file = st.file_uploader(
        tr("The Excel file or a CSV from above, changed in a spreadsheet"),
        type=["xlsx", "csv"],
        key=f"roster_upload_{number}",
    )
    st.caption(
        tr(
            "Cells that nobody changed keep their breaks and activities. You see what changes "
            "before anything is saved."
        )
    )
    if file is not None:
        session.unsaved()[WAITING] = (plain_name(file.name), file.getvalue())
        st.session_state["roster_files_taken"] = number + 1
        st.rerun()


def _waiting(judged: Judged, name: str, content: bytes) -> None:
    context = session.context()
    with on_disk({name: content}) as folder:
        with st.spinner(tr("Reading the file"), show_time=True):
            found = check_file(context, folder / name)
        _says(judged, found)
        if why := reason_to_save("roster_file", "import_roster"):
            saved, _ = import_roster(context, folder / name, why)
            session.unsaved().pop(WAITING)
            session.choose_roster(saved.roster_id)
            st.toast(tr("The file is saved as a roster."), icon=":material/check_circle:")
            st.rerun()


def _says(judged: Judged, found: CheckedFile) -> None:
    broken = found.card.hard_violations
    short = tr("{hours} h short", hours=f"{sum(found.card.shortfall_hours.values()):,.1f}")
    if broken:
        says = trn("It breaks {n} hard rule", "It breaks {n} hard rules", broken)
        st.error(ended(tr("; ").join((says, short))), icon=":material/error:")
        for violation in found.card.violations[:broken][:MOST_BROKEN]:
            st.markdown(f":red[:material/close:] {plain(violation.sentence)}")
    else:
        st.success(tr("It keeps every hard rule; {short}.", short=short))
    for note in found.notes:
        st.caption(f":material/info: {in_words_of_pages(note)}")
    changes = diff_rosters(judged.roster, found.roster)
    if not changes:
        st.info(tr("Every shift is as in the roster above."))
        return
    st.markdown(
        trn("**{n} day of somebody** differs from the roster above:",
            "**{n} days of people** differ from the roster above:", len(changes))
    )  # fmt: skip
    names = {agent.agent_id: agent.name for agent in judged.problem.agents}
    change_table(changes, names, tr("in the roster above"), tr("in the file"))
