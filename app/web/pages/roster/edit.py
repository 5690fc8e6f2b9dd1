"""Changes by hand: a draft of edited cells, and what it does to cost, rules and cover."""

from datetime import date

import streamlit as st

from app.services.roster.edit import CellEdit, Consequence, consequence_in, save_edit
from app.services.roster.locks import with_locks
from app.services.roster.shift_from_template import shift_from_template
from app.web import session
from app.web.pages.roster.repair import KIND, repair_form, repair_view
from app.web.pages.roster.take_over import take_over
from app.web.parts.matrix import Cell
from app.web.parts.run_panel import run_panel
from app.web.parts.scorecard import title_of
from app.web.parts.wording import day_short, number, plain, signed
from app.web.reads import Judged
from app.web.reads import judged as open_judged
from data.model.rule import Violation
from data.model.shift import clock
from rostering.evaluation.scorecard import Scorecard
from rostering.rules.language.duty import Duty
from rostering.rules.language.wishes import refusals, wishes_on

MOST_LINES = 8


def consequence_view(judged: Judged, found: Consequence) -> None:
    """Draw the consequence of a draft."""
    before, after = found.before, found.after
    columns = st.columns(3)
    columns[0].metric("Cost", number(after.objective), signed(found.points), delta_color="inverse")
    columns[1].metric(
        "Hours understaffed",
        f"{_short(after):,.1f}",
        f"{_short(after) - _short(before):+.1f} h",
        delta_color="inverse",
    )
    columns[2].metric(
        "Hard rules broken",
        str(after.hard_violations),
        signed(after.hard_violations - before.hard_violations),
        delta_color="inverse",
    )
    _lines("Breaks", found.broken, ":red[:material/close:]")
    _lines("Repairs", found.removed, ":green[:material/check:]")
    _queues(judged, before, after)


def _lines(title: str, violations: tuple[Violation, ...], mark: str) -> None:
    if not violations:
        return
    st.markdown(f"**{title}**")
    for v in violations[:MOST_LINES]:
        weight = "**hard** · " if v.hard else ""
        st.markdown(f"{mark} {weight}{title_of(v.rule)}: {plain(v.sentence)}")
    if len(violations) > MOST_LINES:
        st.caption(f"... and {len(violations) - MOST_LINES} more")


def _queues(judged: Judged, before: Scorecard, after: Scorecard) -> None:
    change = after.cover.shortfall - before.cover.shortfall
    for row, queue_id in enumerate(judged.problem.requirement.queue_ids):
        worse, better = int((change[row] > 0).sum()), int((change[row] < 0).sum())
        if worse or better:
            st.markdown(f"{plain(queue_id)}: slots shorter of people {worse}, better off {better}")
    if not change.any():
        st.caption("No slot gets shorter of people.")


def _short(card: Scorecard) -> float:
    return sum(card.shortfall_hours.values())


Choice = tuple[str, int]
DAY_OFF: Choice = ("", -1)


def edit_panel(judged: Judged, locked: frozenset[Cell], clicked: Cell | None) -> None:
    """Form, draft, consequence, save, repair; locked cells cannot be changed."""
    edits = _draft(judged)
    left, right = st.columns([2, 3], gap="large")
    with left:
        _form(judged, edits, locked, clicked)
        take_over(judged, edits, locked, clicked)
        _list(judged, edits)
    with right:
        _what_it_does(judged, edits, locked)
    going = run_panel(KIND, repair_view)
    broken = judged.card.hard_violations
    if edits:
        broken = _consequence(judged, locked, tuple(edits.values())).after.hard_violations
    if broken and not going:
        repair_form(judged, tuple(edits.values()))


def _what_it_does(judged: Judged, edits: dict[Cell, CellEdit], locked: frozenset[Cell]) -> None:
    if edits:
        found = _consequence(judged, locked, tuple(edits.values()))
        consequence_view(judged, found)
        _save(judged, edits, found)
        return
    st.info(
        "Choose a person, a day and what it should become. Nothing is saved before you "
        "have seen what it does.",
        icon=":material/edit_calendar:",
    )
    if judged.card.hard_violations:
        st.warning(
            f"This roster breaks hard rules in {judged.card.hard_violations} places; below it can "
            "be repaired around the cells that were edited by hand.",
            icon=":material/healing:",
        )


def _draft(judged: Judged) -> dict[Cell, CellEdit]:
    drafts: dict[str, dict[Cell, CellEdit]] = session.unsaved().setdefault("drafts", {})
    return drafts.setdefault(judged.saved.roster_id, {})


def _form(
    judged: Judged, edits: dict[Cell, CellEdit], locked: frozenset[Cell], clicked: Cell | None
) -> None:
    agents = {agent.agent_id: agent for agent in judged.problem.agents}
    days = judged.problem.dates
    choices = _choices(judged)
    agent_at = list(agents).index(clicked[0]) if clicked else None
    day_at = days.index(clicked[1]) if clicked else 0
    with st.form("edit"):
        agent_id = st.selectbox(
            "Agent",
            list(agents),
            agent_at,
            format_func=lambda a: f"{agents[a].name} ({a}, {agents[a].contract_id})",
            placeholder="Whose day?",
        )
        day = st.selectbox("Day", days, day_at, format_func=day_short)
        if clicked:
            st.caption(f"Now: {plain(_now(judged, *clicked))}{plain(_wished(judged, *clicked))}")
        choice = st.selectbox(
            "Becomes",
            list(choices),
            None,
            format_func=choices.__getitem__,
            placeholder="A shift, or a day off",
        )
        asked = st.form_submit_button("Show what that does", type="primary")
    if not asked:
        return
    if agent_id is not None and (agent_id, day) in locked:
        st.warning(
            f"{agents[agent_id].name} on {day_short(day)} is locked: unlock it first.",
            icon=":material/lock:",
        )
    elif agent_id is None or choice is None:
        st.warning("Choose whose day it is and what it becomes.")
    else:
        edits[agent_id, day] = _edit(judged, agent_id, day, choice)
        st.rerun(scope="app")


def _list(judged: Judged, edits: dict[Cell, CellEdit]) -> None:
    agents = {agent.agent_id: agent for agent in judged.problem.agents}
    for cell, edit in edits.items():
        st.markdown(f"- {plain(agents[cell[0]].name)}, {day_short(cell[1])}: {_becomes(edit)}")
    if edits and st.button("Drop this draft", icon=":material/undo:"):
        edits.clear()
        st.rerun()


def _consequence(
    judged: Judged, locked: frozenset[Cell], edits: tuple[CellEdit, ...]
) -> Consequence:
    """Scored once for each draft, not at every click elsewhere on the page.

    Locks hold cells as the roster has them, so its scorecard is the same with other locks.
    """
    key = (judged.saved.roster_id, locked, edits)
    if st.session_state.get("scored_draft", (None, None))[0] != key:
        problem = with_locks(judged.problem, judged.roster, locked)
        found = consequence_in(problem, judged.roster, edits, judged.card)
        st.session_state["scored_draft"] = (key, found)
    scored: Consequence = st.session_state["scored_draft"][1]
    return scored


def _choices(judged: Judged) -> dict[Choice, str]:
    shifts = {
        (t.code, start): f"{t.code}  {clock(start)}–{clock(start + t.length_min)}  {t.name}"
        for t in judged.problem.templates
        for start in t.starts_min
    }
    return {DAY_OFF: "Day off", **shifts}


def _edit(judged: Judged, agent_id: str, day: date, choice: Choice) -> CellEdit:
    if choice == DAY_OFF:
        return CellEdit(agent_id, day, None)
    shift = shift_from_template(judged.problem, judged.roster, agent_id, day, *choice)
    return CellEdit(agent_id, day, shift)


def _save(judged: Judged, edits: dict[Cell, CellEdit], found: Consequence) -> None:
    with st.form("save_edit", border=False):
        why = st.text_input("Reason (stays in the audit trail)")
        label = "Save as a new roster"
        if found.after.hard_violations:
            label += f" although {found.after.hard_violations} hard rules are broken"
        asked = st.form_submit_button(label, icon=":material/save:")
    if asked and not why.strip():
        st.warning("Give a reason: whoever reads the trail later will ask for it.")
    elif asked:
        cells, parent_id = tuple(edits.values()), judged.saved.roster_id
        saved = save_edit(session.context(), parent_id, cells, why, found.after)
        open_judged(session.url(), saved.roster_id, found.after)
        edits.clear()
        session.choose_roster(saved.roster_id)
        st.toast(f"Saved as {saved.roster_id}")
        st.rerun()


def _now(judged: Judged, agent_id: str, day: date) -> str:
    shifts = judged.roster.by_cell.get((agent_id, day), ())
    return (
        " + ".join(f"{s.template} {clock(s.start_min)}–{clock(s.end_min)}" for s in shifts) or "off"
    )


def _wished(judged: Judged, agent_id: str, day: date) -> str:
    duties = tuple(map(Duty.of, judged.roster.by_cell.get((agent_id, day), ())))
    return "".join(
        f" · wish: {wish.what}, {'refused' if refusals(wish, duties) else 'granted'}"
        for wish in wishes_on(judged.problem.wishes_of.get(agent_id, ()), day)
    )


def _becomes(edit: CellEdit) -> str:
    if edit.shift is None:
        return "day off"
    rests = ", ".join(f"{b.label} {clock(b.start_min)}" for b in edit.shift.breaks)
    span = f"{clock(edit.shift.start_min)}–{clock(edit.shift.end_min)}"
    return f"{edit.shift.template} {span}" + (f" ({rests})" if rests else "")
