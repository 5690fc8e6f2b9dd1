"""Rule sentences read right for one and for several."""

import pytest

from data.model.rule import RuleSetting
from data.model.words import are, between, counted
from rostering.rules import RULES


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
