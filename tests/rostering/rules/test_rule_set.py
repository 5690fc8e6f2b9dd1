"""Rules as a manager sets them: forms, ranges, structural truths, and the chapter on them."""

import re
from pathlib import Path
from typing import get_args

import pytest

from data.model.errors import InvalidValue
from data.model.rule import RuleSetting
from rostering.rules import RULES, default_settings
from rostering.rules.chapter import PAGE, page
from rostering.rules.language.statement import Breaks, Floor, TourStatement
from rostering.rules.rule_set import rule_set
from tests import ROOT
from tests.rostering.builders import a_contract, a_problem, an_agent

RULES_ROOM = ROOT / "rostering" / "rules"
README = RULES_ROOM / "README.md"
LONGEST_RULE = 80
"""Lines of a file that holds one rule."""


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
        rule_set(a_problem(rules=[setting]))


def test_structural_rules_apply_even_where_nobody_lists_them() -> None:
    names = {applied.setting.rule for applied in rule_set(a_problem())}
    assert names == {name for name, rule in RULES.items() if rule.structural}


def test_a_rule_binds_only_the_contracts_it_names() -> None:
    contracts = (a_contract(), a_contract(contract_id="part"))
    agents = (an_agent("A1"), an_agent("A2", contract="part"))
    rule = RuleSetting("consecutive_days", contracts=("part",))
    problem = a_problem(agents=agents, contracts=contracts, rules=[rule])
    applied = next(a for a in rule_set(problem) if a.setting.rule == "consecutive_days")
    assert [agent.agent_id for agent in applied.agents] == ["A2"]


def test_the_page_of_the_rules_is_what_the_rules_say_today() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run `python -m rostering.rules.chapter` and commit docs/rules.md"
    )


def files_of_rules() -> list[Path]:
    """Files that hold one rule each."""
    modules = {rule.__module__ for rule in RULES.values()}
    assert len(modules) == len(RULES), "one rule a file"
    return [ROOT / f"{module.replace('.', '/')}.py" for module in modules]


def test_a_file_and_its_rule_bear_one_name() -> None:
    for rule in RULES.values():
        assert rule.__module__.rpartition(".")[2] == rule.name


def test_a_bundle_holds_rules_and_nothing_else() -> None:
    beside = {
        str(path.relative_to(RULES_ROOM))
        for path in RULES_ROOM.glob("*/*.py")
        if path.stem != "__init__" and path.parent.name != "language"
    }
    assert beside == {str(path.relative_to(RULES_ROOM)) for path in files_of_rules()}


def test_the_readme_names_every_form_in_which_a_rule_states_itself() -> None:
    text = README.read_text(encoding="utf-8")
    forms = {f"`{form.__name__}`" for form in (*get_args(TourStatement), Floor, Breaks)}
    assert not {form for form in forms if form not in text}


def test_the_readme_names_every_file_that_is_not_one_rule() -> None:
    text = README.read_text(encoding="utf-8")
    named = {
        stem
        for row in re.findall(r"^\| (`[^|]+`) \|", text, re.MULTILINE)
        for stem in re.findall(r"`(\w+)`", row)
    }
    machinery = (*RULES_ROOM.glob("*.py"), *(RULES_ROOM / "language").glob("*.py"))
    assert named == {path.stem for path in machinery} - {"__init__"}


def test_the_language_of_the_rules_knows_no_rule() -> None:
    above = re.compile(r"^\s*(?:from|import) rostering\.(?!rules\.language)", re.MULTILINE)
    for path in (RULES_ROOM / "language").glob("*.py"):
        assert not above.search(path.read_text(encoding="utf-8")), f"{path.name} looks outside"


def test_a_rule_is_short_enough_to_be_read_at_once() -> None:
    for path in files_of_rules():
        lines = path.read_text(encoding="utf-8").count("\n")
        assert lines <= LONGEST_RULE, f"{path.name}: {lines} lines; move an idea out"
