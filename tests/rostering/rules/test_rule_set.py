"""Rules as a manager sets them: forms, ranges, structural truths, and the chapter on them."""

import re
from pathlib import Path
from typing import get_args

import pytest

from data.model.errors import InvalidValue
from data.model.rule import RuleSetting
from rostering.rules import RULES, default_settings
from rostering.rules.language.chapter import FIRST, LAST, chapter
from rostering.rules.language.scopes import rule_set
from rostering.rules.language.statement import Breaks, Floor, TourStatement
from tests import ROOT
from tests.rostering.builders import a_contract, a_problem, an_agent

ROOM = ROOT / "rostering"
README = ROOM / "README.md"
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


def test_the_readme_chapter_is_what_the_rules_say_today() -> None:
    text = README.read_text(encoding="utf-8")
    inside = text.split(FIRST)[1].split(LAST)[0].strip()
    assert inside == chapter().strip(), (
        "run `python -m rostering.rules.language.chapter` and commit"
    )


def files_of_rules() -> dict[str, Path]:
    """Files that hold one rule each, by their name without ending."""
    stems = [rule.__module__.rpartition(".")[2] for rule in RULES.values()]
    assert len(set(stems)) == len(RULES), "one rule a file"
    return {stem: ROOM / "rules" / f"{stem}.py" for stem in stems}


def test_the_papers_name_every_form_in_which_a_rule_states_itself() -> None:
    forms = {f"`{form.__name__}`" for form in (*get_args(TourStatement), Floor, Breaks)}
    for paper in (README, ROOM / "rules" / "README.md"):
        missing = {form for form in forms if form not in paper.read_text(encoding="utf-8")}
        assert not missing, f"{paper} does not name {missing}"


def test_the_paper_of_the_rules_names_every_file_that_is_not_one_rule() -> None:
    text = (ROOM / "rules" / "README.md").read_text(encoding="utf-8")
    named = {
        stem
        for row in re.findall(r"^\| (`[^|]+`) \|", text, re.MULTILINE)
        for stem in re.findall(r"`(\w+)`", row)
    }
    files = {path.stem for path in (ROOM / "rules").glob("*.py")} - {"__init__"}
    assert named == files - set(files_of_rules())


def test_a_rule_is_short_enough_to_be_read_at_once() -> None:
    for path in files_of_rules().values():
        lines = path.read_text(encoding="utf-8").count("\n")
        assert lines <= LONGEST_RULE, f"{path.name}: {lines} lines; move an idea out"
