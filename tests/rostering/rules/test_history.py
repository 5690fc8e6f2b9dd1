"""How far back rules look, and what is said where history does not reach so far."""

from datetime import timedelta
from functools import singledispatch
from typing import Any

import pytest

from data.model.rule import OVERSTAFFING, UNDERSTAFFING, RuleSetting
from data.model.shift import Shift
from rostering.rules import RULES, default_settings
from rostering.rules.history import looks_back, unknown_history
from rostering.rules.language.statement import Hits, Pattern, Rest, Step
from tests.rostering.builders import MONDAY, a_problem, a_template, an_agent

FIELDS: dict[str, list[dict[str, int]]] = {
    "consecutive_days": [{"most": 11}],
    "days_off_together": [{"least": 4}],
    "days_on_together": [{"least": 5}],
    "night_runs": [
        {"most": 1, "days_off_after": 4},
        {"most": 5, "days_off_after": 0},
        {"most": 1, "days_off_after": 0, "least": 4},
    ],
    "weekends_off": [{}, {"least": 2, "period": 8}, {"period": 1}],
    "weekend_runs": [{"most": 8}, {"most": 1}],
    "shift_count": [{}, {"weeks": 1}, {"weeks": 8}, {"weeks": 3, "weeks_later": 2}],
    "period_minutes": [{}, {"weeks": 17}, {"weeks": 4, "weeks_later": 3}],
}
# What everybody bore is carried by the ledger, further back than any history.
BY_LEDGER = {"fair_nights", "fair_weekends", "fair_holidays", "fair_starts"}


@singledispatch
def earliest(statement: Any) -> int:
    return min(statement.days, default=0)


@earliest.register(Step)
@earliest.register(Rest)
def _(statement: Any) -> int:
    return min(statement.days) - 1


@earliest.register
def _(statement: Pattern) -> int:
    return min(day for group in statement.positions for day in group)


@earliest.register
def _(statement: Hits) -> int:
    return min(day for group in statement.groups for day in group)


def worked_before(days: int, first=MONDAY, leaving_out: tuple[int, ...] = ()) -> Any:  # type: ignore[no-untyped-def]
    numbers = [n for n in range(1, days + 1) if n not in leaving_out]
    return tuple(Shift("A1", first - timedelta(days=n), 480, 480, "D") for n in numbers)


@pytest.mark.parametrize("name", sorted(set(RULES) - BY_LEDGER - {UNDERSTAFFING, OVERSTAFFING}))
def test_a_rule_looks_back_as_far_as_its_statements_reach(name: str) -> None:
    """And the furthest on some weekday, so no more is loaded than is asked."""
    for fields in FIELDS.get(name, [{}]):
        rule = RULES[name].built(RuleSetting(name, params=fields))
        reached = []
        for first in (MONDAY + timedelta(days=n) for n in range(7 * 17)):
            problem = a_problem(14, first=first, history=worked_before(200, first))
            reached += [earliest(s) for s in rule.tour(problem, problem.agents[0])]
        assert rule.looks_back() == max(0, *(-day for day in reached), 0)


def test_the_rules_in_force_say_how_much_history_is_asked_for() -> None:
    assert looks_back(default_settings()) == 22  # 4 weekends
    eight = RuleSetting("shift_count", 5, {"weeks": 8})
    assert looks_back([*default_settings(), eight]) == 55
    off = RuleSetting("shift_count", 5, {"weeks": 8}, active=False)
    assert looks_back([off]) == 0


def the_note(history: Any, weeks: int = 4) -> str:
    rules = [RuleSetting("shift_count", 5, {"weeks": weeks})]
    return unknown_history(a_problem(7, [an_agent()], [a_template()], rules, history=history))


def test_history_that_reaches_far_enough_is_not_spoken_of() -> None:
    assert the_note(worked_before(28)) == ""
    sundays = (1, 8, 15, 22, 29)
    assert the_note(worked_before(28, leaving_out=sundays)) == ""
    assert the_note(worked_before(28, leaving_out=(11,))) == ""  # a feast
    assert the_note((), weeks=0) == ""


def test_history_that_ends_too_soon_is_told_once_with_its_day() -> None:
    assert the_note(worked_before(14)) == (
        "No roster is known before 2026-02-16: rules that look back up to 4 weeks "
        "count those days as free."
    )
    assert "before 2026-03-02:" in the_note(())


def test_weeks_that_were_never_published_are_told_too() -> None:
    gap = tuple(range(8, 15))
    assert "known from 2026-02-16 to 2026-02-22:" in the_note(worked_before(28, leaving_out=gap))
    last = (1, 2, 3)
    assert "known from 2026-02-27 to 2026-03-01:" in the_note(worked_before(28, leaving_out=last))
    both = the_note(worked_before(21, leaving_out=last))
    assert "known before 2026-02-09 and from 2026-02-27 to 2026-03-01:" in both
