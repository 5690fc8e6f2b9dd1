"""What a requirement comes to: hours, peaks, and the service that was simulated for it."""

import pandas as pd
import streamlit as st

from app.services.jobs.of_data import RequirementOrder
from app.web import jobs, reads, session
from app.web.parts import allowed
from app.web.parts.pickers import REQUIREMENT, follow_newest
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import DASH, days_of, go, number, percent
from data.model.language import phrase, tr
from data.model.requirement import Requirement
from rostering.staffing.sizing import newsvendor_level


def need_totals(requirement: Requirement) -> None:
    """Hours, peaks and simulated service of each queue."""
    hours = requirement.heads.sum(axis=1) * requirement.grid.slot_min / 60
    weeks = len(requirement.grid.days) / 7
    together = requirement.heads.sum(axis=0)
    columns = st.columns(3)
    columns[0].metric(tr("Agent-hours a week"), number(float(hours.sum() / weeks)))
    columns[1].metric(tr("Agents at the peak"), number(float(together.max())))
    columns[2].metric(tr("Fewest agents at any time"), number(float(together.min())))
    rows: dict[str, object] = {
        tr("Queue"): [session.queue_names().get(q, q) for q in requirement.queue_ids],
        tr("Hours a week"): (hours / weeks).round(),
        tr("Agents at the peak"): requirement.heads.max(axis=1),
        tr("On the floor at the peak, before shrinkage"): requirement.floor_heads.max(axis=1),
    }
    judge = requirement.made_with.get("judge")
    if judge:
        seen = (judge["service"].get(queue_id) for queue_id in requirement.queue_ids)
        rows[tr("Simulated service")] = [
            DASH if level is None else percent(level) for level in seen
        ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)
    if judge:
        st.caption(_judged(requirement))


def _judged(requirement: Requirement) -> str:
    """How the simulator corrected these numbers."""
    judge = requirement.made_with["judge"]
    text = tr(
        "Corrected by simulation: agents were taken away or added by queue "
        "and part of the day until every target is just met, absence and "
        "forecast error included."
    )
    if not judge["kept"]:
        text += tr(" **Not every target could be met**; see the column on the right.")
    free = [
        q for q, row in zip(requirement.queue_ids, requirement.heads, strict=True) if not row.any()
    ]
    return text + (
        tr(" {free}: done between other contacts.", free=tr(", ").join(free)) if free else ""
    )


COSTS = "costs"
BASES = {
    "expected": phrase("expected: the target is met on average over what may come"),
    "mean": phrase("mean: as if the forecast were certain"),
    "p70": phrase("p70: enough in 7 of 10 cases"),
    "p80": phrase("p80: enough in 8 of 10 cases"),
    "p90": phrase("p90: enough in 9 of 10 cases"),
    "p95": phrase("p95: enough in 19 of 20 cases"),
    COSTS: phrase("by the costs of planning too few and too many"),
}
SLOT, PERIOD = phrase("in every slot"), phrase("over the whole period")


KIND = "requirement"


def requirement_form() -> None:
    """Ask for a requirement, or watch it being worked out; what was chosen stays."""
    going = run_panel(KIND, _done)
    line = st.form("build_requirement", border=True)
    with line, st.container(horizontal=True, vertical_alignment="bottom"):
        basis = st.selectbox(
            tr("Basis"),
            list(BASES),
            format_func=lambda basis: tr(BASES[basis]),
            width=420,
            help=tr(
                "What of the forecasts' uncertainty is staffed for; newest forecast of each queue."
            ),
        )
        share = _floor_share()
        too_few, too_many = _costs()
        judged = st.checkbox(
            tr("Correct by simulation"),
            value=True,
            help=tr(
                "Formulas take each queue alone. The simulator lets people with "
                "several skills help, draws absence and real handle times, and takes "
                "away or adds agents until every target is just met. Takes seconds, in "
                "a large centre a minute."
            ),
        )
        asked = allowed.submit(
            tr("Work out the staffing need"),
            "set_requirement",
            refused=tr("It is being worked out already.") if going else "",
            type="primary",
            icon=":material/calculate:",
        )
    if asked:
        if basis == COSTS:
            basis = f"p{100 * newsvendor_level(too_few, too_many):g}"
        follow_newest(REQUIREMENT)
        jobs.start(RequirementOrder((), basis, share, judged))
        st.rerun()


def _floor_share() -> float | None:
    """Level that no slot undercuts where the target is met over the period; None: by slot [-]."""
    promise = st.selectbox(
        tr("The target is met"),
        (SLOT, PERIOD),
        format_func=tr,
        width=210,
        help=tr(
            "Over the whole period is cheaper: busy slots may lie below the "
            "target, quiet ones make up for it."
        ),
    )
    floor = st.number_input(
        tr("Slot floor [%]"),
        1,
        99,
        50,
        width=130,
        help=tr("Only for a target over the whole period: no slot falls below this level."),
    )
    return floor / 100 if promise == PERIOD else None


def _costs() -> tuple[float, float]:
    """Underage and overage cost: 10 to 2.5 staffs for p80. A roster's prices are rules."""
    with st.popover(tr("Costs"), help=tr("Only for the basis *by the costs*.")):
        too_few = st.number_input(tr("One agent too few for what comes costs"), 0.0, 1e6, 10.0)
        too_many = st.number_input(tr("One agent too many costs"), 0.0, 1e6, 2.5)
    return too_few, too_many


def _done(requirement_id: str) -> None:
    made = reads.requirement(session.url(), requirement_id)
    days = days_of(made.grid.days[0], len(made.grid.days))
    st.success(tr("Agents required are worked out for {days}.", days=days))
    go("roster", tr("Build a roster for it"))
