"""The page of the rules: whom each binds, settings for some people, nobody let go unseen."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from app.services.context import Context
from app.services.roster.build import rules_of
from app.services.rules.saved import add_setting
from data.model.publication import SavedRoster
from data.model.rule import RuleSetting
from data.store import documents
from tests.app.web.web_page import a_page, words

Seeded = tuple[Context, SavedRoster]


def places_of(context: Context, rule: str) -> list[int]:
    return [i for i, setting in enumerate(rules_of(context)) if setting.rule == rule]


def settings_of(context: Context, rule: str) -> list[RuleSetting]:
    return [rules_of(context)[place] for place in places_of(context, rule)]


def dialog(page: AppTest, key: str) -> Callable[[], None]:
    """Draw a page with one of its dialogs open: without a browser, only while its button is."""

    def drawn() -> None:
        page.button(key=key).click().run()
        assert not page.exception

    drawn()
    return drawn


def done(page: AppTest, drawn: Callable[[], None], button: str) -> None:
    """Give a reason and press the button of the dialog."""
    page.text_input[-1].set_value("agreed")
    next(b for b in page.button if b.label == button).click()
    drawn()


def part_timers(context: Context) -> int:
    return sum(agent.contract_id == "PT24" for agent in context.store.load(documents.STAFF).agents)


@pytest.mark.parametrize("keep", [True, False])
def test_narrowing_a_rule_says_whom_it_lets_go_and_asks_whether_they_keep_it(
    keep: bool, seeded: Seeded
) -> None:
    context, _ = seeded
    page = a_page("rules").run()
    drawn = dialog(page, f"change_{places_of(context, 'minimum_rest')[0]}")
    assert not page.radio
    page.multiselect[0].set_value(["PT24"])
    page.number_input[0].set_value(12.0)  # hours
    drawn()
    said = words(page)
    assert f"So far this rule binds **{16 - part_timers(context)} agents: " in said
    assert f"For contract Part time 24 h ({part_timers(context)})" in said
    assert page.radio[0].value is True  # nobody loses a hard rule by a click too few
    page.radio[0].set_value(keep)
    drawn()
    done(page, drawn, "Save")
    found = [(s.contracts, s.params["rest_min"]) for s in settings_of(context, "minimum_rest")]
    assert found == [((), 660), (("PT24",), 720)][not keep :]


def test_a_rule_switched_off_for_everybody_says_so_and_asks_nothing(seeded: Seeded) -> None:
    context, _ = seeded
    page = a_page("rules").run()
    drawn = dialog(page, f"change_{places_of(context, 'minimum_rest')[0]}")
    page.segmented_control[0].set_value("off")
    drawn()
    assert "So far this rule binds **everybody (16)**; this change lets them go." in words(page)
    assert not page.radio


def test_a_rule_is_added_for_a_contract_shown_and_removed_again(seeded: Seeded) -> None:
    context, _ = seeded
    page = a_page("rules").run()
    (general,) = settings_of(context, "consecutive_days")
    (place,) = places_of(context, "consecutive_days")
    drawn = dialog(page, f"add_{place}")
    assert "Choose at least one contract or agent" in words(page)
    assert not [b for b in page.button if b.label == "Add"]
    page.multiselect[0].set_value(["PT24"])
    page.number_input[0].set_value(4)
    drawn()
    done(page, drawn, "Add")
    first, second = settings_of(context, "consecutive_days")
    assert first == general
    assert (second.contracts, second.params["most"]) == (("PT24",), 4)

    page = a_page("rules").run()
    said = words(page)
    assert f"contract Part time 24 h ({part_timers(context)})" in said
    assert f"everybody else ({16 - part_timers(context)})" in said
    keys = {button.key for button in page.button}
    place, extra = places_of(context, "consecutive_days")
    assert f"remove_{place}" not in keys
    drawn = dialog(page, f"remove_{extra}")
    assert "For these people then: *At most 6 days of work in a row.*" in words(page)
    next(b for b in page.button if b.label == "Remove").click()
    drawn()
    assert "Give a reason" in words(page)
    done(page, drawn, "Remove")
    assert settings_of(context, "consecutive_days") == [general]
    entry = context.store.audit(verb="set_rules")[0]
    assert (entry.why, entry.detail["removed"][0]["contracts"]) == ("agreed", ["PT24"])


def test_somebody_who_left_stays_in_sight_so_that_the_rule_binds_nobody_else_unseen(
    seeded: Seeded,
) -> None:
    context, _ = seeded
    agent = context.store.load(documents.STAFF).agents[0].agent_id
    add_setting(context, RuleSetting("night_runs", None, {"most": 1}, agents=(agent,)))
    *book, added = rules_of(context)
    gone = RuleSetting("night_runs", None, added.params, agents=(agent, "Gone"))
    context.store.save(documents.RULES, (*book, gone), context.entry("set_rules", "rules"))
    page = a_page("rules").run()
    drawn = dialog(page, f"change_{len(book)}")
    assert page.multiselect[1].value == [agent, "Gone"]
    done(page, drawn, "Save")
    assert rules_of(context)[-1] == gone
    page.number_input[0].set_value(2)
    drawn()
    done(page, drawn, "Save")
    assert "No agent 'Gone'; nearest known" in words(page)


def test_structural_rules_bind_everybody_and_offer_nothing_else(seeded: Seeded) -> None:
    context, _ = seeded
    page = a_page("rules").run()
    (place,) = places_of(context, "skill")
    assert f"add_{place}" not in {button.key for button in page.button}
    dialog(page, f"change_{place}")
    assert not page.multiselect


def test_a_queue_gets_its_own_price_of_a_missing_agent_on_the_page(seeded: Seeded) -> None:
    context, _ = seeded
    (general,) = places_of(context, "understaffing")
    page = a_page("rules").run()
    assert "What a missing and a spare agent cost stands here too" in words(page)
    drawn = dialog(page, f"add_{general}")
    assert "Choose at least one queue" in words(page)
    assert "hard" not in page.segmented_control[0].options
    page.multiselect[0].set_value(["fault"])
    next(n for n in page.number_input if n.label.startswith("Cost of each")).set_value(14)
    drawn()
    assert "For queue Fault reports 故障报修." in words(page)
    done(page, drawn, "Add")
    _, own = settings_of(context, "understaffing")
    assert (own.price, own.queues) == (14, ("fault",))
    (entry,) = context.store.audit(verb="set_rules")
    assert entry.why == "agreed"
    page = a_page("rules").run()
    assert "every other queue" in words(page)


def test_what_a_spare_agent_costs_is_for_the_whole_floor(seeded: Seeded) -> None:
    (place,) = places_of(seeded[0], "overstaffing")
    page = a_page("rules").run()
    assert "the whole floor" in words(page)
    assert not [b for b in page.button if b.key == f"add_{place}"]
    dialog(page, f"change_{place}")
    assert not page.multiselect
