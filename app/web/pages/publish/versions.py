"""Every published version: what became of it, its proof and files; again, or withdrawn."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from app.services.roster.check import diff_rosters
from app.services.roster.publishing.publish import roll_back, withdraw
from app.services.roster.publishing.states import version_states, what_became
from app.web import reads, session
from app.web.pages.publish.proof import proof_view
from app.web.parts import allowed
from app.web.parts.files import roster_downloads
from app.web.parts.roster.messages import keep_messages
from app.web.parts.wording import DASH, days_of, ended, local, plain, span
from data.model.language import tr
from data.model.publication import Publication, in_force
from data.model.words import counted

SEEN = "seen_version"
"""Session key: the newest version that this person has seen."""
JUST_DONE = "just_done"
"""Session key: what was just taken back or published again, as a sentence."""


def version_history(published: tuple[Publication, ...]) -> None:
    """Table of versions, then one of them in full."""
    st.subheader(tr("Published versions"), anchor=False)
    if not published:
        st.caption(tr("None yet."))
        return
    zone, states = session.centre().zone, version_states(published)
    became = what_became(published)
    newest = published[::-1]
    rows = [_row(p, zone, became[p.version]) for p in newest]
    st.dataframe(pd.DataFrame(rows), hide_index=True)
    with st.container(border=True):
        opens = next((i for i, p in enumerate(newest) if states[p.version] == "in force"), 0)
        chosen = st.selectbox(
            tr("Version"),
            newest,
            opens,
            format_func=lambda p: tr(
                "version {version}: {days_of}, {became}",
                version=p.version,
                days_of=days_of(p.first, p.days),
                became=became[p.version],
            ),
            width=560,
        )
        if chosen.withdraws:
            st.info(
                tr(
                    "{who} withdrew version {withdraws} on {local}: {why}",
                    who=plain(chosen.who),
                    withdraws=chosen.withdraws,
                    local=local(chosen.at, zone),
                    why=plain(chosen.why),
                ),
                icon=":material/undo:",
            )
            return
        roster_downloads(chosen.roster_id, f"roster-v{chosen.version}")
        proof_view(chosen)
        _again_or_withdrawn(chosen, published, states[chosen.version])


def _row(found: Publication, zone: str, became: str) -> dict[str, object]:
    broken = found.proof.get("hard_violations")
    return {
        tr("Version"): found.version,
        tr("State"): became,
        tr("Days"): days_of(found.first, found.days),
        tr("Who"): found.who,
        tr("When"): local(found.at, zone),
        tr("Why"): found.why,
        tr("Hard rules broken"): DASH if broken is None else str(broken),
        tr("Roster"): found.roster_id,
    }


def _again_or_withdrawn(
    chosen: Publication, published: tuple[Publication, ...], state: str
) -> None:
    """Ask for a reason to publish a version again, or to take it back; say what that does."""
    with st.expander(tr("Take this version back, or publish it again"), icon=":material/undo:"):
        again, gone = state != "in force", state != "withdrawn"
        if again:
            st.caption(_change_of(chosen, published[-1].version))
        if gone:
            st.caption(
                tr("If it is withdrawn, {falls_back}", falls_back=_falls_back(chosen, published))
            )
        with st.form(f"take_back_{chosen.version}", border=False):
            why = st.text_input(tr("Reason (everybody will see it)")).strip()
            with st.container(horizontal=True):
                rolls_back = again and allowed.submit(
                    tr("Publish version {version} again", version=chosen.version),
                    "roll_back",
                    icon=":material/history:",
                )
                withdraws = gone and allowed.submit(
                    tr("Withdraw version {version}", version=chosen.version),
                    "withdraw",
                    icon=":material/delete_forever:",
                )
    if (rolls_back or withdraws) and not why:
        st.warning(tr("Give a reason: it stands beside the version for good."))
    elif rolls_back:
        _roll_back(chosen, why)
    elif withdraws:
        _withdraw(chosen, published, why)


def _roll_back(chosen: Publication, why: str) -> None:
    done, changes = roll_back(
        session.context(), chosen.version, why, expected_version=st.session_state[SEEN]
    )
    keep_messages(changes, _names(chosen), why, done.version)
    _done(
        done,
        tr(
            "Version {version} is in force again, as version {version2}; {changes} cells changed.",
            version=chosen.version,
            version2=done.version,
            changes=len(changes),
        ),
    )


def _withdraw(chosen: Publication, published: tuple[Publication, ...], why: str) -> None:
    sentence = tr(
        "Version {version} is withdrawn: {falls_back}",
        version=chosen.version,
        falls_back=_falls_back(chosen, published),
    )
    done, plan = withdraw(
        session.context(), chosen.version, why, expected_version=st.session_state[SEEN]
    )
    withdrawn = reads.saved_roster(session.url(), chosen.roster_id)
    before, need = withdrawn.result.roster, withdrawn.problem.requirement.requirement_id
    newest = session.context().store.list_requirements()
    others = {saved.problem.requirement.requirement_id for saved in plan.saved}
    if newest and newest[0].requirement_id == need and need not in others:
        stays = tr(
            "The staffing need that was worked out for it stays the newest: work it out anew if "
            "that no longer holds, after a storm that did not come, say."
        )
        sentence = f"{sentence} {stays}"
    if before is not None and plan.by_day:
        back = tuple(c for c in diff_rosters(before, plan.roster) if c.day in plan.by_day)
        keep_messages(back, _names(chosen), why, done.version)
    _done(done, sentence)


def _names(chosen: Publication) -> dict[str, str]:
    problem = reads.saved_roster(session.url(), chosen.roster_id).problem
    return {agent.agent_id: agent.name for agent in problem.agents}


def _done(done: Publication, sentence: str) -> None:
    st.session_state[SEEN] = done.version
    st.session_state[JUST_DONE] = sentence
    st.rerun()


def _change_of(chosen: Publication, newest: int) -> str:
    last, changes = reads.changes_since_published(session.url(), chosen.roster_id, newest)
    if last is None:
        return tr(
            "Published again, it plans {days_of}, now unplanned.",
            days_of=days_of(chosen.first, chosen.days),
        )
    people = len({change.agent_id for change in changes})
    return tr(
        "Published again, it changes {changes} cells of {people} people against version {version}.",
        changes=len(changes),
        people=people,
        version=last.version,
    )


def _falls_back(chosen: Publication, published: tuple[Publication, ...]) -> str:
    """What plans the days of a version once it is withdrawn."""
    others = [p for p in in_force(published) if p.version != chosen.version]
    by_day = {
        day: next((p.version for p in reversed(others) if p.overlaps(day, 1)), 0)
        for day in (chosen.first + timedelta(days=i) for i in range(chosen.days))
    }
    said = []
    for version in sorted(set(by_day.values()), reverse=True):
        days = [day for day, planned in by_day.items() if planned == version]
        which = (
            f"{counted(len(days), 'day')} ({span(days[0], days[-1])})"
            if len(days) < chosen.days
            else tr("its days")
        )
        said.append(
            tr("version {version} plans {which}", version=version, which=which)
            if version
            else tr("nothing plans {which}", which=which)
        )
    return ended(tr(" and ").join(said))
