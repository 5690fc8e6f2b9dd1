"""Wishes on the roster page: who was refused, single wishes filtered, forms that change one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from app.services.context import Context
from app.services.people.wishes import add_wish, wishes_kept
from app.services.people.wishes_met import wishes_of_roster
from app.services.roster.build import save_result
from data.model.publication import SavedRoster
from data.model.staff import Wish
from tests.app.web.web_page import WHO, a_page, press, words

Seeded = tuple[Context, SavedRoster]


@pytest.fixture
def wished(seeded: Seeded) -> Seeded:
    """The roster kept again with wishes: a day off and work of two people, starts of a third."""
    context, saved = seeded
    problem = saved.problem
    first, last = problem.dates[0], problem.dates[-1]
    for wish in (
        Wish("A001", first, weight=5),
        Wish("A001", last),
        Wish("A002", first, "on"),
        Wish("A003", None, "off", 0, 1200),
    ):
        add_wish(context, wish)
    problem = replace(problem, wishes=wishes_kept(context))
    return context, save_result(context, problem, saved.result, verb="test")


def the_wishes(saved: SavedRoster) -> AppTest:
    page = a_page("roster")
    page.query_params["roster"] = saved.roster_id
    page.run()
    page.segmented_control(key="roster_view").set_value("Fairness").run()
    page.segmented_control(key="fairness_kind").set_value("wishes").run()
    assert not page.exception
    return page


def test_everybody_who_wishes_has_a_line_and_refused_wishes_are_filtered(wished: Seeded) -> None:
    context, saved = wished
    found = wishes_of_roster(context, saved.roster_id)
    page = the_wishes(saved)
    shown = {metric.label: metric.value for metric in page.metric}
    assert shown["Wishes"] == str(found.everybody.asked)
    assert shown["Refused"] == str(found.everybody.refused)
    agents = page.dataframe[0].value
    assert agents["Refused"].tolist() == sorted((a.refused for a in found.agents), reverse=True)
    assert set(agents["At stake"]) == {30}  # equal, however much anybody wishes
    page.segmented_control(key="wishes_shown").set_value("All").run()
    assert len(page.dataframe[1].value) == len(found.wishes) > found.everybody.refused


def test_a_wish_is_added_with_a_reason_and_taken_back_again(wished: Seeded) -> None:
    context, saved = wished
    first = saved.problem.first
    there = wishes_kept(context)
    page = the_wishes(saved)
    assert "Since this roster was built" not in words(page)
    page.selectbox(key="wish_agent").set_value("A003")
    page.date_input(key="wish_day").set_value(first + timedelta(2))
    page.number_input(key="wish_weight").set_value(4)
    page = press(page, "Add the wish")
    assert "Give a reason" in words(page)
    assert wishes_kept(context) == there
    page.text_input(key="wish_why").set_value("wedding")
    page = press(page, "Add the wish")
    added = Wish("A003", first + timedelta(2), weight=4)
    assert set(wishes_kept(context)) - set(there) == {added}
    assert context.store.audit(verb="add_wish", who=WHO)[0].why == "wedding"
    assert "Since this roster was built 1 wishes or leave were added and 0" in words(page)
    page.text_input(key="wish_why").set_value("again")
    assert "already has a wish" in words(press(page, "Add the wish"))
    page.selectbox(key="wish_to_remove").set_value(added)
    page.text_input(key="unwish_why").set_value("called off")
    press(page, "Take the wish back")
    assert wishes_kept(context) == there


def test_a_picked_cell_says_what_was_wished_and_what_came_of_it(wished: Seeded) -> None:
    context, saved = wished
    outcome = next(o for o in wishes_of_roster(context, saved.roster_id).wishes if o.granted)

    def cell(roster_id: str, agent_id: str, day: str) -> None:
        from datetime import date

        from app.web import reads, session
        from app.web.pages.roster.changes.draft import Draft
        from app.web.pages.roster.changes.edit import edit_panel

        judged = reads.judged(session.url(), roster_id)
        assert judged is not None
        cells = ((agent_id, date.fromisoformat(day)),)
        edit_panel(judged, Draft(), judged.roster, frozenset(), cells)

    where = (saved.roster_id, outcome.agent_id, outcome.day.isoformat())
    page = AppTest.from_function(cell, args=where, default_timeout=60).run()
    assert not page.exception
    assert f"wish: {outcome.wish.what}, granted" in words(page)
