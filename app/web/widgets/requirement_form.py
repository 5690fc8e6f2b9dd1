"""What a new requirement is asked for."""

import streamlit as st

from app.services.set_requirement import set_requirement
from app.web import session
from app.web.widgets.wording import days_of

BASES = {
    "mean": "mean: staff for what is expected",
    "expected": "expected: the promise holds on average over what may come",
    "p70": "p70: enough in 7 of 10 cases",
    "p80": "p80: enough in 8 of 10 cases",
    "p90": "p90: enough in 9 of 10 cases",
    "p95": "p95: enough in 19 of 20 cases",
}
SLOT, PERIOD = "in every slot", "over the whole period"


def requirement_form() -> None:
    """Ask for a requirement and build it."""
    line = st.form("build_requirement", border=True)
    with line, st.container(horizontal=True, vertical_alignment="bottom"):
        basis = st.selectbox(
            "Basis",
            list(BASES),
            format_func=BASES.__getitem__,
            width=300,
            help="What of the forecasts' uncertainty is staffed for; newest forecast of each "
            "queue.",
        )
        promise = st.selectbox(
            "The promise holds",
            (SLOT, PERIOD),
            width=210,
            help="Over the whole period is cheaper: busy slots may lie below the target, quiet "
            "ones make up for it.",
        )
        floor = st.number_input(
            "Slot floor [%]",
            1,
            99,
            50,
            width=130,
            help="Only for a promise over the whole period: no slot falls below this level.",
        )
        pooled = st.checkbox(
            "Credit shared skills",
            help="Agents with several skills help several queues. The simulator finds how many "
            "heads that saves; takes about a minute.",
        )
        asked = st.form_submit_button(
            "Work out the heads", type="primary", icon=":material/calculate:"
        )
    if asked:
        _build(basis, floor / 100 if promise == PERIOD else None, pooled)


def _build(basis: str, floor_share: float | None, pooled: bool) -> None:
    says = "Simulating what shared skills save" if pooled else "Working out heads for every slot"
    with st.spinner(says, show_time=pooled):
        made = set_requirement(
            session.desk(), basis=basis, period_floor_share=floor_share, pooled=pooled
        )
    st.toast(f"{made.requirement_id}: {days_of(made.grid.days[0], len(made.grid.days))}")
