"""What this session's person may do: pages that open, buttons that can be pressed."""

from collections.abc import Collection, Iterable
from typing import Any

import streamlit as st

from app.services.access.asking import is_of_people, why_not
from app.services.access.users import agent_myself
from app.services.context import Context
from app.web import session, sign_in
from app.web.parts.wording import in_words_of_pages
from data.model.errors import NotFound

DUTIES_OF_PAGES: dict[str, tuple[str, ...]] = {
    "today": ("see_figures", "see_rosters"),
    "my_shifts": ("own_shifts",),
    "results": ("see_figures", "see_rosters"),
    "settings": ("see_figures",),
    "roster": ("see_rosters",),
    "sick_and_surge": ("see_rosters", "try_plans"),
    "swaps": ("see_rosters", "see_people"),
    "publish": ("see_rosters",),
    "forecast": ("see_figures",),
    "staffing": ("see_figures",),
    "rules": ("see_figures", "own_shifts"),
    "shift_design": ("try_plans",),
    "activities": ("see_rosters",),
    "sensitivity": ("see_rosters",),
    "service": ("see_rosters",),
    "orders": ("see_service",),
    "complaints": ("see_service",),
    "trends": ("see_loops",),
    "satisfaction": ("see_loops",),
    "trace": ("trace",),
    "quality": ("see_loops",),
    "seats": ("see_rosters", "see_seats"),
    "data": ("see_figures",),
    "people": ("see_rosters", "see_people"),
    "audit": ("see_trail",),
}
"""What it takes to open a page (`app.services.access.duties`); others take `see_centre`."""
OWN = "my_shifts"
"""Page of those who are somebody of the staff."""


def page_refusals(pages: Iterable[str]) -> dict[str, str]:
    """Why this session's person may not open each page, in one sentence; empty where they may."""
    context = session.context()
    needs = {page: DUTIES_OF_PAGES.get(page, ("see_centre",)) for page in pages}
    duties = {duty for needed in needs.values() for duty in needed}
    told = {duty: why_not(context, duty, () if is_of_people(duty) else None) for duty in duties}
    found = {
        page: next((told[duty] for duty in needed if told[duty]), "")
        for page, needed in needs.items()
    }
    if OWN in found and not found[OWN]:
        found[OWN] = _nobody_of_staff(context)
    return found


def refusal(verb: str, agents: Collection[str] | None = None) -> str:
    """Why this session's person may not do a use case; empty where they may.

    Parameters
    ----------
    agents
        Whom it would be about, where it is about people.
    """
    return why_not(session.context(), verb, agents)


def button(
    label: str,
    verb: str,
    agents: Collection[str] | None = None,
    *,
    refused: str = "",
    at: Any = st,
    **look: Any,
) -> bool:
    """A button of a use case: it cannot be pressed by who may not, and says why.

    Parameters
    ----------
    agents
        As for `refusal`.
    refused
        Another reason, known already, why it cannot be pressed; empty: none.
    at
        Column or container that it stands in.
    """
    return bool(at.button(label, **_look(refused or refusal(verb, agents), look)))


def submit(
    label: str,
    verb: str,
    agents: Collection[str] | None = None,
    *,
    refused: str = "",
    at: Any = st,
    **look: Any,
) -> bool:
    """The same at the end of a form."""
    return bool(at.form_submit_button(label, **_look(refused or refusal(verb, agents), look)))


def stranger() -> bool:
    """Draw what people read who have no role here, if this session's person is one."""
    why = why_not(session.context(), "see_centre")
    if not why:
        return False
    st.title("PeakShift")
    st.info(in_words_of_pages(why), icon=":material/person_off:")
    if sign_in.signs_in():
        sign_in.way_out()
    return True


def _nobody_of_staff(context: Context) -> str:
    try:
        agent_myself(context)
    except NotFound as nobody:
        return str(nobody)
    return ""


def _look(why: str, look: dict[str, Any]) -> dict[str, Any]:
    return {**look, "disabled": True, "help": in_words_of_pages(why)} if why else look
