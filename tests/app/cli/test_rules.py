"""`peakshift rules` and `peakshift fairness` on a seeded store; whom a rule binds is said."""

from pathlib import Path

import pytest

from app.services.context import Context
from app.services.roster.build import rules_of
from app.services.roster.publishing.publish import publish_roster
from app.services.rules.saved import change_setting
from data.model.errors import Conflict, InvalidValue
from data.model.publication import SavedRoster
from data.model.rule import RuleSetting
from data.store import Store, documents
from rostering.rules import default_settings
from tests.app.command_line import run, told
from tests.app.small_centre import SmallCentre

Rostered = tuple[SmallCentre, SavedRoster]


def settings_of(small: SmallCentre, rule: str) -> list[RuleSetting]:
    return [setting for setting in rules_of(small.context) if setting.rule == rule]


def part_timers(small: SmallCentre) -> list[str]:
    agents = small.context.store.load(documents.STAFF).agents
    return [agent.agent_id for agent in agents if agent.contract_id == "PT24"]


@pytest.mark.parametrize("verb", ["set", "add"])
@pytest.mark.parametrize(
    ("aim", "near"),
    [
        (("--contract", "PT42"), r"no contract 'PT42'; nearest known: PT24 \("),
        (("--contract", "part time 24"), r"nearest known: PT24 \("),
        (("--agent", "A0001"), r"no agent 'A0001'; nearest known: A001 \("),
    ],
)
def test_a_name_that_nobody_bears_is_refused_with_the_nearest_known(
    small: SmallCentre, verb: str, aim: tuple[str, str], near: str
) -> None:
    before = rules_of(small.context)
    result = run(small, "rules", verb, "minimum_rest", *aim)
    assert isinstance(result.exception, InvalidValue)
    with pytest.raises(InvalidValue, match=near):
        raise result.exception
    assert rules_of(small.context) == before


def test_agents_who_are_not_of_the_contract_named_beside_them_are_refused(
    small: SmallCentre,
) -> None:
    someone = part_timers(small)[0]
    result = run(small, "rules", "set", "minimum_rest", "--contract", "FT40", "--agent", someone)
    assert "would bind nobody" in str(result.exception)


def test_names_are_refused_with_advice_where_no_staff_is_stored(tmp_path: Path) -> None:
    context = Context(Store.open(str(tmp_path / "empty.sqlite")))
    (rest,) = (s for s in rules_of(context) if s.rule == "minimum_rest")
    with pytest.raises(InvalidValue, match="peakshift staff import FOLDER"):
        change_setting(context, rest, RuleSetting("minimum_rest", contracts=("FT40",)))


def test_a_book_that_names_somebody_who_left_can_still_be_changed_elsewhere(
    small: SmallCentre,
) -> None:
    gone = RuleSetting("night_runs", agents=("Gone",))
    book = (*rules_of(small.context), gone)
    small.context.store.save(documents.RULES, book, small.context.entry("set_rules", "rules"))
    assert run(small, "rules", "set", "wishes", "--price", "2").exit_code == 0
    assert run(small, "rules", "set", "night_runs#2", "most=2").exit_code != 0
    listed = run(small, "rules", "list").stdout
    assert "nobody: 0 agents (Gone)" in listed


def test_narrowing_the_only_setting_says_whom_it_no_longer_binds(small: SmallCentre) -> None:
    people = len(small.context.store.load(documents.STAFF).agents)
    free = people - len(part_timers(small))
    result = run(small, "rules", "set", "minimum_rest", "--contract", "PT24")
    assert f"minimum_rest no longer binds {free} agents: " in result.stderr
    assert "--keep-others" in result.stderr
    assert [s.contracts for s in settings_of(small, "minimum_rest")] == [("PT24",)]
    again = run(small, "rules", "set", "minimum_rest", "--everybody")
    assert "no longer" not in again.stderr
    off = run(small, "rules", "set", "minimum_rest", "--off")
    assert f"no longer binds everybody ({people})" in off.stderr


def test_the_others_stay_bound_where_that_is_asked_for(small: SmallCentre) -> None:
    words = ("rest_min=720", "--contract", "PT24", "--keep-others")
    result = run(small, "rules", "set", "minimum_rest", *words)
    assert "no longer" not in result.stderr
    general, scoped = settings_of(small, "minimum_rest")
    assert (general.contracts, general.params["rest_min"]) == ((), 660)
    assert (scoped.contracts, scoped.params["rest_min"]) == (("PT24",), 720)
    listed = run(small, "rules", "list").stdout
    number = len(part_timers(small))
    assert f"everybody else ({16 - number})" in listed
    assert f"contract Part time 24 h ({number})" in listed


def test_of_two_contracts_or_three_agents_the_ones_left_out_keep_their_setting(
    small: SmallCentre,
) -> None:
    ids = [agent.agent_id for agent in small.context.store.load(documents.STAFF).agents[:3]]
    for rule, option, names, fewer in (
        ("minimum_rest", "--contract", ["PT24", "FT40"], ["PT24"]),
        ("night_runs", "--agent", ids, ids[1:2]),
    ):
        every = [word for name in names for word in (option, name)]
        run(small, "rules", "set", rule, *every)
        some = [word for name in fewer for word in (option, name)]
        run(small, "rules", "set", rule, *some, "--off", "--keep-others")
        kept, off = settings_of(small, rule)
        assert [*kept.contracts, *kept.agents] == [name for name in names if name not in fewer]
        assert [*off.contracts, *off.agents] == fewer
        assert kept.active
        assert not off.active


def test_a_rule_is_set_apart_and_the_setting_taken_out_again(small: SmallCentre) -> None:
    (general,) = settings_of(small, "consecutive_days")
    added = run(small, "rules", "add", "consecutive_days", "most=4", "--contract", "PT24")
    assert "consecutive_days#2: added" in added.stdout
    assert "no longer" not in added.stderr
    first, second = settings_of(small, "consecutive_days")
    assert first == general
    assert (second.contracts, second.params["most"], second.hard) == (("PT24",), 4, True)
    someone = small.context.store.load(documents.STAFF).agents[0]
    off = run(small, "rules", "add", "consecutive_days", "--agent", someone.agent_id, "--off")
    assert f"no longer binds {someone.name} ({someone.agent_id})" in off.stderr
    assert f"lets off 1 agent ({someone.agent_id})" in run(small, "rules", "list").stdout
    for label in ("consecutive_days#3", "consecutive_days#2"):
        assert f"{label}: removed" in run(small, "rules", "remove", label).stdout
    assert settings_of(small, "consecutive_days") == [general]
    last = run(small, "rules", "remove", "consecutive_days")
    assert "`peakshift rules set consecutive_days --off`" in str(last.exception)


def test_taking_out_the_setting_for_everybody_says_whom_that_frees(small: SmallCentre) -> None:
    run(small, "rules", "add", "consecutive_days", "most=4", "--contract", "PT24")
    removed = run(small, "rules", "remove", "consecutive_days")
    assert "no longer binds" in removed.stderr


def test_the_book_goes_back_to_the_defaults_with_its_reason_in_the_trail(
    small: SmallCentre,
) -> None:
    run(small, "rules", "set", "wishes", "--price", "7")
    run(small, "rules", "add", "night_runs", "most=2", "--contract", "FT40")
    assert rules_of(small.context) != default_settings()
    assert run(small, "rules", "reset", "--why", "new year").exit_code == 0
    assert rules_of(small.context) == default_settings()
    assert told(small, "audit", "list")[0]["why"] == "new year"


def test_a_setting_changed_by_somebody_else_meanwhile_is_not_overwritten(
    small: SmallCentre,
) -> None:
    (seen,) = settings_of(small, "wishes")
    run(small, "rules", "set", "wishes", "--price", "7")
    with pytest.raises(Conflict, match="meanwhile"):
        change_setting(small.context, seen, RuleSetting("wishes", 9))
    assert settings_of(small, "wishes")[0].price == 7


def test_fairness_is_shown_for_the_newest_roster_and_adds_up(rostered: Rostered) -> None:
    small, saved = rostered
    found = told(small, "fairness", "show", "--kind", "weekend")
    assert found["roster"] == saved.roster_id
    roster = saved.result.roster
    assert roster is not None
    weekend = [line for line in found["agents"] if line["kind"] == "weekend"]
    worked = sum(shift.day.weekday() >= 5 for shift in roster.shifts)
    assert sum(line["now"] for line in weekend) == worked > 0
    shown = run(small, "fairness", "show", "--kind", "weekend").stdout
    assert f"Weekend shifts, {saved.roster_id}" in shown
    most = max(weekend, key=lambda line: line["now"])
    assert str(most["name"]) in shown
    assert run(small, "fairness", "show", "--kind", "mondays").exit_code == 2


def test_the_ledger_is_empty_before_and_holds_the_weekends_after_publishing(
    rostered: Rostered,
) -> None:
    small, saved = rostered
    assert told(small, "fairness", "ledger") == []
    publish_roster(small.context, saved.roster_id, "first", accept_violations=True, replications=2)
    lines = told(small, "fairness", "ledger")
    roster = saved.result.roster
    assert roster is not None
    weekends = {line["agent_id"]: len(line["borne"].get("weekend", ())) for line in lines}
    for agent_id, shifts in roster.by_agent.items():
        assert weekends[agent_id] == sum(shift.day.weekday() >= 5 for shift in shifts)
    shown = run(small, "fairness", "ledger").stdout
    assert all(agent_id in shown for agent_id in weekends)
