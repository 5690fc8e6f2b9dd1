"""The form that publishes: whose roster, why, and what is knowingly accepted."""

from collections.abc import Callable

import streamlit as st

from app.services.centre import planning_of
from app.services.roster.publishing.publish import current_version, publish_roster
from app.services.roster.publishing.undone import Undone
from app.web import reads, session
from app.web.pages.publish.approval import approval
from app.web.pages.publish.versions import SEEN
from app.web.parts import allowed
from app.web.parts.roster.messages import keep_messages
from app.web.parts.wording import in_words_of_pages, plain
from app.web.reads import Judged
from data.model.errors import Conflict
from data.model.language import tr

JUST_PUBLISHED = "just_published"
"""Session key: the version that this person has just published."""


def publish_form(judged: Judged, undone: tuple[Undone, ...]) -> None:
    """Ask for the reason, and for each thing that somebody must knowingly accept; publish."""
    broken, made_by = judged.card.hard_violations, judged.saved.made_by
    label = _label(made_by)
    alone = approval(judged.saved.roster_id, made_by)
    with st.form("publish"):
        st.markdown(tr("**Publish as a new version**, by {who}", who=plain(session.context().who)))
        why = st.text_input(tr("Reason (everybody will see it)"))
        replications = st.slider(
            tr("Simulated periods behind the service figures"),
            2,
            100,
            planning_of(session.context()).publish_replications,
            help=tr("More take longer and say the service level more exactly."),
        )
        accept = bool(broken) and st.checkbox(
            tr(
                "Publish although {broken} hard rules are broken; they go into the proof",
                broken=broken,
            )
        )
        edits = sum(len(one.changes) for one in undone)
        undo = bool(undone) and st.checkbox(
            tr(
                "Undo {value} of {names} that are shown above",
                value=tr("the edit") if edits == 1 else tr("the {edits} edits", edits=edits),
                names=plain(_names(undone)),
            )
        )
        asked = allowed.submit(
            label, "publish_roster", refused=alone, type="primary", icon=":material/campaign:"
        )
    if asked and not why.strip():
        st.warning(tr("Give a reason: it stands beside the version for good."))
    elif asked and undone and not undo:
        st.warning(
            tr(
                "This would undo edits of {names}. Take them over into your roster, "
                "or tick that they are to be undone.",
                names=plain(_names(undone)),
            )
        )
    elif asked:
        _publish(judged, why, accept, undo, replications)


def _label(made_by: str) -> str:
    """What the button says; somebody else's roster is said to be that first."""
    if made_by == session.context().who:
        return tr("Publish")
    st.warning(
        tr(
            "**{made_by} made this roster, not you.** You would publish it in "
            "your own name and for your own reason.",
            made_by=plain(made_by),
        ),
        icon=":material/person_alert:",
    )
    return tr("Publish the roster of {made_by}", made_by=plain(made_by))


def _names(undone: tuple[Undone, ...]) -> str:
    return tr(" and ").join(dict.fromkeys(one.who for one in undone))


def _publish(judged: Judged, why: str, accept: bool, undo: bool, replications: int) -> None:
    _, changes = reads.changes_since_published(
        session.url(), judged.saved.roster_id, current_version(session.context())
    )
    try:
        with st.spinner(
            tr("Checking every rule, simulating the service, publishing"), show_time=True
        ):
            done = publish_roster(
                session.context(),
                judged.saved.roster_id,
                why,
                expected_version=st.session_state[SEEN],
                accept_violations=accept,
                undo_others=undo,
                replications=replications,
                progress=_bar(),
            )
    except Conflict as error:
        said = in_words_of_pages(error)
        st.error(tr("**Nothing was published.** {said}", said=said), icon=":material/sync_problem:")
        st.button(tr("I have seen it: compare with the new version"), on_click=_look_again)
        return
    st.session_state[SEEN] = st.session_state[JUST_PUBLISHED] = done.version
    names = {agent.agent_id: agent.name for agent in judged.problem.agents}
    keep_messages(changes, names, why, done.version)
    st.rerun()


def _bar() -> Callable[[int, int], None]:
    """A bar of the simulated periods, which take nearly all of the time."""
    bar = st.empty()

    def shown(done: int, total: int) -> None:
        said = tr("{done} of {total} periods simulated", done=done, total=total)
        bar.progress(done / total, said)

    return shown


def _look_again() -> None:
    st.session_state[SEEN] = current_version(session.context())
