"""Levels and times of day as people type them after an option."""

import pytest
import typer

from app.cli.parts.typed import hours_of, levels_of, minute_of


def test_levels_come_in_order_and_every_twentieth_has_a_short_name() -> None:
    assert levels_of(".9, .1,.5") == (0.1, 0.5, 0.9)
    assert levels_of("5%")[0] == 0.05
    assert levels_of("5%")[-1] == 0.95
    assert len(levels_of("5%")) == 19


@pytest.mark.parametrize("text", ["", "80", "0,.5", ".5,x"])
def test_no_levels_are_answered_with_an_example(text: str) -> None:
    with pytest.raises(typer.BadParameter, match=r"\.1,\.5,\.9"):
        levels_of(text)


def test_hours_may_reach_past_midnight_and_a_day_ends_at_24() -> None:
    assert hours_of("22:00-06:00") == (1320, 360)
    assert hours_of(" 00:00 - 24:00") == (0, 1440)
    assert minute_of("24:00") == 1440


@pytest.mark.parametrize("text", ["8", "08:00", "08:00-25:00", "8am-9am", "07:00-07:00"])
def test_no_hours_are_answered_with_an_example(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="08:00-20:00"):
        hours_of(text)
