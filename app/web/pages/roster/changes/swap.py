"""Two people swap: whom somebody could swap the clicked day with, or its week, at what price."""

from datetime import date, timedelta
from functools import partial

import streamlit as st

from app.services.roster.changes.swap import swapped, swaps_in
from app.web import session
from app.web.pages.roster.changes.draft import Draft
from app.web.pages.roster.matrix import Cell
from app.web.parts.roster.choices import Line, people, rules_broken, rules_charged, span_of
from app.web.parts.wording import in_words_of_pages, number, plain
from app.web.reads import Judged
from data.model.errors import InvalidValue
from data.model.language import phrase, tr
from data.model.roster import Roster
from data.model.shift import Shift
from rostering.repair.swaps import Swap

DAY, WEEK = phrase("that day"), phrase("the whole week")
SHOWN = 8


def swap_with(
    judged: Judged, draft: Draft, roster: Roster, locked: frozenset[Cell], clicked: Cell
) -> None:
    """List who could swap with the clicked one; choosing puts both sides into the draft.

    Parameters
    ----------
    roster
        As the draft has it.
    """
    agent_id, day = clicked
    names = {agent.agent_id: agent.name for agent in judged.problem.agents}
    name = plain(names[agent_id])
    if not st.toggle(tr("Who could swap with {name}?", name=name), key="swap_asked"):
        return
    spans = {DAY: [day], WEEK: _week(judged, day)}
    span = st.segmented_control(
        tr("They swap"), list(spans), format_func=tr, default=DAY, required=True, key="swap_span"
    )
    days = spans[span or DAY]
    edits = tuple(draft.edits.values())
    asked = (judged.saved.roster_id, locked, edits, agent_id, tuple(days))
    try:
        with st.spinner(tr("Asking everybody who could swap")):
            found = session.once("swaps_found", asked, lambda: swaps_in(
                judged.problem_with(locked), judged.roster, agent_id, days,
                edits=edits, shown=SHOWN, before=judged.card,
            ))  # fmt: skip
    except InvalidValue as error:  # locked
        st.info(in_words_of_pages(error))
        return
    mine = [shift for one in days for shift in roster.by_cell.get((agent_id, one), ())]
    lines = [
        Line(
            one,
            tr(", ").join(map(_span, one.theirs)),
            _means(one, mine),
            partial(draft.put, swapped(roster, agent_id, one.agent_id, days)),
        )
        for one in found
    ]
    nobody = tr("Nobody could swap and keep every hard rule.")
    people(lines, "swap_with", tr("Swap"), nobody)


def _week(judged: Judged, day: date) -> list[date]:
    monday = day - timedelta(days=day.weekday())
    week = (monday + timedelta(days=n) for n in range(7))
    return [one for one in week if one in judged.problem.dates]


def _span(shift: Shift | None) -> str:
    return span_of(shift) if shift else tr("day off")


def _means(one: Swap, mine: list[Shift]) -> str:
    """Price, which rules break, and whether anything placed in the shifts falls out."""
    parts = [tr("costs nothing")]
    if one.points:
        more = tr("cost {n} more", n=number(one.points))
        parts = [more if one.points > 0 else tr("cost {n} less", n=number(-one.points))]
    parts += [*rules_broken(one), *rules_charged(one)]
    if any(shift and shift.activities for shift in (*mine, *one.theirs)):
        parts.append(tr("training and meetings in these shifts fall out"))
    return " · ".join(parts)
