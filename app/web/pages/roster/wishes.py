"""Wishes of a roster: figures, every single one, and forms that add one or take one back."""

from collections.abc import Callable
from datetime import time
from typing import Literal

import pandas as pd
import streamlit as st

from app.services.centre import planning_of
from app.services.people.wishes import add_wish, remove_wishes, said, wishes_kept
from app.services.people.wishes_met import WishesOfAgent, WishesOfRoster, wishes_in
from app.web import reads, session
from app.web.parts import allowed
from app.web.parts.clock import minute_of
from app.web.parts.forms import given
from app.web.parts.wording import DASH, day_short, go, number, percent, said_of, shown_errors
from app.web.reads import Judged
from data.model.language import phrase, tr
from data.model.problem import RosterProblem
from data.model.staff import Staff, Wish

Want = Literal["off", "on"]
WANTS: dict[Want, str] = {
    "off": phrase("no shift that starts in the span (all day: a day off)"),
    "on": phrase("a shift that starts in the span (all day: to work)"),
}
WHY = phrase("Reason (stays in the audit trail)")


def wish_forms(problem: RosterProblem) -> None:
    """Show the forms, and what changed since the roster shown was built."""
    staff = session.staff()
    st.subheader(tr("Change wishes"), anchor=False)
    st.caption(
        tr(
            "The next build reads what is saved here; the roster above stays as "
            "it was built. Change a published roster on the page *Sick and "
            "surge*."
        )
        + _since(problem, staff)
    )
    names = {agent.agent_id: agent.name for agent in staff.agents}
    wish, unwish = st.tabs([tr("Add a wish"), tr("Take a wish back")])
    with wish:
        _wish(problem, names)
    with unwish:
        _unwish(names)
    go("people", tr("Enter leave or take it back"), people="leave")


def _since(problem: RosterProblem, staff: Staff) -> str:
    now, then = {*staff.wishes, *staff.leave}, {*problem.wishes, *problem.leave}
    if now == then:
        return ""
    return tr(
        " **Since this roster was built {now} wishes or leave were added and {then} taken back.**",
        now=len(now - then),
        then=len(then - now),
    )


def _wish(problem: RosterProblem, names: dict[str, str]) -> None:
    with st.form("add_wish", border=False):
        first, second = st.columns([2, 1]), st.columns([3, 1, 1, 1])
        agent_id = first[0].selectbox(
            tr("Agent"), names, format_func=_named(names), key="wish_agent"
        )
        day = first[1].date_input(tr("Day"), problem.first, key="wish_day")
        want = second[0].selectbox(
            tr("Wants"), WANTS, format_func=lambda want: tr(WANTS[want]), key="wish_want"
        )
        begin = second[1].time_input(tr("Starts from"), time(0, 0), step=1800, key="wish_from")
        end = second[2].time_input(tr("until"), time(23, 59), step=1800, key="wish_to")
        weight = second[3].number_input(
            tr("Weight"), 1, 5, 1, help=tr("1 mild, 5 strong."), key="wish_weight"
        )
        every = st.checkbox(tr("On every day, not on that day alone"), key="wish_every")
        why = st.text_input(tr(WHY), key="wish_why")
        asked = allowed.submit(
            tr("Add the wish"), "add_wish", [agent_id], type="primary", icon=":material/favorite:"
        )
    if asked and given(why):
        with shown_errors():
            wish = Wish(
                agent_id,
                None if every else day,
                want,
                minute_of(begin),
                minute_of(end),
                int(weight),
            )
            add_wish(session.context(), wish, why)
            _done(tr("{names} wishes {said}.", names=names[agent_id], said=said(wish)))


def _unwish(names: dict[str, str]) -> None:
    kept = wishes_kept(session.context())
    if not kept:
        st.info(tr("Nobody wishes anything."))
        return
    with st.form("remove_wish", border=False):
        wish = st.selectbox(
            tr("Wish"),
            kept,
            format_func=lambda w: said_of(_named(names)(w.agent_id), said(w)),
            key="wish_to_remove",
        )
        why = st.text_input(tr(WHY), key="unwish_why")
        asked = allowed.submit(
            tr("Take the wish back"),
            "remove_wishes",
            [wish.agent_id],
            icon=":material/heart_broken:",
        )
    if asked and given(why):
        with shown_errors():
            remove_wishes(session.context(), (wish,), why)
            _done(
                tr("{names} no longer wishes {said}.", names=names[wish.agent_id], said=said(wish))
            )


def _named(names: dict[str, str]) -> Callable[[str], str]:
    return lambda agent_id: f"{names.get(agent_id, '')} ({agent_id})"


def _done(says: str) -> None:
    st.toast(says)
    st.rerun()


REFUSED, ALL = phrase("Refused"), phrase("All")
HEIGHT_PX = 460


def wishes_view(judged: Judged) -> None:
    """Figures, a line for each agent, every single wish, and forms to change what is wished."""
    before = reads.wished_before(session.url(), judged.problem.first)
    found = wishes_in(judged.problem, judged.roster, before)
    if found.asking:
        _figures(found)
        left, right = st.columns([5, 4], gap="medium")
        with left:
            _agents(found)
        with right:
            _single(found)
    else:
        st.info(
            tr("Nobody wishes anything in the weeks of this roster."), icon=":material/favorite:"
        )
    wish_forms(judged.problem)


def _back_days() -> int:
    return planning_of(session.context()).wishes_back_days


def _figures(found: WishesOfRoster) -> None:
    all_ = found.everybody
    stakes = [agent.at_stake for agent in found.asking]
    shares = [agent.granted_share or 0.0 for agent in found.asking]
    cells = (
        (
            tr("Wishes"),
            number(all_.asked),
            tr("Of {asking} people; each day counts.", asking=len(found.asking)),
        ),
        (tr("Granted"), percent(all_.granted_share), tr("Of all wishes of this roster.")),
        (
            tr("Refused"),
            number(all_.refused),
            tr(
                "In the {back_days} days before: {refused}",
                back_days=_back_days(),
                refused=all_.before.refused,
            ),
        ),
        (
            tr("Granted: least to most"),
            f"{percent(min(shares), 0)} {DASH} {percent(max(shares), 0)}",
            tr("Of one person's wishes, over those who wish."),
        ),
        (
            tr("At stake"),
            f"{min(stakes)} {DASH} {max(stakes)}",
            tr("Cost if all wishes of one person were refused, least to most."),
        ),
        (tr("Charged"), number(all_.charged), tr("What refusals add to the cost of this roster.")),
    )
    for column, (label, value, says) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(label, value, help=says)


def _agents(found: WishesOfRoster) -> None:
    ordered = sorted(
        found.agents, key=lambda a: (-a.refused, -a.before.refused, a.name, a.agent_id)
    )
    st.dataframe(
        pd.DataFrame([_line(agent) for agent in ordered]),
        hide_index=True,
        height=HEIGHT_PX,
        column_config={
            tr("Agent"): st.column_config.TextColumn(width=170),
            tr("Share"): st.column_config.ProgressColumn(
                format="%.0f%%", min_value=0, max_value=100, width=100, help=tr("Granted of asked.")
            ),
            tr("Before"): st.column_config.NumberColumn(
                help=tr(
                    "Refused in the published rosters of the {back_days} days before this one.",
                    back_days=_back_days(),
                )
            ),
            tr("At stake"): st.column_config.NumberColumn(
                help=tr("Cost if all were refused, by weight alone.")
            ),
            tr("Charged"): st.column_config.NumberColumn(
                help=tr(
                    "Cost of the refusals: weights, and more from some refusals of one person on."
                )
            ),
        },
    )
    st.caption(
        tr(
            "A wish for every day counts on each day, and is granted on days "
            "off. *Before*: refused as the published rosters had it; of wishes "
            "that were never in one nothing is known. The rule *Wishes* says how "
            "much everybody's weigh and from which refusal on further ones count "
            "more."
        )
    )


def _line(agent: WishesOfAgent) -> dict[str, object]:
    return {
        tr("Agent"): f"{agent.name} ({agent.agent_id})",
        tr("Asked"): agent.asked,
        tr("Granted"): agent.granted,
        tr("Refused"): agent.refused,
        tr("Before"): agent.before.refused,
        tr("Share"): None if agent.granted_share is None else 100 * agent.granted_share,
        tr("At stake"): agent.at_stake,
        tr("Charged"): agent.charged,
    }


def _single(found: WishesOfRoster) -> None:
    chosen = st.segmented_control(
        tr("Single wishes"),
        [REFUSED, ALL],
        format_func=tr,
        default=REFUSED,
        required=True,
        key="wishes_shown",
    )
    shown = found.only(refused=chosen == REFUSED).wishes
    if not shown:
        st.success(tr("Every wish of this roster is granted."))
        return
    names = {agent.agent_id: agent.name for agent in found.agents}
    rows = pd.DataFrame(
        [
            {
                tr("Agent"): names[outcome.agent_id],
                tr("Day"): day_short(outcome.day),
                tr("Outcome"): "granted" if outcome.granted else "refused",
                tr("Charged"): outcome.charged,
                tr("Wish"): outcome.wish.what + ("" if outcome.wish.day else tr(" (every day)")),
            }
            for outcome in shown
        ]
    )
    hidden = [tr("Outcome")] if chosen == REFUSED else []
    st.dataframe(
        rows.drop(columns=hidden),
        hide_index=True,
        height=HEIGHT_PX - 70,
        column_config={tr("Agent"): st.column_config.TextColumn(width=140)},
    )
