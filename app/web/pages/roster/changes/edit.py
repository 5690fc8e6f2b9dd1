"""Changes by hand: a draft of edited cells, and what it does to cost, rules and cover."""

from datetime import date

import streamlit as st

from app.services.roster.changes.edit import CellEdit, Consequence, consequence_in, save_edit
from app.services.roster.changes.shift_from_template import shift_from_template
from app.web import session
from app.web.pages.roster.changes.draft import Draft
from app.web.pages.roster.changes.repair import KIND, repair_form, repair_view
from app.web.pages.roster.changes.several import copy_week, several_cells
from app.web.pages.roster.changes.swap import swap_with
from app.web.pages.roster.changes.take_over import take_over
from app.web.pages.roster.matrix import Cell, shown_agents
from app.web.parts import allowed
from app.web.parts.forms import given
from app.web.parts.roster.change_table import seats_warning
from app.web.parts.roster.scorecard import title_of
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import day_short, number, plain, said_of
from app.web.reads import Judged
from app.web.reads import judged as open_judged
from data.model.language import tr, trn
from data.model.problem import SICK
from data.model.roster import Roster
from data.model.rule import Violation
from data.model.shift import called, clock
from rostering.evaluation.scorecard import Scorecard
from rostering.rules.language.duty import Duty
from rostering.rules.language.wishes import refusals, wishes_on

MOST_LINES = 8


def consequence_view(judged: Judged, found: Consequence) -> None:
    """Draw the consequence of a draft, narrow enough to stand beside the plan."""
    before, after = found.before, found.after
    short, cost = (_short(before), _short(after)), (before.objective, after.objective)
    broken = before.hard_violations, after.hard_violations
    said = tr("**Hours short** {before} → {after}", before=_hours(short[0]), after=_hours(short[1]))
    st.markdown(f"{said} ({_coloured(short[1] - short[0], ',.1f')})")
    said = tr("**Hard rules broken** {before} → {after}", before=broken[0], after=broken[1])
    st.markdown(f"{said} ({_coloured(broken[1] - broken[0], ',.0f')})")
    _lines(tr("Breaks"), found.broken, ":red[:material/close:]")
    _lines(tr("Repairs"), found.removed, ":green[:material/check:]")
    _queues(judged, before, after)
    said = tr("Cost {before} → {after}", before=number(cost[0]), after=number(cost[1]))
    st.caption(f"{said} ({_coloured(found.points, ',.0f')})")


def _hours(value: float) -> str:
    return f"{value:,.1f}"


def _coloured(change: float, form: str) -> str:
    """A change with its sign: more of it is worse."""
    if round(change, 1) == 0:
        return "±0"
    return f":{'red' if change > 0 else 'green'}[{change:+{form}}]"


def _lines(title: str, violations: tuple[Violation, ...], mark: str) -> None:
    if not violations:
        return
    st.markdown(f"**{title}**")
    for v in violations[:MOST_LINES]:
        weight = "**hard** · " if v.hard else ""
        st.markdown(said_of(f"{mark} {weight}{title_of(v.rule)}", plain(v.sentence)))
    if len(violations) > MOST_LINES:
        st.caption(tr("... and {violations} more", violations=len(violations) - MOST_LINES))


def _queues(judged: Judged, before: Scorecard, after: Scorecard) -> None:
    change = after.cover.shortfall - before.cover.shortfall
    hours = change.sum(axis=1) * judged.problem.requirement.grid.slot_min / 60
    names = session.queue_names()
    parts = [
        tr("{names} {more:+.1f} h", names=plain(names.get(queue_id, queue_id)), more=more)
        for queue_id, more in zip(judged.problem.requirement.queue_ids, hours, strict=True)
        if abs(more) > 0.01
    ]
    if parts:
        st.caption(tr("Short of people: {queues}", queues=tr(", ").join(parts)))
    elif not change.any():
        st.caption(tr("No slot gets shorter of people."))


def _short(card: Scorecard) -> float:
    return sum(card.shortfall_hours.values())


Choice = tuple[str, int]
DAY_OFF: Choice = ("", -1)
ILL: Choice = ("", -2)


def edit_panel(
    judged: Judged,
    draft: Draft,
    roster: Roster,
    locked: frozenset[Cell],
    cells: tuple[Cell, ...],
) -> None:
    """Steps, selected cells, consequence and saving, beside the plan; locked cells stay.

    Parameters
    ----------
    roster
        As the draft has it.
    cells
        Selected in the plan.
    """
    _steps(draft)
    if len(cells) > 1:
        several_cells(judged, draft, roster, locked, cells, _choices(judged))
    else:
        _form(judged, draft, roster, locked, cells[0] if cells else None)
    _what_it_does(judged, draft, locked)
    people = tuple(dict.fromkeys(agent_id for agent_id, _ in cells))
    whose = people or shown_agents()
    copy_week(judged, draft, roster, locked, whose, selected=bool(people))
    if len(cells) == 1:
        take_over(judged, draft, locked, cells[0])
        swap_with(judged, draft, roster, locked, cells[0])


def repair_panel(judged: Judged, draft: Draft, locked: frozenset[Cell]) -> None:
    """Repair around the draft, or around edits saved before, where hard rules are broken."""
    going = run_panel(KIND, repair_view)
    edits = tuple(draft.edits.values())
    broken = judged.card.hard_violations
    if edits:
        broken = consequence_of(judged, locked, edits).after.hard_violations
    if broken and not going:
        repair_form(judged, edits)


def _steps(draft: Draft) -> None:
    if len(draft.steps) < 2:
        return
    with st.container(horizontal=True, gap="small"):
        st.button(
            tr("Undo"),
            icon=":material/undo:",
            disabled=draft.place == 0,
            on_click=draft.undo,
            shortcut="Ctrl+Z",
        )
        st.button(
            tr("Redo"),
            icon=":material/redo:",
            disabled=draft.place == len(draft.steps) - 1,
            on_click=draft.redo,
            shortcut="Ctrl+Y",
        )
        if draft:
            st.button(
                tr("Drop this draft"),
                icon=":material/delete:",
                type="tertiary",
                on_click=draft.put,
                args=((),),
                kwargs={"instead": True},
            )


def _what_it_does(judged: Judged, draft: Draft, locked: frozenset[Cell]) -> None:
    if draft:
        found = consequence_of(judged, locked, tuple(draft.edits.values()))
        with st.container(border=True):
            n = len(draft.edits)
            st.markdown(trn("**What this change does**", "**What these {n} changes do**", n))
            consequence_view(judged, found)
            seats_warning(judged.problem, found.roster, judged.roster)
            _save(judged, draft, found)
            with st.expander(tr("What was changed")):
                _list(judged, draft)
    elif judged.card.hard_violations:
        st.warning(
            tr(
                "This roster breaks hard rules in {hard_violations} places; below it "
                "can be repaired around the cells that were edited by hand.",
                hard_violations=judged.card.hard_violations,
            ),
            icon=":material/healing:",
        )


TROUBLE = "edit_trouble"
"""Session key: why what was asked did not come into the draft, until it was said."""


def _form(
    judged: Judged, draft: Draft, roster: Roster, locked: frozenset[Cell], clicked: Cell | None
) -> None:
    agents = {agent.agent_id: agent for agent in judged.problem.agents}
    days = judged.problem.dates
    choices = _choices(judged)
    agent_at = list(agents).index(clicked[0]) if clicked else None
    day_at = days.index(clicked[1] if clicked else session.chosen_day(days))
    keys = [f"edit_{what}_{judged.saved.roster_id}_{clicked}" for what in ("who", "day", "as")]

    def put() -> None:
        # In a callback: the plan is drawn once, with the change in it already.
        agent_id, day, choice = (st.session_state[key] for key in keys)
        if agent_id is not None and (agent_id, day) in locked and choice != ILL:
            name, when = plain(agents[agent_id].name), day_short(day)
            said = tr("{name} on {day} is locked: unlock it first.", name=name, day=when)
            st.session_state[TROUBLE] = said
        elif agent_id is None or choice is None:
            st.session_state[TROUBLE] = tr("Choose whose day it is and what it becomes.")
        else:
            draft.put([_edit(judged, roster, agent_id, day, choice)])

    with st.form("edit"):
        st.selectbox(
            tr("Agent"),
            list(agents),
            agent_at,
            format_func=lambda a: f"{agents[a].name} ({a}, {agents[a].contract_id})",
            placeholder=tr("Whose day?"),
            key=keys[0],
        )
        st.selectbox(tr("Day"), days, day_at, format_func=day_short, key=keys[1])
        if clicked:
            now, wished = plain(_now(roster, *clicked)), plain(_wished(judged, *clicked))
            st.caption(tr("Now: {now}{wished}", now=now, wished=wished))
        st.selectbox(
            tr("Becomes"),
            list(choices),
            None,
            format_func=choices.__getitem__,
            placeholder=tr("A shift, a day off, or sick"),
            key=keys[2],
        )
        label = tr("Show what that does")
        st.form_submit_button(label, type="primary", width="stretch", on_click=put)
    if trouble := st.session_state.pop(TROUBLE, ""):
        st.warning(trouble)


def _list(judged: Judged, draft: Draft) -> None:
    names = {agent.agent_id: agent.name for agent in judged.problem.agents}
    edits = list(draft.edits.items())
    for cell, edit in edits[:MOST_LINES]:
        st.markdown(
            "- " + said_of(f"{plain(names[cell[0]])}{tr(', ')}{day_short(cell[1])}", _becomes(edit))
        )
    if len(edits) > MOST_LINES:
        st.caption(tr("... and {n} more: they are marked in the plan", n=len(edits) - MOST_LINES))


def consequence_of(
    judged: Judged, locked: frozenset[Cell], edits: tuple[CellEdit, ...]
) -> Consequence:
    """What a draft does, scored once for each draft, not at every click elsewhere on the page.

    Locks hold cells as the roster has them, so its scorecard is the same with other locks.
    """
    return session.once(
        "scored_draft",
        (judged.saved.roster_id, locked, edits),
        lambda: consequence_in(judged.problem_with(locked), judged.roster, edits, judged.card),
    )


def _choices(judged: Judged) -> dict[Choice, str]:
    shifts = {
        (t.code, start): f"{t.code}  {clock(start)}–{clock(start + t.length_min)}  {t.name}"
        for t in judged.problem.templates
        for start in t.starts_min
    }
    return {DAY_OFF: tr("Day off"), ILL: tr("Sick"), **shifts}


def _edit(judged: Judged, roster: Roster, agent_id: str, day: date, choice: Choice) -> CellEdit:
    if choice == DAY_OFF:
        return CellEdit(agent_id, day, None)
    if choice == ILL:
        return CellEdit(agent_id, day, None, SICK)
    shift = shift_from_template(judged.problem, roster, agent_id, day, *choice)
    return CellEdit(agent_id, day, shift)


def _save(judged: Judged, draft: Draft, found: Consequence) -> None:
    with st.form("save_edit", border=False):
        why = st.text_input(tr("Reason (stays in the audit trail)"))
        label = tr("Save as a new roster")
        if found.after.hard_violations:
            label += tr(
                " although {hard_violations} hard rules are broken",
                hard_violations=found.after.hard_violations,
            )
        asked = allowed.submit(
            label,
            "save_edit",
            sorted({edit.agent_id for edit in draft.edits.values()}),
            icon=":material/save:",
        )
    if asked and given(why):
        cells, parent_id = tuple(draft.edits.values()), judged.saved.roster_id
        with st.spinner(tr("Saving it")):
            saved = save_edit(session.context(), parent_id, cells, why, found.after)
        open_judged(session.url(), saved.roster_id, found.after)
        session.unsaved()["drafts"].pop(parent_id, None)
        session.choose_roster(saved.roster_id)
        st.toast(tr("Saved as {roster_id}", roster_id=saved.roster_id))
        st.rerun()


def _now(roster: Roster, agent_id: str, day: date) -> str:
    shifts = roster.by_cell.get((agent_id, day), ())
    return " + ".join(
        f"{s.template} {clock(s.start_min)}–{clock(s.end_min)}" for s in shifts
    ) or tr("day off")


def _wished(judged: Judged, agent_id: str, day: date) -> str:
    duties = tuple(map(Duty.of, judged.roster.by_cell.get((agent_id, day), ())))
    return "".join(
        tr(
            " · wish: {what}, {value}",
            what=wish.what,
            value=tr("refused") if refusals(wish, duties) else tr("granted"),
        )
        for wish in wishes_on(judged.problem.wishes_of.get(agent_id, ()), day)
    )


def _becomes(edit: CellEdit) -> str:
    if edit.shift is None:
        return plain(edit.absent) or tr("day off")
    rests = tr(", ").join(f"{called(b)} {clock(b.start_min)}" for b in edit.shift.breaks)
    span = f"{clock(edit.shift.start_min)}–{clock(edit.shift.end_min)}"
    return f"{edit.shift.template} {span}" + (f" ({rests})" if rests else "")
