"""Publish: what changes, with which proof, who says so and why; every version stays."""

import streamlit as st

from app.services.centre import planning_of
from app.services.roster.publish import current_version, publish_roster
from app.web import reads, session
from app.web.pages.publish.parts import change_list, version_history
from app.web.pages.publish.proof import proof_view
from app.web.parts.pickers import pick_roster
from app.web.parts.scorecard import headline, proof
from app.web.parts.wording import heading, nothing_yet, plain
from app.web.reads import Judged
from data.model.errors import Conflict
from data.store.versions import RosterSummary

SEEN = "seen_version"


def show() -> None:
    """Draw the page."""
    heading("Publish", "Which roster does everybody work by, and what changes for whom?")
    session.centre()
    context = session.context()
    usable = [r for r in context.store.list_rosters() if r.first is not None]
    published = context.store.load_publications()
    if not usable:
        nothing_yet(
            "No roster to publish", "Build one first.", page="roster", label="Build a roster"
        )
        return
    if SEEN not in st.session_state:
        st.session_state[SEEN] = current_version(context)
    if not _just_published():
        _candidate(usable, {p.roster_id: p.version for p in published})
    version_history(published)


def _candidate(usable: list[RosterSummary], versions: dict[str, int]) -> None:
    judged = reads.judged(session.url(), pick_roster(usable, "publish_roster_id"))
    if judged:
        headline(judged)
        proof(judged, "publish")
        change_list(judged)
        _form(judged, versions)


def _just_published() -> bool:
    version = st.session_state.pop("just_published", None)
    if version is None:
        return False
    st.success(f"**Version {version} is published.** It never changes again.")
    proof_view(session.context().store.load_publications()[version - 1], "published")
    return True


def _form(judged: Judged, versions: dict[str, int]) -> None:
    roster_id = judged.saved.roster_id
    if roster_id in versions:
        st.info(f"This roster is published already, as version {versions[roster_id]}.")
        return
    broken = judged.card.hard_violations
    seen = st.session_state[SEEN]
    with st.form("publish"):
        st.markdown(f"**Publish as version {seen + 1}**, by {plain(session.context().who)}")
        why = st.text_input("Reason (everybody will see it)")
        replications = st.slider(
            "Simulated periods behind the service figures",
            2,
            100,
            planning_of(session.context()).publish_replications,
            help="More take longer and say the service level more exactly.",
        )
        accept = bool(broken) and st.checkbox(
            f"Publish although {broken} hard rules are broken; they go into the proof"
        )
        asked = st.form_submit_button("Publish", type="primary", icon=":material/campaign:")
    if asked and not why.strip():
        st.warning("Give a reason: it stands beside the version for good.")
    elif asked:
        _publish(roster_id, why, seen, accept, replications)


def _publish(roster_id: str, why: str, seen: int, accept: bool, replications: int) -> None:
    try:
        with st.spinner("Checking every rule, simulating the service, publishing"):
            done = publish_roster(
                session.context(),
                roster_id,
                why,
                expected_version=seen,
                accept_violations=accept,
                replications=replications,
            )
    except Conflict as error:
        st.error(f"**Nothing was published.** {plain(error)}", icon=":material/sync_problem:")
        st.button("I have seen it: compare with the new version", on_click=_look_again)
        return
    st.session_state[SEEN] = st.session_state["just_published"] = done.version
    st.rerun()


def _look_again() -> None:
    st.session_state[SEEN] = current_version(session.context())
