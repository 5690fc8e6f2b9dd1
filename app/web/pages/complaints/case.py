"""One complaint: its steps, ending the open one, and closing it when all have ended."""

import pandas as pd
import streamlit as st

from app.services.service_quality.complaints.steps import case_and_steps, close_case, end_step
from app.services.service_quality.words import kind_name
from app.web import session
from app.web.parts import allowed
from app.web.parts.forms import given
from app.web.parts.wording import DASH, in_words_of_pages, local, plain, shown_errors
from data.model.errors import NotFound
from data.model.language import tr
from data.model.service_quality.records import STEP_NAMES, STEPS, Case, CaseStep

USUAL_MIN = 20
"""Work of a step that nothing is known of yet [min]."""
_ANSWERS = {"": None, "yes": True, "no": False}


def case_panel() -> None:
    """Draw the box for a complaint, and the complaint."""
    context = session.context()
    recent = context.store.load_service_records("cases", columns=("case_id", "closed_at"),
                                                limit=2000)  # fmt: skip
    waiting = recent.loc[recent["closed_at"].isna(), "case_id"].tolist()
    if not len(recent):
        st.info(tr("No complaints yet."))
        return
    chosen = st.selectbox(
        tr("Complaint (open ones are listed; type the number of any other)"),
        waiting,
        accept_new_options=True,
        key="complaint_chosen",
    )
    if not chosen:
        return
    try:
        case, steps = case_and_steps(context, str(chosen))
    except NotFound as error:
        st.warning(in_words_of_pages(error))
        return
    _shown(case, steps)
    if case.closed_at is None:
        with shown_errors():
            _work(case, steps)


def _shown(case: Case, steps: tuple[CaseStep, ...]) -> None:
    zone = session.centre().zone
    state = tr("closed {at}", at=local(case.closed_at, zone)) if case.closed_at else tr("under way")
    parts = (kind_name(case.kind), case.topic, case.department, case.region, case.cause)
    st.markdown(
        f"**{plain(case.case_id)}** · " + " · ".join(plain(p) for p in parts if p) + f" · {state}"
    )
    by_step = {one.step: one for one in steps}
    rows = []
    for number in range(1, len(STEPS) + 1):
        one = by_step.get(number)
        rows.append(
            {
                tr("Step"): tr(STEP_NAMES[number - 1]),
                tr("State"): tr("to come") if one is None
                else tr("ended") if one.ended_at else tr("under way"),
                tr("Who has it"): one.department if one else "",
                tr("Begun"): local(one.begun_at, zone) if one else DASH,
                tr("Ended"): local(one.ended_at, zone) if one and one.ended_at else DASH,
                tr("Work [min]"): f"{one.handling_min:g}"
                if one and one.handling_min is not None
                else DASH,
            }
        )  # fmt: skip
    st.dataframe(pd.DataFrame(rows), hide_index=True)


def _steps_key(case: Case) -> str:
    return f"steps_shown:{case.case_id}"


def _told_of_others(case: Case, done: int) -> None:
    """Say that somebody else ended a step: the form that was filled in for it is gone."""
    if session.shown_before(_steps_key(case), done) < done:
        st.warning(
            tr(
                "Somebody ended the step {name} meanwhile: what you may have typed for it was not "
                "saved.",
                name=tr(STEP_NAMES[done - 1]),
            ),
            icon=":material/sync_problem:",
        )


def _work(case: Case, steps: tuple[CaseStep, ...]) -> None:
    context = session.context()
    done = sum(one.ended_at is not None for one in steps)
    worked = next((one.handling_min for one in steps if one.ended_at is None), None)
    _told_of_others(case, done)
    if done < len(STEPS):
        with st.form(f"step:{case.case_id}:{done}"):
            columns = st.columns([2, 2, 4])
            minutes = columns[0].number_input(
                tr("Work that it took [min]"), 0, 10_000, round(worked or USUAL_MIN)
            )
            department = (
                columns[1].text_input(tr("Next step with"), case.department)
                if done + 1 < len(STEPS)
                else ""
            )
            why = columns[2].text_input(tr("Reason (stays in the audit trail)"))
            asked = allowed.submit(
                tr("End the step {name}", name=tr(STEP_NAMES[done])), "end_step", type="primary"
            )
        if asked and given(why):
            end_step(context, case.case_id, department=department, handling_min=float(minutes),
                     step=done + 1, why=why)  # fmt: skip
            session.shown_before(_steps_key(case), done + 1)
            st.rerun()
        st.caption(tr("It can be closed once all six steps have ended."))
        return
    said = {"": tr("not known"), "yes": tr("yes"), "no": tr("no")}
    with st.form(f"close:{case.case_id}"):
        cells = st.columns(3)
        cause = cells[0].text_input(tr("Cause (a category)"), case.cause)
        true = cells[1].selectbox(tr("Found true"), list(said), format_func=said.__getitem__)
        content = cells[2].selectbox(
            tr("Customer content"), list(said), format_func=said.__getitem__
        )
        why = st.text_input(tr("Reason (stays in the audit trail)"))
        asked = allowed.submit(tr("Close the complaint"), "close_case", type="primary")
    if asked and given(why):
        close_case(context, case.case_id, cause=cause, substantiated=_ANSWERS[true],
                   satisfied=_ANSWERS[content], why=why)  # fmt: skip
        st.toast(tr("{case_id} is closed.", case_id=case.case_id), icon=":material/check_circle:")
        st.rerun()
