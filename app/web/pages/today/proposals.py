"""What would help today: proposed, ticked, taken, undone; how yesterday's went; the shift log."""

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from app.services.day.proposals.effects import seats_lacking_after
from app.services.day.proposals.log import shift_log, shift_log_csv
from app.services.day.proposals.outcome import Scored, outcomes_of
from app.services.day.proposals.take import (
    day_log,
    note_shift,
    proposal_named,
    take_actions,
    undo_actions,
    waiting_of,
)
from app.services.jobs.of_day import ProposeOrder
from app.services.roster.publishing.approval import alone_refusal
from app.web import jobs, session
from app.web.pages.today.overflow import overflow_view
from app.web.pages.today.prospect import prospect
from app.web.parts import allowed
from app.web.parts.cached import cached
from app.web.parts.files import in_this_language
from app.web.parts.roster.change_table import say_seats
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import day_short, in_words_of_pages, local, plain, shown_errors
from app.web.session import shared_context
from data.model.day.proposals import KINDS, Action, ActionKind, DayLog, Effect, Proposal, Taken
from data.model.language import phrase, tr, trn
from data.model.shift import clock_text

TITLES: Mapping[ActionKind, str] = {
    "break": phrase("Breaks to move"),
    "activity": phrase("Activities to move"),
    "drop_activity": phrase("Activities to put off"),
    "time_off": phrase("Voluntary time off"),
    "stay": phrase("Overtime: stay longer"),
    "start_early": phrase("Overtime: begin earlier"),
    "call_in": phrase("People to call in"),
    "skill": phrase("People who help another queue"),
}
_BACK = 7
"""Days back that are looked through for taken actions that a morning scores."""


def proposals_view(today: date) -> None:
    """Draw what would help today, how the last day's actions went, and the shift log."""
    st.subheader(tr("What would help today?"), anchor=False)
    log = day_log(session.context(), today)
    with shown_errors():
        _ask()
        _newest(log)
        _taken(log)
    _last_scored(today)
    _log(today)
    overflow_view()


def _ask() -> None:
    """The button that looks for actions, and the search while it runs."""
    if run_panel("propose", _found):
        return
    label = tr("Look for what would help")
    icon = ":material/tips_and_updates:"
    if allowed.button(label, "propose_actions", type="primary", icon=icon):
        jobs.dismiss_kind("propose")
        jobs.start(ProposeOrder())
        st.rerun()


def _found(proposal: Proposal) -> None:
    """The search ended; what it found stands below."""
    st.markdown(
        trn("**{n} action found.**", "**{n} actions found.**", len(proposal.actions))
        if proposal.actions
        else tr("**Nothing to do was found.**")
    )


def _newest(log: DayLog) -> None:
    if not log.proposals:
        st.caption(
            tr(
                "Looks for the cheapest way to answer today's callers in time: breaks and "
                "activities that could lie elsewhere, time off where too many are there, overtime, "
                "people to call in. Nothing changes until somebody takes it."
            )
        )
        return
    proposal = proposal_named(session.context(), log.proposals[-1])
    zone = session.centre().zone
    st.caption(
        tr(
            "{proposal}, made at {at} by {who} for the time from {start} on",
            proposal=proposal.proposal_id,
            at=local(proposal.made_at, zone),
            who=plain(proposal.made_by),
            start=clock_text(proposal.from_min),
        )
    )
    prospect(proposal)
    if (waiting := waiting_of(session.context(), proposal)) is not None:
        _second_person(proposal, waiting)
    gone = {n for one in log.taken if one.proposal_id == proposal.proposal_id and not one.undone_by
            for n in one.numbers}  # fmt: skip
    left = [action for action in proposal.actions if action.number not in gone]
    if left:
        numbers = tuple(action.number for action in left)
        say_seats(seats_lacking_after(session.context(), proposal, numbers), changed=True)
        _choose(proposal, left)


def _second_person(proposal: Proposal, waiting: Taken) -> None:
    """What somebody wants to take, for a second person to publish."""
    said = trn(
        "{who} wants to take {n} action: a second person publishes it.",
        "{who} wants to take {n} actions: a second person publishes them.",
        len(waiting.numbers), who=plain(waiting.who),
    )  # fmt: skip
    if waiting.why:
        said += " " + tr("Because: {why}", why=plain(waiting.why))
    with st.container(border=True):
        st.markdown(f":material/approval: {said}")
        sentences = [a.sentence for a in proposal.actions if a.number in waiting.numbers]
        with st.expander(tr("Which ones")):
            st.markdown("\n".join(f"- {plain(one)}" for one in sentences))
        why_not = alone_refusal(session.context(), waiting.roster_id)
        if why_not:
            st.caption(in_words_of_pages(why_not))
        label = tr("Withdraw") if why_not else tr("Refuse")
        with st.form("second", border=False):
            why = st.text_input(tr("Reason"), key="why_second")
            with st.container(horizontal=True):
                agreed = not why_not and allowed.submit(
                    tr("Agree and publish them"), "take_actions", type="primary",
                    icon=":material/task_alt:",
                )  # fmt: skip
                gone = allowed.submit(label, "undo_actions", icon=":material/undo:")
        if agreed:
            _take(proposal, waiting.numbers, waiting.why)
        elif gone:
            _undo(proposal.proposal_id, why)


def _choose(proposal: Proposal, left: list[Action]) -> None:
    """Tick boxes by kind, a reason, and one button."""
    with st.form(f"take_{proposal.proposal_id}_{len(left)}", border=True):
        chosen: list[int] = []
        for kind in KINDS:
            mine = [action for action in left if action.kind == kind]
            if mine:
                chosen += _of_kind(proposal, kind, mine)
        why = st.text_input(tr("Reason"), key=f"why_{proposal.proposal_id}")
        label = tr("Take the ticked ones and publish")
        if allowed.submit(label, "take_actions", type="primary", icon=":material/task_alt:"):
            _take(proposal, tuple(chosen), why)


def _of_kind(proposal: Proposal, kind: ActionKind, mine: list[Action]) -> list[int]:
    gain = next((one.gain for one in proposal.by_kind if one.kind == kind), None)
    cost = sum(action.cost_cents for action in mine) / 100
    said = tr("**{title}**, {cost:,.0f} altogether", title=tr(TITLES[kind]), cost=cost)
    if gain is not None:
        said += " · " + tr("answered in time: {gain}", gain=more_in_time(gain))
    st.markdown(said)
    frame = pd.DataFrame(
        {
            tr("Take"): [True] * len(mine),
            tr("What"): [action.sentence for action in mine],
            tr("Cost"): [action.cost_cents / 100 for action in mine],
            tr("Missing hours filled"): [action.filled_hours for action in mine],
            tr("More answered in time"): [more_in_time(action.effect) for action in mine],
            tr("Also charged"): [tr("; ").join(action.charged) for action in mine],
        }
    )
    if not any(action.charged for action in mine):
        frame = frame.drop(columns=tr("Also charged"))
    if not any(action.effect for action in mine):
        frame = frame.drop(columns=tr("More answered in time"))
    edited = st.data_editor(
        frame,
        hide_index=True,
        disabled=[name for name in frame.columns if name != tr("Take")],
        key=f"ticks_{proposal.proposal_id}_{kind}_{len(mine)}",
        column_config={tr("Cost"): st.column_config.NumberColumn(format="%.2f")},
    )
    ticked = edited[tr("Take")].tolist()
    return [action.number for action, wanted in zip(mine, ticked, strict=True) if wanted]


def more_in_time(effect: Effect | None) -> str:
    """`+1.2 % (0.8 to 1.6)` of all callers."""
    if effect is None:
        return ""
    return tr(
        "{mean:+.1f} % ({low:.1f} to {high:.1f})",
        mean=round(100 * effect.mean, 1) + 0.0, low=round(100 * effect.low, 1) + 0.0,
        high=round(100 * effect.high, 1) + 0.0,
    )  # fmt: skip


def _take(proposal: Proposal, numbers: tuple[int, ...], why: str) -> None:
    if not numbers:
        st.warning(tr("Tick what you want to take."), icon=":material/check_box:")
        return
    with shown_errors(), st.spinner(tr("Checking, simulating, publishing")):
        taken = take_actions(session.context(), proposal.proposal_id, numbers, why)
        if taken.waits:
            st.toast(in_words_of_pages(taken.waits), icon=":material/approval:")
            st.rerun()
        said = trn("{n} action taken", "{n} actions taken", len(taken.numbers))
        if taken.version:
            said = tr("{said}: version {version}", said=said, version=taken.version)
        st.toast(said, icon=":material/task_alt:")
        st.rerun()


def _taken(log: DayLog) -> None:
    """What was taken today, each undone by one click."""
    for number, one in enumerate(log.taken):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(_taken_text(one))
            last = not any(
                later.proposal_id == one.proposal_id and not later.undone_by
                for later in log.taken[number + 1 :]
            )
            if one.undone_by or not last:
                continue
            icon, key = ":material/undo:", f"undo_{number}"
            if allowed.button(tr("Undo"), "undo_actions", key=key, icon=icon):
                _undo(one.proposal_id)


def _undo(proposal_id: str, why: str = "") -> None:
    with shown_errors():
        undo_actions(session.context(), proposal_id, why)
        st.rerun()


def _taken_text(one: Taken) -> str:
    said = tr(
        "{at}: {who} took {actions} of {proposal}",
        at=local(one.at, session.centre().zone), who=plain(one.who),
        actions=trn("{n} action", "{n} actions", len(one.numbers)), proposal=one.proposal_id,
    )  # fmt: skip
    if one.version:
        said = tr("{said} (version {version})", said=said, version=one.version)
    if one.why:
        said = tr("{said}, because: {why}", said=said, why=plain(one.why))
    if not one.undone_by:
        return said
    who = plain(one.undone_by)
    if one.waits:
        return tr("~~{said}~~ withdrawn by {who}", said=said, who=who)
    return tr("~~{said}~~ undone by {who}", said=said, who=who)


@cached(phrase("Playing the day that came"), 8)
def _outcomes(url: str, day: date, known_by: str) -> tuple[Scored, ...]:
    """Scores of a day, until anything of it changes."""
    return outcomes_of(shared_context(url), day)


def _last_scored(today: date) -> None:
    """What the last day's actions expected and did, where any were taken."""
    context = session.context()
    days = (today - timedelta(days=n) for n in range(1, _BACK + 1))
    day = next((d for d in days if any(not t.undone_by for t in day_log(context, d).taken)), None)
    if day is None:
        return
    title = tr("What the actions of {day} did for callers", day=day_short(day))
    with st.expander(title, icon=":material/scoreboard:"):
        url = session.url()
        known_by = f"{len(day_log(context, day).taken)} {context.clock():%Y%m%d%H}"
        for scored in _outcomes(url, day, known_by):
            st.markdown(_taken_text(scored.taken))
            if scored.why_not:
                st.caption(in_words_of_pages(scored.why_not))
            elif scored.outcomes:
                names = session.queue_names()
                rows = [
                    {
                        tr("Queue"): names.get(one.queue_id, one.queue_id),
                        tr("Contacts that came"): one.came,
                        tr("Expected: more in time"): more_in_time(one.expected),
                        tr("Real: more in time"): more_in_time(one.real),
                    }
                    for one in scored.outcomes
                ]
                st.dataframe(pd.DataFrame(rows), hide_index=True)


def _log(today: date) -> None:
    """Who did what, when and why; a note of one's own; the whole as a file."""
    with st.expander(tr("Shift log"), icon=":material/history_edu:"):
        day = st.date_input(tr("Day"), today, max_value=today, key="log_day")
        context = session.context()
        lines = shift_log(context, day)
        if lines:
            rows = [
                {
                    tr("Time"): f"{line.at:%H:%M}",
                    tr("Who"): line.who,
                    tr("What"): line.what,
                    tr("Why"): line.why,
                }
                for line in lines
            ]
            st.dataframe(pd.DataFrame(rows), hide_index=True)
            st.download_button(
                tr("Download as CSV"),
                in_this_language(lambda: shift_log_csv(context, day)),
                f"shift-log-{day}.csv",
                "text/csv",
                icon=":material/download:",
            )
        else:
            st.caption(tr("Nothing was done on {day} yet.", day=day_short(day)))
        with st.form("note", clear_on_submit=True, border=False):
            text = st.text_input(tr("Note for the next shift"))
            if allowed.submit(tr("Note it"), "note_shift") and text:
                with shown_errors():
                    note_shift(context, text, day)
                    st.rerun()
