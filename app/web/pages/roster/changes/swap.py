"""Two people swap: whom somebody could swap the clicked day with, or its week, at what price."""

from datetime import date, timedelta

import streamlit as st

from app.services.roster.changes.edit import absences_of, edited_in
from app.services.roster.changes.swap import swapped
from app.services.roster.locks import with_locks
from app.web.pages.roster.changes.draft import Draft
from app.web.pages.roster.matrix import Cell
from app.web.parts.roster.scorecard import title_of
from app.web.parts.wording import day_short, number, plain
from app.web.reads import Judged
from data.model.language import phrase, tr
from data.model.roster import Roster
from data.model.shift import Shift, clock
from rostering.repair.absence import with_absences
from rostering.repair.swaps import Swap, rank_swaps

DAY, WEEK = phrase("that day"), phrase("the whole week")
SHOWN, FIRST = 8, 3
"""People asked for, and those shown at once."""


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
    held = [one for one in days if (agent_id, one) in locked]
    if held:
        st.info(tr("{day} is locked for {name}: no swap.", day=day_short(held[0]), name=name))
        return
    with st.spinner(tr("Asking everybody who could swap")):
        found = _found(judged, draft, locked, agent_id, days)
    keep = [one for one in found if one.keeps_rules]
    if not keep:
        st.info(tr("Nobody could swap and keep every hard rule."))
    _lines(keep[:FIRST], draft, roster, agent_id, days)
    if more := keep[FIRST:]:
        with st.expander(tr("{n} more people keep every rule", n=len(more))):
            _lines(more, draft, roster, agent_id, days)
    if rest := [one for one in found if not one.keeps_rules]:
        with st.expander(tr("{n} people would break a hard rule", n=len(rest))):
            _lines(rest, draft, roster, agent_id, days)


def _week(judged: Judged, day: date) -> list[date]:
    monday = day - timedelta(days=day.weekday())
    week = (monday + timedelta(days=n) for n in range(7))
    return [one for one in week if one in judged.problem.dates]


def _found(
    judged: Judged, draft: Draft, locked: frozenset[Cell], agent_id: str, days: list[date]
) -> tuple[Swap, ...]:
    """Asked once for each draft and span, not at every click elsewhere on the page."""
    edits = tuple(draft.edits.values())
    key = (judged.saved.roster_id, locked, edits, agent_id, tuple(days))
    if st.session_state.get("swaps_found", (None, None))[0] != key:
        problem = with_locks(judged.problem, judged.roster, locked)
        before = None if edits else judged.card
        found = rank_swaps(
            with_absences(problem, absences_of(edits)),
            edited_in(problem, judged.roster, edits),
            agent_id, days, SHOWN, before,
        )  # fmt: skip
        st.session_state["swaps_found"] = (key, found)
    ranked: tuple[Swap, ...] = st.session_state["swaps_found"][1]
    return ranked


def _lines(
    found: list[Swap], draft: Draft, roster: Roster, agent_id: str, days: list[date]
) -> None:
    mine = [shift for day in days for shift in roster.by_cell.get((agent_id, day), ())]
    for one in found:
        words, button = st.columns([3.4, 1], vertical_alignment="top", gap="xsmall")
        works = tr(", ").join(map(_span, one.theirs))
        words.markdown(f"**{plain(one.name)}** {works}  \n:small[{_means(one, mine)}]")
        button.button(
            tr("Swap"),
            key=f"swap_with_{one.agent_id}",
            width="stretch",
            on_click=draft.put,
            args=(swapped(roster, agent_id, one.agent_id, days),),
        )


def _span(shift: Shift | None) -> str:
    if shift is None:
        return tr("day off")
    return f"{plain(shift.template)} {clock(shift.start_min)}–{clock(shift.end_min)}"


def _means(one: Swap, mine: list[Shift]) -> str:
    """Price, which rules break, and whether anything placed in the shifts falls out."""
    parts = [tr("costs nothing")]
    if one.points:
        more = tr("cost {n} more", n=number(one.points))
        parts = [more if one.points > 0 else tr("cost {n} less", n=number(-one.points))]
    broken = dict.fromkeys(title_of(v.rule) for v in one.broken)
    parts += [tr(":red[breaks {rules}]", rules=tr(", ").join(broken))] if broken else []
    charged = dict.fromkeys(title_of(v.rule) for v in one.charged)
    if charged:
        said = tr("against a wish or a soft rule: {rules}", rules=tr(", ").join(charged))
        parts.append(said)
    if any(shift and shift.activities for shift in (*mine, *one.theirs)):
        parts.append(tr("training and meetings in these shifts fall out"))
    return " · ".join(parts)
