"""Publishing: numbered, proven, refused when somebody was faster."""

import threading

import pytest

from app.services.context import Context
from app.services.roster.build import build_roster
from app.services.roster.changes.edit import CellEdit, consequence, save_edit
from app.services.roster.check import check_roster, diff_rosters, roster_of
from app.services.roster.publishing.publish import current_version, publish_roster
from app.services.roster.publishing.undone import changes_since_published
from data.model.codec import digest, to_json
from data.model.errors import Conflict, InvalidValue
from data.model.publication import SavedRoster
from data.model.roster import Roster
from data.model.shift import Shift
from data.store import Store
from tests.app.small_centre import NOW, SmallCentre
from tests.until import until

Rostered = tuple[SmallCentre, SavedRoster]


def a_day_off(saved: SavedRoster) -> CellEdit:
    """The first working cell turned into a day off."""
    shift = roster_of(saved).shifts[0]
    return CellEdit(shift.agent_id, shift.day, None)


def test_the_built_week_keeps_every_hard_rule(rostered: Rostered) -> None:
    centre, saved = rostered
    card = check_roster(centre.context, saved.roster_id)
    assert card.hard_violations == 0
    assert saved.result.objective == card.objective
    assert saved.result.bound is not None
    assert saved.result.bound <= card.objective


def test_a_kept_roster_can_be_judged_again_from_the_store_alone(rostered: Rostered) -> None:
    centre, saved = rostered
    with Store.open(centre.url) as other:
        context = Context(other, "someone else", lambda: NOW)
        kept = other.load_roster(saved.roster_id)
        assert roster_of(kept) == roster_of(saved)
        assert kept.problem.agents == saved.problem.agents
        assert check_roster(context, saved.roster_id).objective == saved.result.objective


def test_a_kept_roster_carries_its_certificate(rostered: Rostered) -> None:
    _, saved = rostered
    assert saved.detail["problem_digest"] == digest(saved.problem.stored())
    assert saved.detail["roster_digest"] == digest(to_json(saved.result.roster))
    assert {"seed", "program"} <= saved.detail.keys()
    assert saved.scorecard.hard_violations == 0
    assert saved.scorecard.by_rule()
    assert saved.result.bound is not None


def test_an_edit_shows_its_consequence_before_anything_is_kept(rostered: Rostered) -> None:
    centre, saved = rostered
    kept = len(centre.context.store.list_rosters())
    found = consequence(centre.context, saved.roster_id, (a_day_off(saved),))
    assert len(found.roster.shifts) == len(roster_of(saved).shifts) - 1
    assert found.points == found.after.objective - found.before.objective
    assert len(centre.context.store.list_rosters()) == kept


def test_an_edit_of_a_stranger_is_refused(rostered: Rostered) -> None:
    centre, saved = rostered
    edit = CellEdit("nobody", roster_of(saved).first, None)
    with pytest.raises(InvalidValue, match="nobody is not in this roster"):
        consequence(centre.context, saved.roster_id, (edit,))


def test_publish_edit_publish_makes_two_versions_and_tells_what_changed(rostered: Rostered) -> None:
    centre, saved = rostered
    first = publish_roster(centre.context, saved.roster_id, "first plan", replications=2)
    assert first.version == 1
    assert first.proof["hard_violations"] == 0
    assert first.proof["gap"] is not None
    assert set(first.proof["service"]["queues"]) == {"fault", "billing"}
    edited = save_edit(centre.context, saved.roster_id, (a_day_off(saved),), "sick")
    assert edited.parent_id == saved.roster_id
    last, changes = changes_since_published(centre.context, edited.roster_id)
    assert last is not None
    assert last.version == 1
    assert len(changes) == 1
    second = publish_roster(
        centre.context, edited.roster_id, "sick", accept_violations=True, replications=2
    )
    assert second.version == current_version(centre.context) == 2
    kept = centre.context.store.load_publications()
    assert [publication.roster_id for publication in kept] == [saved.roster_id, edited.roster_id]


def test_hard_violations_are_refused_unless_accepted(rostered: Rostered) -> None:
    centre, saved = rostered
    roster = roster_of(saved)
    shift = roster.shifts[0]
    twin = Shift(shift.agent_id, shift.day, (shift.start_min + 60) % 1440, 30, shift.template)
    broken = save_edit(
        centre.context, saved.roster_id, (CellEdit(shift.agent_id, shift.day, twin),), "test"
    )
    with pytest.raises(InvalidValue, match="hard rules"):
        publish_roster(centre.context, broken.roster_id, "no", replications=2)
    assert current_version(centre.context) == 0


def test_of_two_publishers_one_wins_and_the_other_is_told(rostered: Rostered) -> None:
    centre, saved = rostered
    outcomes: dict[str, object] = {}
    barrier = threading.Barrier(2)

    def publish(who: str) -> None:
        with Store.open(centre.url) as store:
            barrier.wait()
            try:
                outcomes[who] = publish_roster(
                    Context(store, who, lambda: NOW),
                    saved.roster_id,
                    f"by {who}",
                    expected_version=0,
                    replications=2,
                ).version
            except Conflict as error:
                outcomes[who] = str(error)

    threads = [threading.Thread(target=publish, args=(who,)) for who in ("Li", "Wang")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = [who for who, outcome in outcomes.items() if outcome == 1]
    assert len(won) == 1
    lost = ({"Li", "Wang"} - set(won)).pop()
    assert won[0] in str(outcomes[lost])
    assert current_version(centre.context) == 1


def test_only_days_that_both_cover_are_compared(rostered: Rostered) -> None:
    centre, saved = rostered
    publish_roster(centre.context, saved.roster_id, "first", replications=2)
    two_weeks = build_roster(centre.context, roster_of(saved).first, 2, **until())
    _, changes = changes_since_published(centre.context, two_weeks.roster_id)
    assert {change.day for change in changes} <= {*roster_of(saved).dates}
    publish_roster(centre.context, two_weeks.roster_id, "longer", replications=2)
    last, back = changes_since_published(centre.context, saved.roster_id)
    assert last is not None
    assert last.version == 2
    assert len(back) == len(changes)  # the second week stays as it is: not dropped, not changed


def test_each_day_is_compared_with_the_newest_plan_that_covers_it(rostered: Rostered) -> None:
    centre, saved = rostered
    two_weeks = build_roster(centre.context, roster_of(saved).first, 2, **until())
    publish_roster(centre.context, two_weeks.roster_id, "two weeks", replications=2)
    publish_roster(centre.context, saved.roster_id, "first week again", replications=2)
    _, changes = changes_since_published(centre.context, two_weeks.roster_id)
    week = {*roster_of(saved).dates}
    assert {change.day for change in changes} <= week
    assert len(changes) == len(diff_rosters(roster_of(saved), roster_of(two_weeks)))


def test_rosters_without_a_common_day_are_not_compared(rostered: Rostered) -> None:
    roster = roster_of(rostered[1])
    later = Roster(roster.end, 7)
    with pytest.raises(InvalidValue, match="share no day"):
        diff_rosters(roster, later)


def test_a_diff_is_empty_only_between_equal_rosters(rostered: Rostered) -> None:
    _, saved = rostered
    roster = roster_of(saved)
    shift = roster.shifts[0]
    without = roster.with_cell(shift.agent_id, shift.day, None)
    assert diff_rosters(roster, roster) == ()
    (change,) = diff_rosters(roster, without)
    assert (change.agent_id, change.day, change.after) == (shift.agent_id, shift.day, "off")
