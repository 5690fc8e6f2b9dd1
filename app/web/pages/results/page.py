"""Results: forecast against what came, target against reached, what edits were worth."""

from collections.abc import Mapping
from datetime import date, timedelta

import streamlit as st

from app.services.context import queues_of, today_of
from app.services.results import Results, results_of
from app.web import reads, session
from app.web.pages.results.parts import by_day, by_queue, edits, in_one_line
from app.web.pages.results.within_day import within_day
from app.web.parts.assumptions import promise_of
from app.web.parts.cached import cached
from app.web.parts.wording import day_long, go, heading, in_words_of_pages, nothing_yet
from data.model.errors import NotFound
from data.model.language import phrase, tr

PERIODS: Mapping[str, int] = {"day": 1, "week": 7, "four_weeks": 28, "quarter": 91}
"""How many days a choice looks back."""


def show() -> None:
    """Draw the page."""
    heading(tr("Results"), tr("How did the days that are over go?"))
    known = reads.last_day(session.url())
    if known is None:
        nothing_yet(
            tr("No history yet"),
            tr("Results compare what was forecast and planned with the contacts that came."),
            page="data",
            label=tr("Read in history"),
        )
        return
    last = min(known, today_of(session.context()) - timedelta(days=1))
    period = _period(last)
    first = last - timedelta(days=PERIODS[period] - 1)
    try:
        found = results(session.url(), first, last, _as_of())
    except NotFound as error:
        st.info(in_words_of_pages(error))
        return
    st.markdown(in_one_line(found))
    by_day(found)
    queues = queues_of(session.context(), tuple(queue.queue_id for queue in found.queues))
    by_queue(found, {queue.queue_id: promise_of(queue) for queue in queues})
    within_day(first, last)
    edits(found)
    go("sensitivity", tr("Value of one more"))


@cached(phrase("Comparing what was planned with what came"), 16)
def results(url: str, first: date, last: date, as_of: tuple[int, int, int]) -> Results:
    """Results as of an import, a forecast and a publication; they are part of the key."""
    return results_of(session.shared_context(url), first, last)


def _as_of() -> tuple[int, int, int]:
    store = session.context().store
    published = store.load_publications()
    return (
        store.newest_import(),
        len(store.list_forecasts()),
        published[-1].version if published else 0,
    )


def _period(last: date) -> str:
    names = {
        "day": day_long(last),
        "week": tr("7 days"),
        "four_weeks": tr("4 weeks"),
        "quarter": tr("13 weeks"),
    }
    chosen = st.segmented_control(
        tr("Days"),
        list(PERIODS),
        format_func=names.__getitem__,
        default="week",
        required=True,
        label_visibility="collapsed",
        key="results_period",
    )
    return str(chosen)
