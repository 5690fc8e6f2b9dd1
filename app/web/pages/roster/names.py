"""What a roster is called, the note beside it, and the archive."""

import streamlit as st

from app.services.roster.label import archive_roster, name_roster, note_roster
from app.web import session
from app.web.parts import allowed
from app.web.parts.pickers import ARCHIVE
from data.model.language import tr
from data.store.versions import RosterSummary


def name_and_note(found: RosterSummary) -> None:
    """Ask for name and note; archive it, or take it out again."""
    label, roster_id = found.label, found.roster_id
    with st.popover(tr("Name and notes"), icon=":material/sell:"):
        seen = session.shown_before(f"label_{roster_id}", label)
        with st.form(f"label_of_{roster_id}", border=False):
            name = st.text_input(tr("Name"), label.name, max_chars=60).strip()
            note = st.text_area(tr("Note"), label.note).strip()
            asked = allowed.submit(tr("Save"), "name_roster", icon=":material/save:")
        if asked:
            context = session.context()
            if name != seen.name:
                name_roster(context, roster_id, name, seen=seen)
            if note != seen.note:
                note_roster(context, roster_id, note, seen=seen)
            if (name, note) == (seen.name, seen.note):
                st.info(tr("Nothing was changed."))
            else:
                st.toast(tr("Saved"))
                st.session_state.pop(f"label_{roster_id}", None)
                st.rerun()
        says = tr("Take it out of the archive") if label.archived else tr("Archive this roster")
        if allowed.button(
            says, "archive_roster", icon=":material/archive:", key=f"archive_{roster_id}"
        ):
            archive_roster(session.context(), roster_id, archived=not label.archived)
            st.rerun()
        st.toggle(tr("Show archived rosters in the list"), key=ARCHIVE)
    if label.note:
        st.caption(f":material/sticky_note_2: {label.note}")
