"""Rule sentences read right for one and for several."""

from typing import Any

import pytest

from data.model.roster import Lock
from data.model.rule import RuleSetting
from data.model.staff import Availability, Wish
from data.model.words import are, between, counted
from rostering.rules import RULES
from rostering.rules.floor.understaffing import priced_by_queue
from rostering.rules.rule_set import rule_set
from tests.rostering.builders import a_shift, an_agent
from tests.rostering.rules.test_rule_tables import (
    AT_11,
    BY_DAY,
    FORTY,
    LEAVE,
    MEALS,
    TWO,
    a_week_of,
    day,
    drawn,
    eating,
    trained,
)

UNSKILLED = {"agents": (an_agent(skills=("other",)),)}
CROWDED = {**TWO, "also": (a_shift("A2", 0, start=840),)}
EATING = eating(AT_11, AT_11)
MOVED = {"also": (a_shift("A1", 1, start=500),)}


def test_one_and_several_are_told_apart() -> None:
    assert counted(1, "day") == "1 day"
    assert counted(0, "day") == "0 days"
    assert counted(1.5, "hour") == "1.5 hours"
    assert counted(1, "person", "people") == "1 person"
    assert counted(2, "person", "people") == "2 people"
    assert (are(1), are(2)) == ("is", "are")
    assert (between(3, 5), between(60.0, 60.0)) == ("3 to 5", "60")


@pytest.mark.parametrize(
    ("rule", "one", "two"),
    [
        ("days_off_a_week", "At least 1 day off in", "At least 2 days off in"),
        ("seniors_present", "at least 1 senior is on", "at least 2 seniors are on"),
        ("minimum_heads", "at least 1 who can serve it is", "at least 2 who can serve it are"),
        ("weekends_off", "At least 1 of every 4 weekends is", "At least 2 of every 4 weekends are"),
    ],
)
def test_sentences_follow_their_number(rule: str, one: str, two: str) -> None:
    said = [RULES[rule].built(RuleSetting(rule, params={"least": n})).sentence() for n in (1, 2)]
    assert one in said[0]
    assert two in said[1]


BREACHES: list[tuple[str, dict[str, int], str, str, dict[str, Any]]] = [
    # rule, fields, tour, what is said of the first breach, more
    ("one_shift_a_day", {}, "NE.....", "two shifts overlap", {}),
    ("one_shift_a_day", {}, "D......", "2 shifts on one day", {"also": drawn("L", 0)}),
    ("shift_menu", {}, "D......", "D 08:20-16:20 is no template of the contract", MOVED),
    ("break_windows", {}, "D......", "breaks of D 08:00-16:00 missing, out of window or too close "
        "to the one before: 1", MEALS),
    ("session_times", {}, ".......", "training in D 08:00-16:00: on a break, on another activity, "
        "or on leave", trained(690)),
    ("skill", {}, "D......", "works 08:00-16:00 without a skill for any required queue", UNSKILLED),
    ("locks", {}, "D......", "locked cell was changed to 08:00-16:00",
        {"locks": (Lock("A1", day(0), None),)}),
    ("leave", {}, "DDD....", "08:00-16:00 reaches into leave", LEAVE),
    ("availability", {}, ".D.....", "08:00-16:00 lies outside the stated hours",
        {"availability": (Availability("A1", 1, 0, 900),)}),
    ("minimum_rest", {"rest_min": 675}, "LD.....",
        "10 h of rest (14:00-22:00 then 08:00-16:00), 11.25 h needed", {}),
    ("weekly_minutes", {}, "DDDDDD.", "48 paid hours in the week, 32 to 40 agreed", FORTY),
    ("weekly_minutes", {}, "D...D..", "16 paid hours in the week, 19.2 to 40 agreed",
        {**FORTY, **LEAVE}),
    ("period_minutes", {"least_h": 20, "weeks": 2}, "DD.....|DD.....",
        "32 paid hours in 14 days from 2026-02-23, 34.28 to 80 allowed", LEAVE),
    ("consecutive_days", {"most": 3}, "DDDDD..", "more than 3 days in a row", {}),
    ("days_off_a_week", {"least": 2}, "DDDDDD.", "6 days of work in one week, 5 allowed", {}),
    ("working_days_a_week", {"least": 2}, "D......", "1 day of work in one week", {}),
    ("days_off_together", {"least": 3}, "D.D....", "a run of days off is shorter than 3", {}),
    ("night_runs", {"most": 2}, "NNN....", "more than 2 nights in a row", {}),
    ("night_runs", {"days_off_after": 1}, "ND.....",
        "works again too soon after a night (1 day off needed)", {}),
    ("night_runs", {"least": 2}, "N......", "fewer than 2 nights in a row", {}),
    ("days_on_together", {"least": 2}, "D......", "a run of working days is shorter than 2", {}),
    ("weekly_rest", {"rest_min": 2100}, "DDDDDDD",
        "a week without 35 hours of rest at a stretch", {}),
    ("week_starts", {"most_min": 120}, "D.L.N..", "starts of one week from 08:00 to 22:00", {}),
    ("complete_weekends", {}, ".....D.", "works only one day of the weekend", {}),
    ("weekends_off", {"least": 1, "period": 2}, ".....D.......D",
        "works 2 of 2 weekends, 1 must be free", {}),
    ("weekend_runs", {"most": 1}, ".....D......D.", "more than 1 weekend with work in a row", {}),
    ("forward_rotation", {"tolerance_min": 0}, "LD.....",
        "rotates backward (14:00-22:00 then 08:00-16:00)", {}),
    ("start_stability", {"tolerance_min": 60}, "DL.....",
        "start jumps (08:00-16:00 then 14:00-22:00)", {}),
    ("shift_count", {"most": 2, "earliest_start_min": 1200}, "NNN....",
        "3 shifts of the kind in 7 days from 2026-03-02, 0 to 2 allowed", {}),
    ("wishes", {}, ".D.....", "works 08:00-16:00 against a wish",
        {"wishes": (Wish("A1", day(1)),)}),
    ("wishes", {}, ".......", "is off against a wish", {"wishes": (Wish("A1", day(1), "on"),)}),
    ("fair_nights", {}, "N......", "night shifts: 1, a fair share is 0", {"heads": 0}),
    ("fair_starts", {"before_min": 500}, "DD.....", "unpopular starts: 2, a fair share is 0",
        {"heads": 0}),
    ("seat_capacity", {"seats": 1}, "D......",
        "Seats, 2026-03-02 14:00: 2 on the floor, limit 1", CROWDED),
    ("minimum_heads", {"least": 2}, "D......",
        "Minimum heads per queue, 2026-03-02 08:00: 1 on the floor, limit 2", BY_DAY),
    ("breaks_apart", {"most": 0, "share_pct": 50}, ".......",
        "Breaks of a team apart, 2026-03-02 11:00: 2 of full on break, limit 1", EATING),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "params", "tour", "said", "more"), BREACHES)
def test_a_breach_is_told_with_its_numbers(
    rule: str, params: dict[str, int], tour: str, said: str, more: dict[str, Any]
) -> None:
    problem, roster = a_week_of(rule, tour, params, **more)
    applied = next(a for a in rule_set(problem) if a.setting.rule == rule)
    first, *_ = applied.rule.check(problem, roster, applied.agents)
    assert first.sentence.removeprefix("Agent A1 (A1): ") == said


def test_sentences_of_rules_tell_their_clock_period_and_share() -> None:
    def sentence(rule: str, **params: int) -> str:
        return RULES[rule].built(RuleSetting(rule, params=params)).sentence()

    assert "From 7.5 to 22 o'clock" in sentence("seniors_present", from_min=450, until_min=1320)
    assert "at most 1 is on" in sentence("breaks_apart", most=1)
    assert "at most 0 are on" in sentence("breaks_apart", most=0)
    for rule in ("period_minutes", "shift_count"):
        assert "each week" in sentence(rule, weeks=1)
        assert "every 2 weeks" in sentence(rule, weeks=2)


@pytest.mark.parametrize("rule", ["understaffing", "overstaffing"])
def test_a_staffing_price_is_a_point_cheaper_a_step_looser_until_it_is_none(rule: str) -> None:
    looser = RULES[rule].looser
    assert looser(RuleSetting(rule, 2)) == RuleSetting(rule, 1)
    assert looser(RuleSetting(rule, 0)) is None


def test_queues_that_can_wait_have_their_price_by_name_unless_a_setting_names_them() -> None:
    every = RuleSetting("understaffing", 10, {"can_wait": 3})
    own = RuleSetting("understaffing", 7, queues=("mail",))
    other = RuleSetting("wishes", 1)
    waiting = RuleSetting("understaffing", 3, {"can_wait": 3}, queues=("post", "orders"))
    found = priced_by_queue([every, own, other], ["post", "mail", "orders"])
    assert found == (every, waiting, own, other)
    assert priced_by_queue([every, own, other], ["mail"]) == (every, own, other)
