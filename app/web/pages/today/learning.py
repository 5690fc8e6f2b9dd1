"""What a day must be learnt from, learnt beside the page: it shows the plan until that is done."""

import contextvars
import logging
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

import streamlit as st

from app.services.context import Context
from app.services.day.now import day_now
from app.services.forecast.read import forecast_before
from app.services.forecast.today import learnt_of, saved_learnt
from app.web import session
from app.web.parts.wording import plain
from data.model.errors import NotEnoughHistory, NotFound
from data.model.language import tr

log = logging.getLogger(__name__)

PATIENCE_S = 0.5
"""A page waits so long before it shows the plan alone [s]: small centres have learnt by then."""
LOOK_EVERY_S = 2


@dataclass(eq=False)
class Learning:
    """Learning of one day, for all who look at it.

    Parameters
    ----------
    queues
        Id and name of those that nobody has learnt of.
    done
        How many are learnt.
    """

    queues: tuple[tuple[str, str], ...]
    done: int = 0
    thread: threading.Thread = field(default_factory=threading.Thread)

    @property
    def goes_on(self) -> bool:
        """Whether it is still at work."""
        return self.thread.is_alive()


_AT_WORK: dict[tuple[str, str, date], Learning] = {}
_GUARD = threading.Lock()


def learning_of(today: date) -> Learning | None:
    """The learning of the day that goes on beside the page; None where nothing is to be learnt."""
    if st.session_state.get("learnt_for") == today:
        return None
    context = session.shared_context(session.url())
    key = (context.store.where, session.language(), today)
    with _GUARD:
        found = _AT_WORK.get(key)
        if found is None:
            found = _AT_WORK[key] = _begun(context, today)
    if found.queues:
        found.thread.join(PATIENCE_S)
    if found.goes_on:
        return found
    with _GUARD:
        _AT_WORK.pop(key, None)  # whoever looks next finds what it saved, or learns anew
    st.session_state["learnt_for"] = today
    return None


@st.fragment(run_every=LOOK_EVERY_S)
def learning_view(found: Learning) -> None:
    """Say how far it is; once it is done the page is drawn whole."""
    if not found.goes_on:
        st.rerun()
    at = min(found.done, len(found.queues) - 1)
    said = tr(
        "This is the plan. Learning once for today, from the days before: {queue}, {n} of {all}; "
        "what the day brings stands here as soon as that is done.",
        queue=plain(found.queues[at][1]), n=at + 1, all=len(found.queues),
    )  # fmt: skip
    st.progress(found.done / (len(found.queues) + 1), said)


def _begun(context: Context, today: date) -> Learning:
    lacking = tuple(
        (queue_id, name)
        for queue_id, name in session.queue_names().items()
        if saved_learnt(context, queue_id, today) is None
        and forecast_before(context, queue_id, today) is not None
    )
    found, now = Learning(lacking), session.context().clock()

    def learn() -> None:
        try:
            for queue_id, _ in lacking:
                with suppress(NotFound, NotEnoughHistory):  # the queue says so itself on the page
                    learnt_of(context, queue_id, today)
                found.done += 1
            day_now(context, now)  # so that the page need not wait for it either
        except Exception:  # the page meets it again, and tells it
            log.exception("the day could not be learnt beside the page")

    if lacking:
        speaks = contextvars.copy_context()  # of the language that the page is drawn in
        found.thread = threading.Thread(
            target=speaks.run, args=(learn,), name="learning", daemon=True
        )
        found.thread.start()
    return found
