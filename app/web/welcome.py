"""An empty database, on whichever page it is opened: load the sample centre, or begin one's own."""

from zoneinfo import available_timezones

import streamlit as st

from app.services.centre import set_centre
from app.services.jobs.of_data import SampleOrder
from app.web import jobs, session
from app.web.parts import allowed
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import heading
from data.model.centre import Centre
from data.model.language import tr
from data.store import documents

KIND = "sample"

SLOTS_MIN = (15, 30, 60)


def welcomed() -> bool:
    """Draw the welcome instead of a page where there is no centre, or its loading has not ended."""
    run = jobs.current(KIND)
    empty = session.context().store.load(documents.CENTRE) is None
    if run and run.state == "done":
        jobs.dismiss(run.job_id)
        st.toast(tr("The sample centre is here."), icon=":material/check_circle:")
    elif run and not run.going and not empty:
        run_panel(KIND, lambda answer: None)  # what was loaded before it ended can be looked at
        _load_button(tr("Go on loading the sample centre"))
    if not empty and not (run and run.going):
        return False
    heading(
        tr("Welcome to PeakShift"),
        tr("Forecast, staff and roster a contact centre round the clock."),
    )
    if run and run.going:
        st.markdown(tr("The pages open as soon as the sample centre is complete."))
    if not run_panel(KIND, lambda answer: None):
        _sample()
        _own()
    return True


def _sample() -> None:
    with st.container(border=True):
        st.markdown(
            tr(
                "#### :material/inbox: There is nothing here yet\nLook round first: "
                "the sample centre has 120 people, five queues and three years of "
                "contacts. It is forecast, staffed and rostered in front of you, in "
                "a minute or two."
            )
        )
        _load_button(tr("Load the sample centre"))


def _load_button(label: str) -> None:
    if st.button(label, type="primary", icon=":material/play_arrow:"):
        jobs.start(SampleOrder())
        st.rerun()


def _own() -> None:
    zones = sorted(available_timezones())
    here = st.context.timezone
    with st.expander(tr("Set up your own centre instead"), icon=":material/domain_add:"):
        with st.form("own_centre", border=False):
            name = st.text_input(tr("Name of the centre"))
            columns = st.columns(3)
            zone = columns[0].selectbox(
                tr("Its clock"),
                zones,
                zones.index(here if here in zones else Centre.zone),
                help=tr("Every time on every page is on this clock."),
            )
            country = columns[1].text_input(
                tr("Country of its holidays"),
                Centre.country,
                help=tr("Two letters: CN, DE, US ..."),
            )
            slot_min = columns[2].selectbox(
                tr("Length of a slot [min]"), SLOTS_MIN, SLOTS_MIN.index(Centre.slot_min)
            )
            asked = allowed.submit(
                tr("Set up this centre"), "set_centre", icon=":material/domain_add:"
            )
        if asked:
            country = country.strip().upper()
            set_centre(session.context(), Centre(name.strip(), str(zone), country, slot_min))
            st.rerun()
