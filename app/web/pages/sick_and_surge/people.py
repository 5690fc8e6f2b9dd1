"""People ranked once for each case, who was taken, and the holes that are left."""

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from app.services.day.floor import DayOnFloor, Hole, day_on_floor
from app.services.day.stand_in import Case, helpers
from app.services.roster.changes.edit import earliest_on
from app.services.roster.changes.reroster import Choice
from app.web import session
from app.web.pages.sick_and_surge.case import Begun
from app.web.parts.charts.cover import ALL
from app.web.parts.charts.day_chart import day_chart, hole_address, hole_text
from app.web.parts.charts.drawing import draw
from app.web.parts.clock import minute_on, now_here
from app.web.parts.roster.choices import offer, span_of, still_possible
from app.web.parts.wording import day_short, plain
from data.model.language import tr, trn
from rostering.evaluation.scorecard import cover_of
from rostering.repair.replacement import Earliest
from rostering.rules.language.presence import FloorCount

MOST_HOLES = 6


def ranked(
    what: str, rank: Callable[[], tuple[Choice, ...]], earliest: Earliest | None
) -> list[Choice]:
    """Rank people for a lost shift or a hole; once as long as the case stays as it is."""
    known: dict[str, tuple[Choice, ...]] = st.session_state.setdefault("ranked", {})
    if what not in known:
        known[what] = rank()
    return still_possible(known[what], earliest)


def taken_lines(begun: Begun, what: str) -> bool:
    """Who helps with something already, each with a way back; whether anybody does."""
    helped = begun.helps_with(what)
    names = st.session_state.get("names_here", {})
    for edit in helped:
        with st.container(horizontal=True, vertical_alignment="center"):
            name = plain(names.get(edit.agent_id, edit.agent_id))
            shift = span_of(edit.shift) if edit.shift else ""
            st.markdown(f":green[:material/check_circle:] **{name}** {shift}")
            st.button(
                tr("Take back"),
                key=f"back_{edit.agent_id}_{edit.day}",
                type="tertiary",
                on_click=begun.take_back,
                args=(edit,),
            )
    return bool(helped)


def holes_left(begun: Begun, case: Case, day: date) -> None:
    """Need against the floor of the day as the case leaves it, and people for each hole."""
    found = day_on_floor(case.problem, case.card.cover, day)
    before = None
    if begun.surges:
        met = cover_of(case.planned, FloorCount.of(case.planned, case.before))
        before = day_on_floor(case.planned, met, day)
    draw(day_chart(found, ALL, now_here(), before))
    if before is not None:
        st.caption(tr("The dashed line is the agents required without the storm."))
    _holes(begun, case, found)


def _holes(begun: Begun, case: Case, found: DayOnFloor) -> None:
    minute = minute_on(found.day) or 0
    holes = [hole for hole in found.holes if hole.until_min > minute]
    if not holes:
        said = (
            tr("Nobody is missing for the rest of the day.")
            if minute
            else tr("Nobody is missing on {day}.", day=day_short(found.day))
        )
        st.success(said, icon=":material/check_circle:")
        return
    wanted = session.chosen(session.HOLE)
    addressed = [hole for hole in holes if hole_address(hole) == wanted]
    rest = sorted((h for h in holes if h not in addressed), key=lambda hole: -hole.hours)
    for hole in [*addressed, *rest][:MOST_HOLES]:
        _hole(begun, case, hole, opened=hole in addressed or bool(begun.surges and hole is rest[0]))
    if len(holes) > MOST_HOLES:
        n = len(holes) - MOST_HOLES
        st.caption(trn("... and {n} shorter one", "... and {n} shorter ones", n))


def _hole(begun: Begun, case: Case, hole: Hole, *, opened: bool) -> None:
    what = hole_address(hole)
    with st.container(border=True):
        text = plain(hole_text(hole, session.queue_names()))
        st.markdown(tr("**{hole}** · {hours} h missing", hole=text, hours=f"{hole.hours:g}"))
        taken_lines(begun, what)
        if not st.toggle(tr("Find people"), opened, key=f"hole_{hole.day}_{what}"):
            return
        with st.spinner(tr("Asking everybody who could work then")):
            span = (hole.from_min, min(hole.until_min, 1440))
            at = earliest_on(session.context(), case.problem, hole.day)
            found = ranked(what, lambda: helpers(case, hole.day, *span, 8, at), at)
        offer(found, what, partial(begun.take, what))
