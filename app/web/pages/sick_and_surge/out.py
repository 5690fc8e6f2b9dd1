"""Who is out: ticked by name, for how many days and why; each lost shift with who could work."""

from datetime import date, timedelta
from functools import partial

import streamlit as st

from app.services.day.stand_in import Case, stand_ins
from app.services.roster.changes.edit import earliest_on
from app.web import session
from app.web.pages.sick_and_surge.case import Begun
from app.web.pages.sick_and_surge.people import ranked, taken_lines
from app.web.parts.roster.choices import offer, span_of
from app.web.parts.wording import day_short, plain
from app.web.reads import Judged
from data.model.language import phrase, tr, trn
from data.model.problem import SICK
from data.model.shift import Shift, clock
from data.model.staff import Leave

KINDS = {SICK: phrase("sick"), "annual": phrase("late leave"), "training": phrase("training")}
AT_ONCE = 4
"""Lost shifts for which people are looked up unasked: each takes half a second."""


def who_is_out(judged: Judged, begun: Begun, day: date) -> None:
    """Choose who is out on a day."""
    names = {agent.agent_id: agent.name for agent in judged.problem.agents}
    working = {s.agent_id: s for s in judged.roster.shifts if s.day == day}
    order = sorted(working, key=lambda one: (working[one].start_min, names.get(one, one)))
    order += [agent_id for agent_id in begun.absent if agent_id not in working]

    def says(agent_id: str) -> str:
        shift = working.get(agent_id)
        hours = (
            f" {shift.template} {clock(shift.start_min)}–{clock(shift.end_min)}" if shift else ""
        )
        return f"{names.get(agent_id, agent_id)} ({agent_id}){hours}"

    key = f"out_{judged.saved.roster_id}_{day}"
    out = [agent_id for agent_id in begun.absent if agent_id in order]
    if st.session_state.get(key) != out:
        st.session_state[key] = out

    def ticked() -> None:
        now = [one for one in st.session_state[key] if one in names]
        kept = {agent_id: begun.absent[agent_id] for agent_id in begun.absent if agent_id in now}
        kind = st.session_state.get("kind_of_absence", SICK)
        fresh = {a: Leave(a, day, day, kind) for a in now if a not in kept}
        begun.absent = {**kept, **fresh}

    left, right = st.columns([4, 1.2], vertical_alignment="bottom")
    left.multiselect(
        tr("Who is out on {day}?", day=day_short(day)),
        order,
        format_func=says,
        key=key,
        on_change=ticked,
        placeholder=tr("Type a name; several people can be out"),
        select_all=False,  # it would stand first, where Enter hits it
        filter_mode="contains",
    )
    right.selectbox(
        tr("Why"), list(KINDS), format_func=lambda kind: tr(KINDS[kind]), key="kind_of_absence"
    )


def nobody_new(judged: Judged, day: date) -> None:
    """Say that nobody is ticked, and who is put down as sick on the day already."""
    names = {agent.agent_id: plain(agent.name) for agent in judged.problem.agents}
    leave = session.staff().leave
    sick = sorted(
        names[row.agent_id]
        for row in leave
        if row.kind == SICK and row.first <= day <= row.last and row.agent_id in names
    )
    said = (
        tr("Sick on {day} and out of the plan: {names}. Choose above who else called in.",
           day=day_short(day), names=tr(", ").join(sick))
        if sick
        else tr("Nobody is out so far: choose above who called in.")
    )  # fmt: skip
    st.info(said, icon=":material/groups:")


def lost_shifts(judged: Judged, begun: Begun, case: Case) -> None:
    """Each lost shift, and who could work instead."""
    teams = {agent.agent_id: agent for agent in judged.problem.agents}
    lost, asked = case.lost, 0
    for agent_id, leave in begun.absent.items():
        mine = [shift for shift in lost if shift.agent_id == agent_id]
        with st.container(border=True):
            name = plain(teams[agent_id].name) if agent_id in teams else plain(agent_id)
            _head(judged, begun, leave, name, len(mine))
            for place, shift in enumerate(mine):
                at_once = place == 0 and asked < AT_ONCE
                asked += at_once
                _shift(begun, case, shift, at_once=at_once)


def _head(judged: Judged, begun: Begun, leave: Leave, name: str, lost: int) -> None:
    left, right = st.columns([4, 1.2], vertical_alignment="center")
    said = trn("one shift is lost", "{n} shifts are lost", lost)
    kind = tr(KINDS.get(leave.kind, leave.kind))
    left.markdown(f"**{name}** ({plain(leave.agent_id)}) · {plain(kind)} · {said}")
    most = (judged.roster.last - leave.first).days + 1
    key = f"days_{judged.saved.roster_id}_{leave.agent_id}_{leave.first}"

    def longer() -> None:
        last = leave.first + timedelta(days=int(st.session_state[key]) - 1)
        begun.absent[leave.agent_id] = Leave(leave.agent_id, leave.first, last, leave.kind)

    days = (leave.last - leave.first).days + 1
    right.number_input(tr("Days out"), 1, most, min(days, most), key=key, on_change=longer)


def _shift(begun: Begun, case: Case, shift: Shift, *, at_once: bool) -> None:
    what = f"{shift.agent_id}@{shift.day}"
    st.markdown(f":red[{day_short(shift.day)} {span_of(shift)}]")
    helped = taken_lines(begun, what)
    if helped or not at_once:
        label = tr("Somebody else too") if helped else tr("Find people")
        if not st.toggle(label, key=f"more_{what}"):
            return
    with st.spinner(tr("Asking everybody who could work that day")):
        at = earliest_on(session.context(), case.problem, shift.day)
        found = ranked(what, lambda: stand_ins(case, shift, 8, at), at)
    offer(found, what, partial(begun.take, what))
