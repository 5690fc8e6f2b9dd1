"""The nightly job's last runs, and what to do about files that failed."""

import pandas as pd
import streamlit as st

from app.locale.again import said_again
from app.services.context import default_folder
from app.services.jobs.of_data import RefreshOrder
from app.services.running.night_summary import Night, RefreshSummary, nights
from app.web import jobs, session
from app.web.parts import allowed
from app.web.parts.last_night import ICONS, OUTCOMES, night_sentence
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import in_words_of_pages, local, nothing_yet, plain, said_of, warned
from data.model.language import tr, trn

KIND, SHOWN = "refresh", 30


def nights_panel() -> None:
    """Draw the button that runs the night's work now, the newest run and those before it."""
    if not run_panel(KIND, _done):
        _run_now()
    found = nights(session.context(), SHOWN)
    if not found:
        nothing_yet(
            tr("No night has run yet"),
            tr(
                "The nightly job reads the files that wait, makes new forecasts and checks the "
                "trail. Whoever runs this machine sets it up: it is described in the "
                "documentation under *The nightly job*."
            ),
        )
        return
    zone, newest = session.centre().zone, found[0]
    st.markdown(night_sentence(newest))
    _failed(newest)
    warned(newest.warnings)
    with st.expander(tr("Everything it said"), icon=":material/notes:"):
        st.text(newest.words or newest.outcome)
    st.subheader(tr("Nights before"), anchor=False)
    rows = [
        {
            tr("When"): local(night.at, zone),
            tr("How it went"): OUTCOMES[night.outcome](),
            tr("Failed files"): len(night.failed_files),
            tr("Warnings"): len(night.warnings),
            tr("Run by"): night.who,
        }
        for night in found
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)


def _run_now() -> None:
    """The night's work by hand, with the folders of this server."""
    with st.container(horizontal=True, vertical_alignment="center"):
        asked = allowed.button(
            tr("Run the night's work now"), "refresh", icon=":material/bedtime:", key="run_night"
        )
        st.caption(tr("Reads what waits in the inbox, forecasts, scores yesterday and checks."))
    if asked:
        inbox = default_folder() / "inbox"
        jobs.start(RefreshOrder(str(inbox), str(inbox / "last_refresh.json")))
        st.rerun()


def _done(found: RefreshSummary) -> None:
    icon, outcome = ICONS[found.outcome], OUTCOMES[found.outcome]()
    st.markdown(tr("{icon} The night's work {outcome}.", icon=icon, outcome=outcome))


def _failed(night: Night) -> None:
    if not night.failed_files:
        return
    count = len(night.failed_files)
    with st.container(border=True):
        st.markdown(
            f"**{trn('{n} file could not be read', '{n} files could not be read', count)}**"
        )
        for name, why in night.failed_files.items():
            st.markdown("- " + said_of(f"**{plain(name)}**", in_words_of_pages(said_again(why))))
        st.caption(
            tr(
                "They lie in the folder `failed` of the inbox and are named every night until "
                "somebody acts. Correct a file and put it back into the inbox, or read it in here "
                "on the first part of this page and take it out of the folder. If its columns are "
                "not known, map them here once: the nights then know them, too."
            )
        )
