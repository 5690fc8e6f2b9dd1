"""What pages say when something is missing or wrong: one message and the next step."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from data.model.errors import Conflict, PeakShiftError


@contextmanager
def told() -> Iterator[None]:
    """Show an error of ours as one message instead of a traceback."""
    try:
        yield
    except Conflict as error:
        st.error(f"**Somebody was faster.** {error}", icon=":material/sync_problem:")
    except PeakShiftError as error:
        st.error(str(error), icon=":material/error:")


def heading(title: str, says: str) -> None:
    """Title of a page and the question that it answers."""
    st.title(title, anchor=False)
    st.caption(says)


def nothing_yet(title: str, advice: str, *, page: str = "", label: str = "") -> None:
    """An empty state: what is missing, what to do, and the way there."""
    with st.container(border=True):
        st.markdown(f"#### :material/inbox: {title}")
        st.markdown(advice)
        if page:
            go(page, label)


def go(page: str, label: str) -> None:
    """Link to another page."""
    st.page_link(st.session_state["pages"][page], label=label, icon=":material/arrow_forward:")
