"""The morning's case: lost shifts, people for them and for holes, storms, texts for people."""

import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from app.locale import catalogue
from app.services.centre import planning_of
from app.services.context import Context, local_time
from app.services.day.floor import away_in, day_on_floor, floor_of_days
from app.services.day.messages import messages_of, told_and_away
from app.services.day.stand_in import case_of, edit_of, helpers, report_of, stand_ins
from app.services.day.status import status_of_day
from app.services.day.storms.past import past_storms, surges_like, surges_of_share
from app.services.day.storms.people import ranking
from app.services.history import tag_slots
from app.services.roster.changes.edit import CellEdit, asked_from, earliest_on, save_edit
from app.services.roster.changes.reroster import replace_agent, reroster_saved, save_rerostered
from app.services.roster.check import CellChange, roster_of
from app.services.roster.plan import plan_of
from app.services.roster.publishing.publish import publish_roster
from app.services.roster.publishing.undone import changes_since_published, undone_by
from app.services.staffing.newest import by_newest_requirement
from data.model.activity import Activity
from data.model.errors import Conflict
from data.model.grid import local_midnight
from data.model.language import speaking
from data.model.problem import SICK
from data.model.publication import SavedRoster
from data.model.staff import Leave
from data.store import documents
from rostering.repair.disruption import Disruption, Surge
from rostering.repair.replacement import Candidate, Earliest
from tests.app.services.roster.test_history_of_roster import publish_weeks
from tests.app.small_centre import FIRST_DAY, NOW, SmallCentre, a_copy_of, can_be_taken_over
from tests.until import better_than_at_first, until

pytestmark = pytest.mark.slow

Rostered = tuple[SmallCentre, SavedRoster]


@pytest.fixture
def context(rostered: Rostered) -> Context:
    return rostered[0].context


def test_who_takes_over_counts_for_the_next_lost_shift_and_all_is_saved(
    rostered: Rostered, context: Context
) -> None:
    saved = rostered[1]
    roster = roster_of(saved)
    day = roster.dates[1]
    lost = [s for s in roster.shifts if s.day == day][:2]
    absent = [Leave(s.agent_id, day, day, SICK) for s in lost]
    case = case_of(context, saved, absent)
    assert {s.agent_id for s in case.lost} == {s.agent_id for s in lost}
    best = stand_ins(case, case.lost[0])[0]
    assert best.candidate.agent_id not in {s.agent_id for s in lost}
    after = case_of(context, saved, absent, (), [edit_of(best)])
    assert best.candidate.shift in after.roster.shifts
    assert after.card.objective <= case.card.objective
    others = stand_ins(after, after.lost[1])
    assert all(
        c.candidate.now == best.candidate.shift
        for c in others
        if c.candidate.agent_id == best.candidate.agent_id
    )
    report = report_of(after)
    assert report.found.changed == ((best.candidate.agent_id, day),)
    new = save_rerostered(context, report, "flu")
    assert roster_of(new) == after.roster
    assert set(absent) <= set(context.store.load(documents.STAFF).leave)


def test_nobody_is_asked_whom_the_hole_does_not_need(rostered: Rostered, context: Context) -> None:
    saved = rostered[1]
    day = roster_of(saved).dates[1]
    surges = surges_of_share(saved.problem, ["billing"], day, 600, 720, 3.0)
    case = case_of(context, saved, (), surges)
    found = helpers(case, day, 600, 720)
    skills = {agent.agent_id: agent.skills for agent in saved.problem.agents}
    assert found
    assert all(choice.candidate.points < 0 for choice in found)
    for choice in found:
        taken = case_of(context, saved, (), surges, [edit_of(choice)])
        assert taken.card.objective < case.card.objective or not choice.candidate.keeps_rules
        assert skills[choice.candidate.agent_id]


def test_a_storm_is_agents_in_proportion_and_ends_on_time(rostered: Rostered) -> None:
    problem = rostered[1].problem
    day = problem.dates[2]
    grid, heads = problem.requirement.grid, problem.requirement.heads
    surges = surges_of_share(problem, ["fault"], day, 540, 720, 0.5)
    row = problem.requirement.queue_ids.index("fault")
    for slot in np.flatnonzero(grid.day == np.datetime64(day)):
        minute = int(grid.minute_of_day[slot])
        more = sum(s.heads for s in surges if s.from_min <= minute < s.until_min)
        inside = 540 <= minute < 720
        assert more == (int(np.ceil(heads[row, slot] * 0.5)) if inside else 0)


def test_a_past_storm_is_what_came_against_the_weeks_around_it(context: Context) -> None:
    series = context.store.load_series("fault")
    start = local_midnight(FIRST_DAY + timedelta(days=30), series.grid.zone) + timedelta(hours=9)
    assert past_storms(context) == ()
    tag_slots(context, "fault", start, start + timedelta(hours=3), "Typhoon", "it was one")
    found = past_storms(context)
    assert all(storm.name == "Typhoon" and len(storm.shares) == 3 for storm in found)
    storm = replace(found[0], shares=(1.0, 0.5)) if found else None
    if storm is not None:
        problem = context.store.load_roster(context.store.list_rosters()[0].roster_id).problem
        surges = surges_like(problem, storm, problem.dates[1], 600)
        assert all(600 <= s.from_min < s.until_min <= 720 for s in surges)


def test_the_floor_leaves_out_who_is_sick_and_counts_whom_nobody_replaces(
    rostered: Rostered, context: Context
) -> None:
    saved = rostered[1]
    publish_roster(context, saved.roster_id, "plan", replications=2)
    day = roster_of(saved).dates[1]
    before = floor_of_days(context, day, 2)
    assert (before.sick_open, before.away) == (0, ())
    assert before.until == roster_of(saved).last
    shift = next(s for s in roster_of(saved).shifts if s.day == day)
    absent = [Leave(shift.agent_id, day, day, SICK)]
    case = case_of(context, saved, absent)
    new = save_rerostered(context, report_of(case), "flu")
    after = floor_of_days(context, day, 1)
    assert after.sick_open == 1
    assert [one.agent_id for one in after.away] == [shift.agent_id]
    publish_roster(context, new.roster_id, "flu", replications=2, accept_violations=True)
    left_open = floor_of_days(context, day, 1)
    assert (left_open.sick_open, left_open.away) == (1, ())
    best = next(c for c in stand_ins(case, case.lost[0]) if c.candidate.now is None)
    helped = case_of(context, new, (), (), [edit_of(best)])
    newest = save_rerostered(context, report_of(helped), "found somebody")
    publish_roster(context, newest.roster_id, "help", replications=2, accept_violations=True)
    assert floor_of_days(context, day, 1).sick_open == 0


def test_who_comes_at_other_hours_stands_in_too(rostered: Rostered, context: Context) -> None:
    saved = rostered[1]
    roster = roster_of(saved)
    day = roster.dates[1]
    sick, other = [s for s in roster.shifts if s.day == day][:2]
    moved = replace(
        other,
        start_min=other.start_min + 30,
        breaks=tuple(replace(b, start_min=b.start_min + 30) for b in other.breaks),
    )
    edits = [CellEdit(other.agent_id, day, moved)]
    case = case_of(context, saved, [Leave(sick.agent_id, day, day, SICK)], (), edits)
    new = save_rerostered(context, report_of(case), "flu")
    publish_roster(context, new.roster_id, "flu", replications=2, accept_violations=True)
    assert floor_of_days(context, day, 1).sick_open == 0


def test_holes_are_stretches_of_one_queue(rostered: Rostered, context: Context) -> None:
    saved = rostered[1]
    publish_roster(context, saved.roster_id, "plan", replications=2)
    day = roster_of(saved).dates[1]
    found = floor_of_days(context, day, 1).days[day]
    short = sum(hole.hours for hole in found.holes)
    assert short == pytest.approx(found.short_hours)
    for hole in found.holes:
        row = found.queue_ids.index(hole.queue_id)
        minutes = [int(m) for m in (found.starts - np.datetime64(day, "m")).astype(int)]
        inside = [hole.from_min <= minute < hole.until_min for minute in minutes]
        assert int(found.short[row][inside].max()) == hole.agents
        assert (found.short[row][inside] > 0).all()


def test_the_newest_requirement_stands_in_where_it_covers_the_days(
    rostered: Rostered, context: Context
) -> None:
    saved = rostered[1]
    problem, newer = by_newest_requirement(context, saved.problem, *saved.problem.dates[:2])
    assert (problem, newer) == (saved.problem, "")
    more = replace(
        saved.problem.requirement, requirement_id="Q-new", heads=saved.problem.requirement.heads + 1
    )
    context.store.save_requirement(more, context.entry("set_requirement", "requirement:Q-new"))
    problem, newer = by_newest_requirement(context, saved.problem, *saved.problem.dates[:2])
    assert newer == "Q-new"
    assert (problem.requirement.heads == saved.problem.requirement.heads + 1).all()


def test_each_person_who_changes_gets_one_text(rostered: Rostered) -> None:
    first, second = rostered[1].problem.dates[:2]
    changes = [
        CellChange("A2", second, "off", "D8 08:00-16:00"),
        CellChange("A1", first, "N8 22:00-06:00", "off"),
        CellChange("A2", first, "off", "D8 09:00-17:00"),
    ]
    texts = messages_of(changes, {"A1": "Ann", "A2": "Bo"}, "Wang", "storm", 3)
    assert [text.name for text in texts] == ["Ann", "Bo"]
    assert "one of your shifts changes" in texts[0].text
    assert "2 of your shifts change" in texts[1].text
    assert texts[1].text.index("09:00") < texts[1].text.index("08:00")
    assert all("storm" in t.text and "Wang" in t.text and "3" in t.text for t in texts)
    with speaking(catalogue("zh-CN")):
        (chinese, _) = messages_of(changes, {"A1": "安", "A2": "博"}, "王", "台风", 3)
    assert "休息日" in chinese.text
    assert not re.search("[A-Za-z]{3}", chinese.text)


def test_who_is_out_today_takes_back_no_later_days_that_a_newer_version_plans(
    rostered: Rostered, context: Context
) -> None:
    saved = rostered[1]
    publish_roster(context, saved.roster_id, "May", replications=2)
    later = roster_of(saved).dates[-1]
    publish_weeks(context, saved, later, 1)
    then = plan_of(context, later, later).shifts
    assert then != tuple(s for s in roster_of(saved).shifts if s.day == later)
    day = roster_of(saved).dates[1]
    out = next(shift for shift in roster_of(saved).shifts if shift.day == day)
    absent = (Leave(out.agent_id, day, day, SICK),)
    case = case_of(context, saved, absent)
    assert [change.day for change in case.changes] == [day]
    made = save_rerostered(context, report_of(case), "flu")
    assert [change.day for change in changes_since_published(context, made.roster_id)[1]] == [day]
    assert not undone_by(context, made.roster_id)
    edited = save_edit(context, saved.roster_id, (CellEdit(out.agent_id, day, None),), "flu")
    (taken_back,) = undone_by(context, edited.roster_id)
    assert {change.day for change in taken_back.changes} == {later}
    with pytest.raises(Conflict, match="would undo"):
        publish_roster(context, edited.roster_id, "flu", replications=2)
    found = reroster_saved(context, saved.roster_id, Disruption(absent), time_limit_s=1.0)
    assert [shift for shift in found.before.shifts if shift.day == later] == [*then]


def test_activities_of_later_versions_leave_no_bound_that_knew_none(
    rostered: Rostered, context: Context
) -> None:
    saved = rostered[1]
    day = roster_of(saved).dates[1]
    out, other = [shift for shift in roster_of(saved).shifts if shift.day == day][:2]
    report = report_of(case_of(context, saved, (Leave(out.agent_id, day, day, SICK),)))
    trained = replace(other, activities=(Activity(other.start_min + 60, 60, "training"),))
    roster = report.found.roster.with_cell(other.agent_id, day, trained)
    trained_too = replace(report, found=replace(report.found, roster=roster))
    assert save_rerostered(context, report, "flu").result.bound is not None
    assert save_rerostered(context, trained_too, "flu").result.bound is None


def test_nobody_is_told_to_work_while_they_are_away(rostered: Rostered) -> None:
    first, second = rostered[1].problem.dates[:2]
    comes, goes = CellChange("A1", first, "off", "D8"), CellChange("A2", first, "D8", "off")
    later = CellChange("A1", second, "off", "D8")
    leave = [Leave("A1", first, first, SICK), Leave("A2", first, second, SICK)]
    assert told_and_away([comes, goes, later], leave) == ((later,), (comes,))


def test_who_is_missing_today_is_judged_as_today_judges_it_and_saved_as_planned(
    running_once: Path, tmp_path: Path
) -> None:
    """A busy morning: whoever comes from Today to look for people finds the same holes."""
    centre = a_copy_of(running_once, tmp_path / "busy")
    context, day = centre.context, NOW.date()
    status = status_of_day(context)
    assert status.floor is not None
    assert status.planned is not None
    assert (status.floor.needed > status.planned.needed).any()
    saved = context.store.load_roster(status.floor.roster_id)
    away = away_in(
        saved.problem, roster_of(saved), context.store.load(documents.STAFF).leave, [day]
    )
    case = case_of(context, saved, [Leave(one.agent_id, day, day, one.kind) for one in away])
    found = day_on_floor(case.problem, case.card.cover, day)
    assert (found.needed == status.floor.needed).all()
    assert found.holes == status.floor.holes
    kept = report_of(case).found.problem.requirement
    assert (kept.heads == by_newest_requirement(context, saved.problem, day, day)[0]
            .requirement.heads).all()  # fmt: skip


def minute_now(context: Context) -> int:
    """Minute of today on the centre's clock [min]."""
    local = local_time(context)
    return 60 * local.hour + local.minute


def test_re_planning_more_is_judged_as_today_is_and_moves_nobody_who_has_begun(
    running_once: Path, tmp_path: Path
) -> None:
    centre = a_copy_of(running_once, tmp_path / "busy")
    context, day = centre.context, NOW.date()
    status = status_of_day(context)
    assert status.floor is not None
    saved = context.store.load_roster(status.floor.roster_id)
    before, now_min, planning = roster_of(saved), minute_now(context), planning_of(context)
    sick = next(s for s in before.shifts if s.day == day and s.start_min > now_min)
    out = Disruption((Leave(sick.agent_id, day, day, "sick"),), change_price=1)
    told = reroster_saved(context, saved.roster_id, out, **until(better_than_at_first()))
    assert told.course_of == day
    found = day_on_floor(told.found.problem, told.found.after.cover, day)
    assert (found.needed == status.floor.needed).all()
    changed = [cell for cell in told.found.changed if cell[1] == day]
    assert changed, "a busy morning: somebody who can still come saves more than a change costs"
    for cell in changed:
        begun = [shift for shift in before.by_cell.get(cell, ()) if shift.start_min <= now_min]
        for shift in told.found.roster.by_cell.get(cell, ()):
            told_in_time = shift.start_min > now_min + planning.day_call_in_notice_min
            assert told_in_time or begun[0].start_min == shift.start_min
    kept = save_rerostered(context, told, "sick")
    assert kept.problem.requirement.basis.endswith(f"the rest of {day} as forecast then")
    later = replace(out, absent=(Leave(sick.agent_id, day + timedelta(2), day + timedelta(2)),))
    assert reroster_saved(context, saved.roster_id, later, time_limit_s=0).course_of is None


def test_who_takes_over_today_can_still_come(running_once: Path, tmp_path: Path) -> None:
    centre = a_copy_of(running_once, tmp_path / "busy")
    context, day = centre.context, NOW.date()
    status = status_of_day(context)
    assert status.floor is not None
    now_min, planning = minute_now(context), planning_of(context)
    roster_id = status.floor.roster_id
    before = roster_of(context.store.load_roster(roster_id))
    later = (s for s in before.shifts if s.day == day and s.start_min > now_min)
    lost = can_be_taken_over(context, roster_id, later)
    found = replace_agent(context, roster_id, lost.agent_id, day)
    assert found
    for choice in found:
        now, new = choice.candidate.now, choice.candidate.shift
        begins = new.start_min if now is None else min(new.start_min, now.start_min)
        same = now is not None and new.start_min == now.start_min
        assert same or begins >= now_min + planning.day_call_in_notice_min
        assert now is None or min(now.end_min, new.end_min) >= now_min + planning.day_notice_min


def test_notice_reaches_into_the_next_day_and_ends_with_it(
    running_once: Path, tmp_path: Path
) -> None:
    centre = a_copy_of(running_once, tmp_path / "busy")
    status = status_of_day(centre.context)
    assert status.floor is not None
    saved = centre.context.store.load_roster(status.floor.roster_id)
    zone = ZoneInfo(saved.problem.requirement.grid.zone)
    late = datetime.combine(NOW.date(), time(23, 0), zone)
    context = replace(centre.context, clock=lambda: late)
    today, after = (earliest_on(context, saved.problem, late.date() + timedelta(n)) for n in (0, 1))
    assert today == Earliest(come_min=1470, change_min=1395)
    assert after == Earliest(come_min=30, change_min=-45)
    for days in (-1, 2):
        assert earliest_on(context, saved.problem, late.date() + timedelta(days)) is None
    assert asked_from(context, saved.problem) == ((late.date() - saved.problem.first).days + 1, 30)


def test_who_is_put_on_standby_today_can_still_come(running_once: Path, tmp_path: Path) -> None:
    centre = a_copy_of(running_once, tmp_path / "busy")
    context, day = centre.context, NOW.date()
    status = status_of_day(context)
    assert status.floor is not None
    now_min = minute_now(context)
    saved = context.store.load_roster(status.floor.roster_id)
    case = case_of(context, saved, (), (Surge("fault", day, 0, 1440, 8),))
    block = (day, now_min, now_min + 120)

    def too_late(found: tuple[Candidate, ...]) -> list[str]:
        begun = {s.agent_id: s.start_min for s in case.roster.shifts if s.day == day}
        return [
            one.agent_id
            for one in found
            if one.shift.start_min <= now_min and begun.get(one.agent_id) != one.shift.start_min
        ]

    before = ranking(case, 99, context.moment() - timedelta(days=1))(*block)
    assert too_late(before), "the day before, somebody begins in hours that are over now"
    now = ranking(case, 99, context.moment())(*block)
    assert now
    assert not too_late(now)
