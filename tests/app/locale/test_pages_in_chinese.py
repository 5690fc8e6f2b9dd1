"""Every page of a rostered centre in Chinese: it is drawn, and no sentence of it is English."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from app.services.access.language import language_of
from app.services.context import Context
from app.web.navigation import PAGES
from data.store import Store
from tests.app.web.web_page import TIMEOUT_S, WHO, a_page, words

pytestmark = pytest.mark.slow
ENGLISH = re.compile(r"\b[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}\b")
STORED = re.compile(
    r"tour engine|`[^`]*`|weighted mean|only \d+ whole days of history.*|ridge|\bof \S+ slots\b"
)
"""Names, commands, and notes kept with what was made in English."""


def _draw(name: str) -> None:
    import streamlit as st

    from app.web.navigation import run

    st.session_state["language"] = "zh-CN"
    run(name)


def labels(page: AppTest) -> list[str]:
    kinds = (page.button, page.selectbox, page.multiselect, page.number_input, page.text_input,
             page.checkbox, page.metric)  # fmt: skip
    return [str(element.label) for kind in kinds for element in kind]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_drawn_in_chinese(name: str, url: str) -> None:
    page = AppTest.from_function(_draw, args=(name,), default_timeout=TIMEOUT_S).run()
    assert not page.exception
    said = [*words(page).splitlines(), *labels(page)]
    assert any("\u4e00" <= letter <= "\u9fff" for line in said for letter in line)
    english = [line for line in said if ENGLISH.search(STORED.sub("", line)) and "<" not in line]
    assert not english


def test_a_person_reads_what_they_chose_in_the_settings(url: str) -> None:
    page = a_page("settings")
    page.query_params["settings"] = "language"
    page.run()
    box = next(one for one in page.selectbox if one.label == "Language")
    box.select("zh-CN").run()
    assert not page.exception
    assert page.title[0].value == "设置"
    with Store.open(url) as store:
        assert language_of(Context(store, WHO)) == "zh-CN"
    assert a_page("settings").run().title[0].value == "设置"
