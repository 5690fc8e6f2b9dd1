"""Reads shared by sessions, keyed by ids; kept values never change, so no copy is taken."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from app.services.build_roster import problem_of
from app.services.desk import Desk
from app.services.read_centre import history_of, queues_of
from app.web.session import store_at
from data.model.forecast import Forecast
from data.model.requirement import Requirement
from data.model.roster import Roster
from data.model.saved_roster import SavedRoster
from data.model.series import ContactSeries
from rostering.problem import RosterProblem
from rostering.scorecard import Scorecard, score


@dataclass(frozen=True, eq=False)
class Judged:
    """A kept roster with its problem and its independent check."""

    saved: SavedRoster
    problem: RosterProblem
    roster: Roster
    card: Scorecard


@st.cache_resource(max_entries=64, show_spinner=False)
def forecast(url: str, version_id: str) -> Forecast:
    """A forecast version."""
    return store_at(url).load_forecast(version_id)


@st.cache_resource(max_entries=32, show_spinner=False)
def requirement(url: str, requirement_id: str) -> Requirement:
    """A requirement."""
    return store_at(url).load_requirement(requirement_id)


@st.cache_resource(max_entries=32, show_spinner=False)
def saved_roster(url: str, roster_id: str) -> SavedRoster:
    """A kept roster."""
    return store_at(url).load_roster(roster_id)


@st.cache_resource(max_entries=8, show_spinner="Checking the roster")
def judged(url: str, roster_id: str) -> Judged | None:
    """A kept roster, checked; None where the solve ended without one."""
    saved = saved_roster(url, roster_id)
    if saved.result.roster is None:
        return None
    problem = problem_of(Desk(store_at(url)), saved)
    return Judged(saved, problem, saved.result.roster, score(problem, saved.result.roster))


def history(url: str) -> dict[str, ContactSeries]:
    """Series of every queue that has any history; empty where there is none."""
    newest = store_at(url).list_imports()
    return _history(url, newest[0].import_id) if newest else {}


@st.cache_resource(max_entries=4, show_spinner="Reading the history")
def _history(url: str, import_id: int) -> dict[str, ContactSeries]:
    """History as it was after an import; the id is there to tell a newer one apart."""
    desk = Desk(store_at(url))
    return history_of(desk, queues_of(desk))


def last_day(url: str) -> date | None:
    """Last local day with history."""
    return max((series.grid.days[-1] for series in history(url).values()), default=None)
