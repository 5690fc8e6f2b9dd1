"""What publishing a roster would change for whom, and whose edits it would undo."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from app.services.roster.check import CellChange
from app.services.roster.publishing.undone import Undone
from app.web import reads, session
from app.web.parts.roster.change_table import change_table, way_of
from app.web.parts.wording import days_of, local, plain, said_of
from app.web.reads import Judged
from data.model.language import tr, trn
from data.model.words import counted


def change_list(judged: Judged, version: int) -> None:
    """Changed cells against the newest version that covers any of the same days.

    Parameters
    ----------
    version
        Newest published version; 0 if none.
    """
    last, changes = reads.changes_since_published(session.url(), judged.saved.roster_id, version)
    if last is None:
        st.info(
            tr(
                "Nothing is published yet for {days_of}: this would be the first version.",
                days_of=days_of(judged.roster.first, judged.roster.days),
            ),
            icon=":material/fiber_new:",
        )
        return
    st.subheader(tr("What changes against version {version}", version=last.version), anchor=False)
    st.caption(
        tr(
            "Published for {days_of} by {who}.",
            days_of=days_of(last.first, last.days),
            who=plain(last.who),
        )
    )
    if not changes:
        st.success(tr("Nothing changes: the published roster is the same."))
        return
    people = trn("one person", "{n} people", len({change.agent_id for change in changes}))
    cells = trn("One cell", "{n} cells", len(changes))
    ways = Counter(way_of(change)[0] for change in changes)
    said = tr(", ").join(said_of(way, times) for way, times in ways.most_common())
    st.markdown(
        tr("**{cells} of {people}** change ({ways}).", cells=cells, people=people, ways=said)
    )
    _table(judged, changes)


def undone_list(judged: Judged, version: int) -> tuple[Undone, ...]:
    """Show the edits of others that publishing would undo: whose, when, why and what."""
    url, zone = session.url(), session.centre().zone
    who = session.context().who
    found = reads.undone_by(url, judged.saved.roster_id, version, who)
    for one in found:
        made = reads.saved_roster(url, one.roster_id).made_at
        edits = counted(len(one.changes), "edit")
        with st.container(border=True):
            st.markdown(
                tr(
                    ":orange[:material/undo:] **This would undo {edits} by {who}**, made "
                    "{local}, in force with version {version} ({roster_id})",
                    edits=edits,
                    who=plain(one.who),
                    local=local(made, zone),
                    version=one.version,
                    roster_id=plain(one.roster_id),
                )
                + (f": {plain(one.why)}" if one.why else ".")
            )
            _table(judged, one.changes)
    return found


def _table(judged: Judged, changes: Sequence[CellChange]) -> None:
    names = {agent.agent_id: agent.name for agent in judged.problem.agents}
    change_table(changes, names, tr("Published"), tr("New"))
