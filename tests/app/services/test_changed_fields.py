"""Changing some fields of a setting: unknown ones, and values of another kind, are refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from app.services.access.asking import Permit, local_user
from app.services.access.users import add_user, change_user
from app.services.centre import set_planning, set_queue
from app.services.context import Context, queues_of
from app.services.day.alerts.raised import set_alert_settings
from app.services.day.feed import set_day_feed
from data.model.errors import Conflict, InvalidValue
from data.model.users import ADMINISTRATOR, Held, User
from tests.app.small_centre import SmallCentre

Change = Callable[[Context, dict[str, Any]], object]
VERBS: dict[str, Change] = {
    "user": lambda context, changes: change_user(context, "li", changes),
    "planning": set_planning,
    "alerts": set_alert_settings,
    "feed": set_day_feed,
    "queue": lambda context, changes: set_queue(context, "fault", changes),
    "target": lambda context, changes: set_queue(context, "fault", {}, changes),
}
NUMBERS = {
    "planning": "forecast_weeks", "alerts": "missing_min", "queue": "concurrency",
    "target": "threshold_s",
}  # fmt: skip


@pytest.fixture
def context(small: SmallCentre) -> Context:
    add_user(small.context, User("li", "Li", login=local_user(), held=(Held(ADMINISTRATOR),)))
    return replace(small.context, permit=Permit("tried"))  # whoever it is, may


@pytest.mark.parametrize("what", VERBS)
@pytest.mark.parametrize("name", ["", "nope", "__class__"])
def test_an_unknown_field_is_refused_by_name(context: Context, what: str, name: str) -> None:
    with pytest.raises(InvalidValue, match="there are"):
        VERBS[what](context, {name: 1})


@pytest.mark.parametrize("what", NUMBERS)
@pytest.mark.parametrize("value", [None, "many", {}, []])
def test_a_number_cannot_become_something_else(context: Context, what: str, value: Any) -> None:
    with pytest.raises(InvalidValue):
        VERBS[what](context, {NUMBERS[what]: value})


@pytest.mark.parametrize("value", [None, 5, {}, [1]])
def test_a_name_or_a_list_of_roles_cannot_become_something_else(
    context: Context, value: Any
) -> None:
    for field in ("name", "email", "held"):
        with pytest.raises(InvalidValue):
            change_user(context, "li", {field: value})


def test_roles_are_read_as_a_program_sends_them(context: Context) -> None:
    changed = change_user(context, "li", {"name": "李", "held": [{"role": ADMINISTRATOR}]})
    assert (changed.name, changed.held) == ("李", (Held(ADMINISTRATOR),))


def test_who_was_faster_is_told_by_the_clock_of_the_centre(context: Context) -> None:
    (shown,) = queues_of(context, ("fault",))
    at_noon = replace(context, who="Li", clock=lambda: datetime(2025, 8, 11, 4, 0, tzinfo=UTC))
    set_queue(at_noon, "fault", {}, {"service_share": 0.85}, "busy")
    with pytest.raises(Conflict) as refused:
        set_queue(context, "fault", {}, {"service_share": 0.9}, "mine", seen=shown)
    assert " by Li at 2025-08-11 12:00 (because: busy): it is now 85%" in str(refused.value)
