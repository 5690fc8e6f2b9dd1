"""Restrictions in a planner's words: each form read, anything else answered by the forms."""

import pytest

from app.services.shift_design.restrictions import GRAMMAR, hours_listed, parse_restrictions
from data.model.errors import InvalidValue
from rostering.shift_design.restrictions import (
    AtMost,
    LengthsOnly,
    NoLonger,
    NoStart,
    StartsEvery,
    Stays,
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("no start 00:00-05:00", NoStart(0, 300)),
        ("No starts 22:00 - 6:00", NoStart(1320, 360)),
        ("no start 22:00-24:00", NoStart(1320, 1440)),
        ("starts on full hours", StartsEvery(60)),
        ("starts every 120 min", StartsEvery(120)),
        ("lengths 8,4, 6.5 h", LengthsOnly((240, 390, 480))),
        ("no shift  over 9h", NoLonger(540)),
        ("at most 8 codes", AtMost(8)),
        ("keep N8", Stays("N8")),
        ("keep N8 22:00", Stays("N8", 1320)),
        ("keep Day 8", Stays("Day 8")),
    ],
)
def test_each_form_is_read(text: str, meant: object) -> None:
    assert parse_restrictions([text]) == (meant,)


def test_each_example_is_one() -> None:
    assert len(parse_restrictions(GRAMMAR)) == len(GRAMMAR)


@pytest.mark.parametrize(
    "text", ["", "no nights", "no start 5", "at most few codes", "lengths", "keep", "lengths 4;6"]
)
def test_anything_else_is_answered_by_the_forms(text: str) -> None:
    with pytest.raises(InvalidValue, match=r"is no restriction: write 'no start 00:00-05:00'"):
        parse_restrictions([text])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no start 08:00-08:00", "no time at all"),
        ("no start 25:99-26:00", "no time of day"),
        ("starts every 7", "divide a day"),
        ("at most 0 codes", "at least one code"),
        ("lengths 30", "up to 24"),
        ("no shift over 0", "up to 24"),
    ],
)
def test_a_form_with_impossible_values_says_which(text: str, told: str) -> None:
    with pytest.raises(InvalidValue, match=told):
        parse_restrictions([text])


def test_hours_that_are_none_are_refused() -> None:
    assert hours_listed("8, 4.5") == (270, 480)
    with pytest.raises(InvalidValue, match="such as 4,6"):
        hours_listed("four")
    with pytest.raises(InvalidValue, match="such as 4,6"):
        hours_listed("inf")
