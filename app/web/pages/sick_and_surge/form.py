"""What happened, gathered line by line, and how much may change."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from app.services.centre import planning_of
from app.web import session
from app.web.parts.wording import DASH, day_short
from app.web.reads import Judged
from data.model.problem import SICK
from data.model.shift import clock
from data.model.staff import Leave
from rostering.repair.disruption import Surge

KINDS = {SICK: "sick", "annual": "late leave", "training": "training"}


@dataclass(frozen=True)
class RerosterSettings:
    """How much a repair may change, and how long it may take."""

    first: date
    change_price: int
    max_touched: int | None
    limit_s: float


def absence_list(judged: Judged) -> tuple[Leave, ...]:
    """Who is absent, as gathered so far."""
    rows: list[Leave] = st.session_state.setdefault(f"absent_{judged.saved.roster_id}", [])
    names = {a.agent_id: f"{a.name} ({a.agent_id})" for a in judged.problem.agents}
    days = judged.problem.dates
    st.markdown("**Who is absent**")
    with st.form("absent", border=True):
        agent_id = st.selectbox("Agent", list(names), format_func=names.__getitem__)
        columns = st.columns([2, 1, 1.3])
        first = columns[0].selectbox("From", days, format_func=day_short)
        length = columns[1].number_input("Days", 1, len(days), 1)
        kind = columns[2].selectbox("Why", list(KINDS), format_func=KINDS.__getitem__)
        asked = st.form_submit_button("Add", icon=":material/person_off:")
    if asked:
        place = days.index(first)
        rows.append(Leave(agent_id, first, days[min(len(days), place + length) - 1], kind))
        st.rerun()
    for place, row in enumerate(rows):
        until = "" if row.first == row.last else f" {DASH} {day_short(row.last)}"
        lost = sum(
            row.first <= s.day <= row.last for s in judged.roster.by_agent.get(row.agent_id, ())
        )
        words = f"{names[row.agent_id]}, {day_short(row.first)}{until}: {KINDS[row.kind]}"
        _line(
            f"{words}, {'1 shift falls' if lost == 1 else f'{lost} shifts fall'} out",
            rows,
            place,
            "absent",
        )
    return tuple(rows)


def surge_list(judged: Judged) -> tuple[Surge, ...]:
    """Where more or fewer agents are needed, as gathered so far."""
    rows: list[Surge] = st.session_state.setdefault(f"surges_{judged.saved.roster_id}", [])
    slot_min = judged.problem.requirement.grid.slot_min
    minutes = list(range(0, 1441, slot_min))
    st.markdown("**Where more agents are needed**")
    with st.form("surge", border=True):
        queue = st.selectbox("Queue", judged.problem.requirement.queue_ids)
        columns = st.columns(2)
        day = columns[0].selectbox("Day", judged.problem.dates, format_func=day_short)
        agents = columns[1].number_input("Agents", -99, 99, 3)
        first = columns[0].selectbox("From", minutes[:-1], 480 // slot_min, format_func=_clock)
        last = columns[1].selectbox("Until", minutes[1:], 1200 // slot_min - 1, format_func=_clock)
        asked = st.form_submit_button("Add", icon=":material/thunderstorm:")
    if asked and last <= first:
        st.warning("It ends before it begins.")
    elif asked:
        rows.append(Surge(queue, day, first, last, int(agents)))
        st.rerun()
    for place, row in enumerate(rows):
        span = f"{_clock(row.from_min)}{DASH}{_clock(row.until_min)}"
        _line(f"{row.queue_id}, {day_short(row.day)} {span}: {row.heads:+d}", rows, place, "surge")
    return tuple(rows)


def reroster_settings(judged: Judged) -> RerosterSettings | None:
    """How much may change; None until it is asked for."""
    days, usual = judged.problem.dates, planning_of(session.context())
    with st.form("reroster_settings"):
        columns = st.columns([3, 3, 3, 2, 2], vertical_alignment="bottom")
        first = columns[0].selectbox(
            "First day that may change", days, format_func=day_short, help="Your notice period."
        )
        price = columns[1].number_input(
            "Cost of a changed day", 0, 10_000, usual.reroster_change_price,
            help="A day is only changed where that saves more than this. What a "
            "missing agent costs stands with the rules.",
        )  # fmt: skip
        most = columns[2].number_input(
            "Most people changed", 0, len(judged.problem.agents), None, placeholder="any number"
        )
        limit = columns[3].number_input("Time limit [s]", 1, 3600, usual.reroster_limit_s)
        asked = columns[4].form_submit_button(
            "Reroster", type="primary", icon=":material/healing:", width="stretch"
        )
    if not asked:
        return None
    return RerosterSettings(first, int(price), None if most is None else int(most), float(limit))


def _line(words: str, rows: list, place: int, kind: str) -> None:  # type: ignore[type-arg]
    text, button = st.columns([4, 1], vertical_alignment="center")
    text.markdown(words)
    if button.button("", icon=":material/close:", help="Take it back", key=f"drop_{kind}_{place}"):
        del rows[place]
        st.rerun()


def _clock(minute: int) -> str:
    return "24:00" if minute == 1440 else clock(minute)
