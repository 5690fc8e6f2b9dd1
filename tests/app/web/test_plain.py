"""What people typed is shown as they typed it: nothing in it is carried out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.services.context import Context
from app.web.navigation import PAGES
from app.web.parts.wording import plain, span
from data.model.publication import SavedRoster
from data.model.queue import Queue
from data.store import documents
from tests.app.web.web_page import a_page

PLANTED = "**b** $x^2$ :red[r] <b>h</b> :material/home: [l](http://e.example) `c`"
AS_IT_IS = {
    "dataframe",
    "arrow_data_frame",
    "vega_lite_chart",
    "selectbox",
    "multiselect",
    "text_input",
    "json",
}
"""Elements whose texts Streamlit shows as they are."""


@pytest.mark.parametrize("mark", ["**", "$x", ":red[", "<b>", ":material/", "](", "`c", "http://"])
def test_no_mark_survives(mark: str) -> None:
    said = plain(f"a{mark}z")
    assert said != f"a{mark}z"
    assert all(said[place - 1] == "\\" for place, sign in enumerate(said) if sign in "*$[]<>`")


def test_a_list_or_a_heading_of_somebodys_stays_text() -> None:
    assert plain("- a") == "\\- a"
    assert plain("# a") == "\\# a"
    assert plain("1. a") == "1\u2060. a"
    assert plain("a\n\n# b") == "a \\# b"
    assert plain("Wang 王, 08-16 (fault)") == "Wang 王, 08-16 (fault)"


@pytest.fixture
def planted(seeded: tuple[Context, SavedRoster], monkeypatch: pytest.MonkeyPatch) -> Context:
    """The seeded store with marks in the name of the centre, queues, people and who acts."""
    context = replace(seeded[0], who=f"who {PLANTED}")
    store, entry = context.store, context.entry
    centre = store.load(documents.CENTRE)
    assert centre is not None
    store.save(documents.CENTRE, replace(centre, name=PLANTED), entry("set_up", PLANTED, PLANTED))
    queues = tuple(replace(q, name=f"{q.name} {PLANTED}") for q in store.load(documents.QUEUES))
    assert all(isinstance(queue, Queue) for queue in queues)
    store.save(documents.QUEUES, queues, entry("set_up", "queues", PLANTED))
    monkeypatch.setenv("PEAKSHIFT_USER", context.who)
    return context


def texts(page: Any) -> Iterator[tuple[str, str]]:
    """Kind and texts of every element in which Streamlit carries out Markdown."""
    blocks = [page._tree]
    while blocks:
        node = blocks.pop()
        blocks += list(getattr(node, "children", {}).values())
        if node.type not in AS_IT_IS and getattr(node, "proto", None) is not None:
            yield node.type, str(node.proto).encode().decode("unicode_escape")


@pytest.mark.parametrize("name", PAGES)
def test_no_page_carries_out_what_people_typed(planted: Context, name: str) -> None:
    page = a_page(name).run()
    assert not page.exception
    for kind, said in texts(page):
        for mark in ("**b**", "$x^2$ :red[r]", ":material/home: [l]"):
            assert mark not in said, (kind, said)


def test_one_day_is_no_span() -> None:
    day = date(2026, 12, 13)
    assert span(day, day) == "Sun 13 Dec 2026"
