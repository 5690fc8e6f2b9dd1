"""Reads shared by sessions, keyed by ids; saved values never change, so no copy is taken."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import streamlit as st

from app.services.centre import planning_of
from app.services.day.floor import Floor, floor_of_days, floor_of_draft
from app.services.people.wishes_met import WishedBefore
from app.services.people.wishes_met import wished_before as wished_before_in
from app.services.roster.check import CellChange, scored
from app.services.roster.evaluation.sensitivity import no_prices_of
from app.services.roster.locks import with_locks
from app.services.roster.publishing import undone
from app.services.roster.publishing.publish import current_version
from app.services.roster.publishing.undone import Undone
from app.services.staffing.requirement import requirement_warnings as warnings_of
from app.web.parts.cached import cached
from app.web.session import shared_context, store_at
from data.model.errors import NotFound
from data.model.forecast import Forecast
from data.model.language import phrase
from data.model.problem import RosterProblem
from data.model.publication import Publication, SavedRoster
from data.model.queue import Queue
from data.model.requirement import Requirement
from data.model.roster import AgentDay, Roster
from data.model.series import ContactSeries
from data.store import Store, documents
from rostering.evaluation.scorecard import Scorecard
from rostering.solver.explain.relaxed import RelaxedRules, relaxed_rules


@dataclass(frozen=True, eq=False)
class Judged:
    """A saved roster with its problem and its independent check."""

    saved: SavedRoster
    problem: RosterProblem
    roster: Roster
    card: Scorecard

    def problem_with(self, locked: Collection[AgentDay]) -> RosterProblem:
        """The problem with some cells locked as the roster has them."""
        return with_locks(self.problem, self.roster, locked)

    @cached_property
    def relaxed(self) -> tuple[RelaxedRules, ...]:
        """Hard rules that were relaxed in it."""
        return relaxed_rules(self.problem, self.roster)

    @cached_property
    def digest(self) -> str:
        """Digest of its shifts."""
        return self.saved.roster_digest


@st.cache_resource(max_entries=64, show_spinner=False)
def forecast(url: str, version_id: str) -> Forecast:
    """A forecast version."""
    return store_at(url).load_forecast(version_id)


@st.cache_resource(max_entries=32, show_spinner=False)
def requirement(url: str, requirement_id: str) -> Requirement:
    """A requirement."""
    return store_at(url).load_requirement(requirement_id)


def requirement_warnings(url: str, requirement_id: str) -> tuple[str, ...]:
    """What is to be known of a requirement before anybody is rostered for it."""
    return _requirement_warnings(url, requirement_id, store_at(url).load(documents.QUEUES))


@st.cache_resource(max_entries=32, show_spinner=False)
def _requirement_warnings(
    url: str, requirement_id: str, queues: tuple[Queue, ...]
) -> tuple[str, ...]:
    """As it was with these queues."""
    return warnings_of(shared_context(url), requirement(url, requirement_id))


@st.cache_resource(max_entries=32, show_spinner=False)
def saved_roster(url: str, roster_id: str) -> SavedRoster:
    """A saved roster."""
    return store_at(url).load_roster(roster_id)


@cached(phrase("Checking the roster"), 8)
def judged(url: str, roster_id: str, _card: Scorecard | None = None) -> Judged | None:
    """A saved roster, checked; None where the solve ended without one.

    Parameters
    ----------
    _card
        Its scorecard, where somebody scored it a moment ago; no part of the key.
    """
    saved = saved_roster(url, roster_id)
    if saved.result.roster is None:
        return None
    card = _card or scored(shared_context(url), saved)
    return Judged(saved, saved.problem, saved.result.roster, card)


@cached(phrase("Comparing with what is published"), 32)
def changes_since_published(
    url: str, roster_id: str, version: int
) -> tuple[Publication | None, tuple[CellChange, ...]]:
    """What a roster changes in the plan as it was at a published version."""
    return undone.changes_since_published(shared_context(url), roster_id)


@cached(phrase("Looking for edits of others"), 32)
def undone_by(url: str, roster_id: str, version: int, who: str) -> tuple[Undone, ...]:
    """Edits of others that somebody's publishing undoes, as it was at a published version."""
    return undone.undone_by(shared_context(url, who), roster_id)


def wished_before(url: str, first: date) -> dict[str, WishedBefore]:
    """Everybody's wishes and refusals in the published rosters before a day."""
    context = shared_context(url)
    return _wished_before(
        url, first, current_version(context), planning_of(context).wishes_back_days
    )


@cached(phrase("Reading what was wished before"), 16)
def _wished_before(url: str, first: date, version: int, back_days: int) -> dict[str, WishedBefore]:
    """As it was at a published version; the version is part of the key."""
    return wished_before_in(shared_context(url), first, back_days)


def last_day(url: str) -> date | None:
    """Last local day with history; None where nothing was imported."""
    newest = store_at(url).newest_import()
    return _last_day(url, newest) if newest else None


def recent(url: str, queue_id: str, since: date) -> ContactSeries | None:
    """History of a queue from a day on; None where there is none."""
    newest = store_at(url).newest_import()
    return _recent(url, queue_id, since, newest) if newest else None


@cached(phrase("Reading the history"), 4)
def _last_day(url: str, import_id: int) -> date | None:
    """As it was after an import; the id is part of the key."""
    store = store_at(url)
    starts = {f.queue_id: f.first for f in reversed(store.list_forecasts())}
    days = []
    for queue in store.load(documents.QUEUES):
        # History up to a forecast's start is known to exist: years of it need not be read.
        since = starts[queue.queue_id] - timedelta(days=7) if queue.queue_id in starts else None
        series = _from(store, queue.queue_id, since) or _from(store, queue.queue_id, None)
        days += [series.grid.days[-1]] if series else []
    return max(days, default=None)


@st.cache_resource(max_entries=64, show_spinner=False)
def _recent(url: str, queue_id: str, since: date, import_id: int) -> ContactSeries | None:
    """As it was after an import; the id is part of the key."""
    return _from(store_at(url), queue_id, since)


def _from(store: Store, queue_id: str, since: date | None) -> ContactSeries | None:
    try:
        return store.load_series(queue_id, since)
    except NotFound:
        return None


def floor(url: str, first: date, days: int, roster_id: str = "") -> Floor:
    """Need against agents on the floor by the plan in force, or by a saved roster."""
    context = shared_context(url)
    newest = context.store.list_requirements()
    away = tuple(sorted(context.store.load(documents.STAFF).leave))
    known = (current_version(context), newest[0].requirement_id if newest else "", away)
    return _floor(url, first, days, roster_id, known)


@cached(phrase("Counting who is on the floor"), 32)
def _floor(url: str, first: date, days: int, roster_id: str, known: tuple[object, ...]) -> Floor:
    """As it was at a published version, with a requirement and with these absences."""
    context = shared_context(url)
    if roster_id:
        return floor_of_draft(context, roster_id, first, days)
    return floor_of_days(context, first, days)


@st.cache_resource(max_entries=64, show_spinner=False)
def no_prices(url: str, roster_id: str) -> str:
    """Why a saved roster's problem has no prices, and what to do; empty where it has."""
    return no_prices_of(shared_context(url), roster_id)
