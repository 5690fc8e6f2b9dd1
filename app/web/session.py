"""The store, the person and the centre that a browser session works with."""

import os

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from app.services.context import Context, centre_of, default_url
from data.model.errors import InvalidValue
from data.model.queue import Centre
from data.store import Store


@st.cache_resource(show_spinner="Opening the database")
def store_at(url: str) -> Store:
    """One store a process and database; its connections are taken per transaction."""
    return Store.open(url)


def url() -> str:
    """Database of this app."""
    return default_url()


def context() -> Context:
    """This session's person at the app's store."""
    return context_of(store_at(url()), who())


def context_of(store: Store, name: str) -> Context:
    """A context; the operating system's user where nobody else is named."""
    return Context(store, name) if name else Context(store)


def centre() -> Centre:
    """The centre that the store belongs to.

    Raises
    ------
    NotFound
        If none was set up yet.
    """
    return centre_of(context())


def signs_in() -> bool:
    """Whether people sign in at all: the secrets configure an OIDC provider."""
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError:
        return False


def sign_in_needed() -> bool:
    """Whether this session must sign in first."""
    return signs_in() and not st.user.is_logged_in


def who() -> str:
    """The signed-in e-mail, else the name that `peakshift --as NAME ui` gave, else empty.

    Raises
    ------
    InvalidValue
        If the provider gives no e-mail: nothing may be done by nobody.
    """
    if not signs_in():
        return os.environ.get("PEAKSHIFT_USER", "")
    email = str(st.user.get("email") or "")
    if not email:
        raise InvalidValue(
            "the sign-in provider gives no e-mail address; allow the scope `email` for this app"
        )
    return email


def ask_to_sign_in() -> None:
    """The page of people who have not signed in."""
    st.title("PeakShift")
    st.write("Forecasts, staffs and rosters your contact centre. Your team signs in first.")
    st.button("Sign in", type="primary", icon=":material/login:", on_click=st.login)


def show_who() -> None:
    """Name of the person at the foot of the side bar, and the way out."""
    with st.sidebar:
        st.caption(f"Acting as **{context().who}**", help="Goes into the audit trail.")
        if signs_in():
            st.button("Sign out", icon=":material/logout:", on_click=st.logout)
