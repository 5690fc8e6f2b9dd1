"""What the case changes, and the end of it: saved, published, and written to those who change."""

from datetime import date

import streamlit as st

from app.services.day.floor import day_on_floor
from app.services.day.messages import Message, messages_of, told_and_away
from app.services.day.stand_in import Case, report_of
from app.services.roster.changes.reroster import save_rerostered
from app.services.roster.publishing.publish import current_version, publish_roster
from app.services.roster.publishing.undone import changes_since_published
from app.web import session
from app.web.pages.sick_and_surge.case import Begun
from app.web.parts import allowed
from app.web.parts.roster.change_table import seats_warning
from app.web.parts.roster.messages import is_withdrawn, message_list, send_panel
from app.web.parts.wording import day_short, in_words_of_pages, plain, said_of
from app.web.reads import Judged
from app.web.reads import judged as open_judged
from data.model.errors import PeakShiftError
from data.model.language import tr, trn
from rostering.evaluation.scorecard import cover_of
from rostering.rules.language.presence import FloorCount

DONE = "case_done"
"""Key of what was just published, with its messages, until somebody dismisses it."""


def finish(judged: Judged, begun: Begun, case: Case, day: date) -> None:
    """Say what the case comes to; publish it or save it."""
    if not begun:
        return
    st.subheader(tr("What that comes to"), anchor=False)
    st.markdown(_sums(case, day))
    names = {agent.agent_id: agent.name for agent in judged.problem.agents}
    for edit, _ in begun.taken.values():
        now = case.before.by_cell.get((edit.agent_id, edit.day), ())
        was = " + ".join(shift.code for shift in now) or tr("day off")
        becomes = edit.shift.code if edit.shift else tr("day off")
        name = plain(names.get(edit.agent_id, edit.agent_id))
        st.markdown(
            "- " + said_of(tr(", ").join((name, day_short(edit.day))), f"{was} → **{becomes}**")
        )
    broken = case.card.hard_violations
    for violation in case.card.violations[:broken][:5]:
        st.markdown(f":red[:material/close:] {plain(violation.sentence)}")
    seats_warning(case.problem, case.roster, case.before)
    key = f"why_{judged.saved.roster_id}_{len(begun.absent)}_{len(begun.surges)}"
    with st.form("finish_case"):
        why = st.text_input(
            tr("Reason (everybody will see it)"), _reason(begun, day), key=key
        ).strip()
        accept = bool(broken) and st.checkbox(
            trn("Accept one broken hard rule", "Accept {n} broken hard rules", broken)
        )
        with st.container(horizontal=True):
            publishes = allowed.submit(
                tr("Publish now"), "publish_roster", type="primary", icon=":material/campaign:"
            )
            saves = allowed.submit(tr("Only save it"), "save_rerostered", icon=":material/save:")
    if not (publishes or saves):
        return
    if not why:
        st.warning(tr("Give a reason: it stands beside the roster for good."))
    elif publishes and broken and not accept:
        st.warning(tr("A hard rule would be broken: take somebody else, or accept it above."))
    else:
        _carry_out(judged, begun, case, why, publish=publishes, accept=accept)


def _sums(case: Case, day: date) -> str:
    """Hours short on the day as planned, if nobody helps, and as it is now."""
    met = cover_of(case.planned, FloorCount.of(case.planned, case.before))
    planned = day_on_floor(case.planned, met, day).short_hours
    alone = day_on_floor(case.problem, case.open_card.cover, day).short_hours
    now = day_on_floor(case.problem, case.card.cover, day).short_hours
    return tr(
        "{day}: **{now} h short**; {alone} h if nobody helped, {planned} h as planned before.",
        day=day_short(day),
        now=f"{now:,.1f}",
        alone=f"{alone:,.1f}",
        planned=f"{planned:,.1f}",
    )


def _reason(begun: Begun, day: date) -> str:
    """Who is sick is nobody's business but the manager's: how many is enough."""
    out = len(begun.absent)
    parts = [trn("somebody is out on {day}", "{n} people are out on {day}", out,
                 day=day_short(day))] if out else []  # fmt: skip
    parts += [begun.storm] if begun.storm else []
    return tr("; ").join(parts) or tr("help on {day}", day=day_short(day))


def _carry_out(
    judged: Judged, begun: Begun, case: Case, why: str, *, publish: bool, accept: bool
) -> None:
    context = session.context()
    seen = current_version(context)
    with st.spinner(tr("Saving it"), show_time=True):
        report = report_of(case)
        saved = save_rerostered(context, report, why)
    begun.clear()
    session.choose(session.HOLE, "")
    session.choose_roster(saved.roster_id)
    version, trouble, changes = 0, "", case.changes
    if publish:
        # What is published is the whole roster: who only changes in what it was changed from, too.
        before, since = changes_since_published(context, saved.roster_id)
        changes = since if before else changes
        try:
            with st.spinner(
                tr("Checking every rule, simulating the service, publishing"), show_time=True
            ):
                version = publish_roster(
                    context, saved.roster_id, why, expected_version=seen, accept_violations=accept
                ).version
        except PeakShiftError as error:  # what was saved stays, and the page says where
            trouble = in_words_of_pages(error)
    names = {agent.agent_id: agent.name for agent in judged.problem.agents}
    told, _ = told_and_away(changes, (*session.staff().leave, *report.disruption.absent))
    texts = messages_of(told, names, context.who, why, version)
    session.unsaved()[DONE] = (saved.roster_id, version, trouble, texts)
    open_judged(session.url(), saved.roster_id, report.found.after)
    st.rerun()


def just_done() -> None:
    """What was published or saved last, with the text for everybody who changes."""
    done: tuple[str, int, str, tuple[Message, ...]] | None = session.unsaved().get(DONE)
    if done is None:
        return
    roster_id, version, trouble, texts = done
    if version and is_withdrawn(version):
        session.unsaved().pop(DONE)
        return
    with st.container(border=True):
        if version:
            st.success(
                tr("**Version {version} is published.** It never changes again.", version=version),
                icon=":material/check_circle:",
            )
        elif trouble:
            st.error(
                tr("**Saved as {roster}, but not published.** {trouble}", roster=plain(roster_id),
                   trouble=trouble),
                icon=":material/sync_problem:",
            )  # fmt: skip
        else:
            said = tr("Saved as {roster}; nothing is published.", roster=plain(roster_id))
            st.success(said, icon=":material/save:")
        message_list(texts)
        send_panel(texts, version)
        if st.button(tr("Done"), icon=":material/check:"):
            session.unsaved().pop(DONE)
            st.rerun()
