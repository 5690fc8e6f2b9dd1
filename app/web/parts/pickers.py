"""Choosing queues and saved versions; what was chosen stays chosen from page to page."""

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from app.services.context import today_of
from app.services.roster.publishing.states import roster_states
from app.web import session
from app.web.parts.charts.cover import ALL
from app.web.parts.wording import (
    day_short,
    days_of,
    local,
    nothing_yet,
    plain,
    short_basis,
)
from data.model.language import tr
from data.model.publication import Publication, in_force
from data.model.result import BROKEN
from data.store import documents
from data.store.versions import ForecastSummary, RequirementSummary, RosterSummary


def pick_queue(queue_ids: tuple[str, ...], *, every: bool = False) -> str:
    """One of the queues, shown by name; what was chosen stays chosen on every page.

    Parameters
    ----------
    every
        Whether all of them together can be chosen too, which is `ALL`.
    """
    names = {
        q.queue_id: q.name
        for q in session.context().store.load(documents.QUEUES)
        if q.queue_id in queue_ids
    }
    options = ([ALL] if every else []) + list(names)
    chosen = session.chosen(session.QUEUE)
    shown = chosen if chosen in options else options[0]
    picked = st.pills(
        tr("Queue"),
        options,
        default=shown,
        required=True,
        format_func=lambda queue_id: plain(names.get(queue_id) or tr(queue_id)),
    )
    if picked and picked != shown:
        session.choose(session.QUEUE, "" if picked == ALL else str(picked))
    return str(picked or shown)


def pick_day(days: Sequence[date]) -> date:
    """One of some days: the one that this session works with, or today on the centre's clock."""
    shown = session.chosen_day(days)
    if st.session_state.get("day_shown") != shown:
        st.session_state["day_shown"] = shown

    def chosen_anew() -> None:
        session.choose(session.DAY, st.session_state["day_shown"].isoformat())

    picked: date = st.selectbox(
        tr("Day"), days, format_func=day_short, key="day_shown", on_change=chosen_anew
    )
    return picked


def pick_forecast(listed: Sequence[ForecastSummary], queue_id: str) -> str:
    """A version of a queue's forecast, the newest first."""
    zone = session.centre().zone
    mine = {f.version_id: f for f in listed if f.queue_id == queue_id}

    def says(version_id: str) -> str:
        found = mine[version_id]
        return f"{local(found.made_at, zone)} · {days_of(found.first, found.days)} · {version_id}"

    return _pick_newest(tr("Version"), list(mine), says, VERSION)


VERSION, REQUIREMENT = "version_shown", "requirement_shown"
"""Keys of these boxes."""


def follow_newest(box: str) -> None:
    """Whoever has one made looks at it as soon as it is there, whatever they look at now."""
    st.session_state[f"{box}_follow"] = True


def _pick_newest(label: str, ids: list[str], says: Callable[[str], str], key: str) -> str:
    """One of some, newest first: who looks at the newest follows it, who chose another stays."""
    newest, shown = f"{key}_newest", st.session_state.get(key)
    follows = st.session_state.pop(f"{key}_follow", False)
    follows = follows or shown not in ids or shown == st.session_state.get(newest)
    if follows and shown != ids[0]:  # setting it anew undoes what a form has not sent yet
        st.session_state[key] = ids[0]
    st.session_state[newest] = ids[0]
    return str(st.selectbox(label, ids, format_func=says, key=key))


def pick_requirement(listed: Sequence[RequirementSummary], label: str = "") -> str:
    """A saved requirement, the newest first."""
    found = {r.requirement_id: r for r in listed}

    def says(requirement_id: str) -> str:
        r = found[requirement_id]
        return f"{days_of(r.first, r.days)} · {short_basis(r.basis)} · {requirement_id}"

    return _pick_newest(label or tr("Staffing need"), list(found), says, REQUIREMENT)


def pick_week(days: Sequence[date]) -> date:
    """First day of one of the weeks, Monday to Sunday, that some days touch; first this week."""
    firsts = [day for day in days if day == days[0] or day.weekday() == 0]
    if len(firsts) == 1:
        return firsts[0]  # a slider needs two ends
    now = max(day for day in firsts if day <= session.chosen_day(days))
    chosen: date = st.select_slider(tr("Week from"), firsts, now, format_func=day_short)
    return chosen


ARCHIVE = "show_archived"
"""Session key: whether lists show archived rosters too."""


def rosters_to_choose(*, unsolved: bool = False) -> tuple[RosterSummary, ...]:
    """Saved rosters out of the archive, and the chosen one, newest first; or what to do first.

    Parameters
    ----------
    unsolved
        Whether those of solves that ended without a roster count too.
    """
    chosen = session.chosen_roster()
    every = session.context().store.list_rosters()
    found = tuple(
        one
        for one in every
        if (unsolved or one.first is not None)
        and (not one.label.archived or one.roster_id == chosen or st.session_state.get(ARCHIVE))
    )
    if not found and not unsolved:
        nothing_yet(
            tr("No roster yet"),
            tr("This page shows what a roster does; build one first."),
            page="roster",
            label=tr("Build a roster"),
        )
    return found


def pick_roster(listed: Sequence[RosterSummary]) -> str:
    """The roster that this session works with, the same on every page, or another one."""
    found = {r.roster_id: r for r in listed}
    chosen = session.chosen_roster()
    published = session.context().store.load_publications()
    if chosen not in found:
        usual = usual_roster(listed, published)
        if chosen:
            st.info(
                tr(
                    "Roster {chosen} cannot be shown here: it holds no shifts, or is not "
                    "in this database. This is {usual}.",
                    chosen=plain(chosen),
                    usual=plain(usual),
                ),
                icon=":material/info:",
            )
        chosen = usual
    session.choose_roster(chosen)
    st.session_state["roster_id"] = chosen
    zone, states = session.centre().zone, roster_states(published)
    st.selectbox(
        tr("Roster"),
        list(found),
        format_func=lambda i: roster_line(found[i], zone, states.get(i, "")),
        key="roster_id",
        on_change=_chosen_anew,
    )
    return chosen


def _chosen_anew() -> None:
    session.choose_roster(st.session_state["roster_id"])


def usual_roster(listed: Sequence[RosterSummary], published: Sequence[Publication]) -> str:
    """The roster that a session begins with, never another person's draft where it can be helped.

    The one with changes that this person has not saved yet; else this person's newest, unless
    something was published since; else what is in force today or was published last;
    else the newest of anybody.
    """
    solved = [r for r in listed if r.first is not None] or list(listed)
    known = {r.roster_id for r in solved}
    begun = [roster_id for roster_id in session.drafts_begun() if roster_id in known]
    if begun:
        st.toast(tr("Your draft is here again."), icon=":material/edit_calendar:")
        return begun[0]
    kept = [p for p in reversed(in_force(published)) if p.roster_id in known]
    today = today_of(session.context())
    last = next((p for p in kept if p.first <= today <= p.last), next(iter(kept), None))
    mine = next((r for r in solved if r.made_by == session.context().who), None)
    if mine and (last is None or mine.made_at > last.at):
        return mine.roster_id
    return last.roster_id if last else (mine or solved[0]).roster_id


def running_roster(listed: Sequence[RosterSummary]) -> str:
    """The published roster by which people work today; empty where there is none."""
    today, known = today_of(session.context()), {one.roster_id for one in listed}
    published = in_force(session.context().store.load_publications())
    by = (p.roster_id for p in reversed(published) if p.first <= today <= p.last)
    return next((roster_id for roster_id in by if roster_id in known), "")


def _origin(found: RosterSummary) -> str:
    if found.status == BROKEN:
        return tr("breaks hard rules")
    return tr("edited") if found.parent_id else "" if found.first else tr(found.status)


def roster_line(found: RosterSummary, zone: str, state: str = "") -> str:
    """A saved roster in one line.

    Parameters
    ----------
    state
        What was published of it; a draft where empty.
    """
    what = days_of(found.first, found.days) if found.first and found.days else tr("no roster")
    who = session.context().who
    whose = tr("mine") if found.made_by == who else tr("by {made_by}", made_by=found.made_by)
    archived = tr("archived") if found.label.archived else ""
    parts = (
        found.label.name,
        what,
        state or tr("draft"),
        whose,
        archived,
        _origin(found),
        local(found.made_at, zone),
        found.roster_id,
    )
    return " · ".join(part for part in parts if part)
