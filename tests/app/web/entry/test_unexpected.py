"""What nobody foresaw is said in one sentence, in the reader's language; the log has the rest."""

import io
import logging
import re
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from app.web.entry.unexpected import ICON


def fails(kind: str) -> None:
    """A page whose work goes wrong, as the server answers it."""
    import streamlit as st

    from app.web.entry.unexpected import say_unexpected
    from data.model.errors import Conflict

    st.session_state["language"] = "zh-CN" if kind == "Chinese" else "en"
    try:
        raise Conflict("Li was here before") if kind == "ours" else KeyError("secret detail")
    except Exception as error:
        st.session_state["drawn"] = say_unexpected(error)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the log of unforeseen faults is told."""
    told = io.StringIO()
    handler, logger = logging.StreamHandler(told), logging.getLogger("app.web.entry.unexpected")
    logger.addHandler(handler)
    yield told
    logger.removeHandler(handler)


@pytest.mark.parametrize(("kind", "begins"), [("English", "**This did not"), ("Chinese", "**")])
def test_a_fault_of_ours_is_one_sentence_with_the_number_that_the_log_has(
    kind: str, begins: str, log: io.StringIO
) -> None:
    page = AppTest.from_function(fails, args=(kind,)).run()
    assert page.session_state["drawn"]
    (said,) = page.error
    assert (said.icon, said.value.startswith(begins)) == (ICON, True)
    assert "secret detail" not in said.value
    assert said.value.isascii() == (kind == "English")
    (number,) = re.findall(r"number (\w+)", log.getvalue())
    assert number in said.value
    assert "secret detail" in log.getvalue()


def test_an_error_that_is_meant_for_people_is_said_as_everywhere() -> None:
    page = AppTest.from_function(fails, args=("ours",)).run()
    assert "Li was here before" in page.error[0].value


def complains() -> None:
    """A page that a list of complaints comes to."""
    from app.web.parts.wording import shown_errors
    from data.model.errors import BadRows

    with shown_errors():
        raise BadRows(("a.csv row 2: no *name*", "a.csv row 3: no id"))


def test_each_complaint_about_a_file_stands_on_a_line_of_its_own() -> None:
    (said,) = AppTest.from_function(complains, default_timeout=60).run().error
    assert said.value.split("  \n")[1:] == ["a.csv row 2: no \\*name\\*", "a.csv row 3: no id"]
