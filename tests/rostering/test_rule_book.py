"""Rules as a manager sets them: forms, ranges, structural truths, and the chapter on them."""

from pathlib import Path

import pytest

from data.model.errors import InvalidValue
from data.model.rule import RuleSetting
from rostering.rules import RULES, default_settings
from rostering.rules.book import rule_book
from rostering.rules.chapter import FIRST, LAST, chapter
from tests.rostering.builders import a_contract, a_problem, an_agent

README = Path(__file__).resolve().parents[2] / "rostering" / "README.md"


def test_the_default_settings_name_every_rule_once_and_can_be_built() -> None:
    names = [setting.rule for setting in default_settings()]
    assert sorted(names) == sorted(RULES)
    for setting in default_settings():
        assert RULES[setting.rule].built(setting).sentence()


def test_every_field_of_every_rule_carries_label_unit_and_a_range_that_holds_its_default() -> None:
    for rule in RULES.values():
        for field in rule.params():
            assert field.label
            assert field.unit
            assert field.least <= field.default <= field.most


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        (RuleSetting("no_such_rule"), "unknown rule"),
        (RuleSetting("minimum_rest", params={"rest_min": 5000}), "from 0 to 960"),
        (RuleSetting("minimum_rest", params={"rest": 600}), "no field 'rest'"),
        (RuleSetting("locks", price=3), "structural"),
        (RuleSetting("one_shift_a_day", active=False), "structural"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_in_words(setting: RuleSetting, said: str) -> None:
    with pytest.raises(InvalidValue, match=said):
        rule_book(a_problem(rules=[setting]))


def test_structural_rules_apply_even_where_nobody_lists_them() -> None:
    names = {applied.setting.rule for applied in rule_book(a_problem())}
    assert names == {name for name, rule in RULES.items() if rule.structural}


def test_a_rule_binds_only_the_contracts_it_names() -> None:
    contracts = (a_contract(), a_contract(contract_id="part"))
    agents = (an_agent("A1"), an_agent("A2", contract="part"))
    rule = RuleSetting("consecutive_days", contracts=("part",))
    problem = a_problem(agents=agents, contracts=contracts, rules=[rule])
    applied = next(a for a in rule_book(problem) if a.setting.rule == "consecutive_days")
    assert [agent.agent_id for agent in applied.agents] == ["A2"]


def test_the_readme_chapter_is_what_the_rules_say_today() -> None:
    text = README.read_text(encoding="utf-8")
    inside = text.split(FIRST)[1].split(LAST)[0].strip()
    assert inside == chapter().strip(), "run `python -m rostering.rules.chapter` and commit"
