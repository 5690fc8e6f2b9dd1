"""The store, the person and the centre that a browser session works with."""

import streamlit as st

from app.services.context import Context, centre_of, default_url
from app.web import sign_in
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
    return context_of(store_at(url()), sign_in.who())


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


def show_who() -> None:
    """Name of the person at the foot of the side bar, and the way out."""
    with st.sidebar:
        st.caption(f"Acting as **{context().who}**", help="Goes into the audit trail.")
        if sign_in.signs_in():
            sign_in.way_out()
