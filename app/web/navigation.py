"""Which pages there are, in the order of the way through the house."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from app.web import session
from app.web.pages.activities import page as sessions
from app.web.pages.audit import page as audit
from app.web.pages.forecast import page as forecast
from app.web.pages.publish import page as publish
from app.web.pages.roster import page as roster
from app.web.pages.rules import page as rules
from app.web.pages.sensitivity import page as worth
from app.web.pages.service import page as service
from app.web.pages.shift_design import page as menu
from app.web.pages.sick_and_surge import page as search_repair
from app.web.pages.staffing import page as requirement
from app.web.pages.today import page as overview
from app.web.parts.wording import told

SCREENS: dict[str, tuple[str, str, Callable[[], None]]] = {
    "overview": ("Overview", ":material/home:", overview.show),
    "forecast": ("Forecast", ":material/show_chart:", forecast.show),
    "requirement": ("Requirement", ":material/groups:", requirement.show),
    "rules": ("Rules", ":material/rule:", rules.show),
    "menu": ("Menu", ":material/restaurant_menu:", menu.show),
    "roster": ("Roster", ":material/calendar_month:", roster.show),
    "sessions": ("Sessions", ":material/school:", sessions.show),
    "mend": ("Mend", ":material/healing:", search_repair.show),
    "service": ("Service", ":material/support_agent:", service.show),
    "worth": ("Worth", ":material/sell:", worth.show),
    "publish": ("Publish", ":material/campaign:", publish.show),
    "audit": ("Audit", ":material/history:", audit.show),
}
"""Page name -> title, icon, what draws it."""

LOGO = Path(__file__).parent / "logo.svg"
STYLE = """<style>
.stMainBlockContainer{padding:2.6rem 3rem 3rem}
@media (max-width:1100px){
  .stMainBlockContainer{padding:2.6rem 1.2rem 3rem}
  [data-testid="stSidebar"][aria-expanded="true"]{width:12rem!important;min-width:12rem}
  [data-testid="stHorizontalBlock"]{flex-wrap:wrap}
  [data-testid="stColumn"]{min-width:min(100%,8.5rem)}
}
</style>"""
"""Streamlit leaves wide margins that a manager has better use for, and squeezes columns on a
narrow one until nothing in them can be read: there they wrap."""


def run(start: str = "overview") -> None:
    """Draw the page asked for; `start` is the one that opens first."""
    st.set_page_config(
        page_title="PeakShift", page_icon=":material/stacked_line_chart:", layout="wide"
    )
    st.html(STYLE)
    st.logo(LOGO, size="large")
    if session.sign_in_needed():
        session.ask_to_sign_in()
        return
    pages = {
        name: st.Page(draw, title=title, icon=icon, url_path=name, default=name == start)
        for name, (title, icon, draw) in SCREENS.items()
    }
    st.session_state["pages"] = pages
    page = st.navigation(list(pages.values()))
    with told():
        session.show_who()
        page.run()
