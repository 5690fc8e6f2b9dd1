"""One person's card: facts, hours, leave and sickness, wishes, fairness so far."""

from datetime import time
from typing import Literal

import pandas as pd
import streamlit as st

from app.services.context import today_of
from app.services.people.agents import set_availability
from app.services.people.wishes import add_wish, remove_wishes, said
from app.services.roster.evaluation.fairness import ledger_today
from app.web import session
from app.web.pages.people.away import leave_of_one
from app.web.pages.people.person import person_form
from app.web.parts import allowed
from app.web.parts.forms import from_address, given, held, reason, saved, to_address
from app.web.parts.wording import day_long, plain, shown_errors
from data.files.rows import read_clock
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.roster import KINDS
from data.model.shift import DAY_MIN, clock, clock_text
from data.model.staff import WEEKDAYS, Agent, Availability, Staff, Wish

DAY, WORKS, FROM, TO = "day", "works", "from", "to"
KIND_NAMES = {
    "night": lambda: tr("nights"),
    "weekend": lambda: tr("weekends"),
    "holiday": lambda: tr("holidays"),
    "unpopular": lambda: tr("unpopular shifts"),
}


def card(staff: Staff, agent: Agent) -> None:
    """Draw the chosen part of somebody's card; the address names it."""
    parts = {
        "facts": (tr("Facts"), person_form),
        "hours": (tr("Working hours"), _hours),
        "leave": (tr("Leave"), leave_of_one),
        "wishes": (tr("Wishes"), _wishes),
        "fairness": (tr("Fairness"), _fairness),
    }
    from_address("card", parts)
    chosen = st.segmented_control(
        tr("Part of the card"),
        list(parts),
        default=None if "card" in st.session_state else "facts",
        required=True,
        format_func=lambda name: parts[name][0],
        key="card",
        label_visibility="collapsed",
        wrap=True,
    )
    to_address("card", str(chosen))
    parts[str(chosen)][1](staff, agent)


def _hours(staff: Staff, agent: Agent) -> None:
    st.caption(
        tr(
            "Between which times can they work? 00:00 to 48:00 is any time; a night shift ends "
            "after 24:00. Without a tick they do not work on that weekday."
        )
    )
    now = tuple(sorted(row for row in staff.availability if row.agent_id == agent.agent_id))
    key = f"hours_{agent.agent_id}"
    seen, prefix = held(key, now)
    with st.form(key, border=False, enter_to_submit=False):
        table = st.data_editor(
            pd.DataFrame([_hours_row(seen, day) for day in range(7)]),
            hide_index=True,
            disabled=[DAY],
            key=f"{prefix}:table",
            column_config={
                DAY: st.column_config.TextColumn(tr("Day")),
                WORKS: st.column_config.CheckboxColumn(tr("Works")),
                FROM: st.column_config.TextColumn(tr("Earliest start")),
                TO: st.column_config.TextColumn(tr("Latest end")),
            },
        )
        why = reason(prefix)
        asked = allowed.submit(
            tr("Save these hours"), "set_availability", [agent.agent_id], icon=":material/schedule:"
        )
    if asked and given(why):
        with shown_errors():
            wanted = _hours_of(table, agent.agent_id)
            set_availability(session.context(), agent.agent_id, wanted, why, seen=seen)
            saved(key, tr("The hours of {who} are saved.", who=plain(agent.name)))


def _hours_row(seen: tuple[Availability, ...], day: int) -> dict[str, object]:
    row = next((one for one in seen if one.weekday == day), Availability("", day))
    works = row.latest_min > row.earliest_min
    earliest, latest = (row.earliest_min, row.latest_min) if works else (0, 2 * DAY_MIN)
    return {DAY: WEEKDAYS[day], WORKS: works, FROM: clock(earliest), TO: clock_text(latest)}


def _hours_of(table: pd.DataFrame, agent_id: str) -> tuple[Availability, ...]:
    found = []
    for day, row in enumerate(table.to_dict("records")):
        earliest, latest = (_minute(str(row[name] or "")) for name in (FROM, TO))
        if not row[WORKS]:
            found.append(Availability(agent_id, day, 0, 0))
        elif (earliest, latest) != (0, 2 * DAY_MIN):
            found.append(Availability(agent_id, day, earliest, latest))
    return tuple(found)


def _minute(text: str) -> int:
    found = read_clock(text.strip())
    if found is None or found > 2 * DAY_MIN:
        raise InvalidValue(
            tr("{text} is no time: write 08:30, or 30:00 for six the next morning", text=repr(text))
        )
    return found


def _wishes(staff: Staff, agent: Agent) -> None:
    mine = sorted((w for w in staff.wishes if w.agent_id == agent.agent_id), key=said)
    for place, wish in enumerate(mine):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(tr("{wish}, weight {weight}", wish=plain(said(wish)), weight=wish.weight))
            if allowed.button(
                tr("Take back"),
                "remove_wishes",
                [agent.agent_id],
                key=f"unwish_{agent.agent_id}_{place}",
                type="tertiary",
            ):
                with shown_errors():
                    remove_wishes(session.context(), (wish,), tr("taken back on the card"))
                    st.rerun()
    if not mine:
        st.caption(tr("They wish nothing."))
    key = f"wish_{agent.agent_id}"
    _, prefix = held(key, agent.agent_id)
    with st.form(key, enter_to_submit=False):
        left, right = st.columns(2)
        day = left.date_input(tr("Day"), today_of(session.context()), key=f"{prefix}:day")
        every = left.checkbox(tr("On every day"), key=f"{prefix}:every")
        kinds: dict[Literal["off", "on"], str] = {
            "off": tr("no shift that starts between"),
            "on": tr("a shift that starts between"),
        }
        want: Literal["off", "on"] = right.selectbox(
            tr("Wishes"), list(kinds), format_func=lambda k: kinds[k], key=f"{prefix}:want"
        )
        weight = right.number_input(
            tr("Weight (1 mild, 5 strong)"), 1, 5, 1, key=f"{prefix}:weight"
        )
        begin = left.time_input(tr("from"), time(0, 0), step=1800, key=f"{prefix}:from")
        end = right.time_input(tr("until"), time(23, 59), step=1800, key=f"{prefix}:until")
        why = reason(prefix)
        asked = allowed.submit(
            tr("Add the wish"), "add_wish", [agent.agent_id], icon=":material/favorite:"
        )
    if asked and given(why):
        with shown_errors():
            wish = Wish(
                agent.agent_id, None if every else day, want,
                begin.hour * 60 + begin.minute, end.hour * 60 + end.minute, int(weight),
            )  # fmt: skip
            add_wish(session.context(), wish, why)
            saved(key, tr("{who} wishes {wish}.", who=plain(agent.name), wish=plain(said(wish))))


def _fairness(staff: Staff, agent: Agent) -> None:
    with shown_errors():
        lines = ledger_today(session.context())
        mine = next((line for line in lines if line.agent_id == agent.agent_id), None)
        if mine is None:
            st.caption(tr("Nothing was published with them yet, so nothing is counted."))
            return
        here = {one.agent_id for one in staff.agents}
        others = [line for line in lines if line.agent_id in here]
        rows = [
            {
                tr("Kind"): KIND_NAMES.get(kind, lambda kind=kind: kind)(),
                tr("Worked"): len(mine.borne.get(kind, ())),
                tr("Mean of all"): round(
                    sum(len(line.borne.get(kind, ())) for line in others) / len(others), 1
                ),
            }
            for kind in KINDS
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True)
        st.caption(tr("As published, since {day}.", day=day_long(mine.since)))
