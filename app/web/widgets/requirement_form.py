"""What a new requirement is asked for."""

import streamlit as st

from app.services.set_requirement import set_requirement
from app.web import session
from app.web.widgets.messages import told
from app.web.widgets.wording import days_of
from rostering.staffing.sizing import newsvendor_level

COSTS = "costs"
BASES = {
    "expected": "expected: the promise holds on average over what may come",
    "mean": "mean: as if the forecast were certain",
    "p70": "p70: enough in 7 of 10 cases",
    "p80": "p80: enough in 8 of 10 cases",
    "p90": "p90: enough in 9 of 10 cases",
    "p95": "p95: enough in 19 of 20 cases",
    COSTS: "by the costs of planning too few and too many",
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
        too_few, too_many = _costs()
        judged = st.checkbox(
            "Correct by simulation",
            value=True,
            help="Formulas take each queue alone. The simulator lets people with several skills "
            "help, draws absence and real handle times, and takes away or adds heads until every "
            "promise is just kept. Takes a few seconds.",
        )
        asked = st.form_submit_button(
            "Work out the heads", type="primary", icon=":material/calculate:"
        )
    if asked:
        if basis == COSTS:
            basis = f"p{100 * newsvendor_level(too_few, too_many):g}"
        _build(basis, floor / 100 if promise == PERIOD else None, judged)


def _costs() -> tuple[float, float]:
    """Underage and overage cost: 10 to 2.5 staffs for p80. A roster's prices are rules."""
    with st.popover("Costs", help="Only for the basis *by the costs*."):
        too_few = st.number_input("One agent too few for what comes costs", 0.0, 1e6, 10.0)
        too_many = st.number_input("One agent too many costs", 0.0, 1e6, 2.5)
    return too_few, too_many


def _build(basis: str, floor_share: float | None, judged: bool) -> None:
    says = "Working out heads, and simulating them" if judged else "Working out heads"
    with told(), st.spinner(says, show_time=True):
        made = set_requirement(
            session.desk(), basis=basis, period_floor_share=floor_share, judged=judged
        )
        st.toast(f"{made.requirement_id}: {days_of(made.grid.days[0], len(made.grid.days))}")
