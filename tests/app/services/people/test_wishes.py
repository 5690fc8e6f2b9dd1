"""Wishes and leave: one more, one less, what became of them, and the commands that say so."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.services.people.leave import add_leave, remove_leave
from app.services.people.wishes import add_wish, remove_wishes, wishes_about, wishes_kept
from app.services.people.wishes_met import WishedBefore, wished_before, wishes_of_roster
from app.services.roster.build import problem_for, save_result
from app.services.roster.publishing.publish import publish_roster
from data.model.errors import Conflict, InvalidValue, NotFound
from data.model.publication import SavedRoster
from data.model.roster import Roster
from data.model.shift import Shift
from data.model.staff import Leave, Wish
from data.store import documents
from rostering.evaluation.scorecard import score
from tests.app.command_line import run, told
from tests.app.small_centre import SmallCentre

Rostered = tuple[SmallCentre, SavedRoster]
DAY = date(2026, 3, 2)


def free_of_wishes(small: SmallCentre) -> SmallCentre:
    """The centre with nobody wishing anything, nobody on leave."""
    staff = small.context.store.load(documents.STAFF)
    bare = replace(staff, wishes=(), leave=())
    small.context.store.save(documents.STAFF, bare, small.context.entry("test", "staff"))
    return small


def worked(rostered: Rostered, first: date, days: int, *shifts: Shift) -> SavedRoster:
    """A kept roster with the wishes of today and these shifts alone."""
    centre, saved = rostered
    problem = replace(saved.problem, wishes=centre.context.store.load(documents.STAFF).wishes)
    assert (problem.first, problem.days) == (first, days)
    result = replace(saved.result, roster=Roster(first, days, shifts))
    return save_result(centre.context, problem, result, verb="test")


def a_shift(agent_id: str, day: date, start_min: int = 480) -> Shift:
    return Shift(agent_id, day, start_min, 480, "D8")


def test_a_wish_is_added_and_taken_back_and_nothing_else_changes(small: SmallCentre) -> None:
    context = free_of_wishes(small).context
    before = context.store.load(documents.STAFF)
    wish = add_wish(context, Wish("A001", DAY, weight=3), "wedding")
    assert context.store.load(documents.STAFF) == replace(before, wishes=(wish,))
    entry = context.store.audit(verb="add_wish")[0]
    assert (entry.subject, entry.why, entry.detail["wish"]["day"]) == (
        "agent:A001",
        "wedding",
        "2026-03-02",
    )
    assert wishes_about(context, "A001", DAY) == (wish,)
    remove_wishes(context, (wish,), "called off")
    assert context.store.load(documents.STAFF) == before
    assert context.store.audit(verb="remove_wish")[0].detail["wishes"][0]["weight"] == 3


def test_leave_is_added_and_taken_back_and_nothing_else_changes(small: SmallCentre) -> None:
    context = free_of_wishes(small).context
    before = context.store.load(documents.STAFF)
    leave = add_leave(context, Leave("A001", DAY, DAY + timedelta(3), "parental"), "born")
    assert context.store.load(documents.STAFF) == replace(before, leave=(leave,))
    assert context.store.audit(verb="add_leave")[0].detail["leave"]["last"] == "2026-03-05"
    with pytest.raises(NotFound, match=r"leave: 2026-03-02 to 2026-03-05 \(parental\)"):
        remove_leave(context, "A001", DAY + timedelta(1))
    assert remove_leave(context, "A001", DAY) == leave
    assert context.store.load(documents.STAFF) == before


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        (Wish("A999", DAY), "no agent 'A999'; there are: A001, "),
        (Wish("A001", DAY, weight=6), "weighs 1 .mild. to 5"),
        (Wish("A001", DAY, "off", 600, 540), "from 10:00 to 09:00 are no span"),
        (Wish("A001", None, "on"), "says nothing"),
        (Wish("A001", DAY + timedelta(1)), "annual leave from 2026-03-03 to 2026-03-04"),
        (Wish("A001", DAY, "on", 600, 720), "already has a wish about the same starts: 2026-03-02"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_with_words(
    small: SmallCentre, wish: Wish, says: str
) -> None:
    context = free_of_wishes(small).context
    add_leave(context, Leave("A001", DAY + timedelta(1), DAY + timedelta(2)))
    add_wish(context, Wish("A001", DAY))
    before = context.store.load(documents.STAFF)
    with pytest.raises((InvalidValue, NotFound), match=says):
        add_wish(context, wish)
    assert context.store.load(documents.STAFF) == before


@pytest.mark.parametrize(
    ("leave", "says"),
    [
        (Leave("A999", DAY, DAY), "no agent 'A999'"),
        (Leave("A001", DAY, DAY, " "), "needs a kind"),
        (Leave("A001", DAY, DAY + timedelta(500)), "501 days"),
        (Leave("A001", DAY, DAY + timedelta(1)), "already on annual leave from 2026-03-03"),
        (Leave("A001", DAY + timedelta(9), DAY + timedelta(9)), "wish for a day of this leave"),
    ],
)
def test_leave_that_makes_no_sense_is_refused_with_words(
    small: SmallCentre, leave: Leave, says: str
) -> None:
    context = free_of_wishes(small).context
    add_leave(context, Leave("A001", DAY + timedelta(1), DAY + timedelta(2)))
    add_wish(context, Wish("A001", DAY + timedelta(9)))
    with pytest.raises((InvalidValue, NotFound), match=says):
        add_leave(context, leave)


def test_two_wishes_about_different_starts_of_a_day_stand_beside_each_other(
    small: SmallCentre,
) -> None:
    context = free_of_wishes(small).context
    add_wish(context, Wish("A001", DAY, "off", 0, 479))
    add_wish(context, Wish("A001", DAY, "on", 480, 600))
    with pytest.raises(InvalidValue, match="say off or on"):
        wishes_about(context, "A001", DAY)
    assert [w.want for w in wishes_about(context, "A001", DAY, "on")] == ["on"]
    with pytest.raises(NotFound, match="every day; wishes: 2026-03-02 no start 00:00-07:59"):
        wishes_about(context, "A001", None)
    assert len(wishes_kept(context, "A001")) == 2


def test_who_looked_at_an_older_staff_changes_nothing(small: SmallCentre) -> None:
    context = small.context
    seen = context.store.load(documents.STAFF)
    add_wish(context, Wish("A001", DAY))
    with pytest.raises(Conflict, match="nothing was saved"):
        context.store.save(
            documents.STAFF, replace(seen, leave=()), context.entry("test", "staff"), seen
        )


def test_a_roster_tells_who_was_refused_now_and_in_the_published_ones_before(
    rostered: Rostered,
) -> None:
    centre, saved = rostered
    context = free_of_wishes(centre).context
    first = saved.problem.first
    for number in (0, 1, 2):
        add_wish(context, Wish("A001", first + timedelta(number)))
    add_wish(context, Wish("A002", first, "on"))
    earlier = worked(rostered, first, 7, a_shift("A001", first), a_shift("A002", first))
    publish_roster(context, earlier.roster_id, "", accept_violations=True, replications=1)
    newer = worked(
        rostered, first, 7, a_shift("A001", first), a_shift("A001", first + timedelta(1))
    )
    publish_roster(context, newer.roster_id, "", accept_violations=True, replications=1)
    assert wished_before(context, first) == {}
    assert wished_before(context, first + timedelta(7)) == {
        "A001": WishedBefore(3, 2),  # as the newer version has it
        "A002": WishedBefore(1, 1),
    }
    assert wished_before(context, first + timedelta(7), 6) == {"A001": WishedBefore(2, 1)}
    found = wishes_of_roster(context, newer.roster_id)
    described = {a.agent_id: (a.asked, a.granted, a.refused, a.at_stake) for a in found.agents}
    assert described == {"A001": (3, 1, 2, 30), "A002": (1, 0, 1, 30)}
    assert (found.everybody.asked, found.everybody.granted_share) == (4, 0.25)
    card = score(newer.problem, newer.result.roster or Roster(first, 7))
    assert found.everybody.charged == card.by_rule()["wishes"] == 50
    assert [w.granted for w in found.only("A001", refused=True).wishes] == [False, False]
    with pytest.raises(NotFound, match="'A003' has no wish"):
        found.only("A003")


def test_the_next_build_reads_what_was_added(rostered: Rostered) -> None:
    centre, saved = rostered
    first = saved.problem.first
    wish = add_wish(centre.context, Wish("A001", first))
    leave = add_leave(centre.context, Leave("A002", first, first))
    problem = problem_for(centre.context, first, 7)
    assert wish in problem.wishes
    assert 0 in problem.leave_days["A002"]
    assert leave in problem.leave
    assert wish not in saved.problem.wishes


def test_commands_add_list_and_take_back_wishes(small: SmallCentre, tmp_path: Path) -> None:
    free_of_wishes(small)
    said = run(small, "staff", "add-wish", "A001", "2026-03-02", "off", "--weight", "2").stdout
    assert "A001 wishes 2026-03-02 day off, weight 2. The next build reads it" in said
    hours = ("--from", "06:00", "--to", "10:00")
    assert (
        "every day start 06:00-10:00"
        in run(small, "staff", "add-wish", "A002", "every", "on", *hours).stdout
    )
    file = tmp_path / "wishes.csv"
    listed = told(small, "staff", "wishes", "--csv", str(file))
    assert [(w["agent_id"], w["day"], w["what"]) for w in listed] == [
        ("A001", "2026-03-02", "day off"),
        ("A002", None, "start 06:00-10:00"),
    ]
    with file.open(encoding="utf-8-sig") as lines:
        assert [row["day"] for row in csv.DictReader(lines)] == ["2026-03-02", "every day"]
    assert len(told(small, "staff", "wishes", "--agent", "A002")) == 1
    said = run(small, "staff", "remove-wish", "A002", "every").stdout
    assert "A002 no longer wishes every day start 06:00-10:00" in said
    listing = run(small, "staff", "wishes").stdout
    assert "A001" in listing
    assert "A002" not in listing
    assert "no such wish" in str(run(small, "staff", "remove-wish", "A002", "every").exception)


def test_commands_add_list_and_take_back_leave(small: SmallCentre) -> None:
    free_of_wishes(small)
    said = run(
        small, "staff", "add-leave", "A001", "2026-03-02", "2026-03-06", "--kind", "sick"
    ).stdout
    assert "A001 is on sick leave from 2026-03-02 to 2026-03-06 (5 days)" in said
    (row,) = told(small, "staff", "leaves")
    assert row == {
        "agent_id": "A001", "first": "2026-03-02", "last": "2026-03-06", "kind": "sick",
    }  # fmt: skip
    assert "parental" not in run(small, "staff", "leaves").stdout
    said = str(run(small, "staff", "add-leave", "A001", "2026-03-06").exception)
    assert "already on sick leave" in said
    assert (
        "no longer on sick leave"
        in run(small, "staff", "remove-leave", "A001", "2026-03-02").stdout
    )
    assert told(small, "staff", "leaves") == []


@pytest.mark.parametrize("words", [("02.03.2026", "off"), ("2026-03-02", "holiday")])
def test_a_date_or_a_want_that_nobody_can_read_is_no_command(
    small: SmallCentre, words: tuple[str, str]
) -> None:
    result = run(small, "staff", "add-wish", "A001", *words)
    assert result.exit_code == 2
    assert not small.context.store.audit(verb="add_wish")


def test_the_command_tells_what_became_of_wishes_in_a_roster(
    rostered: Rostered, tmp_path: Path
) -> None:
    centre, saved = rostered
    free_of_wishes(centre)
    first = saved.problem.first
    add_wish(centre.context, Wish("A001", first))
    add_wish(centre.context, Wish("A001", first + timedelta(1)))
    kept = worked(rostered, first, 7, a_shift("A001", first))
    file = tmp_path / "wishes.csv"
    asked = ("staff", "wishes", "--roster", kept.roster_id)
    found = told(centre, *asked, "--csv", str(file))
    assert found["everybody"]["refused"] == 1
    (agent,) = found["agents"]
    assert (agent["agent_id"], agent["granted_share"], agent["charged_points"]) == ("A001", 0.5, 15)
    with file.open(encoding="utf-8-sig") as lines:
        rows = list(csv.DictReader(lines))
    assert [(r["outcome"], r["charged_points"]) for r in rows] == [
        ("refused", "15"),
        ("granted", "0"),
    ]
    said = run(centre, *asked, "--refused").stdout
    assert "granted" in said
    assert f"{first}" in said
    assert f"{first + timedelta(1)}" not in said
