"""Publish: what changes, with which proof, who says so and why; every version stays."""

import streamlit as st

from app.services.roster.publishing.publish import current_version
from app.services.roster.publishing.states import version_states
from app.web import reads, session
from app.web.pages.publish.changes import change_list, undone_list
from app.web.pages.publish.form import JUST_PUBLISHED, publish_form
from app.web.pages.publish.versions import JUST_DONE, SEEN, version_history
from app.web.parts.pickers import pick_roster, rosters_to_choose
from app.web.parts.roster.change_table import seats_warning
from app.web.parts.roster.messages import messages_waiting
from app.web.parts.roster.scorecard import headline, proof
from app.web.parts.wording import heading, plain
from app.web.reads import Judged
from data.model.language import tr
from data.model.publication import Publication


def show() -> None:
    """Draw the page."""
    heading(tr("Publish"), tr("Which roster does everybody work by, and what changes for whom?"))
    context = session.context()
    usable = rosters_to_choose()
    published = context.store.load_publications()
    if not usable:
        return
    if SEEN not in st.session_state:
        st.session_state[SEEN] = current_version(context)
    if done := st.session_state.pop(JUST_DONE, ""):
        st.success(done, icon=":material/check_circle:")
    messages_waiting()
    if not _just_published():
        judged = reads.judged(session.url(), pick_roster(usable))
        if judged:
            _candidate(judged, published)
    version_history(published)


def _candidate(judged: Judged, published: tuple[Publication, ...]) -> None:
    roster_id = judged.saved.roster_id
    headline(judged)
    proof(judged, "publish")
    states = version_states(published)
    mine = [p for p in published if p.roster_id == roster_id and states[p.version] == "in force"]
    if mine:
        last = mine[-1]
        st.info(
            tr(
                "Everybody works by this roster already: {who} published it as "
                "version {version}, because: {why}",
                who=plain(last.who),
                version=last.version,
                why=plain(last.why),
            )
        )
        return
    newest = max((p.version for p in published), default=0)
    seats_warning(judged.problem, judged.roster)
    change_list(judged, newest)
    publish_form(judged, undone_list(judged, newest))


def _just_published() -> bool:
    """Say what was published; its service and proof stand below, in its version."""
    version = st.session_state.pop(JUST_PUBLISHED, None)
    if version is None:
        return False
    st.success(tr("**Version {version} is published.** It never changes again.", version=version))
    return True
