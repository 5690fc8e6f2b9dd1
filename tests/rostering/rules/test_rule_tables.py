"""Pass and fail cases of every rule, one agent's two weeks drawn as letters, one runner.

A letter a day: `E` 04:00-12:00, `D` 08:00-16:00, `L` 14:00-22:00, `N` 22:00-06:00, `.` off; the
part before `|` is history, shifts given as `also` come on top. The first day is a Monday. Expected:
units that the check finds in all.
"""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from data.model.activity import Activity
from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.roster import Lock, Roster
from data.model.rule import RuleSetting
from data.model.shift import Break, Shift
from data.model.staff import Availability, Leave, Wish
from rostering.evaluation.scorecard import score
from rostering.rules import RULES
from rostering.rules.language.checks import breaches
from rostering.rules.language.duty import Duty
from rostering.rules.language.statement import Step
from rostering.rules.rule_set import rule_set
from tests.rostering.builders import (
    MONDAY,
    a_contract,
    a_meal,
    a_problem,
    a_shift,
    a_template,
    an_agent,
)

STARTS = {"E": 240, "D": 480, "L": 840, "N": 1320}


def day(number: int) -> Any:
    return MONDAY + timedelta(days=number)


def drawn(letters: str, first: int) -> tuple[Shift, ...]:
    return tuple(
        Shift("A1", day(first + i), STARTS[letter], 480, letter)
        for i, letter in enumerate(letters)
        if letter != "."
    )


def a_week_of(
    rule: str, tour: str, params: dict[str, int], **more: Any
) -> tuple[RosterProblem, Roster]:
    past, _, now = tour.rpartition("|")
    also = more.pop("also", ())
    problem = a_problem(
        len(now),
        more.pop("agents", (an_agent(),)),
        more.pop("templates", [a_template(code, start) for code, start in STARTS.items()]),
        [RuleSetting(rule, params=params)],
        history=drawn(past, -len(past)),
        **more,
    )
    return problem, Roster(problem.first, problem.days, (*drawn(now, 0), *also))


FORTY = {"contracts": (a_contract(weekly_min_min=1920, weekly_max_min=2400),)}
SENIOR = {"agents": (an_agent(senior=True),)}
THREE_WISHES = {"wishes": tuple(Wish("A1", day(i)) for i in range(3))}
LEAVE = {"leave": (Leave("A1", day(2), day(3)),)}
SICK = {"leave": (Leave("A1", day(2), day(2), "sick"),)}
NIGHTS = {"earliest_start_min": 1200, "weeks": 2}
TWO = {"agents": (an_agent("A1"), an_agent("A2"))}
BY_EARLY = {"earliest_start_min": 420, "latest_start_min": 540, "least": 1}
BY_DAY = {"heads": np.tile([0] * 8 + [1] * 8 + [0] * 8, 7)}
MEALS = {"templates": [a_template(breaks=(a_meal(180, 240),))]}
AT_11, AT_13 = (Break(660, 60, "meal"),), (Break(780, 60, "meal"),)
EATEN = [(a_shift("A1", 0, breaks=breaks),) for breaks in (AT_11, AT_13)]
EATS_AT_13 = (Lock("A1", day(0), EATEN[1][0]),)
HOLIDAY = {"heads": 0, "holidays": frozenset({day(0)})}


def trained(begin_min: int) -> dict[str, Any]:
    """A shift with its meal at 11 and an hour of training."""
    training = (Activity(begin_min, 60, "training"),)
    return {"also": (a_shift("A1", 0, breaks=AT_11, activities=training),)}


def eating(first: tuple[Break, ...], second: tuple[Break, ...]) -> dict[str, Any]:
    """Two people of one contract on one day, with their breaks."""
    return {**TWO, "also": (a_shift("A1", 0, breaks=first), a_shift("A2", 0, breaks=second))}


CASES: list[tuple[str, dict[str, int], str, int, dict[str, Any]]] = [
    # rule, fields, tour, units, more
    ("one_shift_a_day", {}, "DD.LNN.", 0, {}),
    ("one_shift_a_day", {}, "N|D......", 0, {}),
    ("one_shift_a_day", {}, "NE.....", 1, {}),
    ("one_shift_a_day", {}, "D......", 1, {"also": drawn("L", 0)}),
    ("shift_menu", {}, "DLN....", 0, {}),
    ("shift_menu", {}, "D......", 1, {"also": (a_shift("A1", 1, start=500),)}),
    ("break_windows", {}, ".......", 0, {**MEALS, "also": (a_shift("A1", 0, breaks=AT_11),)}),
    ("break_windows", {}, ".......", 1, {**MEALS, "also": (a_shift("A1", 0, breaks=AT_13),)}),
    ("break_windows", {}, "D......", 1, MEALS),
    ("session_times", {}, ".......", 0, trained(720)),
    ("session_times", {}, ".......", 1, trained(690)),
    *(("session_times", {}, ".......", 0, trained(begin)) for begin in (480, 600, 900)),
    ("skill", {}, "D......", 0, {}),
    ("skill", {}, "DD.....", 2, {"agents": (an_agent(skills=("other",)),)}),
    ("locks", {}, "D......", 0, {"locks": (Lock("A1", day(1), None),)}),
    ("locks", {}, "DD.....", 1, {"locks": (Lock("A1", day(1), None),)}),
    ("locks", {}, "D......", 1, {"locks": (Lock("A1", day(0), drawn("L", 0)[0]),)}),
    ("locks", {}, "L......", 0, {"locks": (Lock("A1", day(0), drawn("L", 0)[0]),)}),
    ("locks", {}, ".......", 0, {"locks": EATS_AT_13, "also": EATEN[1]}),
    ("locks", {}, ".......", 1, {"locks": EATS_AT_13, "also": EATEN[0]}),
    ("locks", {}, "D......", 1, {"locks": EATS_AT_13}),
    ("locks", {}, ".......", 0, {"locks": (Lock("A1", day(0), drawn("D", 0)[0]),),
                                 "also": EATEN[0]}),
    ("locks", {}, ".......", 0, {"locks": (Lock("A1", day(7), None), Lock("A1", day(-1), None))}),
    ("break_windows", {}, ".......", 0, {**MEALS, "locks": EATS_AT_13, "also": EATEN[1]}),
    ("leave", {}, "DD..DDD", 0, LEAVE),
    ("leave", {}, "DDD....", 1, LEAVE),
    ("leave", {}, "DN.....", 0, LEAVE),
    ("leave", {"ends_by_min": 240}, "DN.....", 1, LEAVE),
    ("leave", {"ends_by_min": 360}, "DN.....", 0, LEAVE),
    ("leave", {"ends_by_min": 359}, "NN.....", 1, LEAVE),
    ("availability", {}, "DDDDDDD", 1, {"availability": (Availability("A1", 1, 0, 900),)}),
    ("availability", {}, "LDLLLLL", 0, {"availability": (Availability("A1", 1, 0, 960),)}),
    ("availability", {}, "D.DDDDD", 0, {"availability": (Availability("A1", 1, 0, 0),)}),
    ("minimum_rest", {"rest_min": 660}, "DLN.DDD", 0, {}),
    ("minimum_rest", {"rest_min": 660}, "LD.....", 1, {}),
    ("minimum_rest", {"rest_min": 660}, "N|D......", 9, {}),
    ("minimum_rest", {"rest_min": 660}, "N|.D.....", 0, {}),
    ("weekly_minutes", {}, "DDDDD..", 0, FORTY),
    ("weekly_minutes", {}, "DDDDDD.", 8, FORTY),
    ("weekly_minutes", {}, "DDD....", 8, FORTY),
    ("weekly_minutes", {}, "D...D..", 4, {**FORTY, **LEAVE}),  # 32 h less two fifths: 19.2 h
    ("weekly_minutes", {"credit_days": 2}, ".......", 0, {**FORTY, **LEAVE}),
    ("weekly_minutes", {}, ".......", 0, {**FORTY, **SICK}),
    ("working_days_a_week", {"least": 4}, "D......", 1, LEAVE),
    ("period_minutes", {"least_h": 20, "most_h": 30}, "DDD....", 0, {}),
    ("period_minutes", {"least_h": 20, "most_h": 30}, "DDDD...", 2, {}),
    ("consecutive_days", {"most": 3}, "DDD.DDD", 0, {}),
    ("consecutive_days", {"most": 3}, "DDDDD..", 2, {}),
    ("consecutive_days", {"most": 3}, "DD|DD.....", 1, {}),
    ("consecutive_days", {"most": 3}, "DDDDD|.......", 0, {}),
    ("days_off_a_week", {"least": 2}, "DDDDD..", 0, {}),
    ("days_off_a_week", {"least": 2}, "DDDDDD.", 1, {}),
    ("working_days_a_week", {"least": 2, "most": 4}, "DD.....", 0, {}),
    ("working_days_a_week", {"least": 2, "most": 4}, "D......", 1, {}),
    ("working_days_a_week", {"least": 2, "most": 4}, "DDDDDD.", 2, {}),
    ("days_off_together", {"least": 2}, "DD..DD.", 0, {}),
    ("days_off_together", {"least": 2}, "DD.DDD.", 1, {}),
    ("days_off_together", {"least": 3}, "D|.D.....", 2, {}),
    ("night_runs", {"most": 2, "days_off_after": 2}, "NN..DD.", 0, {}),
    ("night_runs", {"most": 2, "days_off_after": 2}, "NNN....", 1, {}),
    ("night_runs", {"most": 2, "days_off_after": 2}, "N.D....", 1, {}),
    ("night_runs", {"most": 2, "days_off_after": 2}, "ND.....", 2, {}),
    ("night_runs", {"most": 2, "days_off_after": 1}, "N|L......", 1, {}),
    ("night_runs", {"least": 2, "days_off_after": 0}, "N.NN.D.", 1, {}),
    ("night_runs", {"least": 3, "days_off_after": 0}, "N|N.....", 1, {}),
    ("night_runs", {"least": 2, "days_off_after": 0}, "......N", 0, {}),  # may go on
    ("days_on_together", {"least": 2}, "DD..DDD", 0, {}),
    ("days_on_together", {"least": 3}, "D.DD...", 3, {}),
    ("days_on_together", {"least": 2}, "D|D...D..", 1, {}),
    ("days_on_together", {"least": 3, "begun_before": 0}, "D.DD...", 1, {}),
    ("days_on_together", {"least": 3, "begun_before": 0}, "D..|D..D...", 4, {}),
    ("days_on_together", {"least": 3, "begun_before": 0}, "D|D...DDD", 0, {}),
    ("days_off_together", {"least": 2, "begun_before": 0}, ".DD.D..", 1, {}),
    ("night_runs", {"least": 2, "begun_before": 0}, "N..N...", 1, {}),
    ("period_minutes", {"most_h": 7, "most_min": 59}, "D......", 1, {}),
    ("period_minutes", {"least_h": 8, "least_min": 1}, "D......", 1, {}),
    ("period_minutes", {"least_h": 8}, "D......", 0, {}),
    ("weekly_rest", {"rest_min": 2100}, "DDDDD.D", 0, {}),  # 16:00 to 08:00: 40 h
    ("weekly_rest", {"rest_min": 2880}, "DDDDD.D", 1, {}),
    ("weekly_rest", {"rest_min": 2880}, "DDDDD..", 0, {}),
    ("weekly_rest", {"rest_min": 2100}, "DDDDN.D", 1, {}),  # 06:00 to 08:00 next day: 26 h
    ("weekly_rest", {"rest_min": 2100}, "N|.DDDDDD", 1, {}),
    ("weekly_rest", {"rest_min": 2100}, "D|.DDDDDD", 0, {}),
    ("weekly_rest", {"rest_min": 2100}, "DDDDDDD", 1, {}),
    ("weekly_rest", {"rest_min": 2100}, "DDDDDD.", 0, {}),  # the day after is not known
    ("week_starts", {"most_min": 360}, "DDLLD..", 0, {}),
    ("week_starts", {"most_min": 300}, "D.L....", 1, {}),
    ("week_starts", {"most_min": 120}, "D...N..", 12, {}),
    ("week_starts", {"most_min": 120}, "D.....DL......", 0, {}),
    ("complete_weekends", {}, ".....DD", 0, {}),
    ("complete_weekends", {}, ".....D.......D", 2, {}),
    ("complete_weekends", {}, "DDDDD..DDDDDNN", 0, {}),
    ("weekends_off", {"least": 1, "period": 2}, "......D|.....DD", 1, {}),
    ("weekends_off", {"least": 1, "period": 2}, ".......|.....DD", 0, {}),
    ("weekends_off", {"least": 1, "period": 2}, "DDDDD..DDDDDDD", 0, {}),
    ("weekends_off", {"least": 1, "period": 2}, ".....D.......D", 1, {}),
    ("weekends_off", {"least": 1, "period": 2}, ".....D.......D............D.", 1, {}),
    ("weekends_off", {"least": 1, "period": 2}, "............D......D........", 0, {}),
    ("weekends_off", {"least": 1, "period": 3}, ".....D.......D|......D", 1, {}),
    ("weekends_off", {"least": 1, "period": 3}, "D............D|......D", 0, {}),
    ("weekends_off", {"least": 2, "period": 3}, "D............D|......D", 2, {}),
    ("weekend_runs", {"most": 1}, ".....D........", 0, {}),
    ("weekend_runs", {"most": 1}, ".....D......D.", 1, {}),
    ("weekend_runs", {"most": 1}, "DD|.....D........", 1, {}),
    ("forward_rotation", {"tolerance_min": 0}, "DLN.DLN", 0, {}),
    ("forward_rotation", {"tolerance_min": 0}, "LD.....", 6, {}),
    ("shift_succession", {}, "DL.D...", 0, {}),
    ("shift_succession", {}, "LDNL.E.", 1, {}),
    ("shift_succession", {}, "N|E......", 1, {}),
    ("shift_succession", {"after_from_min": 480, "after_until_min": 480}, "DE.LE.D", 1, {}),
    ("start_stability", {"tolerance_min": 60}, "DDD.LLL", 0, {}),
    ("start_stability", {"tolerance_min": 60}, "DL.....", 5, {}),
    ("shift_count", {"most": 2, "earliest_start_min": 1200}, "NN.....", 0, {}),
    ("shift_count", {"most": 2, "earliest_start_min": 1200}, "NNN.N..", 2, {}),
    ("shift_count", {"most": 1, "earliest_start_min": 1200, "weeks": 1}, "NN.....N......", 1, {}),
    ("shift_count", {**NIGHTS, "most": 1, "weeks_later": 1}, "N......N......", 1, {}),
    # Counted from 2024-01-01, the first Monday begins the second week of a period of two.
    ("shift_count", {**NIGHTS, "most": 1}, "N......N......", 0, {}),
    ("shift_count", {**NIGHTS, "most": 1}, "N......|N......", 1, {}),
    ("shift_count", {**NIGHTS, "most": 1}, "N......|.......N......", 0, {}),
    ("shift_count", {**NIGHTS, "most": 1}, "NN.....|.......", 0, {}),  # nothing can change that
    ("shift_count", {**NIGHTS, "most": 1}, "NN.....|N......", 1, {}),
    ("shift_count", {**NIGHTS, "least": 2}, "N......|.......", 1, {}),
    ("shift_count", {**NIGHTS, "least": 2}, "N......|N......", 0, {}),
    ("shift_count", {**NIGHTS, "least": 2}, "..N....|.......", 0, {}),  # begun unknown
    ("shift_count", {**NIGHTS, "least": 2, "weeks_later": 1}, ".......", 0, {}),  # may still come
    ("shift_count", {**NIGHTS, "most": 2, "weeks_later": 1}, "NNN....", 1, {}),
    ("period_minutes", {"most_h": 20, "weeks": 2}, "DDD....|DDD....", 8, {}),
    ("period_minutes", {"most_h": 20, "weeks": 2}, "DDD....|DD.....", 0, {}),
    ("period_minutes", {"most_h": 20, "weeks": 2}, "DDDDDD.|D......", 8, {}),
    ("period_minutes", {"least_h": 20, "weeks": 2}, "DD.....|DD.....", 8, {}),
    ("period_minutes", {"least_h": 20, "weeks": 2}, "DD.....|DD.....", 3, LEAVE),
    ("period_minutes", {"least_h": 20, "weeks": 2, "weeks_later": 1}, ".......", 0, {}),
    ("wishes", {}, "D.D....", 0, {"wishes": (Wish("A1", day(1)),)}),
    ("wishes", {}, "DD.....", 3, {"wishes": (Wish("A1", day(1), weight=3),)}),
    ("wishes", {}, ".......", 2, {"wishes": (Wish("A1", day(1), "on", weight=2),)}),
    ("wishes", {"free_refusals": 1}, "DDD....", 6, THREE_WISHES),
    ("wishes", {"total": 30}, "DD.....", 20, THREE_WISHES),
    ("wishes", {"total": 30}, "D......", 30, {"wishes": (Wish("A1", day(0), weight=1),)}),
    ("wishes", {"total": 10}, "DDD....", 10, THREE_WISHES),
    ("fair_nights", {}, "NN.....", 3, {"heads": 0}),  # nothing asked for: the share is none
    ("fair_weekends", {}, ".....DD", 3, {"heads": 0}),
    ("fair_holidays", {}, "D......", 1, HOLIDAY),
    ("fair_holidays", {}, ".DD....", 0, HOLIDAY),
    ("fair_weekends", {}, "DDDDD..", 0, {"heads": 0}),
    ("fair_starts", {"before_min": 500}, "DD.LN..", 3, {"heads": 0}),
    ("fair_starts", {"before_min": 0, "from_min": 840}, "DD.LN..", 1, {"heads": 0}),
    ("fair_starts", {"before_min": 480, "from_min": 841}, "DD.LN..", 0, {"heads": 0}),
    ("fair_nights", {"tolerance": 2}, "NN.....", 0, {"heads": 0}),
    ("seat_capacity", {"seats": 1}, "DDDDDDD", 0, {}),
    ("seat_capacity", {"seats": 1}, "D......", 2, {**TWO, "also": (a_shift("A2", 0, start=840),)}),
    ("seat_capacity", {"seats": 2}, "D......", 0, {**TWO, "also": (a_shift("A2", 0),)}),
    ("minimum_heads", {"least": 1}, "DDDDDDD", 7 * 16, {}),
    ("minimum_heads", {"least": 1}, "DDDDDDD", 0, BY_DAY),
    ("minimum_heads", {"least": 2}, "DDDDDD.", 6 * 8 + 2 * 8, BY_DAY),
    ("seniors_present", {"from_min": 480, "until_min": 960}, "DDDDDDD", 56, {}),
    ("seniors_present", {"from_min": 480, "until_min": 960}, "DDDDDDD", 0, SENIOR),
    ("shift_cover", {"least": 1}, "NNNNNN.", 1, {}),
    ("shift_cover", {"least": 1, "until_weekday": 6}, "NNNNNN.", 0, {}),
    ("shift_cover", {"least": 0, "most": 0}, "NN.....", 2, {}),
    ("shift_cover", BY_EARLY, "DDDDD.L", 2, {}),
    ("shift_cover", {**BY_EARLY, "from_weekday": 6}, "DDDDD.D", 1, {}),
    ("breaks_apart", {"most": 0}, "DDDDDDD", 0, {}),
    ("breaks_apart", {"most": 1}, ".......", 0, eating(AT_11, AT_13)),
    ("breaks_apart", {"most": 1}, ".......", 1, eating(AT_11, AT_11)),
    ("breaks_apart", {"most": 0}, ".......", 2, eating(AT_11, AT_13)),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "params", "tour", "amount", "more"), CASES)
def test_a_check_finds_so_many_units(
    rule: str, params: dict[str, int], tour: str, amount: int, more: dict[str, Any]
) -> None:
    problem, roster = a_week_of(rule, tour, params, **more)
    applied = next(a for a in rule_set(problem) if a.setting.rule == rule)
    found = list(applied.rule.check(problem, roster, applied.agents))
    assert sum(violation.amount for violation in found) == amount
    assert all(violation.sentence for violation in found)


def test_shifts_of_no_template_and_breaks_out_of_their_window_are_found() -> None:
    problem = a_problem(7, templates=[a_template(breaks=(a_meal(180, 240),))])
    fine = a_shift("A1", 0, breaks=(Break(480 + 180, 60, "meal"),))
    late = a_shift("A1", 1, breaks=(Break(480 + 300, 60, "meal"),))
    none = a_shift("A1", 2)
    odd = a_shift("A1", 3, start=500, breaks=(Break(500 + 180, 60, "meal"),))
    roster = Roster(problem.first, 7, (fine, late, none, odd))
    rules = {applied.setting.rule: applied for applied in rule_set(problem)}
    broken = lambda name: [  # noqa: E731
        v.day for v in rules[name].rule.check(problem, roster, problem.agents)
    ]
    assert broken("break_windows") == [day(1), day(2)]
    assert broken("shift_menu") == [day(3)]


def test_activities_on_a_break_on_another_activity_or_on_leave_are_found() -> None:
    night = a_template("N", 1320, 1320)
    leave = (Leave("A1", day(4), day(4)),)
    problem = a_problem(7, templates=[a_template(), night], leave=leave)
    meal = (Break(660, 60, "meal"),)
    fine = a_shift("A1", 0, breaks=meal, activities=(Activity(720, 60, "training"),))
    eaten = a_shift("A1", 1, breaks=meal, activities=(Activity(690, 60, "training"),))
    twice = a_shift("A1", 2, activities=(Activity(540, 60, "a"), Activity(570, 60, "b")))
    into_leave = a_shift("A1", 3, 1320, template="N", activities=(Activity(1440, 30, "coaching"),))
    roster = Roster(problem.first, 7, (fine, eaten, twice, into_leave))
    rules = {applied.setting.rule: applied for applied in rule_set(problem)}
    found = list(rules["session_times"].rule.check(problem, roster, problem.agents))
    assert [(v.day, v.amount) for v in found] == [(day(1), 1), (day(2), 1), (day(3), 1)]
    assert all(v.hard for v in score(problem, roster).violations if v.rule == "session_times")


def test_an_activity_outside_its_shift_cannot_be_said() -> None:
    with pytest.raises(InvalidValue, match="outside its shift"):
        a_shift("A1", 0, activities=(Activity(930, 60, "training"),))


def test_a_setting_for_an_agent_stands_in_for_one_for_the_contract_and_for_everybody() -> None:
    people = [an_agent("A1"), an_agent("A2"), an_agent("A3", contract="half"), an_agent("A4")]
    rules = [
        RuleSetting("consecutive_days", params={"most": 6}),
        RuleSetting("consecutive_days", params={"most": 4}, contracts=("half",)),
        RuleSetting("consecutive_days", params={"most": 3}, agents=("A2",)),
        RuleSetting("consecutive_days", active=False, agents=("A4",)),
    ]
    half = a_contract(contract_id="half")
    problem = a_problem(7, people, [a_template()], rules, contracts=(a_contract(), half))
    bound = {
        (applied.setting.params["most"], *sorted(applied.ids))
        for applied in rule_set(problem)
        if applied.setting.rule == "consecutive_days"
    }
    assert bound == {(6, "A1"), (4, "A3"), (3, "A2")}


def test_a_structural_rule_cannot_be_aimed_at_some() -> None:
    with pytest.raises(InvalidValue, match="binds everybody"):
        RULES["skill"].built(RuleSetting("skill", agents=("A1",)))


# What is missing and spare is counted by `evaluation.cover`: tests/contracts hold its price.
@pytest.mark.parametrize("rule", [name for name in RULES if not RULES[name].always_priced])
def test_every_rule_has_a_case_that_passes_and_one_that_fails(rule: str) -> None:
    amounts = [amount for name, _, _, amount, _ in CASES if name == rule]
    assert amounts.count(0) >= 1, f"draw a tour that keeps {rule}"
    assert amounts.count(0) < len(amounts), f"draw a tour that breaks {rule}"


@pytest.mark.parametrize("weeks", [2, 3, 4, 8])
def test_week_by_week_a_count_over_several_weeks_finds_what_one_long_roster_finds(
    weeks: int,
) -> None:
    rng = np.random.default_rng(weeks)
    fields = {"most": 1, "earliest_start_min": 1200, "weeks": weeks, "weeks_later": weeks - 1}
    for _ in range(5):
        tour = "N" + "".join(rng.choice(["N", "D", "."], 84 - 1))
        amounts = []
        for cuts in ([0, 84], [*range(0, 85, 7)]):
            parts = pairwise(cuts)
            amounts.append(sum(_found("shift_count", fields, tour, *part) for part in parts))
        assert amounts[0] == amounts[1] > 0


def _found(rule: str, params: dict[str, int], tour: str, first: int, end: int) -> int:
    """Units found from a day to another, everything before being history."""
    start = day(first)
    problem = a_problem(
        end - first,
        (an_agent(),),
        [a_template(code, start) for code, start in STARTS.items()],
        [RuleSetting(rule, params=params)],
        first=start,
        history=drawn(tour[:first], 0),
    )
    roster = Roster(start, end - first, drawn(tour[first:end], first))
    return sum(v.amount for v in score(problem, roster).violations if v.rule == rule)


def test_a_newcomer_is_not_asked_for_the_least_of_a_period_begun_before() -> None:
    fields = {**NIGHTS, "least": 2}
    old, new = an_agent("A1"), an_agent("A2")
    problem, roster = a_week_of("shift_count", "N......|.......", fields, agents=(old, new))
    found = [v for v in score(problem, roster).violations if v.rule == "shift_count"]
    assert [v.agent_id for v in found] == ["A1"]
    assert "1 shift of the kind in 14 days from 2026-02-23, 2 to 8 allowed" in found[0].sentence


def test_a_step_names_both_of_its_days() -> None:
    one, two = Duty("N", 1320, 480, 480), Duty("D", 480, 480, 480)
    (found,) = breaches(Step((1,), lambda before, after: 1), {0: (one,), 1: (two,)})
    assert (found.days, found.duties) == ((0, 1), (one, two))


@pytest.mark.parametrize(
    ("before", "tour", "broken"),
    [("D.", "D......", 1), (".D", ".......", 1), (".D", "D......", 0), ("..", "D......", 0)],
)
def test_a_weekend_counts_as_incomplete_where_both_its_days_are_known(
    before: str, tour: str, broken: int
) -> None:
    """Friday and Saturday before a horizon that begins on a Sunday."""
    rules = [RuleSetting("complete_weekends")]
    history = drawn(before, 4)
    problem = a_problem(7, rules=rules, first=day(6), history=history)
    roster = Roster(problem.first, 7, drawn(tour, 6))
    found = [v for v in score(problem, roster).violations if v.rule == "complete_weekends"]
    assert len(found) == broken


def test_what_a_rule_does_not_know_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"unknown rule 'naps'; known are \['availability'"):
        rule_set(a_problem(rules=[RuleSetting("naps")]))
    with pytest.raises(InvalidValue, match="not about single agents"):
        RULES["overstaffing"].built(RuleSetting("overstaffing", 1, agents=("A1",)))
    with pytest.raises(InvalidValue, match="cannot be set by queue"):
        RULES["wishes"].built(RuleSetting("wishes", queues=("q",)))


def test_a_step_looser_stays_within_the_field_of_a_rule() -> None:
    def looser(rule: str, **params: int) -> dict[str, int] | None:
        found = RULES[rule].looser(RuleSetting(rule, params=params))
        return dict(found.params) if found else None

    assert looser("seat_capacity", seats=3) == {"seats": 4}
    assert looser("seniors_present", least=1, from_min=5) == {"least": 0, "from_min": 5}
    assert looser("seniors_present", least=0) is None
    assert looser("seniors_present") == {"least": 0}
    assert looser("break_windows") is None
