"""Calendars and pay where clocks change and where versions follow each other."""

from datetime import UTC, date, datetime

import icalendar
import pytest

from data.export import roster_ics
from data.export.calendars import Change
from data.export.payroll import paid_minutes
from data.model.roster import Roster
from data.model.shift import Break, Shift
from data.model.staff import Agent, Leave

DAY = date(2026, 10, 24)
AGENTS = (Agent("A1", "Mei", "FT", ("fault",)), Agent("A2", "Bo", "FT", ("fault",)))


def night(agent_id: str = "A1", day: date = DAY, breaks: tuple[Break, ...] = ()) -> Shift:
    """22:00 to 06:00."""
    return Shift(agent_id, day, 1320, 480, "N8", breaks)


def shown(content: bytes) -> dict[str, icalendar.Event]:
    """Events by UID."""
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return {str(event["uid"]): event for event in events}


def test_a_night_over_the_autumn_change_lasts_nine_hours_in_the_calendar() -> None:
    roster = Roster(DAY, 1, (night(),))
    (event,) = shown(roster_ics(roster, AGENTS, zone="Europe/Berlin")).values()
    assert event["dtstart"].dt == datetime(2026, 10, 24, 20, tzinfo=UTC)
    assert event["dtend"].dt == datetime(2026, 10, 25, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "zone", "passed"),
    [
        (DAY, "Europe/Berlin", 540),
        (date(2026, 3, 28), "Europe/Berlin", 420),
        (date(2026, 10, 31), "America/New_York", 540),
        (DAY, "Asia/Shanghai", 480),
    ],
)
def test_a_night_is_paid_as_it_passes(day: date, zone: str, passed: int) -> None:
    found = paid_minutes([night(day=day)], (), zone)
    assert (found.paid, found.night) == (passed, passed - 60)
    unpaid = Break(
        1560, 30, "meal", False
    )  # 02:00-02:30, an hour that is there twice or not at all
    with_meal = paid_minutes([night(day=day, breaks=(unpaid,))], (), zone).paid
    assert with_meal == passed - (0 if passed == 420 else 30)


def test_what_a_version_dropped_is_cancelled_in_its_own_days_only() -> None:
    before = Roster(DAY, 2, (night(), night("A2"), night("A2", date(2026, 10, 25))))
    change = Change(
        2, datetime(2026, 10, 1, tzinfo=UTC), (before,), (Leave("A1", DAY, DAY, "sick"),)
    )
    after = Roster(DAY, 1, (night("A2"),))
    found = shown(roster_ics(after, AGENTS, zone="Europe/Berlin", change=change))
    assert {uid: str(event.get("status", "")) for uid, event in found.items()} == {
        "2026-10-24-A1@peakshift": "CANCELLED",
        "2026-10-24-A2@peakshift": "",
        "2026-10-24-leave-A1@peakshift": "CANCELLED",
    }
    assert {int(event["sequence"]) for event in found.values()} == {2}
    mine = shown(roster_ics(after, AGENTS[1:], zone="Europe/Berlin", change=change))
    assert set(mine) == {"2026-10-24-A2@peakshift"}
