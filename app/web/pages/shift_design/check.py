"""Whole rosters on designed shift templates, built by a job, beside what the design says."""

import pandas as pd
import streamlit as st

from app.services.jobs.of_reads import TryOrder
from app.services.shift_design.design import Tried, ranked_alike
from app.web import jobs
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import DASH, number
from data.model.language import tr
from rostering.shift_design import ShiftDesign

CHECK, DESIGN = "shift_design_check", "shift_design"


def design_check(design: ShiftDesign, size: int) -> None:
    """Ask for rosters on some designs, or show those being built or built."""
    st.markdown(tr("**What whole rosters on them cost**"))
    if not run_panel(CHECK, _tried):
        _ask(design, size)


def forget_check() -> None:
    """Drop what was tried: it belongs to a design that is replaced."""
    job = jobs.current(CHECK)
    if job is not None:
        jobs.stop(job.job_id)
        jobs.dismiss(job.job_id)


def _ask(design: ShiftDesign, size: int) -> None:
    with st.form("shift_design_check", border=False):
        columns = st.columns([4, 2, 2], vertical_alignment="bottom")
        sizes = columns[0].multiselect(
            tr("Roster on how many codes, beside today's"),
            [option.most for option in design.options],
            [size],
            placeholder=tr("choose"),
        )
        seconds = columns[1].number_input(tr("Seconds for each roster"), 1, 600, 20)
        asked = columns[2].form_submit_button(
            tr("Build and compare"), icon=":material/fact_check:", width="stretch"
        )
    if asked and not sizes:
        st.warning(tr("Choose at least one number of codes."))
    elif asked:
        _start(tuple(sizes), float(seconds))
        st.rerun()


def _start(sizes: tuple[int, ...], limit_s: float) -> None:
    designed = jobs.current(DESIGN)
    if designed is not None:
        jobs.start(TryOrder(designed.job_id, sizes, limit_s))


def _tried(tried: tuple[Tried, ...]) -> None:
    rows = [
        {
            tr("Design"): t.menu,
            tr("Codes"): t.codes,
            tr("Cost as designed"): number(t.designed),
            tr("Cost of its roster"): number(t.objective) if t.objective is not None else t.status,
            tr("Lower bound"): DASH if t.bound is None else number(t.bound),
        }
        for t in tried
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="content")
    says = {
        True: tr("The rosters rank the designs alike."),
        False: tr(
            "The rosters rank the designs differently: look at both columns, and "
            "give each more seconds where cost and lower bound lie far apart."
        ),
        None: tr("Fewer than two rosters: nothing to rank."),
    }[ranked_alike(tried)]
    st.caption(
        tr(
            "{says} A roster's cost counts every rule, a design's only cover; nothing is saved.",
            says=says,
        )
    )
