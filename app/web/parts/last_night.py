"""How a run of the nightly job went, in words; one that failed is told where the day begins."""

import streamlit as st

from app.services.running.night_summary import Night, nights
from app.web import session
from app.web.parts.wording import go, local
from data.model.language import tr

ICONS = {
    "ok": ":green[:material/check_circle:]",
    "warnings": ":orange[:material/warning:]",
    "failed": ":red[:material/error:]",
}
OUTCOMES = {
    "ok": lambda: tr("went well"),
    "warnings": lambda: tr("finished; somebody should look"),
    "failed": lambda: tr("something failed; the last good state stays"),
}


def night_sentence(night: Night) -> str:
    """When a night ran and how it went."""
    return tr(
        "{icon} The last night, {when}, {outcome}.",
        icon=ICONS[night.outcome],
        when=local(night.at, session.centre().zone),
        outcome=OUTCOMES[night.outcome](),
    )


def failed_night() -> None:
    """Tell of the last night where it failed in something; nothing else."""
    for night in nights(session.context(), 1):
        if night.outcome == "failed":
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(night_sentence(night))
                go("data", tr("Look at it"), data="nights")
