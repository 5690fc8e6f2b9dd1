"""What if people were away: the service of a day or a week without them, and what it costs."""

import pandas as pd
import streamlit as st

from app.services.roster.evaluation.if_away import IfAway, QueueIfAway, if_away
from app.web import session
from app.web.parts import allowed
from app.web.parts.wording import (
    DASH,
    day_long,
    day_short,
    percent,
    plain,
    shown_errors,
    signed,
    span,
)
from app.web.reads import Judged
from data.model.language import phrase, tr, trn
from data.model.staff import teams_among

DAY, WEEK = phrase("one day"), phrase("seven days")
DAYS = {DAY: 1, WEEK: 7}
USUAL = 5
"""People away that the form begins with, of a team that has so many."""


def if_away_form(judged: Judged) -> None:
    """Ask how many of whom are away when, and show what becomes of the service."""
    with st.expander(tr("What if people are away?"), icon=":material/sick:"), shown_errors():
        names = session.queue_names()
        teams = teams_among(judged.problem.agents)
        whose = {("", ""): tr("all")}
        whose |= {(q, ""): names.get(q, q) for q in judged.problem.requirement.queue_ids}
        whose |= {("", team): tr("team {team}", team=team) for team in teams}
        dates = judged.problem.dates
        with st.form("if_away"):
            cells = st.columns(4, vertical_alignment="bottom")
            most = len(judged.problem.agents)
            people = cells[0].number_input(tr("People away"), 1, most, min(USUAL, most))
            of = cells[1].selectbox(tr("Of which"), list(whose), format_func=whose.__getitem__)
            first = cells[2].selectbox(
                tr("From"), dates, dates.index(session.chosen_day(dates)), format_func=day_short
            )
            how_long = cells[3].selectbox(tr("How long"), list(DAYS), format_func=tr)
            asked = allowed.submit(
                tr("Show what that does"), "if_away", type="primary", icon=":material/query_stats:"
            )
        if asked:
            left = (dates[-1] - first).days + 1
            with st.spinner(tr("Simulating the service")):
                found = if_away(
                    session.context(), judged.saved.roster_id, int(people), first,
                    min(DAYS[how_long], left), *of,
                )  # fmt: skip
            _view(judged, found)


def _view(judged: Judged, found: IfAway) -> None:
    names = session.queue_names()
    agents = {agent.agent_id: agent.name for agent in judged.problem.agents}
    who = tr(", ").join(plain(agents[one]) for one in found.agent_ids[:12])
    fallen = trn("{n} shift falls out", "{n} shifts fall out", found.shifts)
    when = day_long(found.first)
    when = when if found.first == found.last else span(found.first, found.last)
    st.markdown(f"**{when}** · {fallen}")
    st.dataframe(
        pd.DataFrame(
            [
                {
                    tr("Queue"): names.get(one.queue_id, one.queue_id),
                    tr("Target"): percent(one.target_share, 0),
                    tr("In time, now"): percent(one.before),
                    tr("without them"): percent(one.after),
                    tr("Change [%]"): DASH if one.change is None else f"{100 * one.change:+.1f}",
                    tr("Target met"): _met(one),
                }
                for one in found.queues
            ]
        ),
        hide_index=True,
    )
    before, after = found.short_h
    st.markdown(
        tr(
            "Hours short of people {before:,.0f} → {after:,.0f}; the cost changes by {cost}.",
            before=before,
            after=after,
            cost=signed(found.points),
        )
    )
    st.caption(
        tr(
            "Simulated with and without them for the same callers. Nobody is known to be ill: "
            "those taken begin at all times of the day ({who}). Nothing is saved.",
            who=who,
        )
    )


def _met(one: QueueIfAway) -> str:
    if one.after is None:
        return DASH
    return tr("yes") if one.after >= one.target_share else tr("no")
