"""Every page of a rostered centre in Chinese: it is drawn, and no sentence of it is English."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from app.locale import catalogue
from app.services.access.language import language_of
from app.services.context import Context
from app.services.roster.publishing.publish import publish_roster
from app.services.running.workers import workers
from app.web.navigation import PAGES
from data.model.language import speaking
from data.model.publication import SavedRoster
from data.model.rule import RuleSetting
from data.model.words import weekday_name
from data.store import Store
from rostering.rules import RULES
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


def test_every_rule_stands_on_its_page(url: str) -> None:
    page = AppTest.from_function(_draw, args=("rules",), default_timeout=TIMEOUT_S).run()
    counted = [re.search(r"\((\d+)\)", part.value) for part in page.subheader]
    assert sum(int(found[1]) for found in counted if found) >= len(RULES)


@pytest.mark.parametrize("name", RULES)
def test_the_sentence_of_a_rule_has_no_english_word(name: str) -> None:
    with speaking(catalogue("zh-CN")):
        said = RULES[name].built(RuleSetting(name, price=RULES[name].usual.price)).sentence()
    assert not re.search("[A-Za-z]{2,}", said)


@pytest.mark.parametrize("jobs", [1, pytest.param(3, marks=pytest.mark.heavy)])
def test_heavy_work_speaks_as_whoever_asked(jobs: int) -> None:
    with speaking(catalogue("zh-CN")), workers(jobs) as executor:
        assert executor.submit(weekday_name, 0).result() == "周一"


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


def test_a_published_roster_is_known_as_published(seeded: tuple[Context, SavedRoster]) -> None:
    publish_roster(seeded[0], seeded[1].roster_id, "计划", replications=2)
    page = AppTest.from_function(_draw, args=("publish",), default_timeout=TIMEOUT_S).run()
    assert any("所有人已按此排班表上班" in info.value for info in page.info)
    assert "发布" not in {button.label for button in page.button}
