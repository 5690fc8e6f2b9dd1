"""Rooms whose front others import from: few names, there when asked for, explained."""

from importlib import import_module

import pytest

ROOMS = (
    "activities",
    "backlog",
    "rules",
    "shift_design",
    "simulation",
)
MOST_NAMES = 12


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_few_public_names_and_each_is_explained(room: str) -> None:
    package = import_module(f"rostering.{room}")
    assert 0 < len(package.__all__) <= MOST_NAMES
    for name in package.__all__:
        found = getattr(package, name)
        assert not callable(found) or (found.__doc__ or "").strip(), f"{room}.{name} says nothing"
