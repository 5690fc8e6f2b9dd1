"""The fairness ledger: stored on publishing, read by the next roster, newest plan first."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.services.roster.build import ledger_before, problem_for, save_result
from app.services.roster.evaluation.fairness import burdens, fairness_of, ledger_today, spread
from app.services.roster.publishing.publish import publish_roster
from app.services.rules.saved import add_setting, labels, remove_setting, rules_of
from data.model.errors import InvalidValue
from data.model.publication import SavedRoster
from data.model.roster import KINDS, Ledger, Roster, carried
from data.model.rule import RuleSetting
from data.store import documents
from tests.app.small_centre import SmallCentre

Rostered = tuple[SmallCentre, SavedRoster]
DAY = date(2026, 3, 2)


def test_the_newest_version_of_a_day_counts_and_those_not_there_are_unknown() -> None:
    first = Ledger(1, DAY, 14, {"A": {"night": (0, 7, 8)}, "B": {}})
    second = Ledger(2, DAY + timedelta(7), 7, {"A": {"night": (3,)}, "C": {"night": (0,)}})
    lines = {line.agent_id: line for line in carried([second, first], DAY, DAY + timedelta(14))}
    assert lines["A"].borne == {"night": (DAY, DAY + timedelta(10))}
    assert lines["B"].borne == {}
    assert lines["C"].since == DAY + timedelta(7)


def test_publishing_stores_the_ledger_that_the_next_roster_reads(rostered: Rostered) -> None:
    centre, saved = rostered
    context, roster = centre.context, saved.result.roster
    assert roster is not None
    assert ledger_today(context) == ()
    publish_roster(context, saved.roster_id, "first", accept_violations=True, replications=2)
    nights = {a: sum(s.is_night for s in mine) for a, mine in roster.by_agent.items()}
    lines = {line.agent_id: line for line in ledger_before(context, roster.end)}
    assert {
        a: len(line.borne.get("night", ())) for a, line in lines.items() if a in nights
    } == nights
    following = problem_for(context, roster.end, 7)
    assert following.ledger == tuple(lines.values())
    assert ledger_before(context, roster.first) == ()


def test_a_changed_plan_changes_the_ledger(rostered: Rostered) -> None:
    centre, saved = rostered
    context, problem = centre.context, saved.problem
    roster = saved.result.roster
    assert roster is not None
    publish_roster(context, saved.roster_id, "first", accept_violations=True, replications=2)
    empty = replace(saved.result, roster=Roster(roster.first, roster.days))
    second = save_result(context, problem, empty, verb="build_roster")
    publish_roster(context, second.roster_id, "all off", accept_violations=True, replications=2)
    assert all(not days for line in ledger_today(context) for days in line.borne.values())


def test_burdens_add_up_and_say_what_is_fair(rostered: Rostered) -> None:
    centre, saved = rostered
    found = fairness_of(centre.context, saved.roster_id)
    roster, problem = saved.result.roster, saved.problem
    assert roster is not None
    assert len(found) == len(KINDS) * len(problem.agents)
    weekend = [b for b in found if b.kind == "weekend"]
    assert sum(b.now for b in weekend) == sum(s.day.weekday() >= 5 for s in roster.shifts)
    assert all(b.after == b.before + b.now for b in found)
    assert burdens(problem, roster) == found
    assert spread(found, "weekend")["after_most"] == max(b.after for b in weekend)


def test_a_rule_is_set_apart_for_an_agent_and_taken_out_again(rostered: Rostered) -> None:
    context = rostered[0].context
    agent = context.store.load(documents.STAFF).agents[0].agent_id
    label = add_setting(
        context, RuleSetting("night_runs", None, {"most": 1}, agents=(agent,)), "knee"
    )
    assert label == "night_runs#2"
    assert label in labels(rules_of(context))
    with pytest.raises(InvalidValue, match="no agent 'Nobody'"):
        add_setting(context, RuleSetting("night_runs", agents=("Nobody",)))
    remove_setting(context, rules_of(context)[-1])
    with pytest.raises(InvalidValue, match="switch it off"):
        remove_setting(context, next(s for s in rules_of(context) if s.rule == "night_runs"))
