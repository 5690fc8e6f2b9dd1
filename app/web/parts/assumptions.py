"""Everything assumed on the way from contacts to agents required, named."""

import pandas as pd
import streamlit as st

from app.services.staffing.saved import promised
from app.web import session
from app.web.parts.wording import DASH, percent, plain
from data.model.language import phrase, tr
from data.model.queue import Queue
from data.model.requirement import Requirement
from data.model.shift import clock
from data.model.words import basis_in_words

DEFINITIONS = {
    "virtual": phrase("of all contacts, were everybody patient"),
    "answered": phrase("of answered contacts"),
    "offered": phrase("of offered contacts; abandons are misses"),
    "waited": phrase("of all contacts: waited no longer, however it ended"),
}


def assumptions(requirement: Requirement) -> None:
    """Targets of the queues and shrinkages, inside and outside the roster."""
    st.subheader(tr("What was assumed"), anchor=False)
    queues = promised(session.context(), requirement).values()
    basis = basis_in_words(requirement.basis, {q.queue_id: q.name for q in queues})
    st.caption(tr("Basis: {basis_in_words}", basis_in_words=plain(basis)))
    st.markdown(tr("**Service level target of each queue when this was worked out**"))
    st.dataframe(pd.DataFrame([_target(queue) for queue in queues]), hide_index=True)
    st.subheader(tr("Shrinkage"), anchor=False)
    st.dataframe(_shrinkages(requirement), hide_index=True)
    st.caption(
        tr(
            "Outside the roster: the agents required are divided by (1 − share). "
            "Inside: the roster places it (breaks), so it is never added again."
        )
    )


def definition_in_words(definition: str) -> str:
    """Of which contacts a service level is the share; anything else is work that can wait."""
    return tr(DEFINITIONS.get(definition, phrase("of work that can wait, when it was due")))


def promise_of(queue: Queue) -> str:
    """The service level target, `80% in 20 s` or `done within 24 h`."""
    if queue.deferrable_due_min:
        return tr(
            "done within {deferrable_due_min:g} h", deferrable_due_min=queue.deferrable_due_min / 60
        )
    return tr(
        "{service_share:.0%} in {threshold_s:g} s",
        service_share=queue.target.service_share,
        threshold_s=queue.target.threshold_s,
    )


def _target(queue: Queue) -> dict[str, str]:
    target = queue.target
    waits = queue.deferrable_due_min is not None
    return {
        tr("Queue"): queue.name,
        tr("Target"): promise_of(queue),
        tr("Counted"): tr("work that can wait") if waits else tr(DEFINITIONS[target.definition]),
        tr("Occupancy at most"): percent(target.occupancy_cap_share, 0),
        tr("Agents at least"): str(target.min_heads),
    }


def _shrinkages(requirement: Requirement) -> pd.DataFrame:
    rows = [
        {
            tr("What"): tr(s.name),
            tr("Share"): percent(s.share),
            tr("Where"): tr("inside the roster") if s.inside else tr("outside: agents added"),
            tr("Planned"): tr("yes") if s.planned else tr("no"),
            tr("Paid"): tr("yes") if s.paid else tr("no"),
            tr("When"): tr("all day")
            if (s.from_min, s.to_min) == (0, 1440)
            else f"{clock(s.from_min)} - {clock(s.to_min)}",
            tr("Source"): tr(s.source) if s.source else DASH,
        }
        for s in requirement.shrinkages
    ]
    return pd.DataFrame(rows or [{tr("What"): tr("none"), tr("Where"): DASH}])
