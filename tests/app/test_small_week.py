"""The kept week is one that a search could have found, with what tests look for in a roster."""

from app.services.roster.changes.reroster import replace_agent
from app.services.roster.check import roster_of
from data.model.publication import SavedRoster
from tests.app.small_centre import SmallCentre

MOST_FROM_BEST = 0.15
TWO_AT_NIGHT_MIN = 1440 + 120


def test_the_kept_week_keeps_the_rules_and_lies_near_its_bound(
    rostered: tuple[SmallCentre, SavedRoster],
) -> None:
    _, saved = rostered
    assert saved.scorecard is not None
    assert not saved.scorecard.hard_violations
    assert saved.result.gap is not None
    assert 0 < saved.result.gap < MOST_FROM_BEST


def test_somebody_is_there_each_night_and_could_be_replaced_by_day(
    rostered: tuple[SmallCentre, SavedRoster],
) -> None:
    centre, saved = rostered
    shifts = roster_of(saved).shifts
    for day in roster_of(saved).dates:
        at_two = [s for s in shifts if s.day == day and s.start_min <= TWO_AT_NIGHT_MIN < s.end_min]
        assert at_two, day
        assert any(
            replace_agent(centre.context, saved.roster_id, s.agent_id, day)
            for s in shifts
            if s.day == day
        )
