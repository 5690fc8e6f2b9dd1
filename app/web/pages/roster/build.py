"""What a new roster is asked for, and the job that builds it."""

from datetime import date, timedelta

import streamlit as st

from app.services.activity_orders import activity_orders_of
from app.services.centre import planning_of
from app.services.jobs.of_rosters import BuildOrder
from app.web import jobs, session
from app.web.pages.roster.span import Span, pick_span
from app.web.parts import allowed
from app.web.parts.pickers import pick_requirement
from app.web.parts.wording import nothing_yet, plain
from data.model.language import tr
from data.model.publication import in_force
from data.model.roster import AgentDay
from data.store import Store
from data.store.versions import RequirementSummary
from rostering.solver.solve import ENGINES

KIND = "build"


def build_form(
    requirements: tuple[RequirementSummary, ...],
    shown_id: str = "",
    locked: frozenset[AgentDay] = frozenset(),
) -> None:
    """Ask for a roster and start building it.

    Parameters
    ----------
    shown_id
        The roster on the page, if any: a solve may start from it.
    locked
        Its locked cells; those on the days built stay, and then the solve starts from it.
    """
    with st.expander(
        tr("Build a new roster"), icon=":material/construction:", expanded=not shown_id
    ):
        named = pick_requirement(requirements, tr("For the staffing need"))
        chosen = next(r for r in requirements if r.requirement_id == named)
        usual = planning_of(session.context())
        published = in_force(session.context().store.load_publications())
        planned = max((one.last for one in published), default=chosen.first - timedelta(days=1))
        span = pick_span(chosen, usual.roster_weeks, planned + timedelta(days=1))
        if span is None:
            return
        with st.form("build", border=False, enter_to_submit=False):
            limit, seed, engine = _search(usual.roster_limit_s)
            says = tr(" (its {locked} locked cells stay)", locked=len(locked)) if locked else ""
            warm = st.checkbox(
                tr("Start from the roster shown{says}", says=says),
                disabled=not shown_id,
                key="warm_start",
            )
            relax = st.checkbox(
                tr("Relax rules where they conflict"),
                key="relax",
                help=tr(
                    "Of hard rules that leave no roster, the one with the highest "
                    "precedence number (see the Rules page) is relaxed as little as "
                    "possible; the roster, its proof and this page say which, for whom "
                    "and on which days."
                ),
            )
            activities = _with_activities(span.first)
            asked = allowed.submit(
                tr("Build"), "build_roster", type="primary", icon=":material/play_arrow:"
            )
    if asked:
        jobs.start(
            BuildOrder(
                span.first, span.weeks, named, time_limit_s=float(limit), seed=int(seed),
                engine=engine, start_id=shown_id if warm or _meets(locked, span) else "",
                relax=relax, until=None if span.weeks else span.last, activities=activities,
            )
        )  # fmt: skip
        st.rerun()


def _search(usual_s: int) -> tuple[int, int, str]:
    """How long is searched, from which seed, by which engine."""
    columns = st.columns(2, vertical_alignment="bottom")
    limit = columns[0].number_input(
        tr("Time limit [s]"),
        1,
        86_400,
        usual_s,
        help=tr("Stop works any time."),
    )
    with columns[1].popover(tr("Search"), icon=":material/tune:"):
        seed = st.number_input(tr("Seed"), 0, 2**31 - 1, 0, help=tr("Same seed, same search."))
        engine = st.selectbox(
            tr("Engine"), ("auto", *ENGINES), help=tr("auto takes the one that fits.")
        )
    return limit, seed, engine


def _with_activities(first: date) -> bool:
    """Whether activities that are ordered and not due before a day are placed with the shifts."""
    every = activity_orders_of(session.context())
    orders = [one.label for one in every if one.due is None or one.due >= first]
    return bool(orders) and st.checkbox(
        tr("Place ordered activities with the shifts ({number})", number=len(orders)),
        True,
        key="with_activities",
        help=tr(
            "{labels}: placed with the shifts they cost least.",
            labels=plain(tr(", ").join(orders)),
        ),
    )


def _meets(locked: frozenset[AgentDay], span: Span) -> bool:
    """Whether any locked cell lies in these days."""
    return any(span.first <= day <= span.last for _, day in locked)


def ready_to_build(store: Store) -> bool:
    """Whether there are people and a need; else what to do first is drawn."""
    if not session.staff().agents:
        nothing_yet(
            tr("Nobody to roster"),
            tr("A roster is built for people with their contracts and skills."),
            page="people",
            label=tr("Read in people"),
        )
        return False
    if not store.list_requirements():
        nothing_yet(
            tr("No staffing need yet"),
            tr("A roster is built for the agents required in every slot."),
            page="staffing",
            label=tr("Work out the staffing need"),
        )
        return False
    return True
