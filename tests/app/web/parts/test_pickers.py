"""Who reads a version stays with it, whoever makes a newer one; who reads the newest follows it."""

from streamlit.testing.v1 import AppTest


def _page() -> None:
    import streamlit as st

    from app.web.parts.pickers import _pick_newest, follow_newest

    ids = st.session_state.get("ids", ["b", "a"])
    if st.session_state.pop("made", False):
        follow_newest("box")
    st.markdown(_pick_newest("Version", ids, str, "box"))


def shown(page: AppTest) -> str:
    return str(page.run().markdown[0].value)


def test_somebody_elses_new_version_moves_no_reader_of_an_older_one() -> None:
    page = AppTest.from_function(_page)
    assert shown(page) == "b"
    page.session_state["ids"] = ["c", "b", "a"]
    assert shown(page) == "c"  # who looks at the newest follows it
    page.selectbox[0].set_value("a")
    assert shown(page) == "a"
    page.session_state["ids"] = ["d", "c", "b", "a"]
    assert shown(page) == "a"
    page.session_state["made"] = True  # who makes one is shown it
    assert shown(page) == "d"
    page.session_state["ids"] = ["e", "d", "c", "b", "a"]
    assert shown(page) == "e"


def test_what_a_form_has_not_sent_yet_stays_when_the_page_is_drawn_again() -> None:
    page = AppTest.from_function(_page)
    assert shown(page) == "b"
    assert page.selectbox[0].proto.set_value
    assert shown(page) == "b"
    assert not page.selectbox[0].proto.set_value, "the browser keeps what it shows"
