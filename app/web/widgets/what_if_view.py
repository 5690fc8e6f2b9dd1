"""Another promise, handle time or volume: heads, hours and cost before anything is kept."""

from dataclasses import replace

import streamlit as st

from app.services.set_queue import set_queue
from app.services.what_if import Change, Consequence, what_if
from app.web import session
from app.web.widgets.before_after import before_after
from app.web.widgets.pickers import pick_queue
from data.model.queue import Queue, ServiceTarget
from data.model.requirement import Requirement
from data.store import documents

FOUND = "what_if_found"
MOST_PERCENT = 50


def what_if_view(requirement: Requirement) -> None:
    """Ask for a change of one queue, show what it does, offer to keep its promise."""
    st.caption(
        "Nothing is saved by looking. Both sides are sized from this requirement's forecasts, with "
        f"its basis ({requirement.made_with.get('basis', 'mean')}) and shrinkage; *now* is "
        "today's promise."
    )
    queue_id = pick_queue(requirement.queue_ids)
    queue = next(q for q in session.desk().store.load(documents.QUEUES) if q.queue_id == queue_id)
    target, handle, volume, everywhere, asked = _form(queue)
    if asked:
        with st.spinner("Working out heads for every slot"):
            change = Change(
                {queue_id: target},
                handle_factor=1 + handle / 100,
                volume_factor=1 + volume / 100,
                queue_ids=() if everywhere else (queue_id,),
            )
            found = what_if(session.desk(), requirement.requirement_id, change)
        st.session_state[FOUND] = (requirement.requirement_id, queue_id, change, found)
    _answer(requirement.requirement_id, queue)


def _answer(requirement_id: str, queue: Queue) -> None:
    kept: tuple[str, str, Change, Consequence] | None = st.session_state.get(FOUND)
    if kept is None or kept[:2] != (requirement_id, queue.queue_id):
        return
    change, found = kept[2:]
    before_after(found, queue.queue_id)
    target = change.targets[queue.queue_id]
    if target != queue.target:
        _keep(queue, target, found)


def _form(queue: Queue) -> tuple[ServiceTarget, int, int, bool, bool]:
    target, key = queue.target, queue.queue_id
    waits = queue.deferrable_due_min is not None
    with st.form(f"what_if_{key}"):
        promise = st.columns(4)
        share = promise[0].number_input(
            "Answered in time [%]",
            1.0,
            100.0,
            100 * target.service_share,
            1.0,
            key=f"share_{key}",
            format="%.0f",
            disabled=waits,
            help="Work that can wait is planned to be done when it is due." if waits else None,
        )
        threshold = promise[1].number_input(
            "within [s]",
            0.0,
            3600.0,
            float(target.threshold_s),
            5.0,
            key=f"within_{key}",
            format="%.0f",
            disabled=waits,
        )
        cap = promise[2].number_input(
            "Occupancy at most [%]",
            1.0,
            100.0,
            100 * target.occupancy_cap_share,
            1.0,
            key=f"cap_{key}",
            format="%.0f",
        )
        least = promise[3].number_input(
            "Heads at least", 0, 1000, target.min_heads, key=f"least_{key}"
        )
        world = st.columns([3, 3, 2], vertical_alignment="center")
        span = (-MOST_PERCENT, MOST_PERCENT, 0, 5)
        handle = world[0].slider("Handle time [± %]", *span, key=f"handle_{key}")
        volume = world[1].slider("Contacts [± %]", *span, key=f"volume_{key}")
        everywhere = world[2].checkbox("± % for all queues", key=f"all_{key}")
        asked = st.form_submit_button("Show what that changes", type="primary")
    wanted = replace(
        target,
        service_share=round(share / 100, 4),
        threshold_s=threshold,
        occupancy_cap_share=round(cap / 100, 4),
        min_heads=least,
    )
    return wanted, handle, volume, everywhere, asked


def _keep(queue: Queue, target: ServiceTarget, found: Consequence) -> None:
    with st.form("keep_target"):
        st.markdown(
            f"**Keep this promise for {queue.name}?** The next requirements are built for it; "
            "those there are stay as they are. Handle time and contacts are not changed: they come "
            "from the forecast."
        )
        why = st.text_input("Reason")
        asked = st.form_submit_button("Keep this promise", icon=":material/save:")
    if asked and not why.strip():
        st.warning("Give a reason: it goes into the audit trail.")
    elif asked:
        set_queue(session.desk(), queue.queue_id, target=target, why=why)
        del st.session_state[FOUND]
        st.toast(f"{queue.name}: the new promise is kept.")
        st.rerun()
