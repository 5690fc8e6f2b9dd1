"""Publish: what changes, with which proof, who says so and why; every version stays."""

import streamlit as st

from app.services.publish_roster import changes_since_published, current_version, publish_roster
from app.web import reads, session
from app.web.reads import Judged
from app.web.widgets.change_list import change_list
from app.web.widgets.messages import heading, nothing_yet
from app.web.widgets.pickers import pick_roster
from app.web.widgets.proof_view import proof_view
from app.web.widgets.scorecard_view import headline
from app.web.widgets.version_history import version_history
from app.web.widgets.wording import days_of
from data.model.errors import Conflict

SEEN = "seen_version"


def show() -> None:
    """Draw the page."""
    heading("Publish", "Which roster does everybody work by, and what changes for whom?")
    session.centre()
    desk = session.desk()
    usable = [r for r in desk.store.list_rosters() if r.first is not None]
    published = desk.store.load_publications()
    if not usable:
        nothing_yet(
            "No roster to publish", "Build one first.", page="roster", label="Build a roster"
        )
        return
    if SEEN not in st.session_state:
        st.session_state[SEEN] = current_version(desk)
    _just_published()
    judged = reads.judged(session.url(), pick_roster(usable, "publish_roster_id"))
    if judged:
        headline(judged)
        _changes(judged)
        _form(judged, {p.roster_id: p.version for p in published})
    version_history(published)


def _just_published() -> None:
    if version := st.session_state.pop("just_published", None):
        st.success(f"**Version {version} is published.** It never changes again.")
        proof_view(session.desk().store.load_publications()[version - 1])


def _changes(judged: Judged) -> None:
    roster_id = judged.saved.roster_id
    last, changes = changes_since_published(session.desk(), roster_id)
    if last is None:
        st.info(
            f"Nothing is published yet for {days_of(judged.roster.first, judged.roster.days)}: "
            "this would be the first version.",
            icon=":material/fiber_new:",
        )
        return
    st.subheader(f"What changes against version {last.version}", anchor=False)
    st.caption(f"Published for {days_of(last.first, last.days)} by {last.who}.")
    names = {agent.agent_id: agent.name for agent in judged.problem.agents}
    change_list(changes, names)


def _form(judged: Judged, versions: dict[str, int]) -> None:
    roster_id = judged.saved.roster_id
    if roster_id in versions:
        st.info(f"This roster is published already, as version {versions[roster_id]}.")
        return
    broken = judged.card.hard_violations
    seen = st.session_state[SEEN]
    with st.form("publish"):
        st.markdown(f"**Publish as version {seen + 1}**, by {session.desk().who}")
        why = st.text_input("Reason (everybody will see it)")
        replications = st.slider(
            "Simulated horizons behind the promised service",
            2,
            100,
            20,
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
                session.desk(),
                roster_id,
                why,
                expected_version=seen,
                accept_violations=accept,
                replications=replications,
            )
    except Conflict as error:
        st.error(f"**Nothing was published.** {error}", icon=":material/sync_problem:")
        st.button("I have seen it: compare with the new version", on_click=_look_again)
        return
    st.session_state[SEEN] = st.session_state["just_published"] = done.version
    st.rerun()


def _look_again() -> None:
    st.session_state[SEEN] = current_version(session.desk())
