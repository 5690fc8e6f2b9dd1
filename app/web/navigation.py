"""Which pages there are, in the order of the day, and which of them an address opens."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import streamlit as st
from streamlit.navigation.page import Page

from app.web import session, sign_in, welcome
from app.web.alerts import alert_panel
from app.web.parts import allowed
from app.web.parts.run_panel import job_panel
from app.web.parts.wording import in_words_of_pages, plain, shown_errors
from app.web.streamlit_words import away_style, upload_style
from data.model.language import phrase, tr

SECTIONS: dict[str, dict[str, tuple[str, str]]] = {
    "": {
        "today": (phrase("Today"), ":material/home:"),
        "my_shifts": (phrase("My shifts"), ":material/badge:"),
        "results": (phrase("Results"), ":material/insights:"),
    },
    phrase("Rosters"): {
        "roster": (phrase("Roster"), ":material/calendar_month:"),
        "sick_and_surge": (phrase("Sick and surge"), ":material/healing:"),
        "swaps": (phrase("Swaps"), ":material/swap_horiz:"),
        "publish": (phrase("Publish"), ":material/campaign:"),
    },
    phrase("Plan"): {
        "forecast": (phrase("Forecast"), ":material/show_chart:"),
        "staffing": (phrase("Staffing need"), ":material/groups:"),
        "rules": (phrase("Rules"), ":material/rule:"),
        "shift_design": (phrase("Shift design"), ":material/view_timeline:"),
        "activities": (phrase("Training and activities"), ":material/school:"),
        "sensitivity": (phrase("Value of one more"), ":material/sell:"),
        "service": (phrase("Service"), ":material/support_agent:"),
    },
    phrase("Service quality"): {
        "orders": (phrase("Orders"), ":material/assignment:"),
        "complaints": (phrase("Complaints"), ":material/sentiment_dissatisfied:"),
        "trends": (phrase("Trends"), ":material/trending_up:"),
        "satisfaction": (phrase("Satisfaction"), ":material/sentiment_satisfied:"),
        "trace": (phrase("Trace"), ":material/manage_search:"),
        "quality": (phrase("Quality"), ":material/fact_check:"),
        "seats": (phrase("Seats"), ":material/chair:"),
    },
    phrase("People and data"): {
        "people": (phrase("People"), ":material/badge:"),
        "data": (phrase("Data"), ":material/database:"),
    },
    phrase("Centre"): {
        "settings": (phrase("Settings"), ":material/settings:"),
        "audit": (phrase("Audit"), ":material/history:"),
    },
}
"""Heading in the side bar -> its pages: folder under `pages` and address -> title and icon.

A page is loaded when it is drawn. No heading is called as a page is: people and screen readers
look for a page by its title."""

PAGES = {name: page for pages in SECTIONS.values() for name, page in pages.items()}
"""Every page by its folder, in the order of the side bar."""

EARLIER_ADDRESSES = {
    "overview": "today",
    "requirement": "staffing",
    "menu": "shift_design",
    "sessions": "activities",
    "mend": "sick_and_surge",
    "worth": "sensitivity",
}
"""Addresses of versions before 2026-11-29 -> pages; bookmarks still open them."""

ROOT = "at-the-root"
"""Streamlit serves the page that opens first at the root only, yet reserves a path for it: this
one, so that its own name is free to lead there."""

LOGO = Path(__file__).parent / "logo.svg"
UNKNOWN = "unknown_address"
"""Session key: an address that leads nowhere, to be named once on the page that opens instead."""

STYLE = """<style>
.stMainBlockContainer{padding:2.6rem 3rem 3rem}
[data-testid="stSidebarNavLink"]{margin:0;padding-block:.02rem;line-height:1.6;min-height:0}
[data-testid="stNavSectionHeader"]{padding-block:0}
@media (max-width:1100px){
  .stMainBlockContainer{padding:2.6rem 1.2rem 3rem}
  [data-testid="stSidebar"][aria-expanded="true"]{width:12rem!important;min-width:12rem}
  [data-testid="stHorizontalBlock"]{flex-wrap:wrap}
  [data-testid="stColumn"]{min-width:min(100%,8.5rem)}
}
@media (max-width:640px){
  [data-testid="stColumn"]:has([class*="st-key-wide"],[data-testid="stForm"],[data-testid="stHeading"],
  [data-testid="stDataFrame"],[data-testid="stVegaLiteChart"]){min-width:100%}
}
</style>"""
"""Streamlit leaves wide margins that a manager has better use for, a side bar that would have to be
scrolled at 1280 x 720, and squeezes columns on a narrow screen until nothing in them can be read:
there they wrap."""


SIDE_PX = 232
"""Width of the side bar: seven days of a roster shall fit beside it on 1280 x 720."""


def run(start: str = "today") -> None:
    """Draw the page that the address names; `start` is the one that opens first."""
    session.speak()
    # Not a Material icon: a browser would ask another host for it.
    st.set_page_config(
        page_title="PeakShift", page_icon=LOGO, layout="wide", initial_sidebar_state=SIDE_PX
    )
    st.html(STYLE + away_style() + upload_style())
    st.logo(LOGO, size="large")
    if not sign_in.let_in():
        return
    with shown_errors(), session.one_look():
        if not allowed.stranger():  # who has no role has no language of their own either
            session.speak_as_chosen()
            _pages(start)


def _pages(start: str) -> None:
    refused = allowed.page_refusals(PAGES)
    if refused[start]:
        start = next((name for name, why in refused.items() if not why), start)
    pages = {
        name: st.Page(
            draw(name, refused[name]),
            title=tr(title),
            icon=icon,
            url_path=ROOT if name == start else name,
            default=name == start,
            visibility="hidden" if refused[name] else "visible",
        )
        for name, (title, icon) in PAGES.items()
    }
    st.session_state["pages"] = pages
    sections = {tr(title): [pages[name] for name in names] for title, names in SECTIONS.items()}
    sections[""] += _elsewhere(pages, start)
    page = st.navigation(sections, expanded=True)
    session.show_who()
    job_panel()
    alert_panel()
    if unknown := st.session_state.pop(UNKNOWN, ""):
        st.info(
            tr("There is no page {unknown}. The pages stand on the left.", unknown=plain(unknown))
        )
    if not welcome.welcomed():
        page.run()


def draw(name: str, refusal: str = "") -> Callable[[], None]:
    """What draws a page, loaded when it is called; or why the person may not open it."""

    def show() -> None:
        if refusal:
            st.title(tr(PAGES[name][0]))
            st.info(in_words_of_pages(refusal), icon=":material/lock:")
            return
        import_module(f"app.web.pages.{name}.page").show()

    show.__name__ = name
    return show


def asked_for(url: str | None) -> str:
    """The page that an address names, `roster` of `http://host:8501/roster?x=1`; may be empty."""
    return unquote(PurePosixPath(urlsplit(url or "").path).name)


def _elsewhere(pages: dict[str, Page], start: str) -> list[Page]:
    """Hidden pages at addresses that are no page's own, which lead to the right one.

    They stay for the session: the browser may ask once more for one that it has just left.
    """
    unknown: list[str] = st.session_state.setdefault("elsewhere", [])
    known = [start, *EARLIER_ADDRESSES]
    address = asked_for(st.context.url)
    if address not in ("", ROOT, *pages, *known, *unknown):
        unknown.append(address)
    return [_leading(name, pages, start) for name in (*known, *unknown)]


def _leading(address: str, pages: dict[str, Page], start: str) -> Page:
    target = EARLIER_ADDRESSES.get(address, address)

    def lead() -> None:
        if target not in pages:
            st.session_state[UNKNOWN] = address
        # What the address asks of the page goes along: a bookmark may lead into a part of it.
        st.switch_page(pages.get(target, pages[start]), query_params=st.query_params.to_dict())

    return st.Page(lead, title=address, url_path=address, visibility="hidden")
